"""The page of a comparison in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evenhand.reports import comparison
from evenhand.tracing import compare

pytestmark = pytest.mark.browser

REPORTS = [
    {
        "outlet": "Nordwire",
        "language": "en",
        "text": "Ostby keeps its harbour, mayor Anna Berg said on Monday.\n“We will never sell "
        "this harbour to a foreign company,” Berg told the council.",
    },
    {
        "outlet": "<b>Post</b>",
        "language": "en",
        "text": "The mayor of Ostby, Anna Berg, refused to sell the harbour of Ostby.\n“We will "
        "never sell the harbour to any foreign company,” Berg told the council of Ostby.",
    },
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("compared")
    return comparison.write(compare(REPORTS, encoder=None), out, provenance={"version": "1"})


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_it_opens_without_a_word(browser: Any, page: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(page.as_uri())
    assert opened.locator("html").get_attribute("data-theme") == scheme
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.locator("article.said").count() == 1
    assert opened.locator(".rendering del").count() >= 1
    assert "<b>Post</b>" in opened.locator(".rendering").nth(1).inner_text()
    opened.locator("#theme").click()
    assert opened.locator("html").get_attribute("data-theme") != scheme
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement !== document.body")
    assert said == []
    assert asked == [page.as_uri()]
    context.close()
