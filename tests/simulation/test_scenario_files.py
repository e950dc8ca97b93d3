from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records.errors import InputError
from evenhand.simulation import files
from evenhand.simulation.phrases import BOOKS, Outlet
from evenhand.simulation.scenario import (
    PUSHED_SIGNALS,
    Crowd,
    Language,
    Mix,
    Network,
    News,
    Platform,
    Reposting,
    Scenario,
)

MINIMAL = """
name: small
start: 2026-03-02
days: 7
posts: 3000
accounts: 300
platforms: [{name: chirper, share: 1}]
languages: [{code: en, share: 1}]
"""


def changed(text: str = MINIMAL, **keys: Any) -> str:
    """The text with some of its top keys replaced or added."""
    return yaml.safe_dump(yaml.safe_load(text) | keys, sort_keys=False)


def network(**keys: Any) -> dict[str, Any]:
    agency = {"name": "Wire", "handle": "Wire", "domain": "wire.example"}
    return {"name": "n", "agency": agency, "languages": ["en"]} | keys


def refused(text: str) -> str:
    with pytest.raises(InputError) as error:
        files.read(text, "file.yaml")
    said = str(error.value)
    assert said.startswith("file.yaml")
    assert said.endswith((".", "?"))
    return said


@pytest.mark.parametrize("name", files.shipped())
def test_what_ships_can_be_read_and_comes_back(name: str) -> None:
    scenario = files.load(name)
    assert scenario.name == name
    assert files.read(files.dump(scenario)) == scenario


def test_six_ship() -> None:
    assert files.shipped() == ["cascades", "demo", "easy", "hard", "middle", "no_network"]
    assert files.load("no_network").networks == files.load("cascades").networks == ()


def test_the_complete_example_has_every_key() -> None:
    raw = yaml.safe_load(files.text_of("demo"))

    def compare(kind: Any, value: Any) -> None:
        hints = get_type_hints(kind)
        assert list(value) == [f.name for f in fields(kind)] or set(value) == set(hints)
        for name, hint in hints.items():
            inner = next((a for a in (hint, *get_args(hint)) if is_dataclass(a)), None)
            if inner is not None:
                for one in value[name] if isinstance(value[name], list) else [value[name]]:
                    compare(inner, one)

    compare(Scenario, raw)


def test_what_the_example_calls_optional_is_the_default() -> None:
    scenario = files.load("demo")
    assert scenario == replace(
        scenario, mix=Mix(), crowd=Crowd(), news=News(), reposting=Reposting()
    )
    raw = yaml.safe_load(files.text_of("demo"))
    given_ = raw["networks"][0]
    short = {key: given_[key] for key in ("name", "agency")}
    assert files.read(changed(files.text_of("demo"), networks=[short])) == scenario


def test_defaults() -> None:
    scenario = files.read(MINIMAL)
    assert scenario.start == datetime(2026, 3, 2, tzinfo=UTC)
    assert scenario.networks == ()
    assert scenario.languages == (Language("en", 1.0, (0,)),)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"post": 5}, ["post: there is no such key", "Did you mean posts?"]),
        ({"days": 0}, ["days: 0 is given", "a whole number from 1 to 3,650"]),
        ({"days": True}, ["days: True is given"]),
        ({"days": 2.5}, ["days: 2.5 is given", "a whole number"]),
        ({"days": "7"}, ["days: '7' is given"]),
        ({"posts": 10**12}, ["posts: 1000000000000", "to 2,000,000"]),
        ({"posts": None}, ["posts: None is given"]),
        ({"name": ""}, ["name: '' is given", "text of 1 to 100 characters"]),
        ({"name": "a\x1bb"}, ["name: "]),
        ({"name": "x" * 1_000}, ["name: 'xxx", "…"]),
        ({"start": "soon"}, ["start: 'soon' is given", "a date, as in 2026-03-02"]),
        ({"start": datetime(1999, 1, 1)}, ["start: 1999-01-01", "2025 to 2079"]),
        ({"platforms": []}, ["platforms: a list is given", "1 to 20 entries"]),
        ({"platforms": {"name": "x"}}, ["platforms: a group of keys is given"]),
        ({"platforms": [{"name": "x", "share": 2}]}, ["platforms[0].share: 2", "from 0 to 1"]),
        ({"platforms": [{"name": "x"}]}, ["platforms[0].share: it is missing"]),
        ({"platforms": [{"name": "x", "share": 0}]}, ["platforms: all shares are 0"]),
        (
            {"platforms": [{"name": "x", "share": 1}, {"name": "x", "share": 1}]},
            ["platforms: x, x", "once"],
        ),
        ({"platforms": [{"name": "X!", "share": 1}]}, ["platforms[0].name: 'X!'"]),
        ({"languages": [{"code": "xx", "share": 1}]}, ["languages[0].code: 'xx'", "ar, de, en"]),
        (
            {"languages": [{"code": "en", "share": 1, "utc_offsets": [0, 99]}]},
            ["languages[0].utc_offsets[1]: 99", "from -12 to 14 hours"],
        ),
        ({"mix": {"news": 0.9}}, ["mix: ", "less than 1"]),
        ({"mix": 3}, ["mix: 3 is given", "a group of keys: news, reposts"]),
        ({"crowd": {"activity_tail": float("inf")}}, ["crowd.activity_tail: inf"]),
        ({"crowd": {"activity_tail": float("nan")}}, ["crowd.activity_tail: nan"]),
        ({"networks": [network(agency=None)]}, ["networks[0].agency: it is missing"]),
        ({"networks": [network(signals=["likes"])]}, ["networks[0].signals[0]: 'likes'"]),
        ({"networks": [network(signals=[])]}, ["networks[0].signals: a list"]),
        ({"networks": [network(operations=10_000)]}, ["networks[0].operations: 10000", "336"]),
        ({"networks": [network(languages=["de"])]}, ["networks[0].languages: 'de'", "en, es, fr"]),
        ({"networks": [network(delay_most_s=5)]}, ["networks[0].delay_most_s: 5", "(20) or more"]),
        ({"networks": [network(platforms=2)]}, ["networks[0].platforms: 2", "the scenario has 1"]),
        ({"networks": [network(accounts=0, pages=0)]}, ["networks[0]: it has neither"]),
        ({"networks": [network(), network()]}, ["networks: n, n"]),
        (
            {"networks": [network(popularity=0.5, signals=["text"])]},
            ["networks[0].signals: text", "link or repost"],
        ),
        (
            {"networks": [network(agency={"name": "a", "handle": "b", "domain": "real.com"})]},
            ["networks[0].agency.domain: 'real.com'", ".example"],
        ),
        ({"networks": [network(delay_shape="normal")]}, ["delay_shape: 'normal'", "exponential"]),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(keys: dict[str, Any], words: list[str]) -> None:
    said = refused(changed(**keys))
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the whole file: None is given"),
        ("- 1\n- 2", "the whole file: a list"),
        ("just words", "the whole file: 'just words'"),
        ("name: [", "line 1"),
        ("a: 1\nb: : 2", "line 2: this is no YAML"),
        ("name: a\nname: b", "line 2: the key name is there twice"),
        ("a: &x [1]\nb: *x", "line 2: *x is an alias"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("name: !!python/object/apply:os.system [ls]", "no YAML that can be read"),
        ("? [1, 2]\n: 3", "a key must be a word"),
        ("start: 2026-99-99", "cannot be read"),
        ("days: " + "9" * 5_000, "cannot be read"),
        ("a: " + "[" * 500 + "]" * 500, "nested 12 deep at most"),
        ("a: " + "[" * 5_000, "nested 12 deep at most"),
        ("a: [" + "1," * 50_100 + "]", "50,000 values at most"),
        ("name: \x00", "no YAML"),
        ("#" * 1_000_001, "1,000,000 bytes"),
    ],
)
def test_hostile_files(text: str, words: str) -> None:
    assert words in refused(text)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert "alias" in refused("\n".join(lines))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINIMAL, "utf-8")
    assert files.load(path) == files.read(MINIMAL)
    with pytest.raises(InputError, match=r"nowhere.yaml cannot be read: .*one of cascades, demo"):
        files.load(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        files.load(tmp_path)
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match="not UTF-8"):
        files.load(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="1,000,001 bytes"):
        files.load(path)


SHARE = st.floats(0.01, 1)
WORD = st.from_regex(re.compile(r"[a-z][a-z0-9_-]{0,8}"), fullmatch=True)
NAME = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), min_size=1, max_size=20
).filter(str.isprintable)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    sites = draw(st.lists(WORD, min_size=1, max_size=3, unique=True))
    codes = draw(st.lists(st.sampled_from(sorted(BOOKS)), min_size=1, max_size=4, unique=True))
    names = draw(st.lists(NAME, max_size=3, unique=True))
    networks = []
    for name in names:
        lifting = draw(st.booleans())
        signals = draw(st.lists(st.sampled_from(PUSHED_SIGNALS), min_size=1, unique=True))
        median = draw(st.floats(0.1, 1_000))
        networks.append(
            Network(
                name,
                None if lifting else Outlet(draw(NAME), "handle", "outlet.example"),
                accounts=draw(st.integers(1, 50)),
                pages=draw(st.integers(0, 3)),
                languages=(codes[0],) if lifting else ("en", "fr"),
                signals=tuple({*signals, "link"}) if lifting else tuple(signals),
                popularity=draw(st.floats(0, 1)) if lifting else None,
                operations=draw(st.integers(1, 300)),
                participation=draw(st.floats(0, 1)),
                delay_median_s=median,
                delay_most_s=median * draw(st.floats(1, 5)),
                camouflage=draw(st.floats(0, 0.99)),
                paraphrase=draw(st.floats(0, 1)),
                platforms=draw(st.none() | st.integers(1, len(sites))),
            )
        )
    return Scenario(
        name=draw(NAME),
        start=draw(st.datetimes(datetime(2025, 1, 1), datetime(2079, 1, 1))).replace(tzinfo=UTC),
        days=draw(st.integers(1, 3_650)),
        posts=draw(st.integers(1, 2 * 10**6)),
        accounts=draw(st.integers(1, 2 * 10**5)),
        platforms=tuple(Platform(site, draw(SHARE)) for site in sites),
        languages=tuple(Language(code, draw(SHARE), (0, 3)) for code in codes),
        mix=Mix(news=draw(st.floats(0, 0.3))),
        networks=tuple(networks),
        crowd=Crowd(rhythm=draw(st.floats(0, 4)), stranger=draw(st.floats(0, 1))),
        news=News(delay_median_s=draw(st.floats(1, 10_000))),
        reposting=Reposting(originals=draw(st.floats(0.001, 1))),
    )


@settings(max_examples=40, deadline=None)
@given(scenarios())
def test_any_scenario_comes_back_from_its_file(scenario: Scenario) -> None:
    assert files.read(files.dump(scenario)) == scenario


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(InputError):
        files.read(text)
