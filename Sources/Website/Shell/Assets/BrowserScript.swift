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
        const summary = document.getElementById("error-summary");
        if (summary) summary.focus();
        for (const button of document.querySelectorAll("[data-print]")) {
          button.hidden = false;
          button.addEventListener("click", () => window.print());
        }
        """
}
