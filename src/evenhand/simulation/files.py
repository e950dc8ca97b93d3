"""Scenarios as YAML files: strictly read, and written so that reading gives the same scenario.

A file holds the fields of ``scenario.Scenario`` under their own names. What is not understood is
refused with its place, never passed over: a mistyped key would otherwise be a wrong experiment.
"""

from __future__ import annotations

import difflib
import math
import types
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

from evenhand.records.errors import InputError
from evenhand.simulation.allowed import Between, Length, OneOf, Rule
from evenhand.simulation.scenario import Scenario, check

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
DEEPEST = 12
_SHORT = 60
_TEXT = Length(0, 200)

Record = TypeVar("Record")


def load(given: str | Path) -> Scenario:
    """Read a scenario from a file, or one of those that ship with evenhand by its name.

    Raises InputError, with file, line or key path, what is there and what is allowed.
    """
    return read(text_of(given), str(given))


def text_of(given: str | Path) -> str:
    """Give the text of a scenario that ships, by its name, or of a file, comments included."""
    path = Path(given)
    known = shipped()
    if str(given) in known:  # a file of that name can be given as ./demo
        return (resources.files(__package__) / "scenarios" / f"{given}.yaml").read_text("utf-8")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"{path} has {path.stat().st_size:,} bytes; a scenario has {MOST_BYTES:,} at most."
            )
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(
            f"{given} cannot be read: {why}. Give a scenario file, or one of {', '.join(known)}."
        ) from error


def shipped() -> list[str]:
    """Name the scenarios that ship with evenhand."""
    folder = resources.files(__package__) / "scenarios"
    return sorted(one.name[:-5] for one in folder.iterdir() if one.name.endswith(".yaml"))


def read(text: str, source: str = "the scenario") -> Scenario:
    """Read a scenario from YAML. ``source`` is its name in errors (InputError)."""
    raw = _parsed(text, source)
    try:
        scenario = _record(Scenario, raw, "", source)
        check(scenario)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{source}: {error}") from error
    return scenario


def dump(scenario: Scenario) -> str:
    """Write a scenario as YAML, with every value, so that `read` gives the same scenario."""
    return yaml.safe_dump(_plain(asdict(scenario)), sort_keys=False, allow_unicode=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _parsed(text: str, source: str) -> Any:
    """Parse YAML after looking at its outline: no aliases, not too deep, no key twice."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise InputError(f"{source} has more than {MOST_BYTES:,} bytes.")
    try:
        _outline(text, source)
        _no_key_twice(yaml.compose(text, Loader=yaml.SafeLoader), source)
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it holds what YAML does not allow"
        raise InputError(f"{source}{line}: this is no YAML that can be read: {problem}.") from error
    except (ValueError, OverflowError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{source}: a value in it cannot be read: {error}.") from error


def _outline(text: str, source: str) -> None:
    """Refuse what would grow without bounds, while it is still a stream of events."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise InputError(
                f"{source}, line {line}: *{event.anchor} is an alias; write the value out instead."
            )
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST or nodes > MOST_NODES:
            raise InputError(
                f"{source}, line {line}: a scenario has {MOST_NODES:,} values at most, nested "
                f"{DEEPEST} deep at most."
            )
        if documents > 1:
            raise InputError(f"{source}, line {line}: a second document begins; one is allowed.")


def _no_key_twice(node: yaml.Node | None, source: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _no_key_twice(one, source)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{source}, line {line}: a key must be a word.")
            if key.value in seen:
                raise InputError(f"{source}, line {line}: the key {key.value} is there twice.")
            seen.add(key.value)
            _no_key_twice(value, source)


def _record(kind: type[Record], raw: Any, path: str, source: str) -> Record:
    """Make a dataclass from a mapping."""
    if not isinstance(raw, dict):
        raise _wrong(source, path or "the whole file", raw, _words(kind))
    known = {field.name: field for field in fields(cast(Any, kind))}
    for key in raw:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InputError(
                f"{source}: {_at(path, key)}: there is no such key; allowed are "
                f"{', '.join(known)}.{hint}"
            )
    hints = get_type_hints(kind, include_extras=True)
    values = {}
    for name, field in known.items():
        if name in raw:
            values[name] = _value(hints[name], raw[name], _at(path, name), source)
        elif field.default is MISSING:
            raise InputError(
                f"{source}: {_at(path, name)}: it is missing; needed is {_words(hints[name])}."
            )
    return kind(**values)


def _value(kind: Any, raw: Any, path: str, source: str, rules: tuple[Rule, ...] = ()) -> Any:
    """Take a value as its type says, or raise InputError."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _value(inner, raw, path, source, (*more, *rules))
    if get_origin(kind) in (Union, types.UnionType):
        if raw is None:
            return None
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return _value(inner, raw, path, source, rules)
    wrong = _wrong(source, path, raw, _words(kind, rules))
    if is_dataclass(kind):
        return _record(cast(type[Any], kind), raw, path, source)
    if get_origin(kind) is tuple:
        if not isinstance(raw, list):
            raise wrong
        inner = get_args(kind)[0]
        value: Any = tuple(
            _value(inner, one, f"{path}[{number}]", source) for number, one in enumerate(raw)
        )
    elif kind is datetime:
        value = _moment(raw)
    elif kind is float:
        number = isinstance(raw, int | float) and not isinstance(raw, bool)
        value = float(raw) if number and abs(raw) < 1e300 and math.isfinite(raw) else None
    elif kind is int:
        value = raw if isinstance(raw, int) and not isinstance(raw, bool) else None
    else:
        value = raw if isinstance(raw, str) and _TEXT.holds(raw) and raw.isprintable() else None
    if value is None or not all(cast(Any, rule).holds(value) for rule in rules):
        raise wrong
    return value


def _moment(raw: Any) -> datetime | None:
    if isinstance(raw, datetime):
        return raw.astimezone(UTC) if raw.tzinfo else raw.replace(tzinfo=UTC)
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
    return None


def _at(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _wrong(source: str, path: str, raw: Any, allowed: str) -> InputError:
    given = repr(raw) if not isinstance(raw, dict | list) else _kind_of(raw)
    if len(given) > _SHORT:
        given = given[:_SHORT] + "…"
    return InputError(f"{source}: {path}: {given} is given; allowed is {allowed}.")


def _kind_of(raw: dict[Any, Any] | list[Any]) -> str:
    return "a list" if isinstance(raw, list) else "a group of keys"


def _words(kind: Any, rules: tuple[Rule, ...] = ()) -> str:
    """Say what a type and its rules allow."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _words(inner, (*more, *rules))
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return f"{_words(inner, rules)}, or null"
    said = next((str(rule) for rule in rules), "")
    if is_dataclass(kind):
        return "a group of keys: " + ", ".join(field.name for field in fields(kind))
    if get_origin(kind) is tuple:
        return f"a list of {said or 'entries'}"
    if any(isinstance(rule, OneOf) for rule in rules):
        return said
    word = {int: "a whole number", float: "a number", datetime: "a date, as in 2026-03-02"}.get(
        kind, "text"
    )
    if any(isinstance(rule, Between) for rule in rules):
        return f"{word} {said}"
    return f"{word} of {said}" if said else word
