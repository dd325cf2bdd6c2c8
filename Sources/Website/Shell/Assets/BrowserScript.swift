/// The one script. Everything works without it: it only keeps a form from being sent twice and leads to an
/// error summary.
enum BrowserScript {
    static let text = """
        "use strict";
        document.addEventListener("submit", (event) => {
          const form = event.target;
          if (form.method !== "post") return;
          if (form.dataset.sent) { event.preventDefault(); return; }
          form.dataset.sent = "yes";
        });
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
