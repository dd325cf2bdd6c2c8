"""A trial from its protocol to its published report, pressed and read by everyone who has a part in it, on both databases; and
reports on paper."""

import base64
import csv
import io
import re
from datetime import date, timedelta

import pytest
from hand import Hand
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from visitor import Visitor, parsed, sign_in

PUPILS = 24
# The schools whose heads the example offers: URN, who signs, their address, and whether the school may be named.
SCHOOLS = [
    ("900002", "Imogen Fairley", "head@tarnsea-harbour.example", "Tarnsea Harbour Primary School", True),
    ("900007", "Nadia Farrow", "lead@withermere-meadow.example", "Withermere Meadow Primary School", True),
    ("900008", "Gareth Pym", "head@gannockmouth-quay.example", "Gannockmouth Quay Primary School", False),
]


def day(days):
    """A day counted from today: a whole trial is lived in one, with dates that are past when they have to be."""
    return date.today() + timedelta(days=days)


@pytest.fixture
def hand(plain_browser, site):
    return Hand(plain_browser, site)


def answer(hand, answers):
    """Fills in fields by their names: what is typed, ticked or chosen, and days."""
    for name, value in answers.items():
        fields = hand.browser.find_elements(By.NAME, name)
        assert fields, f"{hand.path} does not ask for {name}"
        kind = fields[0].get_attribute("type")
        if kind in ("radio", "checkbox"):
            chosen = next(field for field in fields if field.get_attribute("value") == value)
            if not chosen.is_selected():
                chosen.click()
        elif fields[0].tag_name == "select":
            Select(fields[0]).select_by_index(value) if isinstance(value, int) else Select(fields[0]).select_by_value(value)
        elif kind == "date":
            fields[0].send_keys(value.strftime("%m/%d/%Y"))
        else:
            fields[0].clear()
            fields[0].send_keys(value)


def protocol(title):
    """What a protocol of pupils drawn within schools must say beyond its template, part by part."""
    return {
        "question": {"question": "Do pupils in year 4 read better after ten weeks of echo reading?", "intervention": 1},
        "pupils": {
            "population": "Pupils in year 4 of state primary schools.", "phase": "Primary", "yearGroups": "Year 4",
            "controlDetail": "Reading lessons as before.",
        },
        "outcome": {
            "outcome": "Reading comprehension", "outcomeDetail": "A test of 40 minutes, sent to the schools.",
            "isDeveloperMade": "no", "isBlindTesting": "yes", "isBlindMarking": "yes",
        },
        "baseline": {"baseline": "Reading test before", "baselineDetail": "Before rosters are locked."},
        "allocation": {"trainedStaffTeachBothArms": "no"},
        "dates": {
            "recruitsFrom": day(-40), "rosterBy": day(-9), "runsFrom": day(-8), "runsUntil": day(-4), "testingFrom": day(-3),
            "testingUntil": day(-1), "resultsDueOn": day(60),
        },
        "data": {"controllers": "The schools and the hub.", "objectionsUntil": day(-10), "purgeOn": day(700)},
        "people": {
            "leadName": "Elin Prosser", "leadEmail": "trial@brackenstow.example", "evaluator": "The hub’s evaluator.",
            "independence": "No tie to the developer.",
        },
    }


def before(school, pupil):
    return 85 + (pupil * 7 + school * 5) % 31


def roster(school):
    rows = [f"P{100 + pupil},{'4A' if pupil % 2 else '4B'},{before(school, pupil)},{'yes' if pupil % 3 == 0 else 'no'}" for pupil in range(PUPILS)]
    return "\r\n".join(["Pupil code,Class,Baseline,FSM", *rows])


def outcomes(school, arms):
    """Whoever was offered it scores ten points more than others with the same score before, give or take four."""
    rows = []
    for pupil in range(PUPILS):
        code = f"P{100 + pupil}"
        rows.append(f"{code},{before(school, pupil) + (10 if arms[code] == 'Intervention' else 0) + pupil * 5 % 9 - 4}")
    return "\r\n".join(["Pupil code,Outcome", *rows])


def send(hand, link, text, folder):
    """Uploads a file that a step of a school's page asks for."""
    file = folder / "rows.csv"
    file.write_text(text)
    hand.follow(link)
    hand.browser.find_element(By.XPATH, "//main//input[@type='file']").send_keys(str(file))
    hand.press("Send the file")


def school_page(hand, person, title):
    hand.become(person)
    hand.go("/school/trials")
    hand.follow(title)


def write_protocol(hand, title):
    """The researcher's protocol, published; returns the trial's page for its hub and its public page."""
    hand.become("Elin Prosser")
    hand.go("/hub/trials")
    hand.follow("Write a protocol")
    hand.fill("Title", title)
    hand.tick("Pupils drawn within each school")
    hand.press("Start")
    trial = hand.path.split("?")[0]
    hand.follow("See what is missing")
    assert hand.heading == "Not ready to publish" and "This is still needed: question" in hand.text, hand.text
    for part, answers in protocol(title).items():
        hand.go(f"{trial}/protocol/{part}")
        if part == "question":
            hand.tick("Reading fluency")
        answer(hand, answers)
        hand.press("Save and go on")
        assert "There is a problem" not in hand.text, f"{part}: {hand.text[:400]}"
    hand.go(trial)
    assert "Everything is said" in hand.text, hand.text
    assert hand.browser.find_elements(By.CSS_SELECTOR, "main svg"), "curves of what it could detect"
    hand.follow("Check and publish")
    assert "The protocol is locked" in hand.text
    hand.press("Publish the protocol")
    link = hand.browser.find_element(By.XPATH, "//a[contains(., 'The protocol as everyone reads it')]").get_attribute("href")
    return trial, link.removeprefix(hand.site.address).removesuffix("/protocol")


def invite(hand, trial):
    hand.go(trial)
    hand.follow("Invite schools")
    answer(hand, {"urns": "\n".join(urn for urn, *_ in SCHOOLS)})
    hand.press("Invite the schools on the list")
    for *_, name, _ in SCHOOLS:
        assert name in hand.text
    assert hand.text.count("Asked") == len(SCHOOLS), hand.text


def join(hand, title, folder):
    """Each school's lead signs, records that parents were told, and sends the roster."""
    for number, (_, person, _, name, may_be_named) in enumerate(SCHOOLS):
        school_page(hand, person, title)
        hand.follow("Read the memorandum and join")
        assert "The result is published whatever it shows" in hand.text
        hand.press("Sign and join")
        assert "There is a problem" in hand.text, "nobody joins without accepting the memorandum"
        answer(hand, {"named": "yes" if may_be_named else "no", "accept": "yes"})
        hand.press("Sign and join")
        assert "Possible after the last day on which parents can object." in hand.text
        answer(hand, {"sentOn": day(-20), "objectionsUntil": day(-10), "objections": "1"})
        hand.press("Save")
        if number == 0:
            send(hand, "Send the roster", re.sub(r"P\d+", "Ada Smith", roster(number)), folder)
            assert "It looks like a person’s name" in hand.text and "Ada Smith" not in hand.text, hand.text[:600]
            school_page(hand, person, title)
        send(hand, "Send the roster", roster(number), folder)
        assert re.search(rf"Pupils in the roster\s+{PUPILS}\b", hand.text), f"{name}: {hand.text[:600]}"


def allocate(hand, trial, public):
    hand.become("Elin Prosser")
    hand.go(trial)
    hand.press("Lock rosters and baselines")
    hand.press("Allocate now")
    assert "Nobody sees outcomes by arm before the freeze." in hand.text
    hand.browser.delete_all_cookies()
    hand.go(public + "/allocation")
    half = len(SCHOOLS) * PUPILS // 2
    assert re.search(rf"Control\s+{half}\s+Intervention\s+{half}\b", hand.text), hand.text[:600]
    # Whoever is drawn is a pupil, so the list stays with the analyst; everybody can check the secret.
    assert "The lists are about single pupils" in hand.text and "sha256sum" in hand.text, hand.text[:600]


def send_outcomes(hand, site, title, folder):
    """Each school reads who was drawn, tests everyone and sends the scores."""
    for number, (_, person, email, name, _) in enumerate(SCHOOLS):
        school_page(hand, person, title)
        link = hand.browser.find_element(By.XPATH, "//a[contains(., 'Who is in which arm')]").get_attribute("href")
        _, _, body = sign_in(site, email).get(link.removeprefix(site.address))
        arms = {row["Pupil code"]: row["Arm"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}
        assert len(arms) == PUPILS and set(arms.values()) == {"Control", "Intervention"}
        send(hand, "Send outcomes", outcomes(number, arms), folder)
        assert re.search(rf"Pupils with outcomes\s+{PUPILS}\b", hand.text), f"{name}: {hand.text[:600]}"


def freeze_and_analyse(hand, trial):
    hand.become("Elin Prosser")
    hand.go(trial)
    hand.follow("Freeze the data")
    assert "Nothing: testing has ended" in hand.text, hand.text
    hand.press("Freeze the data")
    assert "There is a problem" in hand.text, "nothing is frozen without saying that it cannot be taken back"
    hand.tick("I know that this cannot be taken back")
    hand.press("Freeze the data")

    def is_analysed(_):
        hand.go(trial + "/analysis")
        return "Publish the report" in hand.text

    WebDriverWait(hand.browser, 120, poll_frequency=1).until(is_analysed)
    assert "Reproduction bundle" in hand.text and "braid analyse" in hand.text


def judge(hand, person, public):
    hand.become(person)
    hand.go(public + "/report")
    hand.follow("Judge the threats to this trial")
    risks = hand.browser.find_elements(By.XPATH, "//input[starts-with(@name, 'risk-')][@value='low']")
    assert len(risks) == 7
    for risk in risks:
        risk.click()
    for reason in hand.browser.find_elements(By.XPATH, "//textarea[starts-with(@name, 'reason-')]"):
        reason.send_keys("Looked at, and found small.")
    hand.tick("I had no part")
    hand.press("Send the review")
    assert "There is a problem" not in hand.text, hand.text[:600]


def test_a_trial_goes_from_its_protocol_to_the_pool(hand, site, tmp_path):
    title = f"Echo reading in year 4 ({site.engine})"
    trial, public = write_protocol(hand, title)
    invite(hand, trial)
    join(hand, title, tmp_path)
    allocate(hand, trial, public)
    send_outcomes(hand, site, title, tmp_path)
    freeze_and_analyse(hand, trial)

    # A school reads its result before everybody; nobody else does, and no other hub knows the trial's inner pages.
    school_page(hand, SCHOOLS[2][1], title)
    school = hand.path.split("?")[0]
    hand.follow("Results for your school")
    assert "Not published yet" in hand.text and "SD higher on average" in hand.text, hand.text
    assert Visitor(site).get(public + "/report")[2].decode().count("SD higher on average") == 0
    stranger = sign_in(site, "lead@hallowick.example")
    for path in (trial, trial + "/analysis", trial + "/bundle", trial + "/rows.csv", school):
        assert stranger.get(path)[0] in (403, 404), path
    lead = sign_in(site, SCHOOLS[0][2])
    for path in (trial, trial + "/analysis", trial + "/bundle", trial + "/rows.csv", school):
        assert lead.get(path)[0] in (403, 404), path

    hand.become("Elin Prosser")
    hand.go(trial + "/analysis")
    hand.fill("Who took part?", "Pupils in year 4 of three primary schools")
    hand.press("Publish the report")
    assert hand.path.split("?")[0] == public + "/report"
    hand.browser.delete_all_cookies()
    hand.go(public + "/report")
    assert hand.heading == title
    for words in ("SD higher on average", "improvement index", "Not yet rated", "Pupils in year 4 of three primary schools"):
        assert words in hand.text, words
    assert len(hand.browser.find_elements(By.CSS_SELECTOR, "main svg")) >= 2, "the flow and the analyses are drawn"
    assert "P100" not in hand.browser.page_source, "no pupil's code"
    hand.go(public)
    hand.browser.find_element(By.XPATH, "//summary[contains(., 'agreed to be named')]").click()
    assert SCHOOLS[0][3] in hand.text and SCHOOLS[2][3] not in hand.text, "named are those that agreed to be"

    for person in ("Marcus Thorley", "Ruth Calloway"):
        judge(hand, person, public)
    assert re.search(r"\d of 5\. The data alone give \d", hand.text), hand.text
    hand.browser.delete_all_cookies()
    hand.go(public)
    hand.follow("What trials of")
    assert title in hand.text, "it stands in the pool of its intervention"


def reports(site):
    """The published reports that the list of trials leads to."""
    anyone = Visitor(site)
    _, _, body = anyone.get("/trials")
    trials = sorted({link.split("?")[0] for link in parsed(body).links if re.fullmatch(r"/trials/[a-z0-9-]+", link.split("?")[0])})
    found = []
    for trial in trials:
        _, _, page = anyone.get(trial)
        found += [link for link in parsed(page).links if link == trial + "/report"]
    return sorted(set(found))


def printed_pages(browser):
    """How many pages of A4 a page is when it is printed."""
    answer = browser.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True})
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(answer["data"])))
    assert pages >= 1, "the PDF has no pages to count"
    return pages


def test_every_report_prints_on_eight_pages_at_most(browser, site):
    if site.engine != "sqlite":
        pytest.skip("reports are drawn alike from both databases")
    found = reports(site)
    assert len(found) >= 4, f"the example has reports of several designs: {found}"
    lengths = {}
    for path in found:
        browser.get(site.address + path)
        lengths[path] = printed_pages(browser)
    assert min(lengths.values()) >= 2, f"a whole report does not fit one page: {lengths}"
    assert max(lengths.values()) <= 8, lengths
