"""The page of a run with declarations, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.run.declared_stream import stream

import evenhand

pytestmark = pytest.mark.browser


def test_the_page_shows_declared_coordination_apart(browser: Any, tmp_path: Path) -> None:
    posts, declared = stream(tmp_path)
    hostile = '"<img src=x onerror=""window.pwned=1""></script><script>window.pwned=1</script>"'
    text = declared.read_text().replace("Weather bot on a private server", hostile)
    declared.write_text(text)
    report = evenhand.detect(posts, declared=declared).write(tmp_path / "run")
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
    assert page.locator("#groups .card").count() == 1
    assert "wire.example" in page.locator("#groups .card").inner_text()
    assert "coincided 320 times with 5 declared" in page.locator("#groups").inner_text()
    assert page.locator("#declared .card").count() == 2
    cards = page.locator("#declared").inner_text()
    assert "“Weather bot, hourly” (4 accounts): Declaration at weather.example" in cards
    assert "Declared by domain: all its 192 coordinated posts" in cards
    assert "no account of the posts has this id" in cards
    links = page.locator("#declared a.outside")
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer nofollow"}
    # The first group is a declared one; what opens is the first that is not.
    assert "wire.example" in page.locator("#inside .inside-heading").inner_text()
    page.locator("#declared .card button").first.click()
    assert "Declared: its 5 accounts" in page.locator("#inside .inside-heading").inner_text()
    page.locator("#accounts .chooser select").select_option("declared")
    assert "of 5 accounts" in page.locator("#accounts .status").text_content()
    page.locator("#map .field", has_text="Declared or not").locator("select").select_option("true")
    assert page.locator("#map [role=status]").text_content().startswith("9 of 15 accounts")
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img").count() == page.locator("main script").count() == 0
    assert "<img src=x" in page.locator("#declared .card").first.inner_text()
    page.close()
    assert said == []
