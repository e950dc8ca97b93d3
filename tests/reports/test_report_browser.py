"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_findings
import pytest

from evenhand import reports

pytestmark = pytest.mark.browser

LOOSE_BOUND_S = 10.0


class Opened:
    """A page and everything that it said or asked for."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, **context}
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        self.address = path.as_uri()

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def small(browser: Any, small_report: Path) -> Iterator[Opened]:
    opened = Opened(browser, small_report)
    yield opened
    assert opened.said == []
    assert opened.asked == [opened.address]
    opened.close()


@pytest.fixture(scope="session")
def big_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("big")
    return reports.write(made_findings.big(), out, provenance=made_findings.provenance())


def test_every_section_is_drawn(small: Opened) -> None:
    page = small.page
    assert page.locator(".card").count() == 3
    assert page.locator(".lane-name").count() == 20
    assert page.locator(".post").count() >= 2
    assert page.locator("#accounts tbody tr").count() == 25
    drawn = page.evaluate(
        "[...document.querySelectorAll('canvas')].map(canvas => canvas.width * canvas.height > 0)"
    )
    assert drawn
    assert all(drawn)
    assert page.evaluate("matchMedia('print') !== null")


def test_strangers_texts_do_nothing(small: Opened) -> None:
    page = small.page
    page.locator(".card button").nth(2).click()
    for _ in range(9):
        for button in page.locator(".evidence-shown button:has-text('Show the other')").all():
            button.click()
        page.locator("#evidence .chooser button:has-text('Next')").last.click()
    page.locator("[data-mode=pair]").click()
    page.locator("#account-search").fill("<script>")
    assert page.locator("#accounts tbody tr").count() == 1
    assert page.locator("#accounts tbody tr").text_content() is not None
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img").count() == 0
    assert page.locator("main script").count() == 0
    for link in page.locator("a.outside").all():
        assert link.get_attribute("href").startswith("http")
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"


@pytest.fixture
def tested(browser: Any, tested_report: Path) -> Iterator[Opened]:
    opened = Opened(browser, tested_report)
    yield opened
    assert opened.said == []
    assert opened.asked == [opened.address]
    opened.close()


def test_confirmed_groups_and_others_are_never_mixed(tested: Opened) -> None:
    page = tested.page
    assert page.locator("#groups .cards .card").count() == 2
    assert page.locator("#groups .cards .badge").all_text_contents() == ["confirmed"] * 2
    assert page.locator("#groups .unconfirmed tbody tr").count() == 1
    assert "not confirmed" in page.locator("#groups .unconfirmed tbody tr").text_content()
    assert "3,296 times" in page.locator("#groups .card").first.text_content()
    assert "3.7e-70" not in page.locator("main").inner_text()
    page.locator("#groups .unconfirmed button:has-text('Look inside')").click()
    assert "Not confirmed" in page.locator("#inside .caution").text_content()
    assert page.locator("#inside .test").count() == 0
    assert page.locator("#groups tr.chosen").count() == 1


def test_when_groups_acted_leads_to_them_and_frames_episodes(browser: Any, tmp_path: Path) -> None:
    path = reports.write(made_findings.with_episodes(), tmp_path, provenance={})
    opened = Opened(browser, path)
    page = opened.page
    rows = page.locator("#when .when-row")
    assert rows.count() == 3
    assert page.locator("#when .when-episode").count() == 2
    assert "2024-03-10" in rows.nth(1).text_content()
    assert "2 episodes" in rows.nth(0).get_attribute("aria-label")
    assert "coincidences where chance makes" in rows.nth(0).get_attribute("title")
    assert "in 7 periods of 7 days" in page.locator("#looked-at").inner_text()
    assert "the period in which they stood out most" in page.locator(".card").nth(0).inner_text()
    rows.nth(1).focus()
    page.keyboard.press("Enter")
    assert (
        page.locator("#when li.chosen .when-row")
        .get_attribute("aria-label")
        .startswith("Look inside Group 2")
    )
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert opened.said == []
    opened.close()


def test_a_confirmed_group_shows_its_tests_and_who_stood_by(tested: Opened) -> None:
    page = tested.page
    inside = page.locator("#inside").inner_text()
    assert "4.2 times as often" in inside
    assert "Stood by: removed from the group because it does not owe its number to them" in inside
    tables = page.locator("#inside table")
    assert "link" in tables.nth(0).inner_text()
    assert "< 0.000001" in tables.nth(0).inner_text()
    assert tables.nth(1).locator("tbody tr").count() == 3
    page.locator("#inside .how summary").click()
    assert "Two honest news bots" in page.locator("#inside .how").inner_text()


def test_pairs_show_their_values_as_evidence(tested: Opened) -> None:
    page = tested.page
    page.locator("[data-mode=pair]").click()
    for _ in range(3):
        shown = page.locator("#evidence .pair-test").inner_text()
        assert "Pair values are evidence, not a finding" in shown
        page.locator("#evidence .chooser button:has-text('Next')").last.click()
    assert "q = 0.87" in page.locator("#evidence .pair-test").inner_text()


def test_accounts_and_map_know_what_is_confirmed(tested: Opened) -> None:
    page = tested.page
    page.locator("#accounts .chooser select").select_option("confirmed")
    assert "of 27 accounts" in page.locator("#accounts .status").text_content()
    cells = page.locator("#accounts td[data-title='Support of its group']").all_text_contents()
    assert all("carries the group300 seen, 75.2 by chance" in cell for cell in cells)
    status = page.locator("#map [role=status]")
    page.locator("#map select").first.select_option("true")
    assert status.text_content().startswith("27 of 91 (30")
    page.locator("#map select").first.select_option("false")
    assert status.text_content().startswith("4 of 91 accounts")
    limits = page.locator("#limits").inner_text()
    assert "Minimum lift" in limits
    assert "Coincidences are only counted" not in limits


def test_counted_groups_say_nothing_of_chance(small: Opened) -> None:
    page = small.page
    text = page.locator("main").inner_text()
    assert "confirmed" not in text.replace("not confirmed", "").lower()
    assert "Coincidences are only counted in this run" in text
    assert "left out (--count-only)" in text
    assert page.locator(".unconfirmed").count() == 0
    page.locator("[data-mode=pair]").click()
    assert page.locator(".pair-test").count() == 0


def test_a_run_that_confirms_nothing_shows_what_it_counted(browser: Any, tmp_path: Path) -> None:
    path = reports.write(made_findings.with_tests(confirmed=0), tmp_path, provenance={})
    opened = Opened(browser, path)
    assert opened.page.locator(".card").count() == 0
    assert opened.page.locator(".unconfirmed tbody tr").count() == 3
    assert "No group was confirmed: 45 candidates" in opened.page.locator(".answer").inner_text()
    assert "a single burst" in opened.page.locator("#looked-at .caution").inner_text()
    assert opened.said == []
    opened.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_tests_fit_the_window(browser: Any, tested_report: Path, width: int) -> None:
    opened = Opened(browser, tested_report, viewport={"width": width, "height": 800})
    opened.page.locator("[data-mode=pair]").click()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_a_card_opens_its_group_everywhere(small: Opened) -> None:
    page = small.page
    page.locator(".card button").nth(1).click()
    assert page.locator("#inside h3").text_content() == "Group 2 reposts of post 5512"
    assert page.locator(".lane-name").count() == 7
    assert page.locator("#evidence select").first.input_value() == "1"
    assert page.locator(".card.chosen").count() == 1


def test_the_address_names_a_group(browser: Any, small_report: Path) -> None:
    opened = Opened(browser, small_report)
    opened.page.goto(small_report.as_uri() + "#c3")
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    assert opened.page.locator("#inside h3 .ordinal").text_content() == "Group 3"
    opened.close()


def test_lanes_are_used_with_the_keyboard(small: Opened) -> None:
    page = small.page
    shown = page.locator("#inside .shown")
    whole = shown.text_content()
    page.locator(".lane-picture").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    near = shown.text_content()
    assert near != whole
    page.keyboard.press("ArrowRight")
    assert shown.text_content() != near
    page.keyboard.press("0")
    assert shown.text_content() == whole
    page.keyboard.press("n")
    assert "Coincidence 1 of" in page.locator(".lanes-and-bubble .bubble").text_content()
    assert "seconds" in shown.text_content() or "minutes" in shown.text_content()
    page.keyboard.press("n")
    spoken = page.locator(".lanes-and-bubble [role=status]").text_content()
    assert "Coincidence 2 of" in spoken
    page.keyboard.press("Enter")
    assert page.locator("[data-mode=thing]").get_attribute("aria-pressed") == "true"
    assert page.locator("#evidence .post").count() >= 2
    page.locator("#evidence button:has-text('Show in the swim lanes')").first.click()
    assert "Coincidence" in page.locator(".lanes-and-bubble .bubble").text_content()


def test_lanes_are_used_with_the_mouse(small: Opened) -> None:
    page = small.page
    picture = page.locator(".lane-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    shown = page.locator("#inside .shown")
    whole = shown.text_content()
    page.mouse.move(box["x"] + 100, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 60, steps=4)
    page.mouse.up()
    dragged = shown.text_content()
    assert dragged != whole
    page.mouse.wheel(0, -300)  # the picture has the focus now
    page.wait_for_timeout(100)
    assert shown.text_content() != dragged
    page.locator("#inside button:has-text('Everything')").click()
    assert shown.text_content() == whole


def test_accounts_are_searched_and_sorted(small: Opened) -> None:
    page = small.page
    page.locator("#account-search").fill("вечерняя")
    rows = page.locator("#accounts tbody tr")
    assert 0 < rows.count() < 25
    assert all("вечерняя" in text.lower() for text in rows.all_text_contents())
    page.locator("#account-search").fill("")
    heading = page.locator("#accounts th button:has-text('Followers')")
    heading.focus()
    page.keyboard.press("Enter")
    assert heading.locator("xpath=..").get_attribute("aria-sort") == "descending"
    column = page.locator("#accounts tbody td[data-title=Followers]").all_text_contents()
    numbers = [int(text.replace(",", "")) for text in column if text != "–"]
    assert numbers == sorted(numbers, reverse=True)
    page.keyboard.press("Enter")
    assert heading.locator("xpath=..").get_attribute("aria-sort") == "ascending"
    page.locator("#accounts .chooser select").select_option("1")
    assert rows.count() == 7
    rows.first.locator("button").click()
    assert page.locator(".lane-name[aria-pressed=true]").count() == 1


def test_the_map_is_searched_and_filtered(small: Opened) -> None:
    page = small.page
    status = page.locator("#map [role=status]")
    assert "All 91 accounts" in status.text_content()
    page.locator("#map .check input").first.uncheck()
    assert "pass the filters" in status.text_content()
    page.locator("#map .check input").first.check()
    assert "All 91 accounts" in status.text_content()
    page.locator("#map select").select_option("2")
    assert status.text_content().startswith("4 of 91 accounts")
    page.locator("#map select").select_option("")
    page.locator("#map input[type=range]").first.focus()
    page.keyboard.press("End")
    assert "pass the filters" in status.text_content()
    page.locator("#map-search").fill("tide")
    assert "found" in status.text_content()
    page.keyboard.press("Enter")
    assert status.text_content().startswith("1 of")
    page.keyboard.press("Enter")
    assert status.text_content().startswith("2 of")


def test_a_click_on_the_map_leads_to_the_lanes(small: Opened) -> None:
    page = small.page
    page.locator("#map-search").fill("twitter:100021")
    page.wait_for_timeout(200)
    frame = page.locator(".map-frame")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#inside h3 .ordinal").text_content() == "Group 2"
    assert page.locator(".lane-name[aria-pressed=true]").count() == 1


def test_ids_can_be_copied(browser: Any, small_report: Path) -> None:
    opened = Opened(browser, small_report)
    button = opened.page.locator("#evidence .post-foot button").first
    button.click()
    said = opened.page.locator("#evidence .post-foot button:not(:text-is('Copy id'))")
    said.first.wait_for()
    assert said.first.text_content() in {"Copied", "Select and copy"}
    opened.close()


def test_the_theme_follows_the_system_and_the_reader(browser: Any, small_report: Path) -> None:
    for system, other in (("dark", "light"), ("light", "dark")):
        opened = Opened(browser, small_report, color_scheme=system)
        theme = "document.documentElement.dataset.theme"
        assert opened.page.evaluate(theme) == system
        opened.page.locator("#theme").click()
        assert opened.page.evaluate(theme) == other
        assert opened.said == []
        opened.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(browser: Any, small_report: Path, width: int) -> None:
    opened = Opened(browser, small_report, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    # Also not inside groups with long words, addresses and scripts.
    opened.page.locator(".card button").nth(2).click()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_the_page_prints_light_and_whole(browser: Any, small_report: Path) -> None:
    opened = Opened(browser, small_report, color_scheme="dark")
    assert opened.page.pdf(format="A4").startswith(b"%PDF")
    assert opened.said == []
    opened.close()


def test_an_empty_run_is_a_quiet_page(browser: Any, tmp_path: Path) -> None:
    path = reports.write(made_findings.empty(), tmp_path, provenance={})
    opened = Opened(browser, path)
    assert opened.said == []
    assert "No group was found" in opened.page.locator(".answer").text_content()
    opened.close()


def test_cuts_are_said_on_the_page(browser: Any, tmp_path: Path) -> None:
    limits = reports.Limits(
        accounts=40, map_edges=100, groups=2, lanes=5, ticks=60, posts=20, evidence=30, objects=3
    )
    findings = made_findings.make(evidence_limit=2000)
    opened = Opened(browser, reports.write(findings, tmp_path, provenance={}, limits=limits))
    text = opened.page.locator("main").inner_text()
    for words in (
        "The run kept 2,000 of",
        "The 2 strongest of 3 groups have a card",
        "The 5 accounts with the strongest edges are shown, of 20",
        "60 of ",
        "This page has 30 of the ",
        "The 3 most shared of 20 things",
        "The 40 accounts shown are those",
        "51 of 91 accounts with an edge are left out",
        "edges are left out",
    ):
        assert words in text, words
    opened.page.locator(".card button").nth(1).click()
    assert "The run kept no evidence of this group" in opened.page.locator("#evidence").inner_text()
    assert opened.said == []
    opened.close()


@pytest.mark.slow
def test_five_thousand_accounts_open_at_once(
    browser: Any, big_report: Path, record_property: Any
) -> None:
    opened = Opened(browser, big_report)
    ready_s = float(opened.page.evaluate("document.documentElement.dataset.ready")) / 1000
    size_mb = big_report.stat().st_size / 1e6
    record_property("ready_s", ready_s)
    record_property("size_mb", size_mb)
    assert ready_s < LOOSE_BOUND_S
    assert size_mb < 10
    assert opened.said == []
    assert "4,9" in opened.page.locator("#map [role=status]").text_content()
    opened.close()
