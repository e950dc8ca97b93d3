"""The page as one file: template, style, program and data put together, with nothing from outside.

The content policy names the one style and the one program by their hashes, so a browser runs
nothing else, whatever a post contains. All texts of strangers are either escaped by the template or
stand in the JSON block, which the program only ever inserts as text.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

SCRIPTS = (
    "words.js",
    "dom.js",
    "data.js",
    "marks.js",
    "theme.js",
    "state.js",
    "axis.js",
    "difference.js",
    "table.js",
    "declared.js",
    "groups.js",
    "when.js",
    "viewport.js",
    "lane_drawing.js",
    "lanes.js",
    "overview.js",
    "tested.js",
    "inside.js",
    "delays.js",
    "objects.js",
    "posts.js",
    "evidence.js",
    "accounts.js",
    "map.js",
    "map_controls.js",
    "start.js",
)
"""The program in the order in which its parts need each other."""


def page(data: Mapping[str, Any], static: Mapping[str, Any]) -> bytes:
    """Put the whole page together, as UTF-8.

    ``data`` becomes the JSON block; ``static`` fills the template (``page/report.html``).
    """
    program = "\n".join(read(name) for name in SCRIPTS)
    return assembled("report.html", read("report.css"), program, static, data)


def assembled(
    template: str, style: str, program: str, static: Mapping[str, Any], data: object = None
) -> bytes:
    """Fill a template with a style, a program and what the page says, as UTF-8.

    ``template`` is a file of ``page/``, which fills the blocks of ``frame.html``: what every page
    needs to be safe stands there once. The program is put into a function of its own.
    """
    program = f'(() => {{\n"use strict";\n{program}\n}})();\n'
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(program)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    made = Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(template)
    html = made.render(
        **static,
        policy=policy,
        # Ours, and hashed above: escaping would change them.
        style=Markup(style),  # noqa: S704
        program=Markup(program),  # noqa: S704
        data=Markup(embedded_json(data)),  # noqa: S704
    )
    return html.encode("utf-8", "replace")


def embedded_json(data: object) -> str:
    """Write JSON for inside a script element: it cannot close it, open another or be a comment."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def read(name: str) -> str:
    """Return a part of a page, with line feeds whatever the system."""
    text = files("evenhand.reports").joinpath("page", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{b64encode(digest).decode('ascii')}"
