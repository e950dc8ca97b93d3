from __future__ import annotations

import io
import time
from typing import Any

import pytest
from rich.console import Console

from evenhand.cli import bars


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    monkeypatch.setattr(bars, "errors", console)
    monkeypatch.setattr(bars, "_PATIENCE_S", 0.15)
    return text


def test_what_takes_long_gets_a_bar_even_when_it_says_nothing(screen: io.StringIO) -> None:
    with bars.Bars() as listening:
        listening("posts counted", 3, 10)
        time.sleep(0.5)
        assert "posts counted" in screen.getvalue()
        assert "3/10" in screen.getvalue()
        listening("posts counted", 7, 10)
        time.sleep(0.3)
        assert "7/10" in screen.getvalue()
        listening("posts counted", 10, 10)


def test_what_is_quick_gets_none(screen: io.StringIO) -> None:
    with bars.Bars() as listening:
        for n in range(11):
            listening("posts counted", n, 10)
        listening("never ended", 0, None)
    time.sleep(0.3)
    assert screen.getvalue() == ""


def test_several_at_once_and_one_after_the_other(screen: io.StringIO) -> None:
    with bars.Bars() as listening:
        for what in ("first", "second"):
            listening(what, 0, None)
        time.sleep(0.4)
        listening("first", 1, 1)
        listening("second", 1, 1)
        listening("third", 0, 2)
        time.sleep(0.4)
        listening("third", 2, 2)
    assert all(what in screen.getvalue() for what in ("first", "second", "third"))


@pytest.mark.parametrize("how", [{"quiet": True}, {}])
def test_none_where_nobody_looks(how: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setattr(bars, "errors", Console(file=text, force_terminal=bool(how)))
    monkeypatch.setattr(bars, "_PATIENCE_S", 0.01)
    with bars.Bars(**how) as listening:
        listening("posts counted", 0, 10)
        time.sleep(0.1)
    assert text.getvalue() == ""
