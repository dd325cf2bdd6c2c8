"""Every page that can be reached by following links, as every kind of person: there, valid, accessible, and whole on a phone."""

import pytest
from checks import AXE, Pages, invalid, look
from conftest import start_browser
from visitor import PATTERNS, Visitor, parsed, pattern_of, visitors

# Addresses that no link leads to: machines ask for them, or they come by email.
UNLINKED = {
    "/healthz", "/readyz", "/metrics", "/robots.txt", "/favicon.ico", "/favicon.svg", "/assets/{name}",
    "/sign-in/code", "/sign-in/link/{token}", "/set-password/{token}", "/invitation/{token}", "/account/email/confirm/{token}",
    "/account/two-step/confirm",
    # The address is in an email, on a poster or a ticket.
    "/check-in/{code}", "/feedback/{id}", "/messages/stop/{id}", "/evidence/letters/{id}", "/newsletter/stop/{token}", "/sign-in/address/{token}",
    # A calendar program asks there; the address is shown once.
    "/calendars/{token}/places.ics",
    # A form, a script or a redirect leads there.
    "/search", "/search/suggestions", "/offers/{id}/book/start",
    # Linked for a day to whoever sent a file with rows that were not taken.
    "/evidence/rejected/{id}",
    # Linked in a state that the example is not in for the people who are crawled: a certificate of one's own, a protocol that is ready,
    # rows that were refused, a receipt, a report that waits for a reviewer, two trials with sums on one strand
    # or of one intervention, a frozen trial whose rows are still there, data that may be frozen, a study that was joined, a
    # booking of what has other dates with places.
    "/account/development.csv", "/certificates/{id}", "/hub/trials/{id}/publish", "/results/strands/{slug}/one-stage",
    "/results/interventions/{id}/one-stage", "/hub/trials/{id}/rows.csv",
    "/school/trials/{id}/rejected/{wave}", "/school/trials/{id}/workbook.xlsx", "/trials/receipts/{id}", "/trials/{slug}/review",
    "/hub/trials/{id}/freeze", "/evidence/studies/{id}/joined/{duplicate}", "/school/bookings/{id}/move",
}


@pytest.fixture(scope="session")
def crawl(site, tmp_path_factory):
    """Who reaches which page, with its text; asked once for each site."""
    return [(visitor, visitor.pages()) for visitor in visitors(site)]


def test_every_page_is_valid_html(crawl, tmp_path):
    kept = Pages(tmp_path)
    for visitor, pages in crawl:
        assert len(pages) >= 8, f"{visitor.name} reaches only {sorted(pages)}"
        for path, body in pages.items():
            if body is not None and kept.is_new(pattern_of(path), parsed(body).kinds):
                kept.keep(pattern_of(path), visitor.name, body)
    wrong = invalid(tmp_path)
    assert not wrong, "\n".join(wrong[:30])


def test_every_page_can_be_reached_by_links(crawl):
    reached = {pattern_of(path) for _, pages in crawl for path in pages}
    listed = {pattern for method, pattern, _ in PATTERNS if method == "GET"}
    assert len(listed) > 50, "docs/routes.md lists no routes"
    lost = sorted(listed - reached - UNLINKED)
    assert not lost, "no link leads to: " + ", ".join(lost)


def test_results_and_an_empty_search_are_valid_and_accessible(site, browser, tmp_path):
    anyone, kept, problems = Visitor(site), Pages(tmp_path), []
    for path, sign in (("/search?q=reading", "found-"), ("/search?q=qqqqqqqq", "Nothing was found for"), ("/search", "<form")):
        status, _, body = anyone.get(path)
        assert status == 200 and sign in body.decode(), path
        kept.keep(path, "nobody", body)
        browser.get(site.address + path)
        problems += look(browser, path)
    assert not problems, "\n".join(problems[:30])
    wrong = invalid(tmp_path)
    assert not wrong, "\n".join(wrong[:30])


def test_every_page_is_accessible_and_fits(site, crawl, tmp_path):
    if site.engine != "sqlite":
        pytest.skip("pages are drawn alike from both databases; their text is compared by validity and journeys")
    seen, problems = Pages(tmp_path, most=4), []
    desktop, phone = start_browser(), start_browser(width=390, height=844, dark=True)
    try:
        for visitor, pages in crawl:
            for browser in (desktop, phone):
                browser.get(site.address + "/robots.txt")
                browser.delete_all_cookies()
                for cookie in visitor.cookies():
                    browser.add_cookie(cookie)
            for path, body in pages.items():
                if body is None or not seen.is_new(pattern_of(path), parsed(body).kinds):
                    continue
                for browser, name in ((desktop, "desktop"), (phone, "phone, dark")):
                    browser.get(site.address + path)
                    problems += look(browser, f"{path} ({visitor.name}, {name})")
    finally:
        desktop.quit()
        phone.quit()
    assert not problems, "\n".join(problems[:60])


def test_the_validator_and_axe_can_fail(browser, tmp_path):
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p><div></p><img src=x>")
    assert invalid(tmp_path)
    browser.get("data:text/html,<html><body><img src=x><input></body></html>")
    browser.execute_script(AXE)
    found = browser.execute_async_script("axe.run().then(r => arguments[arguments.length - 1](r.violations.length))")
    assert found > 0
