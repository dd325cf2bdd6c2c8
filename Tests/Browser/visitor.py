"""Someone who asks for pages without a browser: links, forms, and the example's people."""

import re
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

ROUTES = Path(__file__).parent.parent.parent / "docs" / "routes.md"


class Parser(HTMLParser):
    """Links, forms and the kinds of elements of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.forms, self.form, self.kinds, self.select = [], [], None, set(), None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.kinds.add((tag, values.get("class"), values.get("type")))
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "form":
            self.form = {"action": values.get("action"), "method": values.get("method", "get").lower(), "fields": {}, "typed": [],
                         "buttons": [], "enctype": values.get("enctype")}
            self.forms.append(self.form)
        if self.form is None:
            return
        name = values.get("name")
        if tag == "button" and name:
            self.form["buttons"].append((name, values.get("value", "")))
        elif tag == "input" and name and (values.get("type") not in ("checkbox", "radio", "file") or "checked" in values):
            self.form["fields"][name] = values.get("value", "")
            if values.get("type") != "hidden":
                self.form["typed"].append(name)
        elif tag == "textarea" and name:
            self.form["fields"][name] = ""
            self.form["typed"].append(name)
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and ("selected" in values or self.select not in self.form["fields"]):
            self.form["fields"][self.select] = values.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None


def parsed(body):
    parser = Parser()
    parser.feed(body.decode())
    return parser


def patterns():
    """The routes that the documentation lists, most exact first."""
    rows = re.findall(r"^\| `(GET|POST) (\S+)`", ROUTES.read_text(), re.M) if ROUTES.exists() else []
    found = []
    for method, pattern in rows:
        expression = re.sub(r"\\{[a-zA-Z]+\\}", "[^/]+", re.escape(pattern))
        found.append((method, pattern, re.compile(f"^{expression}$")))
    return sorted(found, key=lambda row: row[1].count("{"))


PATTERNS = patterns()


def pattern_of(path, method="GET"):
    """The route of an address; an address of a route that is not listed gets its identifiers taken out."""
    plain = urllib.parse.urlsplit(path).path
    for listed, pattern, expression in PATTERNS:
        if listed == method and expression.match(plain):
            return pattern
    return re.sub(r"/[0-9a-hjkmnp-tv-z]{13}\b|/[0-9]{6}\b", "/*", plain)


class Visitor:
    """Asks for pages as a person without a browser would."""

    def __init__(self, site, name="nobody"):
        self.site = site
        self.name = name
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        return self._ask(self.site.address + path, None)

    def post(self, path, fields):
        return self._ask(self.site.address + path, urllib.parse.urlencode(fields).encode())

    def _ask(self, address, body):
        try:
            with self.opener.open(address, data=body, timeout=120) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def cookies(self):
        return [{"name": c.name, "value": c.value, "path": "/"} for c in self.jar]

    def pages(self, per_route=4):
        """Pages that links lead to, from the home page on: a few of each route, so that a thousand schools do not take a
        thousand looks."""
        seen, queue, pages, counts = {"/"}, ["/"], {}, {}
        while queue:
            path = queue.pop(0)
            shape = (pattern_of(path), "?" in path)
            counts[shape] = counts.get(shape, 0) + 1
            # Objects of one kind differ: whoever is not signed in looks at more of them, and at every trial of the example.
            if counts[shape] > (24 if self.name == "nobody" and "?" not in path else per_route if "?" not in path else 2):
                continue
            status, headers, body = self.get(path)
            assert status == 200, f"{self.name}: {path} answers {status}: {body[:300]!r}"
            if "text/html" not in headers.get("Content-Type", ""):
                pages.setdefault(path, None)
                continue
            pages[path] = body
            for link in parsed(body).links:
                target = urllib.parse.urljoin(path, link).split("#")[0]
                if target.startswith("/") and not target.startswith("//") and target not in seen:
                    seen.add(target)
                    queue.append(target)
        return pages


def people_of(body):
    """The persons whom the sign-in page offers to continue as: address and fields of each form."""
    return [
        (form["action"], {**form["fields"], name: value})
        for form in parsed(body).forms
        if form["method"] == "post" and "continue" in (form["action"] or "")
        for name, value in (form["buttons"] or list(form["fields"].items())[:1])
    ]


def sign_in(site, email):
    """A visitor who has continued as a person of the example."""
    visitor = Visitor(site, email)
    _, _, body = visitor.get("/sign-in")
    action, fields = next((action, fields) for action, fields in people_of(body) if email in fields.values())
    status, _, _ = visitor.post(action, fields)
    assert status == 200
    return visitor


def addresses(site):
    """The email addresses of the people that the example offers."""
    _, _, body = Visitor(site).get("/sign-in")
    return [next(value for value in fields.values() if "@" in value) for _, fields in people_of(body)]


def visitors(site):
    """Someone who is not signed in, and each person of the example."""
    yield Visitor(site)
    offered = addresses(site)
    assert len(offered) >= 5, "the example offers no people to continue as"
    for email in offered:
        yield sign_in(site, email)
