"""What the measuring scripts share: a server of the release build, a load generator, and small helpers."""

import http.cookiejar
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BRAID = os.environ.get("BRAID_PROGRAM", str(ROOT / ".build/release/braid"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))
CONNECTIONS = 32
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def crockford(number):
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def timed(*command, **options):
    """Seconds and peak memory in megabytes of a command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def wrk(url, headers=(), script=None, seconds=SECONDS, connections=CONNECTIONS):
    """Pages per second, and the 50th and 99th hundredth of latencies in milliseconds."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    text = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if failed:
        print(f"  {failed.group(0)} of {url}", file=sys.stderr)

    def milliseconds(name):
        number, unit = re.search(rf"{name}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "p50": milliseconds(50), "p99": milliseconds(99), "failed": int(failed.group(1)) if failed else 0,
    }


class Server:
    """A running `braid measure`."""

    def __init__(self, database, key):
        self.process = subprocess.Popen(
            [BRAID, "measure", "--database", database], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "BRAID_KEY_FILE": key},
        )
        for line in self.process.stdout:
            if found := re.search(r"http://\S+", line):
                self.address = found.group(0)
                break
        else:
            sys.exit("the site did not start")
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path, fields=None, headers=None):
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.address + path, data=body, headers=headers or {})
        with self.opener.open(request, timeout=120) as answer:
            return answer.read().decode()

    def sign_in(self, email):
        page = self.ask("/sign-in")
        for form in re.findall(r"<form.*?</form>", page, re.S):
            if email in form and "/sign-in/continue" in form:
                self.ask("/sign-in/continue", {**hidden(form), "email": email})
                return
        sys.exit(f"{email} is not offered at sign-in")

    @property
    def cookie(self):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    @property
    def megabytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html))


def rows(database, query):
    connection = sqlite3.connect(database, timeout=60)
    with connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def one(database, query):
    return rows(database, query)[0]


def tools(name, packages):
    """The folder of programs of a Python environment of its own, in which what is compared with is installed."""
    folder = ROOT / ".venv" / name
    stamp = folder / ("installed-" + "-".join(packages).replace("==", "-"))
    if not stamp.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=True)
        stamp.touch()
    return folder / "bin"
