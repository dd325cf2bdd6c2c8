"""Journeys that people make, lived without a script in the browser, on both databases."""

import re

import pytest
from conftest import start_browser
from hand import Hand
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from visitor import sign_in


@pytest.fixture
def hand(plain_browser, site):
    return Hand(plain_browser, site)


def test_an_office_books_colleagues_and_gives_a_place_back(hand, site):
    hand.become("Karen Oddie")
    hand.go("/evidence")
    hand.follow("Reading fluency")
    assert "Reading aloud together" in hand.text, "the strand's page shows its offers"
    hand.go("/offers")
    hand.follow("Planning a unit together")
    assert "places" in hand.text
    hand.follow("Book")
    hand.press("Continue")
    assert "There is a problem" in hand.text, "a form with nobody in it is explained"
    for number, name in enumerate(["Ada Journey", "Ben Journey"]):
        hand.browser.find_element(By.NAME, f"name-{number}").send_keys(name)
        hand.browser.find_element(By.NAME, f"email-{number}").send_keys(f"{name.split()[0].lower()}.{site.engine}@tarnsea-harbour.example")
    hand.fill("Purchase order number", "TH-9001")
    hand.press("Continue")
    assert hand.heading == "Check your booking"
    assert "TH-9001" in hand.text and "Ada Journey" in hand.text, hand.text
    assert "2 places free, funded: the school is in Tarnsea Coast" in hand.text, hand.text
    hand.press("Confirm booking")
    reference = re.search(r"[2-9B-Z]{4}-[2-9B-Z]{4}", hand.text)
    assert reference, hand.text
    booking = hand.path.split("?")[0]
    before = places_left(site)
    hand.browser.find_elements(By.XPATH, "//main//input[@type='checkbox']")[0].click()
    hand.press("Cancel the chosen places")
    hand.press("Yes, cancel")
    assert places_left(site) == before + 1
    hand.go("/school/bookings")
    assert reference.group(0) in hand.text or "Planning a unit together" in hand.text
    # To another school the booking does not exist.
    status, _, _ = sign_in(site, "head@gannockmouth-quay.example").get(booking)
    assert status == 404


class Keyboard:
    """Nothing but Tab, Enter and letters. Whatever Tab comes to has to show that it is there."""

    def __init__(self, hand):
        self.hand, self.browser = hand, hand.browser

    def press(self, *keys):
        ActionChains(self.browser).send_keys(*keys).perform()

    @property
    def focused(self):
        return self.browser.switch_to.active_element

    @staticmethod
    def is_outlined(element):
        """Whether it, or the card or box that stands for it, has an outline."""
        around = [element, *element.find_elements(By.XPATH, "ancestor::*[ancestor::body]")[-4:]]
        return any(
            part.value_of_css_property("outline-style") != "none" and part.value_of_css_property("outline-width") != "0px"
            for part in around
        )

    def tab_to(self, kind, text):
        """Goes on to a link or button that says this, or to the field of this name."""
        for _ in range(150):
            self.press(Keys.TAB)
            here = self.focused
            if here.tag_name in ("body", "html"):
                continue  # past the last: the browser begins again
            assert self.is_outlined(here), f"the focus cannot be seen on {here.get_attribute('outerHTML')[:200]}"
            if here.tag_name == kind and (here.get_attribute("name") if kind == "input" else here.text).startswith(text):
                return
        raise AssertionError(f"Tab never comes to {text} on {self.hand.path}")

    def enter(self):
        self.hand._leave(lambda: self.press(Keys.ENTER))


def test_an_office_books_with_the_keyboard_alone(hand, site):
    keyboard = Keyboard(hand)
    hand.go("/sign-in")
    keyboard.press(Keys.TAB)
    assert keyboard.focused.text == "Skip to the content"
    keyboard.tab_to("button", "Karen Oddie")
    keyboard.enter()
    hand.go("/offers")
    keyboard.tab_to("a", "Planning a unit together")
    keyboard.enter()
    keyboard.tab_to("a", "Book")
    keyboard.enter()
    keyboard.tab_to("input", "name-0")
    keyboard.press("Kit Keyboard")
    keyboard.tab_to("input", "email-0")
    keyboard.press(f"kit.{site.engine}@tarnsea-harbour.example")
    keyboard.tab_to("button", "Continue")
    keyboard.enter()
    assert hand.heading == "Check your booking"
    keyboard.tab_to("button", "Confirm booking")
    keyboard.enter()
    assert re.search(r"[2-9B-Z]{4}-[2-9B-Z]{4}", hand.text) and "Kit Keyboard" in hand.text, hand.text


def places_left(site):
    """What anybody reads on the offer's page, past every kept page."""
    from visitor import Visitor

    visitor = Visitor(site)
    _, _, offers = visitor.get("/offers")
    link = re.search(r'href="(/offers/[0-9a-z]{13})[^"]*"[^>]*>[^<]*Planning a unit together', offers.decode())
    _, _, page = visitor.get(link.group(1))
    return int(re.search(r"(\d+) places? left of", page.decode()).group(1))


def test_three_hubs_agree_on_an_offer_and_it_is_public(hand, site):
    hand.become("Marcus Thorley")
    hand.go("/hub/offers")
    hand.follow("New offer")
    hand.tick("Single event")
    hand.fill("Title", f"Fractions as measures ({site.engine})")
    hand.fill("Summary", "Two afternoons with rulers.")
    hand.fill("Description", "We measure, cut and compare.")
    hand.fill("Who it is for", "Teachers of years 4 and 5")
    for label in ("Primary", "Mathematics taught for understanding", "Online", "No VAT", "Withermere English Hub"):
        hand.tick(label)
    hand.fill("Whom to ask", "The office")
    hand.fill("Their email", "hub@hallowick.example")
    hand.press("Save")
    hand.follow("Add dates")
    hand.fill("Number of places", "20")
    hand.set("date-0", "03/03/2031")
    hand.set("start-0", "01:30PM")
    hand.set("end-0", "04:00PM")
    hand.browser.find_element(By.NAME, "link-0").send_keys("https://meet.example/fractions")
    hand.press("Save")
    offer = hand.path
    hand.press("Ask the co-hosts")
    assert "Waiting for Withermere English Hub" in hand.text

    hand.become("Nadia Farrow")
    hand.go(offer)
    hand.press("Agree")
    hand.become("Marcus Thorley")
    hand.go(offer)
    hand.press("Publish")
    hand.browser.delete_all_cookies()
    hand.go("/offers?q=fractions+as+measures")
    assert f"Fractions as measures ({site.engine})" in hand.text


def test_a_spreadsheet_becomes_a_report(hand, site, tmp_path):
    rows = ["Pupil code,Group,Pre,Post"]
    for number in range(40):
        pre = 90 + number * 7 % 21
        rows.append(f"P{number},{'Offered' if number % 2 else 'Not offered'},{pre},{pre + number * 5 % 11 + (3 if number % 2 else 0)}")
    file = tmp_path / "pupils.csv"
    file.write_text("\n".join(rows))
    hand.become("Tom Ashdown")
    hand.go("/school/evaluations")
    hand.follow("Start an evaluation")
    hand.fill("1. What do you want to find out?", "Did it help?")
    hand.tick("Staff chose the pupils")
    hand.fill("3. What was measured?", "A test")
    hand.tick("Yes, what pupils know or can do")
    hand.fill("4. Which year group?", "Year 7")
    hand.set("startedOn", "09/15/2025")
    hand.set("endedOn", "02/12/2026")
    hand.press("Continue")
    hand.browser.find_element(By.XPATH, "//main//input[@type='file']").send_keys(str(file))
    hand.press("Upload")
    hand.tick("Offered")
    hand.press("report")
    assert "Hedges" in hand.text or "standard deviation" in hand.text, hand.text[:600]
    assert hand.browser.find_elements(By.CSS_SELECTOR, "main svg"), "the report has a plot"


def test_a_strand_shows_what_the_networks_trials_say_together(hand):
    hand.go("/evidence")
    hand.follow("Reading fluency")
    assert hand.browser.find_elements(By.CSS_SELECTOR, "main svg"), "a forest plot"
    assert re.search(r"overdue", hand.text)


@pytest.mark.parametrize("path", ["/offers", "/offers/calendar", "/schools", "/evidence", "/evidence/studies", "/search?q=reading"])
def test_a_list_comes_before_its_filters_on_a_phone_and_stands_beside_them_on_a_desk(site, path):
    phone, desk = start_browser(width=390, height=844, script=False), start_browser(script=False)
    try:
        for browser in (phone, desk):
            browser.get(site.address + path)
        link = phone.find_element(By.LINK_TEXT, "Filters")
        filters = phone.find_element(By.ID, "filters")
        assert link.location["y"] < 844 and link.location["y"] < filters.location["y"]
        assert phone.find_element(By.CSS_SELECTOR, ".with-filters > div").location["y"] < filters.location["y"]
        link.click()
        assert phone.current_url.endswith("#filters")
        assert phone.execute_script("return document.getElementById('filters').getBoundingClientRect().top") < 844
        filters, beside = desk.find_element(By.ID, "filters"), desk.find_element(By.CSS_SELECTOR, ".with-filters > div")
        assert filters.location["x"] < beside.location["x"] and abs(filters.location["y"] - beside.location["y"]) < 40
    finally:
        phone.quit()
        desk.quit()
