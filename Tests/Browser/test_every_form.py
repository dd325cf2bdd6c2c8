"""Every form that a page shows, sent with nothing typed: it answers with what is wrong or does what it says, and never breaks."""

import re

import pytest
from checks import Pages, invalid, look
from conftest import Site, make_database, make_example, start_browser
from visitor import parsed, pattern_of, visitors

# Sent last, because nothing can be asked by the person afterwards.
ENDING = re.compile(r"remove|withdraw|archive|decline|leave|sign-out|sessions|erase|password|/email|administrator")


@pytest.fixture
def site(tmp_path):
    """A site of its own: forms change things."""
    database = make_database("sqlite", tmp_path)
    make_example(database, tmp_path)
    site = Site(database, tmp_path)
    yield site
    site.stop()


def forms_of(visitor):
    """Each form that writes, once for each address it goes to, with the page that shows it."""
    found = {}
    for path, body in visitor.pages().items():
        if body is None:
            continue
        for position, form in enumerate(parsed(body).forms):
            if form["method"] != "post" or form["enctype"]:
                continue
            action = form["action"] or path
            if not action.startswith("/sign-in"):
                found.setdefault((pattern_of(action, "POST"), pattern_of(path)), (path, position, action, form))
    return sorted(found.values(), key=lambda entry: bool(ENDING.search(entry[2])))


def test_forms_with_nothing_typed_say_what_is_missing(site, tmp_path):
    tried, broken, problems = set(), [], []
    folder = tmp_path / "pages"
    folder.mkdir()
    kept = Pages(folder)
    browser = start_browser(width=390, height=844)
    try:
        for visitor in visitors(site):
            browser.get(site.address + "/robots.txt")
            browser.delete_all_cookies()
            for cookie in visitor.cookies():
                browser.add_cookie(cookie)
            for path, position, action, form in forms_of(visitor):
                key = (pattern_of(action, "POST"), pattern_of(path))
                if key in tried:
                    continue
                tried.add(key)
                fields = {name: "" if name in form["typed"] else value for name, value in form["fields"].items()}
                for name, value in form["buttons"][:1]:
                    fields[name] = value
                status, _, body = visitor.post(action, fields)
                # A form sent before may have ended what this page is about: then the page itself is gone.
                is_gone = status == 404 and visitor.get(path)[0] == 404
                if status >= 500 or status in (400, 404, 413) and not is_gone:
                    broken.append(f"{action} on {path} as {visitor.name}: {status}")
                if status == 422 and kept.is_new(key[0], parsed(body).kinds):
                    kept.keep(key[0], visitor.name, body)
                    problems += look_after_sending(browser, site, path, position, form, visitor.name)
    finally:
        browser.quit()
    assert len(tried) > 20, f"only {len(tried)} forms were found"
    assert not broken, "\n".join(broken)
    assert not problems, "\n".join(problems[:40])
    wrong = invalid(folder)
    assert not wrong, "\n".join(wrong[:30])


def look_after_sending(browser, site, path, position, form, who):
    """The page that a browser shows after the form was sent with nothing typed."""
    browser.get(site.address + path)
    browser.execute_script(
        "const form = document.querySelectorAll('form')[arguments[0]]; if (!form) return;"
        "for (const field of form.elements) if (arguments[1].includes(field.name)) field.value = '';"
        "form.submit()",
        position, form["typed"],
    )
    return look(browser, f"{form['action']} with nothing typed ({who})")
