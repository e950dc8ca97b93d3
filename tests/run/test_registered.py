"""The whole way with a registry: what it gives to detection and tracing, and that it can be asked
the same again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

pytest.importorskip("followthemoney")

import evenhand
from evenhand import InputError
from evenhand.records.schemas import REGISTERED
from evenhand.registry import (
    Claim,
    Registry,
    Source,
    account,
    facts,
    listed,
    open_registry,
    present,
    site,
)
from evenhand.registry.judgements import judge
from evenhand.run.folder import MANIFEST
from evenhand.run.registered import for_detection
from tests.cli.test_commands import run
from tests.run.declared_stream import BOTS, stream

OWN = Source("self", "Aurora Wire: about us", "B1", "https://aurora-wire.example/about")
PRESS = Source("press", "The Harbour Times", "C3", "https://harbour.example/1")
WIRE, DAILY = listed("t", "wire", "MediaOutlet"), listed("t", "daily", "MediaOutlet")
QUICK = evenhand.Settings(significance=False)
ARTICLE = (
    "The harbour master of the northern isles announced on Tuesday that ferries to the mainland "
    "would sail twice a day from spring, after two winters in which storms had closed the strait."
)


def _claims() -> list[Claim]:
    claims = [
        *facts(WIRE, OWN, name="Aurora Wire", alias=["Аврора"]),
        *facts(DAILY, PRESS, name="The Daily"),
        *present(site("daily.example"), DAILY, PRESS, kind="domain"),
        *present(site("wire.example"), WIRE, OWN, kind="domain"),
        *present(account("chirper", "rain_4"), WIRE, PRESS, kind="account"),
    ]
    for bot in range(4):
        claims += present(account("chirper", f"rain_{bot}"), WIRE, OWN, kind="account")
    return claims


def _more(registry: Registry) -> None:
    """Let the registry learn what would change everything."""
    late = [*_claims(), *present(account("chirper", "rain_4"), WIRE, OWN, kind="account")]
    late += present(site("weather.example"), DAILY, PRESS, kind="domain")
    registry.import_list("t", "2", [one for one in late if "rain_0" not in one.entity.id])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("registered")
    posts, declared = stream(folder)
    path = folder / "registry.db"
    open_registry(path, make=True).import_list("t", "1", _claims())
    return posts, declared, path


@pytest.fixture(scope="module")
def result(made: tuple[Path, Path, Path]) -> evenhand.Result:
    return evenhand.detect(made[0], registry=made[2])


def test_accounts_that_actors_call_their_own_are_declared_with_the_claim(
    result: evenhand.Result,
) -> None:
    said = result.declared
    assert said["who"].to_list() == BOTS[:4]
    assert said["unused"].null_count() == 4
    assert set(said["source"]) == {OWN.name}
    assert set(said["grade"]) == {"B1"}
    numbers = dict(result.registered.select("what", "claim").iter_rows())
    assert said["claim"].to_list() == [numbers[who] for who in said["who"]]
    (bots,) = result.clusters.filter("declared", "confirmed").to_dicts()
    assert bots["declared_accounts"] == 4
    # A site is nobody's declaration: whoever likes can link to it.
    feed = result.clusters.filter(pl.col("label").str.contains("daily.example"), "confirmed")
    assert feed["declared"].to_list() == [False]


def test_what_is_registered_is_told_beside_the_groups(result: evenhand.Result) -> None:
    assert result.findings.registered.schema.equals(REGISTERED)
    rows = {(row["what"], row["kind"]): row for row in result.registered.to_dicts()}
    label = dict(result.clusters.select("cluster", "label").iter_rows())
    sites = {what: row for (what, kind), row in rows.items() if kind == "site"}
    assert set(sites) == {"daily.example", "wire.example"}
    for name, row in sites.items():
        assert any(name in label[cluster] for cluster in row["clusters"])
        assert 0 < row["cluster_posts"] <= row["posts"]
    press = rows[("chirper:bot4", "account")]
    assert (press["actor"], press["source_kind"], press["posts"]) == ("t:wire", "press", 96)
    own = rows[("chirper:bot0", "account")]
    assert (own["clusters"], own["cluster_accounts"]) == (["c1"], 1)


def test_a_run_can_be_asked_for_again_after_the_registry_learned_more(
    made: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    posts, declared, _ = made
    path = tmp_path / "registry.db"
    registry = open_registry(path, make=True)
    registry.import_list("t", "1", _claims())
    words = ("detect", posts, "--registry", path, "--declared", declared, "--count-only")
    assert run(*words, "--out", tmp_path / "one") == 0
    told = json.loads((tmp_path / "one" / MANIFEST).read_text())["registry"]
    assert told["lists"] == [{"list": "t", "version": "1", "known_from": told["known"]}]
    _more(registry)
    then = ("--registry-valid", told["valid"], "--registry-known", told["known"])
    assert run(*words, *then, "--out", tmp_path / "two") == 0
    now = evenhand.detect(posts, declared=declared, registry=path, settings=QUICK)
    tables = sorted(one.name for one in (tmp_path / "one").glob("*.parquet"))
    assert "registered.parquet" in tables
    for name in (*tables, "network.graphml"):
        one, two = ((tmp_path / run_ / name).read_bytes() for run_ in ("one", "two"))
        assert one == two, name
    assert json.loads((tmp_path / "two" / MANIFEST).read_text())["registry"] == told
    assert now.of_registry is not None
    assert now.of_registry.told["sha256"] != told["sha256"]
    assert now.registered.height > pl.read_parquet(tmp_path / "one" / "registered.parquet").height


def test_what_of_a_registry_cannot_be_declared_is_told_though_nothing_else_is(
    made: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    wordy = listed("t", "wordy", "MediaOutlet")
    claims = [
        *facts(wordy, OWN, name="A" * 1_000),
        *present(account("chirper", number="bot0"), wordy, OWN, kind="account"),
    ]
    path = tmp_path / "registry.db"
    open_registry(path, make=True).import_list("t", "1", claims)
    found = evenhand.detect(made[0], registry=path, settings=QUICK)
    assert found.declared.height == 0
    assert found.rejected["reason"].to_list() == ["longer than 1,000 characters"]


def test_an_account_that_two_actors_call_their_own_is_told_unless_they_are_one(
    made: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    bot = account("chirper", "rain_0")
    claims = [*facts(WIRE, OWN, name="Aurora Wire"), *facts(DAILY, OWN, name="The Daily")]
    for owner in (WIRE, DAILY):
        claims += present(bot, owner, OWN, kind="account")
    registry = open_registry(tmp_path / "registry.db", make=True)
    registry.import_list("t", "1", claims)
    posts = evenhand.read_posts(made[0])
    (note,) = for_detection(registry.at(), posts, None, {}).notes
    assert "call their own" in note
    assert "(Aurora Wire and The Daily)" in note
    judge(registry, WIRE.id, DAILY.id, "same", "A. Reader")
    assert for_detection(registry.at(), posts, None, {}).notes == ()


def test_file_and_registry_are_both_used_and_a_clash_is_said(
    made: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, _, registry = made
    own = tmp_path / "own.csv"
    own.write_text("who,what,link\nbot0,The weather,https://weather.example\nbot4,Rain,\n")
    found = evenhand.detect(posts, declared=own, registry=registry, settings=QUICK).declared
    rows = {row["row"]: row for row in found.to_dicts()}
    assert [rows[n]["who"] for n in (1, 2, 3)] == ["bot0", "bot4", "chirper:bot0"]
    assert rows[3]["unused"] == "row 1 names the same account, and counts"
    assert [rows[n]["unused"] for n in (1, 2, 4, 5, 6)] == [None] * 5
    out = tmp_path / "run"
    words = (
        "detect",
        posts,
        "--declared",
        own,
        "--registry",
        registry,
        "--out",
        out,
        "--count-only",
    )
    assert run(*words) == 0
    said = capsys.readouterr().out
    assert "row 1 names the same account" in " ".join(said.split())
    assert "Registered actors in these posts" in said
    lines = [line for line in said.splitlines() if "report.html" not in line]
    assert max(map(len, lines)) <= 100
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Registered actors in these posts" in page
    assert "context and no judgement" in page
    assert "Aurora Wire: about us, B1" in page
    assert run(*words, "--overwrite", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["kind"] for row in told["registered"]} == {"account", "site"}
    assert told["registry"]["accounts"] == 4


def test_without_rows_there_is_no_section(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    empty = open_registry(tmp_path / "empty.db", make=True)
    result = evenhand.detect(made[0], registry=empty.at(), settings=QUICK)
    assert result.findings.looked_at.declarations is None
    page = result.write(tmp_path / "run").read_text(encoding="utf-8")
    assert "Registered actors" not in page
    assert 'id="declared"' not in page


def test_options_that_lack_a_registry_are_refused(
    made: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("detect", made[0], "--out", tmp_path / "run")
    assert run(*words, "--registry-known", "2024") == 2
    assert "need a registry" in capsys.readouterr().err
    assert run(*words, "--registry", tmp_path / "none.db") == 2
    assert "there is no registry there" in " ".join(capsys.readouterr().err.split())
    assert run(*words, "--registry", made[2], "--registry-known", "soon") == 2
    assert "no date or time" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "run").exists()


def test_a_password_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from evenhand.cli.console import command_line  # noqa: PLC0415

    url = "postgresql+psycopg://reader:s3cr:et@host/name"
    monkeypatch.setattr(sys, "argv", ["evenhand", "detect", f"--registry={url}", "--registry", url])
    assert "s3cr" not in command_line()
    other = "postgresql://host/name?password=s3cret&sslmode=require"
    monkeypatch.setattr(sys, "argv", ["evenhand", "trace", "--registry", other])
    assert "s3cr" not in command_line()
    assert "sslmode=require" in command_line()
    monkeypatch.setattr(sys, "argv", ["evenhand", "detect", f"--registry={url}", "--registry", url])
    assert command_line().count("reader:***@host/name") == 2
    for word in ("//me:a/s3cret@h/n", "//me:a s3cret@h/n", "//me@h/n?sslpassword=s3/cret"):
        monkeypatch.setattr(sys, "argv", ["evenhand", "detect", "--registry", f"postgresql:{word}"])
        assert "s3" not in command_line(), word


def test_the_core_needs_no_libraries_of_the_registry(made: tuple[Path, Path, Path]) -> None:
    script = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('sqlalchemy', 'alembic', 'followthemoney'):\n"
        "            raise ModuleNotFoundError('No module named ' + name, name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "import evenhand, evenhand.cli.app\n"
        "try:\n"
        f"    evenhand.detect('none.csv', registry={str(made[2])!r})\n"
        "except evenhand.InputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert 'pip install "evenhand[registry]"' in done.stdout, done.stderr


def _traced(folder: Path, *, outlets: Path | None = None, registry: object) -> evenhand.TraceResult:
    corpus = pl.DataFrame(
        {
            "document_id": ["a1"],
            "outlet": ["Aurora Wire"],
            "text": [ARTICLE],
            "published_at": ["2024-05-01T08:00:00Z"],
        }
    )
    corpus.write_csv(folder / "articles.csv")
    posts = pl.DataFrame(
        {
            "document_id": ["p1", "p2"],
            "account_id": ["x:one", "x:two"],
            "text": [f"Аврора: {ARTICLE}", ARTICLE],
            "published_at": ["2024-05-02T08:00:00Z"] * 2,
        }
    )
    posts.write_csv(folder / "posts.csv")
    against = evenhand.read_documents(folder / "articles.csv").documents
    return evenhand.trace(
        folder / "posts.csv",
        against,
        outlets=outlets,
        registry=registry,  # type: ignore[arg-type]
    )


def test_tracing_knows_the_registered_names(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    without = _traced(tmp_path, registry=None)
    assert set(without.disclosures["disclosure"]) == {"undisclosed"}
    result = _traced(tmp_path, registry=made[2])
    by_post = dict(result.disclosures.select("document_id", "disclosure").iter_rows())
    assert sorted(by_post.values()) == ["disclosed", "undisclosed"]
    result.write(tmp_path / "one")
    told = json.loads((tmp_path / "one" / MANIFEST).read_text())["registry"]
    assert told["outlets"] == 2
    again = _traced(tmp_path, registry=open_registry(made[2]).at(told["valid"], told["known"]))
    again.write(tmp_path / "two")
    for table in (tmp_path / "one").glob("*.parquet"):
        assert table.read_bytes() == (tmp_path / "two" / table.name).read_bytes(), table.name


def test_a_clash_of_outlets_is_said(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    listed_ = tmp_path / "outlets.csv"
    listed_.write_text("outlet,alias,domain\nAurora Wire,AWW,\nHarbour Radio,,wire.example\n")
    result = _traced(tmp_path, outlets=listed_, registry=made[2])
    (note,) = [one for one in result.notes if "registry" in one]
    assert "wire.example (Harbour Radio in the list, Aurora Wire in the registry)" in note
    assert result.parameters["outlets"] == 3


def test_a_name_that_no_outlet_can_have_stops_nothing(tmp_path: Path) -> None:
    registry = open_registry(tmp_path / "registry.db", make=True)
    registry.import_list(
        "t", "1", [*facts(WIRE, OWN, name="Aurora Wire", alias=["W" * 400]), *facts(DAILY, OWN)]
    )
    result = _traced(tmp_path, registry=registry.at())
    assert any("cannot be used for tracing" in note for note in result.notes)
    with pytest.raises(InputError, match="no registry there"):
        _traced(tmp_path, registry=tmp_path / "none.db")
