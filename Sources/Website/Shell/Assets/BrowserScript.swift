/// The one script. Everything works without it: it keeps a form from being sent twice, sends a register again until it
/// arrives, suggests what a search box may mean, and leads to an error summary.
enum BrowserScript {
    static let text = """
        "use strict";
        document.addEventListener("submit", (event) => {
          const form = event.target;
          if (form.method !== "post") return;
          if (form.dataset.sent) { event.preventDefault(); return; }
          form.dataset.sent = "yes";
          if (form.dataset.retry === undefined || !AbortSignal.timeout) {
            // One whose connection hangs can be sent again: its key lets it count once.
            setTimeout(() => delete form.dataset.sent, 20000);
            return;
          }
          event.preventDefault();
          sendUntilSaved(form, event.submitter);
        });
        // Only for forms that may be sent any number of times: whoever stands in a hall without a connection need not watch it.
        // Each time what the form says then is sent, so what is marked meanwhile counts.
        const sendUntilSaved = async (form, button) => {
          const said = form.querySelector("[role=status]");
          let isNew = false, wake = () => {};
          form.addEventListener("input", () => { isNew = true; });
          form.addEventListener("submit", (event) => {
            if (event.submitter && event.submitter !== button) { button = event.submitter; isNew = true; }
            wake();
          });
          for (let wait = 2; ; wait = Math.min(wait * 2, 30)) {
            isNew = false;
            const body = new URLSearchParams(new FormData(form));
            if (button && button.name) body.set(button.name, button.value);
            const request = { method: "post", body, redirect: "manual", signal: AbortSignal.timeout(15000) };
            const answer = await fetch(form.action, request).catch(() => null);
            // What this changes may be saved though no answer came: changing it back is a change from now on.
            for (const was of form.querySelectorAll("[name^='was-']")) {
              const mark = body.get(was.name.replace("was-", "mark-"));
              if (mark !== was.value || (mark === "" && body.get("step") === "rest")) was.value = "?";
            }
            if (answer && answer.type === "opaqueredirect") {
              if (isNew) continue;
              location.assign(form.action);
              return;
            }
            if (answer && answer.status < 500) {
              // Something is to be mended: the page that says so comes by sending it as usual.
              delete form.dataset.retry; delete form.dataset.sent;
              form.requestSubmit(button);
              return;
            }
            said.textContent = `Not saved yet: the connection failed. It is sent again in ${wait} seconds. Keep this page open.`;
            await new Promise((resolve) => {
              wake = resolve;
              setTimeout(resolve, wait * 1000);
              window.addEventListener("online", resolve, { once: true });
            });
            said.textContent = "Sending it again.";
          }
        };
        window.addEventListener("pageshow", (event) => {
          if (!event.persisted) return;
          for (const form of document.forms) delete form.dataset.sent;
        });
        for (const box of document.querySelectorAll("[data-suggestions]")) {
          const list = document.createElement("ul");
          list.className = "suggestions"; list.hidden = true;
          box.form.append(list);
          let asked = 0;
          box.addEventListener("input", async () => {
            const turn = ++asked, text = box.value;
            if (text.trim().length < 2) { list.hidden = true; return; }
            await new Promise((resolve) => setTimeout(resolve, 120));
            if (turn !== asked) return;
            const answer = await fetch(box.dataset.suggestions + "?q=" + encodeURIComponent(text)).catch(() => null);
            if (turn !== asked || !answer || !answer.ok) return;
            const lines = await answer.json();
            if (turn !== asked) return;
            list.replaceChildren(...lines.map((line) => {
              const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
              link.href = line.address; link.append(line.title); kind.append(line.kind); link.append(kind); item.append(link);
              return item;
            }));
            list.hidden = lines.length === 0;
          });
          box.form.addEventListener("keydown", (event) => {
            if (event.key === "Escape") { list.hidden = true; box.focus(); return; }
            if (list.hidden || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
            const links = [...list.querySelectorAll("a")], place = links.indexOf(document.activeElement);
            const next = event.key === "ArrowDown" ? place + 1 : place - 1;
            event.preventDefault();
            (next < 0 ? box : links[Math.min(next, links.length - 1)]).focus();
          });
          box.form.addEventListener("focusout", (event) => {
            if (!box.form.contains(event.relatedTarget)) list.hidden = true;
          });
        }
        const summary = document.getElementById("error-summary");
        if (summary) summary.focus();
        for (const button of document.querySelectorAll("[data-print]")) {
          button.hidden = false;
          button.addEventListener("click", () => window.print());
        }
        """
}
