"""Promises about bookings, kept by whole processes: capacity under a rush, and nothing acknowledged lost when one is killed."""

import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Site, make_database, make_example
from visitor import Visitor, addresses, parsed, sign_in


def query(database, statement):
    """Asks the database itself, past the program."""
    if database.startswith("postgres"):
        result = subprocess.run(["psql", "-qAt", "-F", "\t", database, "-c", statement], check=True, capture_output=True, text=True)
        return [line.split("\t") for line in result.stdout.splitlines()]
    connection = sqlite3.connect(database, timeout=30)
    with connection:
        rows = [[str(value) for value in row] for row in connection.execute(statement).fetchall()]
    connection.close()
    return rows


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request):
    """A database of its own for each test, since these fill runs and kill processes."""
    with tempfile.TemporaryDirectory(prefix="braid-bookings-") as folder:
        database = make_database(request.param, folder)
        make_example(database, folder)
        yield database, folder


def run_with_places(database, places):
    """A published run with exactly so many places left; its address to book."""
    run, offer = query(
        database,
        "SELECT r.id, r.offer_id FROM run r JOIN offer o ON o.id = r.offer_id "
        "WHERE o.state = 'published' AND r.taken + r.reserved < r.capacity "
        "AND NOT EXISTS (SELECT 1 FROM waiting_entry w WHERE w.run_id = r.id) "
        "AND r.closes_on IS NULL AND r.starts_on = (SELECT max(starts_on) FROM run s WHERE s.offer_id = r.offer_id) "
        "ORDER BY r.starts_on DESC LIMIT 1",
    )[0]
    query(database, f"UPDATE run SET capacity = taken + reserved + {places} WHERE id = {run}")
    return int(run), f"/offers/{crockford(int(offer))}/book?run={crockford(int(run))}"


def crockford(number):
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(digits[number >> shift & 31] for shift in range(60, -1, -5))


def booker(site, book):
    """Someone of the example network who may book for a school."""
    for email in addresses(site):
        visitor = sign_in(site, email)
        status, _, page = visitor.get(book)
        if status == 200 and b'name="email-1"' in page:
            return visitor
    raise AssertionError("nobody of the example may book for a school")


def form_of(page, action):
    return next(form["fields"] for form in parsed(page).forms if form["action"] and form["action"].startswith(action))


def prepare(visitor, book, number):
    """The check-answers form for one colleague: what a browser would send to confirm."""
    status, _, page = visitor.get(book)
    assert status == 200
    path = book.split("?")[0]
    fields = {**form_of(page, path), "name-0": f"Colleague {number}", "email-0": f"colleague{number}@example.org", "step": "check"}
    school = re.search(r'name="school"[^>]*>\s*<option value="([^"]+)"|name="school" value="([^"]+)"', page.decode())
    if school:
        fields["school"] = school.group(1) or school.group(2)
    status, _, page = visitor.post(path, fields)
    assert status == 200, page.decode()[:500]
    return path, {**form_of(page, path), "step": "confirm"}


def confirm(visitor, path, fields):
    """Sends the form; the booking's address when it was acknowledged."""
    body = urllib.parse.urlencode(fields).encode()
    with visitor.opener.open(visitor.site.address + path, data=body, timeout=60) as answer:
        address = answer.geturl()
    return address if "/school/bookings/" in address else None


def test_two_hundred_at_once_for_thirty_places(fresh):
    database, folder = fresh
    sites = [Site(database, folder)]
    if database.startswith("postgres"):
        sites.append(Site(database, folder))
    try:
        run, book = run_with_places(database, 30)
        before = int(query(database, f"SELECT count(*) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        visitors = [booker(site, book) for site in sites]
        orders = []
        for number in range(160):
            visitor = visitors[number % len(visitors)]
            orders.append((visitor, *prepare(visitor, book, number)))
        orders += orders[:40]  # sent twice, with the same key

        def send(order):
            try:
                return confirm(*order)
            except urllib.error.HTTPError as error:
                assert error.code == 422, f"{error.code}: {error.read()[:300]!r}"
                return None

        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(send, orders))
        booked = {re.search(r"/school/bookings/(\w{13})", answer).group(1) for answer in answers if answer}
        held = int(query(database, f"SELECT count(*) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        people = int(query(database, f"SELECT count(DISTINCT person_id) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        taken, reserved, capacity = map(int, query(database, f"SELECT taken, reserved, capacity FROM run WHERE id = {run}")[0])
        assert len(booked) == 30
        assert held == before + 30 == people
        assert taken + reserved == capacity
    finally:
        for site in sites:
            site.stop()


def test_a_killed_process_loses_no_acknowledged_booking(fresh):
    database, folder = fresh
    site = Site(database, folder)
    run, book = run_with_places(database, 200)
    visitor = booker(site, book)
    orders = [prepare(visitor, book, number) for number in range(120)]
    acknowledged, first = [], threading.Semaphore(0)

    def send(order):
        try:
            if address := confirm(visitor, *order):
                acknowledged.append(address)
                first.release()
        except OSError:
            pass  # the process is gone: this one was not acknowledged

    with ThreadPoolExecutor(8) as pool:
        for order in orders:
            pool.submit(send, order)
        for _ in range(25):
            first.acquire()
        site.process.send_signal(signal.SIGKILL)
    site.process.wait()
    assert 25 <= len(acknowledged) < 120, "the process was not killed in the middle"
    again = Site(database, folder)
    try:
        ids = {re.search(r"/school/bookings/(\w{13})", address).group(1) for address in acknowledged}
        stored = {crockford(int(row[0])) for row in query(database, f"SELECT id FROM booking WHERE run_id = {run}")}
        assert ids <= stored
        held = int(query(database, f"SELECT count(*) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        taken = int(query(database, f"SELECT taken FROM run WHERE id = {run}")[0][0])
        assert held == taken
    finally:
        again.stop()


def test_sqlite_reaches_the_disk_before_each_acknowledgement(tmp_path):
    database = make_database("sqlite", tmp_path)
    make_example(database, tmp_path)
    site = Site(database, tmp_path)
    trace = tmp_path / "trace"
    try:
        _, book = run_with_places(database, 50)
        visitor = booker(site, book)
        orders = [prepare(visitor, book, number) for number in range(10)]
        tracer = subprocess.Popen(
            ["strace", "-f", "-q", "-e", "trace=fdatasync,fsync", "-o", str(trace), "-p", str(site.process.pid)],
            stderr=subprocess.PIPE,
        )
        while not trace.exists():
            assert tracer.poll() is None, tracer.stderr.read()
        acknowledged = [confirm(visitor, *order) for order in orders]
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        assert all(acknowledged)
        # One at a time, so no two share a commit.
        assert len(re.findall(r"f(?:data)?sync\(\d+\)\s+= 0", trace.read_text())) >= len(orders)
    finally:
        site.stop()
