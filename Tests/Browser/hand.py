"""A hand on a browser: it finds things by what a person reads, and waits for the page that follows."""

from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait


def quoted(text):
    return f'"{text}"' if '"' not in text else f"'{text}'"


class Hand:
    def __init__(self, browser, site):
        self.browser, self.site = browser, site

    def go(self, path):
        self.browser.get(self.site.address + path)

    def become(self, name):
        """Continues as a person of the example."""
        self.browser.delete_all_cookies()
        self.go("/sign-in")
        person = self.browser.find_element(
            By.XPATH, f"//form[contains(@action, '/sign-in/continue')][contains(., {quoted(name)})]//button"
            f"[contains(., {quoted(name)}) or not(ancestor::form//button[contains(., {quoted(name)})])]"
        )
        self._leave(person.click)

    def follow(self, text):
        self._leave(self.browser.find_element(By.XPATH, f"//a[contains(normalize-space(.), {quoted(text)})]").click)

    def press(self, text, within="//main"):
        button = self.browser.find_element(By.XPATH, f"{within}//button[contains(normalize-space(.), {quoted(text)})]")
        self._leave(button.click)

    def field(self, label):
        found = self.browser.find_element(By.XPATH, f"//label[starts-with(normalize-space(.), {quoted(label)})]")
        return self.browser.find_element(By.ID, found.get_attribute("for"))

    def fill(self, label, text):
        field = self.field(label)
        field.clear()
        field.send_keys(text)

    def set(self, name, value):
        """Sets a field by its name: dates and times, which a browser shows in its own way."""
        field = self.browser.find_element(By.NAME, name)
        field.send_keys(value)

    def choose(self, label, option):
        Select(self.field(label)).select_by_visible_text(option)

    def tick(self, label):
        box = self.field(label)
        if not box.is_selected():
            box.click()

    @property
    def text(self):
        return self.browser.find_element(By.TAG_NAME, "main").text

    @property
    def heading(self):
        return self.browser.find_element(By.TAG_NAME, "h1").text

    @property
    def path(self):
        return self.browser.current_url.removeprefix(self.site.address)

    def _leave(self, act):
        before = self.browser.find_element(By.TAG_NAME, "html")
        act()
        WebDriverWait(self.browser, 30).until(lambda _: _is_gone(before))


def _is_gone(element):
    try:
        element.is_enabled()
        return False
    except Exception as error:  # a page that was left answers in several ways
        return "stale" in type(error).__name__.lower() or "stale" in str(error).lower() or "node" in str(error).lower()
