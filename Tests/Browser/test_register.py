"""The register on a phone in a hall whose connection comes and goes."""

from hand import Hand
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait


def connect(browser, isConnected):
    browser.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": not isConnected, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def test_a_register_is_saved_when_the_connection_is_back(browser, site):
    hand = Hand(browser, site)
    hand.become("Marcus Thorley")
    hand.go("/hub/offers")
    hand.follow("Planning a unit together")
    hand.follow("Who is coming")
    hand.follow("Register of")
    browser.find_element(By.XPATH, "//label[starts-with(@for, 'mark-') and contains(@for, '-apologies')]").click()
    connect(browser, False)
    browser.find_element(By.XPATH, "//main//button[contains(., 'Save the register')]").click()
    WebDriverWait(browser, 30).until(lambda _: "Not saved yet" in hand.text)
    connect(browser, True)
    WebDriverWait(browser, 60).until(lambda _: is_saved(browser))


def is_saved(browser):
    """While the page is left there is nothing to read."""
    try:
        return "Saved: 1 mark" in browser.find_element(By.TAG_NAME, "body").text
    except Exception as error:
        assert "stale" in str(error).lower() or "no such element" in str(error).lower() or "node" in str(error).lower(), error
        return False
