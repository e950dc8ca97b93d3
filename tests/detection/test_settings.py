from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from evenhand.detection import Options, Settings
from evenhand.records.errors import InputError

CHANGED = Settings(
    window=timedelta(seconds=90),
    min_weight=4,
    signals=("link", "text"),
    options=Options(include_reposts=True, text_min_length=5),
    significance=False,
    jitter=timedelta(minutes=20),
    alpha=0.01,
    period=timedelta(days=7),
    weight="post-pairs",
    seed=7,
)


@pytest.mark.parametrize("settings", [Settings(), CHANGED])
def test_settings_survive_the_manifest(settings: Settings) -> None:
    plain = json.loads(json.dumps(settings.as_dict()))
    assert Settings.from_dict(plain) == settings


@pytest.mark.parametrize("wrong", [{}, {"window_s": "soon"}, {"window_s": 60, "jitter_s": 5}])
def test_what_is_no_settings_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Settings.from_dict(wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window_s", 1e300),
        ("period_s", 1e300),
        ("jitter_s", 1e300),
        ("window_s", 4e9),
        ("min_weight", 2.5),
        ("min_weight", True),
        ("significance", "yes"),
        ("seed", "0"),
        ("seed", -1),
        ("seed", 2**70),
        ("alpha", "0.05"),
        ("min_lift", float("nan")),
    ],
)
def test_a_manifest_with_one_wrong_setting_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Settings.from_dict(Settings().as_dict() | {name: value})


def test_the_shortest_period_is_said_in_words_that_can_be_given() -> None:
    wrong = Settings(window=timedelta(days=1), period=timedelta(days=7))
    with pytest.raises(InputError, match="Give 8640000s or more"):
        wrong.check()


def test_jitter_is_ten_windows_and_never_below_ten_resolutions() -> None:
    settings = Settings(window=timedelta(seconds=60))
    assert settings.jitter_for(1) == timedelta(seconds=600)
    assert settings.jitter_for(3600) == timedelta(seconds=36_000)
    assert CHANGED.jitter_for(1) == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"jitter": timedelta(seconds=60)}, "--jitter must be longer than the window of 60 s"),
        (
            {"period": timedelta(hours=1)},
            "--period must be at least ten times the jitter, which is",
        ),
        ({"alpha": 1.0}, "--alpha must lie between 0 and 1"),
        ({"min_lift": -1.0}, "--min-lift must not be negative"),
        ({"min_lift": float("nan")}, "--min-lift must not be negative"),
        ({"min_accounts": 1}, "--min-accounts must be 2 or more"),
        ({"resolution": 0.0}, "--resolution must be above 0"),
        ({"evidence_limit": -1}, "--evidence-limit must not be negative"),
        ({"seed": -1}, "--seed must be 0 or more"),
        ({"seed": 2**70}, "--seed must be 0 or more"),
    ],
)
def test_wrong_settings_are_named(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Settings(**wrong).check()
