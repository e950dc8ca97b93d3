"""What is kept, what is ended, and what a view of the past answers."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from evenhand.records.errors import InputError
from evenhand.registry import (
    Claim,
    EntityKey,
    Registry,
    Source,
    facts,
    lists,
    open_registry,
    writer,
)
from evenhand.registry.claims import account, present
from evenhand.registry.database import statements
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.tables import metadata
from tests.registry.conftest import Place
from tests.registry.made import PRESS, REGISTER, address, company, made, named, owns

NUMBERS = count()


def rows(registry: Registry) -> list[tuple[object, ...]]:
    with registry.engine.connect() as connection:
        return [
            tuple(row)
            for table in ("entities", "claims", "versions", "sources", "names", "judgements")
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))  # noqa: S608
        ]


def outlets(*names: str) -> Iterator[Claim]:
    for name in names:
        yield from named(company(name))


def test_importing_twice_changes_nothing(place: Place) -> None:
    registry = made(place)
    first = registry.import_list("tides", "1", outlets("a", "b"))
    before = rows(registry)
    again = registry.import_list("tides", "1", outlets("a", "b"))
    assert (first.added, first.ended, again.added, again.ended) == (4, 0, 0, 0)
    assert rows(registry) == before


def test_a_new_version_ends_what_left_and_keeps_the_rest(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a", "b", "c"), known="2017-10-20")
    registry.import_list("other", "1", outlets("c"), known="2017-10-21")
    done = registry.import_list("tides", "2", outlets("a", "b", "d"), known="2018")
    assert (done.claims, done.added, done.ended) == (6, 2, 2)
    then, now = registry.at(known="2017-10-26"), registry.at()
    assert [one.list_name for one in then.claims(["tides:c"])] == ["tides"] * 2 + ["other"] * 2
    assert [one.list_name for one in now.claims(["tides:c"])] == ["other"] * 2
    assert not then.claims(["tides:d"])
    assert {key.id for key in now.entities("Company")} == {f"tides:{name}" for name in "abcd"}
    assert [(one.list_name, one.version) for one in registry.versions()] == [
        ("tides", "1"), ("other", "1"), ("tides", "2"),
    ]  # fmt: skip


def test_what_returns_is_known_anew(place: Place) -> None:
    registry = made(place)
    for version, names in (("1", "ab"), ("2", "abc"), ("3", "ab"), ("4", "abc")):
        registry.import_list("tides", version, outlets(*names), known=f"201{version}")
    held = [bool(registry.at(known=f"201{year}").claims(["tides:c"])) for year in (1, 2, 3, 4)]
    assert held == [False, True, False, True]


def test_a_list_that_shrinks_by_half_stops_and_asks(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a", "b", "c", "d"))
    before = rows(registry)
    with pytest.raises(InputError, match="shrinks by half"):
        registry.import_list("tides", "2", outlets("a", "b"))
    assert rows(registry) == before
    assert registry.import_list("tides", "2", outlets("a", "b"), yes=True).ended == 4


def test_an_older_version_asks_too(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a", "b"))
    registry.import_list("tides", "2", outlets("a", "b", "c"))
    with pytest.raises(InputError, match="imported before"):
        registry.import_list("tides", "1", outlets("a", "b"))
    # With the same claims nothing would change, so that nobody has to be asked.
    again = registry.import_list("tides", "1", outlets("a", "b", "c"))
    assert (again.added, again.ended) == (0, 0)
    assert [one.version for one in registry.versions()] == ["1", "2"]
    assert registry.import_list("tides", "1", outlets("a", "b"), yes=True).ended == 2


def test_what_the_reader_left_out_is_counted_too(place: Place) -> None:
    registry, notes = made(place), Refusals()

    def read() -> Iterator[Claim]:
        yield from outlets("a")
        notes.add(7, "name", "That is a formula.", "=1")
        notes.drop("address", 3)

    done = registry.import_list("tides", "1", read(), notes=notes)
    assert (done.refused, done.private) == (1, 3)
    (version,) = registry.versions()
    assert (version.refused, version.private) == (1, 3)


def test_what_cannot_be_kept_is_refused_one_by_one(place: Place) -> None:
    registry = made(place)
    bad = Claim(company("a"), "country", "Atlantis", REGISTER, place="line 3")
    person = EntityKey("tides:p", "Person")
    hidden = Claim(person, "phone", "+44 1", REGISTER)
    done = registry.import_list("tides", "1", [*outlets("a"), bad, hidden])
    assert (done.claims, done.refused, done.private) == (2, 1, 1)
    assert done.reasons[0].place == "line 3"
    assert "Atlantis" in done.reasons[0].why
    assert "phone" not in {row.claim.property for row in registry.at().claims(["tides:p"])}
    with pytest.raises(InputError, match="Atlantis"):
        registry.add([*outlets("z"), bad])
    with pytest.raises(InputError, match="no place for"):
        registry.add([hidden])
    assert not registry.at().claims(["tides:z"])


def test_a_list_may_say_a_thing_twice(place: Place) -> None:
    registry = made(place)
    done = registry.import_list("tides", "1", [*outlets("a"), *outlets("a")])
    assert done.claims == 2


def test_sources_that_contradict_each_other_stay_side_by_side(place: Place) -> None:
    registry = made(place, [owns("a", "b", "60"), owns("a", "b", "20", PRESS)])
    found = registry.at().claims(["tides:a"], ["Ownership"])
    assert [(dict(one.claim.details)["percentage"], one.claim.source.grade) for one in found] == [
        ("60", "A2"), ("20", "C3"),
    ]  # fmt: skip


def test_a_claim_holds_in_its_period(place: Place) -> None:
    registry = made(place, [owns("a", "b", "60", since="2014", until="2016-05")])
    held = {
        day: bool(registry.at(day).claims(["tides:a"]))
        for day in ("2013-12-31", "2014", "2014-01-01", "2016-05-31", "2016-06-01")
    }
    assert list(held.values()) == [False, True, True, True, False]


def test_a_view_answers_the_same_for_ever(place: Place) -> None:
    registry = made(place, named(company("a")))
    view = registry.at()
    before = view.claims(["tides:a"])
    registry.add([Claim(company("a"), "alias", "A", PRESS)])
    registry.end([before[1].number])
    assert [one.claim for one in view.claims(["tides:a"])] == [one.claim for one in before]
    assert [one.claim.property for one in registry.at().claims(["tides:a"])] == ["schema", "alias"]


def test_an_import_that_goes_on_is_in_no_view_of_its_time(place: Place) -> None:
    registry = made(place, named(company("z")))

    def slow() -> Iterator[Claim]:
        yield from outlets("a")
        views.append(registry.at())

    views: list = []
    registry.import_list("tides", "1", slow())
    assert not views[0].claims(["tides:a"])
    assert views[0].known < registry.at().known


def test_nothing_becomes_known_in_the_past_or_future(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a"), known="2018")
    with pytest.raises(InputError, match="became known at 2018"):
        registry.import_list("other", "1", outlets("b"), known="2017")
    with pytest.raises(InputError, match="yet to come"):
        registry.import_list("other", "1", outlets("b"), known="9000")


def test_only_what_was_added_by_hand_can_be_ended_by_hand(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a"))
    with pytest.raises(InputError, match="came with the list tides"):
        registry.end([1])
    with pytest.raises(InputError, match="no such claim"):
        registry.end([99])
    registry.add(outlets("b"))
    number = registry.at().claims(["tides:b"])[0].number
    registry.end([number])
    assert registry.claim(number).known_to is not None
    with pytest.raises(InputError, match="It ended"):
        registry.end([number])
    with pytest.raises(InputError, match="by hand"):
        registry.import_list("own", "1", outlets("a"))


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM claims", "UPDATE claims SET value = 'x'", "UPDATE claims SET valid_to = '2000'",
     "UPDATE claims SET known_to = NULL WHERE known_to IS NOT NULL",
     "UPDATE claims SET known_to = '2000' WHERE known_to IS NOT NULL"],
)  # fmt: skip
def test_the_database_itself_lets_nothing_be_taken_back(place: Place, statement: str) -> None:
    registry = made(place, named(company("a")))
    registry.end([1])
    with registry.engine.connect() as connection, pytest.raises(DatabaseError, match="never"):
        connection.execute(text(statement))


def test_two_who_write_at_once_write_one_after_the_other(place: Place) -> None:
    registry = made(place)
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda name: registry.import_list(name, "1", outlets(*"abc")), ("v", "w"))
        )
        added = sum(pool.map(lambda name: registry.add(outlets(name)), "defg"))
    assert ([one.added for one in done], added) == ([6, 6], 8)
    moments = [one.known_from for one in registry.versions()]
    assert (len(moments), moments) == (6, sorted(set(moments)))
    assert len(list(registry.at().entities())) == 7


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 9), max_size=12), max_size=4))
def test_versions_hold_what_was_said_whatever_the_batches(
    place: Place, monkeypatch: pytest.MonkeyPatch, said: list[list[int]]
) -> None:
    monkeypatch.setattr(lists, "_AT_ONCE", 3)
    monkeypatch.setattr(writer, "_REMEMBERED", 2)
    registry = made(place)
    name, before = f"t{next(NUMBERS)}", set[str]()
    for version, numbers in enumerate(said):
        claims = [Claim(company(f"n{n}"), "alias", f"Alias {n % 4}", REGISTER) for n in numbers]
        done = registry.import_list(name, str(version), claims, yes=True)
        held = {f"tides:n{n}" for n in numbers}
        found = registry.at().claims(f"tides:n{n}" for n in range(10))
        ours = [one.claim.entity.id for one in found if one.list_name == name]
        assert (len(ours), set(ours)) == (len(held), held)
        assert (done.claims, done.added, done.ended) == (
            len(held), len(held - before), len(before - held),
        )  # fmt: skip
        before = held


TEXTS = st.text(max_size=6) | st.sampled_from(['"', "\\", "\n", "\x7f", "é", "\u2028", "😀"])


@given(
    TEXTS, TEXTS, st.none() | TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=2), st.booleans()
)
def test_what_is_said_is_known_by_the_hash_of_a_json_list(
    one: str, other: str, begins: str | None, details: list[tuple[str, str]], tie: bool
) -> None:
    # Registries keep these hashes: another way of writing the list would make every claim new.
    source = Source("press", other, url=begins)
    value = EntityKey(other, "Company") if tie else other
    claim = Claim(EntityKey(one, "Company"), one, value, source, begins, None, tuple(details))
    said = [
        one,
        one,
        [other] if tie else other,
        details,
        begins,
        None,
        "press",
        other,
        "F6",
        begins,
    ]
    text_ = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert writer.digest(claim) == hashlib.blake2b(text_.encode(), digest_size=16).digest()


@pytest.mark.parametrize("bad", ["a\ud800", "a\0b"])
def test_what_no_database_can_keep_is_refused(place: Place, bad: str) -> None:
    registry = made(place)
    claims = [
        Claim(EntityKey(f"t:{bad}", "Company"), "name", "A", REGISTER),
        Claim(company("a"), "Sanction", bad, REGISTER),
        Claim(company("a"), "name", "A", Source("press", bad)),
        Claim(company("a"), "name", "A", Source("press", "A", url=f"https://a.example/{bad}")),
        Claim(company("a"), f"name{bad}", "A", REGISTER),
        Claim(company("b"), "name", f"B{bad}", REGISTER),  # of which the rest can be kept
    ]
    done = registry.import_list("tides", "1", claims)
    assert (done.claims, done.refused) == (1, 5)
    assert all(one.why.encode() for one in done.reasons)


KILLED = """
import os, signal, sys
from evenhand.registry import open_registry
from tests.registry.made import company, named
registry = open_registry(sys.argv[1])

def claims():
    for number in range(40_000):
        yield from named(company(f"n{number}"))
        if number == 12_000:
            print("now", flush=True)
    print("end", flush=True)
    while True:
        yield from named(company("last"))

registry.import_list("tides", "2", claims())
"""


def test_an_import_that_is_killed_leaves_the_registry_as_it_was(place: Place) -> None:
    registry = made(place)
    registry.import_list("tides", "1", outlets("a", "b"))
    before = rows(registry)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(address(place))],
        stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    time.sleep(0.3)  # somewhere in the middle of writing
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    registry = open_registry(address(place))
    assert rows(registry) == before
    assert registry.import_list("tides", "2", outlets("a", "b", "c")).added == 2


def test_an_import_that_fails_leaves_the_registry_as_it_was(place: Place) -> None:
    registry = made(place, named(company("a")))
    before = rows(registry)

    def broken() -> Iterator[Claim]:
        yield from outlets("b")
        raise InputError("The file ends in the middle of a row.")

    with pytest.raises(InputError, match="in the middle"):
        registry.import_list("tides", "1", broken())
    assert rows(registry) == before


def test_the_migrations_make_the_tables_that_the_code_uses(place: Place) -> None:
    registry = made(place)
    with registry.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_there_are_statements_for_postgresql() -> None:
    made_by = statements("postgresql://host/name")
    assert "BIGSERIAL" in made_by
    assert "CREATE FUNCTION claims_are_kept()" in made_by


def test_other_files_are_no_registries(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="evenhand registry init"):
        open_registry(tmp_path / "none.db")
    with pytest.raises(InputError, match="folder"):
        open_registry(tmp_path, make=True)
    other = tmp_path / "posts.csv"
    other.write_text("a,b\n")
    with pytest.raises(InputError, match="another kind"):
        open_registry(other, make=True)
    with pytest.raises(InputError, match="not in mysql"):
        open_registry("mysql://user:secret@host/name")
    with pytest.raises(InputError, match="not through pg8000"):
        open_registry("postgresql+pg8000://user:secret@host/name")
    with pytest.raises(InputError, match="no address"):
        open_registry("://x")
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(InputError, match="no registry yet"):
        open_registry(empty)


def test_a_registry_of_a_newer_evenhand_is_left_alone(place: Place) -> None:
    registry = made(place)
    with registry.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(InputError, match="newer evenhand"):
        open_registry(address(place), make=True)


def test_a_password_is_not_said() -> None:
    with pytest.raises(InputError) as raised:
        open_registry("postgresql+psycopg://user:secret@localhost:1/name")
    assert "secret" not in str(raised.value)


def test_an_actor_is_found_by_its_names(place: Place) -> None:
    registry = made(
        place,
        [*named(company("wire"), "Aurora  Wire"), *facts(company("wire"), PRESS, alias="ＡＷ"),
         *named(company("other"), "Double"), *named(company("another"), "Double")],
    )  # fmt: skip
    view = registry.at()
    for name in ("tides:wire", "aurora wire", "wire", "AW", "@wire"):
        assert view.find(name).id == "tides:wire"
    with pytest.raises(InputError, match="2 entities are called"):
        view.find("double")
    registry.add(present(account("twitter", "harbour"), company("wire"), PRESS, kind="account"))
    registry.add(facts(company("another"), PRESS, alias="Harbour"))
    assert registry.at().find("harbour").id == "tides:another"
    with pytest.raises(InputError, match="No entity"):
        view.find("nobody")


def test_entities_come_in_the_order_of_their_ids(place: Place) -> None:
    keys = [company(name) for name in ("é", "b", "A", "a", "-c", "B-1", "b1", "Я")]
    registry = made(place, [claim for key in keys for claim in named(key, "Wire")])
    found = [key.id for key in registry.at().entities()]
    assert found == sorted(found)
    assert [key.id for key, _, _ in registry.at().texts(["name"])] == found


def test_the_narrowest_schema_is_shown(place: Place) -> None:
    broad = company("a", "Organization")
    registry = made(place, [*named(broad), owns("b", "a", "50")])
    assert registry.at().find("tides:a").schema == "Company"


def test_without_its_libraries_the_registry_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['followthemoney'] = None; sys.modules['sqlalchemy'] = None\n"
        "from evenhand.cli import main\n"
        "sys.argv = ['evenhand', 'registry', 'init']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install "evenhand[registry]"' in " ".join(done.stderr.split())


def test_without_its_driver_postgresql_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError) as raised:
        open_registry("postgresql://host/name")
    assert 'pip install "evenhand[registry,postgresql]"' in str(raised.value)
