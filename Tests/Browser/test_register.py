"""The register on a phone in a hall whose connection comes and goes."""

from hand import Hand
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait


def connect(browser, isConnected):
    browser.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": not isConnected, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def open_register(browser, site):
    hand = Hand(browser, site)
    hand.become("Marcus Thorley")
    hand.go("/hub/offers")
    hand.follow("Planning a unit together")
    hand.follow("Who is coming")
    hand.follow("Register of")
    return hand


def save(browser):
    browser.find_element(By.XPATH, "//main//button[contains(., 'Save the register')]").click()


def mark(browser, row):
    """What is marked in a row: "" for nothing."""
    return browser.find_elements(By.CSS_SELECTOR, ".register__line")[row].find_element(
        By.CSS_SELECTOR, "input:checked"
    ).get_attribute("value")


def choose(browser, row, value):
    line = browser.find_elements(By.CSS_SELECTOR, ".register__line")[row]
    field = line.find_element(By.CSS_SELECTOR, f"input[type=radio][value='{value}']")
    line.find_element(By.CSS_SELECTOR, f"label[for='{field.get_attribute('id')}']").click()


def turn(browser, row):
    """Marks apologies in a row, or takes them away. Returns what it was, and what it is now."""
    before = mark(browser, row)
    now = "" if before == "apologies" else "apologies"
    choose(browser, row, now)
    return before, now


def test_a_register_is_saved_when_the_connection_is_back(browser, site):
    hand = open_register(browser, site)
    turn(browser, 0)
    connect(browser, False)
    save(browser)
    WebDriverWait(browser, 30).until(lambda _: "Not saved yet" in hand.text)
    connect(browser, True)
    WebDriverWait(browser, 60).until(lambda _: is_saved(browser))


def test_what_is_marked_while_a_register_waits_counts(browser, site):
    hand = open_register(browser, site)
    before, _ = turn(browser, 0)
    connect(browser, False)
    save(browser)
    WebDriverWait(browser, 30).until(lambda _: "Not saved yet" in hand.text)
    choose(browser, 0, before)
    _, other = turn(browser, 1)
    connect(browser, True)
    WebDriverWait(browser, 60).until(lambda _: is_saved(browser))
    assert [mark(browser, 0), mark(browser, 1)] == [before, other]


def is_saved(browser):
    """While the page is left there is nothing to read."""
    try:
        return "Saved: 1 mark" in browser.find_element(By.TAG_NAME, "body").text
    except Exception as error:
        assert "stale" in str(error).lower() or "no such element" in str(error).lower() or "node" in str(error).lower(), error
        return False
