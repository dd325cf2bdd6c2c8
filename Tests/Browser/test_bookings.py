"""Promises about bookings, kept by whole processes: capacity under a rush, and nothing acknowledged lost when one is killed."""

import base64
import hashlib
import hmac
import http.client
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
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


PEOPLE, PLACES, AT_ONCE = 2000, 30, 200
TOKEN, KEY = "form_token", "form_key"  # of every form
SESSION, FORM = "braid_session", "braid_form"  # cookies


class Colleague:
    """Somebody of the booker's school who may book, signed in before the rush; asks over one connection."""

    def __init__(self, number, address):
        self.number, self.id = number, 1_000_000_000 + number
        self.token = base64.urlsafe_b64encode(f"rush {number}".encode().ljust(32)).decode().rstrip("=")
        self.secret = hashlib.sha256(f"browser {number}".encode()).digest()
        self.address = urllib.parse.urlsplit(address).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=300)

    def fields(self, step):
        """What a form of this browser carries, with a key of its own."""
        bound = hmac.new(self.secret, self.token.encode(), "sha256").digest()
        mask = hashlib.sha256(f"{step} {self.number}".encode()).digest()
        covered = bytes(a ^ b for a, b in zip(mask, bound))
        return {TOKEN: base64.urlsafe_b64encode(mask + covered).decode().rstrip("="), KEY: f"{step}-of-{self.number}"}

    def post(self, path, fields):
        secret = base64.urlsafe_b64encode(self.secret).decode().rstrip("=")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{SESSION}={self.token}; {FORM}={secret}"}
        self.connection.request("POST", path, urllib.parse.urlencode(fields), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read()


def sign_in_many(database, people, school):
    """Persons with a role and a session, written past the program: signing 2,000 in is not what is measured."""
    now, later = int(time.time() * 1000), int(time.time() * 1000) + 86_400_000
    postgres = database.startswith("postgres")
    parts = []
    for start in range(0, len(people), 500):
        some = people[start:start + 500]

        def rows(row):
            return ", ".join(map(row, some))

        def digest(person):
            code = hashlib.sha256(person.token.encode()).hexdigest()
            return rf"'\x{code}'" if postgres else f"X'{code}'"

        parts += [
            "INSERT INTO person (id, name, email, created_at) VALUES "
            + rows(lambda p: f"({p.id}, 'Booker {p.number}', 'rush{p.number}@tarnsea-harbour.example', {now})"),
            "INSERT INTO membership (person_id, organisation_id, role, since) VALUES " + rows(lambda p: f"({p.id}, {school}, 'booker', {now})"),
            "INSERT INTO session (id, token_hash, person_id, strength, started_at, last_used_at, expires_at, device) VALUES "
            + rows(lambda p: f"({p.id}, {digest(p)}, {p.id}, 'password', {now}, {now}, {later}, 'test')"),
        ]
    for part in parts:
        query(database, part)


def test_two_thousand_at_once_for_thirty_places_with_a_waiting_list(fresh, monkeypatch):
    """Everybody tries to book one place and joins the waiting list when there is none: two hundred at any moment, through two
    processes on PostgreSQL and one on SQLite, some pressing the button twice."""
    monkeypatch.setenv("BRAID_WRITES_PER_MINUTE", "0")
    database, folder = fresh
    sites = [Site(database, folder)]
    if database.startswith("postgres"):
        sites.append(Site(database, folder))
    try:
        run, address = run_with_places(database, PLACES)
        before = int(query(database, f"SELECT count(*) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        path, form = prepare(booker(sites[0], address), address, 0)
        school = query(database, "SELECT organisation_id FROM membership m JOIN person p ON p.id = m.person_id "
                                 "WHERE p.email = 'office@tarnsea-harbour.example'")[0][0]
        form["school"] = crockford(int(school))
        people = [Colleague(number, sites[number % len(sites)].address) for number in range(PEOPLE)]
        sign_in_many(database, people, school)
        barrier = threading.Barrier(AT_ONCE)

        def attempt(person):
            fields = {**form, **person.fields("book"), "name-0": f"Teacher {person.number}", "email-0": f"t{person.number}@example.org"}
            status, location, body = person.post(path, fields)
            if person.number % 50 == 0:  # the button pressed again: the same answer
                again = person.post(path, fields)
                assert again[0] == status and again[1].split("?")[0] == location.split("?")[0]
            if status == 303:
                return "booked"
            assert status == 422, f"{status}: {body[:500]!r}"
            joined = {**person.fields("wait"), "school": form["school"], "places": "1"}
            status, location, body = person.post(f"/runs/{crockford(run)}/waiting-list", joined)
            assert status == 303, f"{status}: {body[:500]!r}"
            return "waiting"

        def share(start):
            barrier.wait()
            return [attempt(person) for person in people[start::AT_ONCE]]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = [answer for answers in pool.map(share, range(AT_ONCE)) for answer in answers]
        assert answers.count("booked") == PLACES and answers.count("waiting") == PEOPLE - PLACES
        held = int(query(database, f"SELECT count(DISTINCT person_id) FROM place WHERE run_id = {run} AND state = 'held'")[0][0])
        taken, reserved, capacity = map(int, query(database, f"SELECT taken, reserved, capacity FROM run WHERE id = {run}")[0])
        assert held == before + PLACES and taken + reserved == capacity
        waiting = query(database, f"SELECT person_id, ticket FROM waiting_entry WHERE run_id = {run} AND state = 'waiting' ORDER BY ticket")
        assert len({row[0] for row in waiting}) == PEOPLE - PLACES
        first = int(waiting[0][1])
        assert [int(row[1]) for row in waiting] == list(range(first, first + PEOPLE - PLACES)), "the list has a gap"
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
            ["strace", "-f", "-q", "-y", "-s", "20", "-e", "trace=fdatasync,fsync,write,writev,sendto,sendmsg",
             "-o", str(trace), "-p", str(site.process.pid)],
            stderr=subprocess.PIPE,
        )
        while not trace.exists():
            assert tracer.poll() is None, tracer.stderr.read()
        acknowledged = [confirm(visitor, *order) for order in orders]
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        assert all(acknowledged)
        assert acknowledgements(trace.read_text()) == [True] * len(orders)
    finally:
        site.stop()


def acknowledgements(trace):
    """Of each redirect that was sent, in order: whether the database's log had reached the disk since the one before."""
    waiting, synced, found = {}, False, []
    for line in trace.splitlines():
        process, call = line.split(None, 1)
        if started := re.match(r"f(?:data)?sync\(\d+<(.*?)>(.*)", call):
            if "unfinished" in started.group(2):
                waiting[process] = started.group(1)
            elif started.group(1).endswith("braid.sqlite-wal") and call.endswith("= 0"):
                synced = True
        elif re.match(r"<\.\.\. f(?:data)?sync resumed", call):
            if waiting.pop(process, "").endswith("braid.sqlite-wal") and call.endswith("= 0"):
                synced = True
        elif '"HTTP/1.1 303' in call:
            found.append(synced)
            synced = False
    return found


def test_an_answer_before_the_disk_would_be_seen():
    sync, answer = "7 fdatasync(9</x/braid.sqlite-wal>) = 0", '8 write(12<TCP:[1]>, "HTTP/1.1 303 See"..., 300) = 300'
    halves = ["7 fdatasync(9</x/braid.sqlite-wal> <unfinished ...>", "7 <... fdatasync resumed>) = 0"]
    other = "7 fdatasync(9</x/braid.search.sqlite-wal>) = 0"
    assert acknowledgements("\n".join([sync, answer, *halves, answer])) == [True, True]
    assert acknowledgements("\n".join([answer, sync, answer])) == [False, True]
    assert acknowledgements("\n".join([halves[0], answer, halves[1]])) == [False]
    assert acknowledgements("\n".join([other, answer])) == [False]
