"""`make run` on a machine without a database: an example network is made, served, and one may sign in; a second start
serves the same one."""

import os
import re
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(folder):
    """Runs the script of `make run` on the program of these tests until it serves; gives the process and the address."""
    process = subprocess.Popen(
        [ROOT / "scripts/run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "BRAID_BUILD": "debug", "BRAID_PORT": "0", "BRAID_DATABASE": f"{folder}/braid.sqlite",
             "BRAID_KEY_FILE": f"{folder}/braid.key"},
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://127\S+", line):
            return process, found.group(0)
    raise AssertionError("the site did not start: " + "".join(said))


def test_run_makes_and_serves_an_example(tmp_path):
    for _ in range(2):
        process, address = start(tmp_path)
        try:
            with urllib.request.urlopen(address + "/sign-in") as answer:
                assert "Continue as" in answer.read().decode()
        finally:
            process.terminate()
            process.wait(timeout=30)
        # Nothing is left of the making, and the file that was moved into place is whole.
        assert not list(tmp_path.glob("*.making*"))
