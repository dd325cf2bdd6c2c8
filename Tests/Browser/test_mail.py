"""Mail through a server that others wrote, and its calendar files in a parser that others wrote: booked, moved, cancelled, and refused."""

import email
import email.policy
import os
import queue
import re
import socket
import tempfile
import time

import icalendar
import pytest
from aiosmtpd.controller import Controller
from conftest import Site, make_database, make_example
from test_bookings import crockford, query
from visitor import parsed, sign_in

OFFICE = "office@tarnsea-harbour.example"


class Inbox:
    """Takes what comes; refuses addresses that begin with `nobody`."""

    def __init__(self):
        self.mails = queue.Queue()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        self.mails.put(envelope)
        return "250 taken"

    def wait(self, recipient, method):
        """The next mail to somebody whose calendar file has this method; what else comes is passed over."""
        while True:
            envelope = self.mails.get(timeout=60)
            if envelope.rcpt_tos != [recipient]:
                continue
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            files = [part for part in mail.walk() if part.get_content_type() == "text/calendar" and part.get_param("method") == method]
            if files:
                return envelope, mail, files


@pytest.fixture(params=["sqlite", "postgres"])
def mailed(request):
    """A site that sends, and where its mail arrives."""
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings = {"BRAID_SMTP_URL": f"smtp://127.0.0.1:{port}", "BRAID_SMTP_REQUIRE_TLS": "false", "BRAID_SMTP_FROM": "braid@hub.example"}
    os.environ.update(settings)
    try:
        with tempfile.TemporaryDirectory(prefix="braid-mail-") as folder:
            database = make_database(request.param, folder)
            make_example(database, folder)
            # The stories' own letters were sent long ago.
            query(database, "UPDATE mail SET state = 'sent', sent_at = created_at WHERE state = 'queued'")
            site = Site(database, folder)
            yield site, inbox
            site.stop()
    finally:
        for name in settings:
            del os.environ[name]
        server.stop()


def events(files):
    """The events of an email's calendar files, by their UID, after the promises that each keeps."""
    return {str(event["UID"]): event for part in files for event in events_of(part)}


def events_of(part):
    text = part.get_payload(decode=True)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    assert calendar["METHOD"] == part.get_param("method")
    found = calendar.walk("VEVENT")
    assert found
    for event in found:
        assert not event.errors
        assert event.decoded("DTSTART") < event.decoded("DTEND")
        assert str(event["ORGANIZER"]).startswith("mailto:")
    return found


def form_with(page, name):
    return next(form for form in parsed(page).forms if form["method"] == "post" and name in form["fields"])


def book(visitor, address, colleague):
    status, _, page = visitor.get(address)
    assert status == 200
    path = address.split("?")[0]
    fields = {**form_with(page, "name-0")["fields"], "name-0": "Zoë Ångström", "email-0": colleague, "step": "check"}
    status, _, page = visitor.post(path, fields)
    assert status == 200, page.decode()[:500]
    status, _, page = visitor.post(path, {**form_with(page, "name-0")["fields"], "step": "confirm"})
    assert status == 200, page.decode()[:500]
    return page


def a_session_of(lead, office, database):
    """A session far ahead that the hub may move, and where the office may book it."""
    rows = query(
        database,
        "SELECT s.id, r.id, r.offer_id FROM run_session s JOIN run r ON r.id = s.run_id JOIN offer o ON o.id = r.offer_id "
        "WHERE o.state = 'published' AND r.closes_on IS NULL AND r.taken + r.reserved < r.capacity "
        "AND NOT EXISTS (SELECT 1 FROM waiting_entry w WHERE w.run_id = r.id) ORDER BY r.starts_on DESC, s.held_on DESC, s.id",
    )
    for session, run, offer in rows:
        edit = f"/hub/sessions/{crockford(int(session))}/edit"
        address = f"/offers/{crockford(int(offer))}/book?run={crockford(int(run))}"
        if lead.get(edit)[0] == 200 and b'name="name-0"' in office.get(address)[2]:
            return edit, address, run
    raise AssertionError("the example has no session that can be moved and booked")


def test_a_booking_its_move_and_its_end_arrive_and_change_one_entry(mailed):
    site, inbox = mailed
    lead, office = sign_in(site, "lead@hallowick.example"), sign_in(site, OFFICE)
    edit, address, _ = a_session_of(lead, office, site.database)
    colleague = "zoe.angstrom@tarnsea-harbour.example"

    page = book(office, address, colleague)
    envelope, mail, files = inbox.wait(colleague, "REQUEST")
    assert envelope.mail_from == "braid@hub.example"
    assert mail["From"].addresses[0].addr_spec == "braid@hub.example"
    assert [(to.display_name, to.addr_spec) for to in mail["To"].addresses] == [("Zoë Ångström", colleague)]
    assert mail["Subject"] and mail["Message-ID"] and mail["Date"].datetime and mail["Auto-Submitted"] == "auto-generated"
    assert not mail.defects and not any(part.defects for part in mail.walk())
    body = next(part for part in mail.walk() if part.get_content_type() == "text/plain").get_content()
    assert site.address in body or "http" in body
    booked = events(files)
    for event in booked.values():
        assert str(event["STATUS"]) == "CONFIRMED"
        assert str(event["ATTENDEE"]) == f"mailto:{colleague}" and event["ATTENDEE"].params["CN"] == "Zoë Ångström"

    # The hub moves one session by an hour.
    _, _, form = lead.get(edit)
    fields = form_with(form, "date-0")["fields"]
    fields |= {"start-0": "08:05", "end-0": "08:55", "scope": "this"}
    status, _, after = lead.post(edit, fields)
    assert status == 200, after.decode()[:500]
    _, _, files = inbox.wait(colleague, "REQUEST")
    moved = events(files)
    changed = {uid for uid in moved if moved[uid].decoded("DTSTART") != booked[uid].decoded("DTSTART")}
    assert len(changed) == 1 and set(moved) <= set(booked)
    uid = changed.pop()
    assert int(moved[uid]["SEQUENCE"]) > int(booked[uid]["SEQUENCE"])
    assert moved[uid].decoded("DTSTART").strftime("%H:%M") == "08:05"

    # The office gives the place back.
    cancel = re.search(r'action="(/school/bookings/\w{13}/cancel)"', page.decode()).group(1)
    _, _, page = office.get(cancel.removesuffix("/cancel"))
    fields = next(form["fields"] for form in parsed(page).forms if form["action"] == cancel)
    place = re.search(r'name="place" value="(\w{13})"', page.decode()).group(1)
    _, _, page = office.post(cancel, {**fields, "place": place})
    fields = next(form["fields"] for form in parsed(page).forms if form["action"] == cancel and "sure" in form["fields"])
    status, _, _ = office.post(cancel, fields)
    assert status == 200
    _, _, files = inbox.wait(colleague, "CANCEL")
    ended = events(files)
    assert set(ended) == set(booked)
    assert all(str(event["STATUS"]) == "CANCELLED" for event in ended.values())
    assert int(ended[uid]["SEQUENCE"]) > int(moved[uid]["SEQUENCE"])


def test_a_mail_that_the_server_refuses_is_shown_with_its_reason(mailed):
    site, inbox = mailed
    lead, office = sign_in(site, "lead@hallowick.example"), sign_in(site, OFFICE)
    _, address, run = a_session_of(lead, office, site.database)
    book(office, address, "nobody@tarnsea-harbour.example")
    # The site looks for mail every second.
    refused = "SELECT state, last_error FROM mail WHERE to_address = 'nobody@tarnsea-harbour.example'"
    deadline = time.monotonic() + 60
    while (found := query(site.database, refused)) and found[0][0] == "queued" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [row[0] for row in found] == ["failed"] and "550" in found[0][1], found
    _, _, page = lead.get(f"/hub/runs/{crockford(int(run))}/register")
    assert "nobody@tarnsea-harbour.example" in page.decode() and "550" in page.decode()
