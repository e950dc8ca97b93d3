"""The page of an actor: nothing runs that strangers wrote, and its days can be gone through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("followthemoney")

from tests.registry.made import PRESS, company, made, named, owns

from evenhand.registry import Source, facts, related
from evenhand.registry.judgements import judge, undo
from evenhand.registry.profile import profile
from evenhand.reports import actor

EVIL = '<img src=x onerror="window.bad=1">'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    wire = company("wire")
    registry = made(
        tmp_path,
        [
            *named(wire, EVIL),
            *named(company("group"), "=HYPERLINK(1) \u202egpj.exe"),
            owns("group", wire, "60", since="2014", until="2016"),
            owns("state", "group", "100", PRESS, since="2015"),
            owns("wire", "group", "5"),
        ],
    )
    view = registry.at("2015-06")
    path = tmp_path / "wire.html"
    actor.write(view, profile(view, wire), path)
    return path


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_in_a_browser(page: Path, browser: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.goto(page.as_uri())
    assert shown.evaluate("window.bad") is None
    assert shown.locator("h1").inner_text() == EVIL
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator(".tie:not(.past)").count() == 3
    shown.locator("#day").fill("0")
    assert shown.locator("#day-shown").inner_text() == "2014-01-01"
    assert shown.locator(".tie:not(.past)").count() == 2
    assert shown.locator("tr.past").count() == 1
    before = shown.evaluate("document.documentElement.dataset.theme")
    shown.locator("#theme").click()
    assert shown.evaluate("document.documentElement.dataset.theme") != before
    assert said == []
    context.close()


def test_hidden_characters_are_shown(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "\u202e" not in text
    assert "⟦U+202E⟧" in text
    assert "default-src 'none'" in text.replace("&#39;", "'")


def test_a_denial_is_said_and_draws_no_line(tmp_path: Path) -> None:
    wire, group = company("wire"), company("group")
    claims = [
        *named(wire),
        *named(group),
        related("Control", group, wire, PRESS, controlType="publisher"),
        related("Control", group, wire, PRESS, status="denied", description="so they say"),
    ]
    view = made(tmp_path, claims).at()
    path = tmp_path / "wire.html"
    actor.write(view, profile(view, wire), path)
    text = path.read_text(encoding="utf-8")
    assert text.count("<bdi>whether it is controlled by Group</bdi>") == 1
    assert "is denied: controls" in text
    assert "so they say" in text
    assert text.count('class="tie') == 1


def test_decisions_are_shown_as_far_as_they_were_known(tmp_path: Path) -> None:
    wire, other = company("wire"), company("other")
    captured = Source("press", "The Harbour Times", "C3", None, "ab" * 32, "2026-05-01T00:00:00Z")
    claims = [*named(wire), *facts(other, captured, name="Other"), owns("group", wire, "60")]
    registry = made(tmp_path, [*claims, *facts(wire, captured, alias="W")])
    done = judge(registry, wire.id, other.id, "different", "A. Reader", reasons="<b>Two</b> houses")
    before = registry.at()
    undo(registry, done.number, "B. Other")
    path = tmp_path / "wire.html"
    pages = []
    for view in (before, registry.at()):
        actor.write(view, profile(view, wire), path)
        pages.append(path.read_text(encoding="utf-8"))
    for text in pages:
        assert "A. Reader" in text
        assert "&lt;b&gt;Two&lt;/b&gt; houses" in text
        assert "ab" * 32 in text
        assert "2026-05-01" in text
    assert ["by B. Other" in text for text in pages] == [False, True]
