"""The pages say what the program does: examples are run, and their output is compared."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import examples
import generate
import pytest
import typer

from evenhand.cli.app import app
from evenhand.records.schemas import TABLES

ROOT = examples.ROOT
PAGES = examples.all_pages()
WRITTEN = [
    *PAGES,
    ROOT / "CHANGELOG.md",
    ROOT / "zensical.toml",
    *(path for path in examples.DOCS.rglob("*") if path.suffix in (".js", ".css", ".svg")),
]


@pytest.fixture(scope="module")
def demo() -> Iterator[examples.Demo]:
    with examples.demo_run() as made:
        yield made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_say_what_the_page_shows(page: Path, demo: examples.Demo, tmp_path: Path) -> None:
    differences = examples.run(page, tmp_path, demo)
    assert not differences, "\n\n".join(map(str, differences))


def _commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in examples.blocks(page):
            for line in examples.commands(block):
                if line.startswith("evenhand"):
                    yield block.place, line.split(" #")[0].strip()


@pytest.mark.parametrize(("place", "line"), list(_commands()))
def test_every_command_can_be_parsed(place: str, line: str) -> None:
    group = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    if {"--help", "--version"} & set(words):
        words = [word for word in words if not word.startswith("--")]
        assert words[0] in group.commands, place
        return
    try:
        parent = group.make_context("evenhand", list(words))
        name, command, rest = group.resolve_command(parent, words)
        command.make_context(name, rest, parent=parent)
    except Exception as error:
        pytest.fail(f"{place}: {line}\n{error}")


def test_generated_pages_say_what_the_code_says() -> None:
    stale = [path.name for path, text in generate.pages() if path.read_text("utf-8") != text]
    assert not stale, f"{stale}: {generate.HINT}"


def test_check_fails_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 0
    monkeypatch.setitem(generate.PAGES, "tables.md", lambda: "something else")
    assert generate.main() == 1
    assert capsys.readouterr().err == (
        f"docs/tables.md does not say what the code says. {generate.HINT}\n"
    )


def test_the_page_of_tables_names_the_files_of_a_run(demo: examples.Demo) -> None:
    files = {path.stem for path in (demo.folder / "run").glob("*.parquet")}
    on_request = {"registered"}  # with --registry
    assert files == set(generate.RUN_FILES.values()) - on_request
    assert set(generate.FIRST) <= set(TABLES)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_page_names_a_registry_or_a_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    registries = r"https?://[^\s)\"]*\b(?:pypi|pythonhosted|npmjs|unpkg|anaconda|cran|jsdelivr)\b"
    assert not re.findall(registries, text, re.IGNORECASE)
    assert not re.findall(r"(?<![\w.])/(?:work|tmp|root|home|Users)/\S*", text)


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        (["a", "…", "z"], ["a", "b", "c", "z"], True),
        (["a", "…", "z"], ["a", "z"], True),
        (["a", "…", "z"], ["a", "b"], False),
        (["took … s"], ["took 0.3 s"], True),
        (["took … s"], ["took", " s"], False),
        ([], [], True),
        ([], ["a"], False),
        (["(a)"], ["(a)"], True),
    ],
)
def test_shown_output_may_leave_out(shown: list[str], said: list[str], same: bool) -> None:
    assert examples.matches(shown, said) is same


class _Resources(HTMLParser):
    """What a page loads by itself, apart from links that a person follows."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wanted = given.get("src") or (given.get("href") if tag == "link" else None)
        if wanted and given.get("rel") not in ("prev", "next", "canonical"):
            self.loaded.append(wanted)


def test_the_site_needs_no_network(tmp_path: Path) -> None:
    zensical = Path(sys.executable).with_name("zensical")
    if not zensical.exists():
        pytest.skip("zensical is not installed in this environment")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    subprocess.run([zensical, "build", "--clean", "--strict"], cwd=tmp_path, check=True)
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= len(list(examples.DOCS.glob("*.md")))
    for page in pages:
        resources = _Resources()
        resources.feed(page.read_text("utf-8"))
        remote = [url for url in resources.loaded if re.match(r"(?:https?:)?//", url)]
        assert not remote, f"{page.name} loads {remote}"
