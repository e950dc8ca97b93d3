"""Write the pages, and the parts of pages, that say what the code says.

    python docs/generate.py              write them
    python docs/generate.py --check      fail when one differs from what would be written
    python docs/generate.py --outputs    run the examples, and put their real output into the pages

A page of `PAGES` is written whole. In other pages, what stands between the comments
`<!-- generated: name -->` and `<!-- end of generated -->` is replaced.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import examples
import pyarrow as pa
import typer
from typer import rich_utils

from evenhand import detection, records
from evenhand.cli.app import app
from evenhand.records import columns
from evenhand.records.formats import GENERIC, RECORDS, TABLES
from evenhand.records.schemas import TABLES as SCHEMAS

DOCS = Path(__file__).parent
HINT = "It is generated: run `python docs/generate.py` and commit what changes."
NOTE = "<!-- Written by docs/generate.py from the code. Changes made here are lost. -->\n"
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of generated -->)", re.DOTALL)

# Which tables lie in the folder of a run, under which name; the others pass between stages only.
RUN_FILES = {
    "edges": "edges",
    "clusters": "clusters",
    "members": "accounts",
    "evidence": "evidence",
    "rejected": "rejected",
    "posts": "posts",
    "timeline": "timeline",
    "groups": "groups",
    "group_members": "group_members",
    "episodes": "episodes",
    "delays": "delays",
    "sensitivity": "sensitivity",
    "declared": "declared",
    "registered": "registered",
    "shares": "shares",
}
FIRST = (
    "clusters", "groups", "group_members", "episodes", "members", "edges", "evidence", "posts",
    "timeline", "delays", "rejected", "sensitivity", "declared", "registered", "shares", "accounts",
    "pairs",
)  # fmt: skip


def main() -> int:
    """Do what the command line says, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail on differences")
    parser.add_argument("--outputs", action="store_true", help="renew the output of the examples")
    asked = parser.parse_args()
    if asked.outputs:
        for page in examples.renewed():
            print(f"{page}: output renewed")
    stale = [path for path, text in pages() if _held(path) != text]
    if asked.check:
        for path in stale:
            print(f"docs/{path.name} does not say what the code says. {HINT}", file=sys.stderr)
        return 1 if stale else 0
    for path, text in pages():
        if path in stale:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{path.name}: written")
    return 0


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page that is generated, whole or in part, with the text it should have."""
    for name, write in PAGES.items():
        yield DOCS / name, write()
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.name not in PAGES and PART.search(text):
            yield path, PART.sub(lambda found: found[1] + PARTS[found[2]]() + found[3], text)


def tables() -> str:
    """Describe every table from its schema."""
    lines = [
        "# Tables\n",
        NOTE,
        "Every stage takes and returns one of these tables. A run leaves some of them in its folder"
        " as Parquet, and as CSV with `--csv`. The schemas, with the type, unit and meaning of each"
        " column, are in `src/evenhand/records/schemas/` and travel inside the Parquet files.\n",
        "Times are UTC to the microsecond. “null” says that a value may be missing. A type"
        " “string, coded” is dictionary-encoded: each distinct string is held once. In CSV files"
        " lists are written as JSON, and a cell that a spreadsheet would take for a formula begins"
        " with an apostrophe.\n",
        "| table | file of a run | a row is |",
        "|---|---|---|",
    ]
    order = (*FIRST, *(name for name in SCHEMAS if name not in FIRST))
    for name in order:
        file = f"`{RUN_FILES[name]}.parquet`" if name in RUN_FILES else ""
        lines.append(f"| [{name}](#{name}) | {file} | {_row_is(SCHEMAS[name])} |")
    for name in order:
        schema = SCHEMAS[name]
        lines += [f"\n## {name}\n", _meaning(schema.metadata)]
        if name in RUN_FILES:
            lines.append(f"In the folder of a run: `{RUN_FILES[name]}.parquet`.")
        lines += ["", *_columns_table(schema)]
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Show the help of every command, 100 columns wide."""
    group: Any = typer.main.get_command(app)
    lines = [
        "# Commands\n",
        NOTE,
        "What each command says about itself with `--help`. Results go to standard output, and what"
        " is said about the work to standard error. A command exits with 0 when it did its work,"
        " and with 2 and a sentence when something given cannot be used.\n",
        "## evenhand\n",
        *_help(group, "evenhand"),
    ]
    for name, command in group.commands.items():
        lines += [f"\n## evenhand {name}\n", *_help(command, f"evenhand {name}")]
        for inner, one in getattr(command, "commands", {}).items():
            lines += [f"\n### evenhand {name} {inner}\n", *_help(one, f"evenhand {name} {inner}")]
    return "\n".join(lines) + "\n"


def formats() -> str:
    """List the formats that are recognised by their shape, and by what."""
    platforms = {shape.name: shape.platform for shape in (*TABLES, *RECORDS)}
    needs = {shape.name: ", ".join(f"`{name}`" for name in shape.needs) for shape in TABLES}
    lines = [
        "| `--format` | what it is | recognised by | platform |",
        "|---|---|---|---|",
    ]
    for name, meaning in records.formats().items():
        by = needs.get(name, "the shape of its first records")
        if name == GENERIC:
            by = "what is none of the others"
        lines.append(f"| `{name}` | {_cell(meaning)} | {by} | {platforms.get(name) or ''} |")
    return "\n".join(lines) + "\n"


def spellings() -> str:
    """List our columns with the spellings under which they are found."""
    lines = ["| our column | found under |", "|---|---|"]
    for ours, known in columns.SPELLINGS.items():
        lines.append(f"| `{ours}` | {', '.join(f'`{name}`' for name in known)} |")
    return "\n".join(lines) + "\n"


def signals() -> str:
    """List the signals."""
    lines = [
        "| signal | two accounts coincide when both | column of posts | looked for |",
        "|---|---|---|---|",
    ]
    for name, signal in detection.all_signals().items():
        asked = "always" if signal.unasked else "when asked for"
        lines.append(f"| `{name}` | {signal.meaning} | `{signal.column}` | {asked} |")
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"tables.md": tables, "commands.md": commands}
PARTS: dict[str, Callable[[], str]] = {
    "formats": formats,
    "spellings": spellings,
    "signals": signals,
}


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _help(command: Any, name: str) -> list[str]:
    """Render the help of a command the same on every machine."""
    said = io.StringIO()
    with (
        mock.patch.multiple(rich_utils, MAX_WIDTH=100, COLOR_SYSTEM=None, FORCE_TERMINAL=False),
        contextlib.redirect_stdout(said),
        contextlib.suppress(SystemExit),
    ):
        command.main(["--help"], prog_name=name)
    shown = [line.rstrip() for line in said.getvalue().strip("\n").splitlines()]
    while shown and not shown[0]:
        shown.pop(0)
    while shown and not shown[-1]:
        shown.pop()
    return ["```text", *shown, "```"]


def _meaning(metadata: Any) -> str:
    return str(metadata[b"meaning"].decode())


def _row_is(schema: pa.Schema) -> str:
    meaning = _meaning(schema.metadata).removeprefix("One row for each ").rstrip(".")
    return _cell(meaning[0].lower() + meaning[1:])


def _columns_table(schema: pa.Schema) -> Iterator[str]:
    yield "| column | type | unit | null | meaning |"
    yield "|---|---|---|---|---|"
    for field in schema:
        unit = (field.metadata or {}).get(b"unit", b"").decode()
        null = "null" if field.nullable else ""
        meaning = _cell(_meaning(field.metadata))
        yield f"| `{field.name}` | {_type(field.type)} | {unit} | {null} | {meaning} |"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return "string, coded"
    if pa.types.is_timestamp(kind):
        return "time"
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        parts = (f"`{part.name}` {_type(part.type)}" for part in kind)
        return f"struct:<br>{'<br>'.join(parts)}"
    return {"bool": "true or false", "double": "float64"}.get(str(kind), str(kind))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
