"""A site with the example network on each database, and a browser that looks at it."""

import os
import re
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PROGRAM = os.environ["BRAID_PROGRAM"]
TODAY = os.environ.get("BRAID_TEST_TODAY")


def make_database(engine, folder):
    """The address of an empty database."""
    if engine == "sqlite":
        return str(Path(folder) / "braid.sqlite")
    server = os.environ.get("BRAID_TEST_POSTGRES")
    assert server, "BRAID_TEST_POSTGRES names no server: run through scripts/with-postgres"
    name = "browser_" + uuid.uuid4().hex[:12]
    subprocess.run(["psql", "-q", server, "-c", f"CREATE DATABASE {name}"], check=True)
    return server.rsplit("/", 1)[0] + "/" + name


def make_example(database, folder):
    """Fills a database, with the key that the site will use."""
    subprocess.run(
        [PROGRAM, "example", "--database", database], check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "BRAID_KEY_FILE": str(Path(folder) / "braid.key")},
    )


class Site:
    """A running `braid serve`, stopped by its process id."""

    def __init__(self, database, folder, *options):
        self.database = database
        self.engine = "postgres" if database.startswith("postgres") else "sqlite"
        self.log = open(Path(folder) / "serve.log", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--database", database, "--port", "0", "--example", *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, "BRAID_KEY_FILE": str(Path(folder) / "braid.key")},
        )
        for line in self.process.stdout:
            if found := re.search(r"http://\S+", line):
                self.address = found.group(0)
                return
        self.log.seek(0)
        raise AssertionError("the site did not start: " + self.log.read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


# With pytest-xdist each engine's tests stay in one process, so that its site is made once.
ENGINES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("sqlite", "postgres")]


@pytest.fixture(scope="session", params=ENGINES)
def site(request):
    with tempfile.TemporaryDirectory(prefix="braid-browser-") as folder:
        database = make_database(request.param, folder)
        make_example(database, folder)
        site = Site(database, folder)
        yield site
        site.stop()


def start_browser(width=1280, height=900, dark=False, script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--force-prefers-reduced-motion", f"--window-size={width},{height}"]:
        options.add_argument(argument)
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    browser.set_window_size(width, height)
    if width < 500:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    if dark:
        feature = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
    return browser


@pytest.fixture
def browser():
    browser = start_browser()
    yield browser
    browser.quit()


@pytest.fixture
def plain_browser():
    """A browser with scripts turned off."""
    browser = start_browser(script=False)
    yield browser
    browser.quit()
