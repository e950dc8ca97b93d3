"""The page of a trace in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_trace
import pytest
from test_report_browser import Opened

from evenhand.reports import trace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trace")
    return trace.write(made_trace.found(60), out, provenance=made_trace.provenance())


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Opened]:
    page = Opened(browser, report)
    yield page
    assert page.said == []
    assert page.asked == [page.address]
    assert page.page.evaluate("window.pwned") is None
    page.close()


def _texts(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_text_contents()]


def test_passages_are_marked_to_the_character(opened: Opened) -> None:
    page = opened.page
    assert (
        _texts(page, "#match mark.part-verbatim:not(.key-of-marks mark)") == [made_trace.TAKEN] * 2
    )
    assert page.locator("#match .coverage").count() == 2
    assert page.locator("#match .gap").count() == 2
    assert page.locator("#match blockquote").first.text_content().count("⟦U+202E⟧") == 1
    page.locator("#match .jump").first.click()
    assert page.evaluate("document.activeElement.className") == "jump"
    assert "No name or link of Example Wire" in page.locator("#match .decided").text_content()


def test_differences_of_an_edited_passage(opened: Opened) -> None:
    page = opened.page
    page.locator("button[aria-label='Open match m2']").click()
    changed = _texts(page, "#match-body mark.changed")
    assert changed == ["shall", "that", "will", "the"]
    assert page.evaluate("location.hash") == "#m2"
    assert page.evaluate("document.activeElement.id") == "match-title"


def test_a_translation_a_quotation_and_what_decided(opened: Opened) -> None:
    page = opened.page
    page.locator("button[aria-label='Open match m3']").click()
    body = page.locator("#match-body")
    assert _texts(page, "#match-body blockquote .credit") == ["Example Wire"]
    assert "Source : Example Wire" in body.locator(".decided").text_content()
    assert made_trace.ENGLISH in body.locator("table").text_content()
    assert "the dates do not tell" in body.text_content()
    assert "One sentence alone." in body.locator(".caution").text_content()
    page.locator("button[aria-label='Open match m4']").click()
    assert "Both quote the same words" in body.text_content()
    assert body.locator("h4").all_text_contents() == ["Both quote the same words"]
    assert "original" not in body.locator("p").first.text_content()


def test_filters_and_accounts(opened: Opened) -> None:
    page = opened.page
    status = page.locator("#matches .status")
    assert status.text_content() == "1 to 25 of 64 matches"
    page.locator("#matches select").nth(0).select_option("translated")
    assert status.text_content() == "1 to 1 of 1 match"
    page.locator("#matches button:has-text('Show all')").click()
    page.locator("#matches .pages button:has-text('Next')").click()
    assert status.text_content() == "26 to 50 of 64 matches"
    first = page.locator("#accounts tbody tr").first
    assert "finding u1" in first.text_content()
    assert first.locator("svg.share.found").count() == 1
    page.locator("button[aria-label='Show matches of mirror']").click()
    assert status.text_content() == "1 to 2 of 2 matches"
    page.locator("#account-search").fill("<script>")
    assert page.locator("#accounts tbody tr").count() == 1


def test_groups_stand_beside(opened: Opened) -> None:
    page = opened.page
    assert page.locator("#groups tbody tr").count() == 1
    said = page.locator("#groups").text_content()
    assert "finding c1" in said
    assert "1 further group" in said
    assert "counted, not tested" in said


def test_links_lead_only_to_the_web(opened: Opened) -> None:
    for link in opened.page.locator("a.outside").all():
        assert link.get_attribute("href").startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert opened.page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(browser: Any, report: Path, scheme: str) -> None:
    page = Opened(browser, report, viewport={"width": 390, "height": 800}, color_scheme=scheme)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.said == []
    page.close()


def test_an_address_names_a_match(browser: Any, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{report.as_uri()}#m2")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator("#match-body h3").text_content().startswith("m2:")
    context.close()


def test_a_trace_without_any_match(browser: Any, tmp_path: Path) -> None:
    path = trace.write(made_trace.nothing(), tmp_path, provenance={})
    assert not (tmp_path / "plots").exists()
    page = Opened(browser, path)
    assert "None of 1 document holds a passage" in page.page.locator(".answer").text_content()
    assert "There is no match to open." in page.page.locator("#match").text_content()
    assert page.page.locator("#groups").count() == 0
    assert page.said == []
    page.close()
