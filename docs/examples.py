"""Run the examples of the pages, and compare what they say with what the pages show.

A page's blocks run in order, in one folder:

- ```` ```console ````: lines that begin with ``$ `` are commands, what follows is their output. The
  commands of evenhand are run; others are left alone, but for ``make demo``, which is
  ``evenhand demo`` in a fresh clone;
- ```` ```python ````: is run, in one interpreter for each page. When a ```` ```text ```` block
  follows, that is what it prints.

In shown output ``…`` stands for anything within a line, and alone in a line for any lines. A block
after the comment ``<!-- not run: why -->`` is left alone. A file shown after the comment
``<!-- file: name -->`` is written to the folder first.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from evenhand.cli import main as command_line

DOCS = Path(__file__).parent
ROOT = DOCS.parent
FIRST = "tutorial.md"
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
_COMMENT = re.compile(r"<!-- (not run|file): (.+?) -->\s*\Z")
_INSTEAD = {"make demo": "evenhand demo --out demo-run --overwrite"}
ANY = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: from ``start`` to ``end`` is its body."""

    page: Path
    kind: str
    body: str
    start: int
    end: int
    left_alone: bool
    file: str | None
    line: int
    """Line of the page on which the body begins, from 1."""

    @property
    def place(self) -> str:
        """Where the block is, for a person."""
        return f"{self.page.name}:{self.line}"


@dataclass(frozen=True)
class Demo:
    """What ``evenhand demo`` made and said. It is run once; pages that run it get a copy."""

    folder: Path
    said: list[str]


@dataclass(frozen=True)
class Difference:
    """An example that does not say what the page shows."""

    block: Block
    shown: list[str]
    said: list[str]
    first: int
    """Line of the body at which the shown output begins, from 0."""

    def __str__(self) -> str:
        """Say it so that a person can see what differs."""
        return (
            f"{self.block.place}: the page does not show what the example says.\n"
            f"--- the page\n{_text(self.shown)}\n--- the example\n{_text(self.said)}\n"
            "If the example is right: python docs/generate.py --outputs"
        )


def all_pages() -> list[Path]:
    """Every page with examples, the tutorial first, since others use what it makes."""
    pages = sorted(DOCS.glob("*.md"), key=lambda path: (path.name != FIRST, path.name))
    return [*pages, ROOT / "README.md"]


def blocks(page: Path) -> list[Block]:
    """Find the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        comment = _COMMENT.search(text[: fence.start()])
        what, value = (comment[1], comment[2]) if comment else ("", "")
        start, end = fence.span("body")
        indent = len(fence["indent"])
        body = "".join(line[indent:] for line in fence["body"].splitlines(keepends=True))
        found.append(
            Block(
                page=page,
                kind=fence["kind"],
                body=body,
                start=start,
                end=end,
                left_alone=what == "not run",
                file=value if what == "file" else None,
                line=text.count("\n", 0, start) + 1,
            )
        )
    return found


def commands(block: Block) -> list[str]:
    """List the commands of a shell block, continued lines joined."""
    if block.kind == "console":
        lines = [line[2:] for line in block.body.splitlines() if line.startswith("$ ")]
    elif block.kind in ("bash", "sh", "shell"):
        lines = block.body.replace("\\\n", " ").splitlines()
    else:
        return []
    return [line for line in lines if line.strip() and not line.startswith("#")]


def run(page: Path, folder: Path, demo: Demo) -> list[Difference]:
    """Run the examples of a page in a folder and return where they differ from what is shown.

    A page that does not make the demo's folder itself finds it there.

    Raises what an example raises, with its place.
    """
    differences: list[Difference] = []
    names: dict[str, Any] = {"__name__": "example"}
    listed = blocks(page)
    if not any(_is_demo(line) for block in listed for line in commands(block)):
        shutil.copytree(demo.folder, folder / "demo-run")
    before = Path.cwd()
    os.chdir(folder)
    try:
        for number, block in enumerate(listed):
            if block.file:
                (folder / block.file).write_text(block.body, encoding="utf-8")
            if block.left_alone:
                continue
            following = listed[number + 1] if number + 1 < len(listed) else None
            if block.kind == "console":
                differences += _run_console(block, demo)
            elif block.kind == "python":
                differences += _run_python(block, following, names)
    finally:
        os.chdir(before)
    return differences


def matches(shown: Sequence[str], said: Sequence[str]) -> bool:
    """Whether what was said is what is shown, with ``…`` for anything."""
    pattern = []
    for line in shown:
        if line.strip() == ANY:
            pattern.append(r"(?:[^\n]*\n)*?")
        else:
            pattern.append(".*?".join(re.escape(part) for part in line.split(ANY)) + "\n")
    return re.fullmatch("".join(pattern), "".join(line + "\n" for line in said)) is not None


def renewed() -> Iterator[str]:
    """Put the real output into every page that shows another, and name those pages."""
    with demo_run() as demo:
        for page in all_pages():
            with tempfile.TemporaryDirectory() as folder:
                differences = run(page, Path(folder), demo)
            if differences:
                _renew(page, differences)
                yield page.name


@contextlib.contextmanager
def demo_run() -> Iterator[Demo]:
    """Run the demo once."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        said = evenhand("evenhand demo --out demo-run")
        yield Demo(Path(folder) / "demo-run", said)


def evenhand(command: str) -> list[str]:
    """Run a command of evenhand in this process and return the lines it said."""
    words = shlex.split(command)
    said = io.StringIO()
    with (
        mock.patch.object(sys, "argv", words),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.suppress(SystemExit),
    ):
        command_line()
    return _lines(said.getvalue())


def _is_demo(command: str) -> bool:
    return _INSTEAD.get(command, command).startswith("evenhand demo")


def _run_console(block: Block, demo: Demo) -> Iterator[Difference]:
    lines = block.body.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        command = lines[start][2:]
        if _is_demo(command):
            shutil.copytree(demo.folder, "demo-run")
            said = demo.said
        elif command.startswith("evenhand "):
            said = evenhand(command)
        else:
            continue
        yield from _differences(block, lines[start + 1 : end], said, start + 1)


def _run_python(
    block: Block, following: Block | None, names: dict[str, Any]
) -> Iterator[Difference]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = compile("\n" * (block.line - 1) + block.body, str(block.page), "exec")
        exec(code, names)  # noqa: S102 - the page's own example
    if following is not None and following.kind == "text" and _adjoins(block, following):
        yield from _differences(
            following, following.body.splitlines(), _lines(said.getvalue()), first=0
        )


def _adjoins(block: Block, following: Block) -> bool:
    text = block.page.read_text(encoding="utf-8")
    return not text[block.end : following.start].replace("```text", "").replace("```", "").strip()


def _differences(
    block: Block, shown: list[str], said: list[str], first: int
) -> Iterator[Difference]:
    while shown and not shown[-1].strip():
        shown = shown[:-1]
    if not matches([line.rstrip() for line in shown], said):
        yield Difference(block, shown, said, first)


def _renew(page: Path, differences: list[Difference]) -> None:
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for one in reversed(differences):
        at = one.block.line - 1 + one.first
        lines[at : at + len(one.shown)] = [f"{line}\n" for line in _shortened(one)]
    page.write_text("".join(lines), encoding="utf-8")


def _shortened(difference: Difference) -> list[str]:
    """Keep as many lines at the start and the end as the page showed around its ``…``."""
    shown, said = difference.shown, difference.said
    cuts = [i for i, line in enumerate(shown) if line.strip() == ANY]
    if not cuts or len(said) < len(shown):
        return said
    tail = len(shown) - cuts[-1] - 1
    return [*said[: cuts[0]], ANY, *(said[-tail:] if tail else [])]


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines)
