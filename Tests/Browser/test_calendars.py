"""Calendars to subscribe to, read by a parser that others wrote."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from visitor import Visitor, parsed, sign_in

LONDON = ZoneInfo("Europe/London")


def read(visitor, path):
    """The events at an address, after the promises that every feed keeps."""
    status, headers, body = visitor.get(path)
    assert status == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in body.split(b"\r\n")), "a line is not folded"
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    assert calendar["METHOD"] == "PUBLISH" and str(calendar["VERSION"]) == "2.0"
    events = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events)
    for event in events:
        assert not event.errors
        assert event["DTSTART"].params["TZID"] == "Europe/London"
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
        assert start < end < start + timedelta(days=1)
        # The same instant by the zone in the file and by the zone of the machine.
        plain = datetime(*start.timetuple()[:6], tzinfo=LONDON)
        assert start.utcoffset() == plain.utcoffset()
        assert int(event["SEQUENCE"]) >= 0
        assert str(event["ORGANIZER"]).startswith("mailto:")
    return events


def test_the_calendar_of_a_filter_is_what_the_catalogue_finds(site):
    visitor = Visitor(site)
    everything = read(visitor, "/offers.ics")
    assert everything
    _, _, page = visitor.get("/offers")
    filters = sorted(link for link in parsed(page).links if link.startswith("/offers?") and "page=" not in link)
    kinds = {link.split("?")[1].split("=")[0]: link for link in filters}
    assert {"phase", "mode", "strand", "hub"} <= set(kinds)
    # Self-study has no days.
    _, _, page = visitor.get("/offers?kind=self-study")
    dateless = set(re.findall(r'<h2 class="card__title"><a href="/offers/(\w{13})"', page.decode()))
    for link in kinds.values():
        _, _, found = visitor.get(link)
        feed = next(href for href in parsed(found).links if href.startswith("/offers.ics?"))
        assert feed == link.replace("/offers?", "/offers.ics?")
        events = read(visitor, feed)
        assert {str(e["UID"]) for e in events} <= {str(e["UID"]) for e in everything}
        # Every offer on the first page has its sessions in the calendar.
        titles = {str(event["SUMMARY"]) for event in events}
        addresses = {str(event["URL"]).rsplit("/", 1)[1] for event in events}
        listed = set(re.findall(r'<h2 class="card__title"><a href="/offers/(\w{13})"', found.decode()))
        assert titles and listed - dateless <= addresses


def test_a_hub_has_a_calendar(site):
    visitor = Visitor(site)
    _, _, page = visitor.get("/network")
    hubs = [link for link in parsed(page).links if re.fullmatch(r"/hubs/[\w-]+", link)]
    found = 0
    for hub in hubs[:4]:
        _, _, page = visitor.get(hub)
        feed = next(link for link in parsed(page).links if link.startswith("/") and link.endswith("/offers.ics"))
        found += len(read(visitor, feed))
    assert found


def test_a_secret_address_reads_ones_own_places_until_it_is_renewed(site):
    person = sign_in(site, "j.okoro@hallowick-canal-side.example")

    def press(step):
        _, _, page = person.get("/account/calendar")
        form = next(f for f in parsed(page).forms if ("step", step) in f["buttons"])
        status, _, answer = person.post("/account/calendar", {**form["fields"], "step": step})
        assert status == 200
        return re.search(r"<code>[^<]*(/calendars/[\w-]{43}/places\.ics)</code>", answer.decode())

    first = press("renew").group(1)
    anyone = Visitor(site)
    events = read(anyone, first)
    assert any(event.decoded("DTSTART") > datetime.now(LONDON) for event in events)
    second = press("renew").group(1)
    assert first != second
    assert anyone.get(first)[0] == 404
    assert {str(e["UID"]) for e in read(anyone, second)} == {str(e["UID"]) for e in events}
    assert press("stop") is None
    assert anyone.get(second)[0] == 404
