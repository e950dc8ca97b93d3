"""FollowTheMoney entities, one JSON object in each line, as OpenSanctions exports them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, opened
from evenhand.registry import model
from evenhand.registry.claims import Claim, EntityKey, Source, listed
from evenhand.registry.formats.rows import Refusals, list_file, plain, why_no_name

LONGEST_LINE = 16 << 20  # bytes
_NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation"})
_ENDS = frozenset({"startDate", "endDate", "date"})
_Entity = tuple[int, dict[str, Any]]


def read_followthemoney(
    path: str | Path, list_name: str = "ftm", *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read entities of FollowTheMoney, twice: once for what each is, once for what it says.

    Ownerships, sanctions and other entities that stand between others become relations with their
    period; properties become claims. The name of a source is that of the data sets an entity is
    from. Addresses, papers, accounts and other private schemata are counted and left out, as are
    the private properties of what stays.

    Raises InputError when the file holds no such entity.
    """
    notes = refused if refused is not None else Refusals()
    file = list_file(path, "FollowTheMoney entities", {})
    notes.file = file.name
    schemata: dict[str, str] = {}
    for _, entity in _entities(file, None):
        schemata[entity["id"]] = entity["schema"]
    if not schemata:
        raise InputError(
            f"{file.name}: no line is an entity of FollowTheMoney, which has an id, a schema and "
            "properties. Give an export with one JSON object in each line."
        )
    for number, entity in _entities(file, notes):
        yield from _claims(number, entity, list_name, schemata, notes)


def _entities(file: InputFile, notes: Refusals | None) -> Iterator[_Entity]:
    with opened(file, Limits()) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if not line.strip():
                number -= 1
                continue
            if notes is not None:
                notes.rows += 1
            if len(line) > LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE + 1)
                if notes is not None:
                    notes.add(number, None, f"a line longer than {LONGEST_LINE:,} bytes")
                continue
            try:
                entity = json.loads(line)
            except (ValueError, RecursionError):
                entity = None
            good = (
                isinstance(entity, dict)
                and isinstance(entity.get("id"), str)
                and isinstance(entity.get("schema"), str)
                and isinstance(entity.get("properties"), dict)
            )
            if good:
                yield number, entity
            elif notes is not None:
                why = "no entity: it needs an id, a schema and properties, as one JSON object"
                notes.add(number, None, why, line[:200].decode("utf-8", "replace"))


def _claims(
    number: int, entity: dict[str, Any], list_name: str, schemata: dict[str, str], notes: Refusals
) -> Iterator[Claim]:
    name, place = entity["schema"], f"line {number}"
    if model.private(name):
        notes.drop(f"entities of the private schema {name}")
        return
    source = _source(entity, list_name)
    if model.relation(name) is not None:
        yield from _relation(number, entity, list_name, schemata, source, notes)
        return
    if model.schema(name) is None:
        notes.add(number, "schema", "no schema of FollowTheMoney or ours", name)
        return
    key = listed(list_name, entity["id"], name)
    yield Claim(key, "schema", name, source, place=place)
    for property_name, values in entity["properties"].items():
        prop = model.property_of(name, property_name)
        if prop is None:
            notes.add(number, property_name, f"no property of {name}")
            continue
        if model.private(name, property_name):
            notes.drop(f"private properties ({property_name})")
            continue
        for value in _texts(values):
            if prop.type.name == "entity":
                if value in schemata and not model.private(schemata[value]):
                    other = listed(list_name, value, schemata[value])
                    yield Claim(key, property_name, other, source, place=place)
                else:
                    notes.drop("links to entities that are not in the file, or private")
                continue
            text = plain(value)
            why = why_no_name(text) if property_name in _NAMES else None
            if why:
                notes.add(number, property_name, why, value)
            else:
                yield Claim(key, property_name, text, source, place=place)


def _relation(
    number: int,
    entity: dict[str, Any],
    list_name: str,
    schemata: dict[str, str],
    source: Source,
    notes: Refusals,
) -> Iterator[Claim]:
    schema = model.relation(entity["schema"])
    if schema is None:  # pragma: no cover - asked by the caller
        return
    given = {name: _texts(values) for name, values in entity["properties"].items()}
    begins = next(iter(given.get("startDate") or given.get("date") or []), None)
    ends = next(iter(given.get("endDate", [])), None)
    first, second = schema.source_prop, schema.target_prop
    if schema.edge and first is not None and second is not None:
        left, right = given.get(first.name, []), given.get(second.name, [])
        skipped = {first.name, second.name}
    elif "entity" in schema.properties:
        left, right = given.get("entity", []), given.get("authority", []) or ["authority not named"]
        skipped = {"entity", "authority"}
    else:
        notes.drop(f"entities of the schema {schema.name}, which relates nothing")
        return
    details = []
    for name in sorted(given.keys() - skipped - _ENDS):
        prop = model.property_of(schema.name, name)
        if prop is None or prop.type.name == "entity" or model.private(schema.name, name):
            notes.drop(f"properties of relations ({name})")
        elif given[name]:
            details.append((name, plain(given[name][0])))
    for one, other in product(left, right):
        if one not in schemata or (schema.edge and other not in schemata):
            notes.add(number, None, "one of its ends is not in the file", f"{one} {other}")
            continue
        subject = listed(list_name, one, schemata[one])
        target: str | EntityKey = other
        if schema.edge:
            target = listed(list_name, other, schemata[other])
        yield Claim(
            subject, schema.name, target, source, begins and begins[:10], ends and ends[:10],
            tuple(details), f"line {number}",
        )  # fmt: skip
    if not left or not right:
        notes.add(number, None, f"an entity of {schema.name} without both of its ends")


def _source(entity: dict[str, Any], list_name: str) -> Source:
    sets = sorted({s for s in _texts(entity.get("datasets") or []) if s})
    return Source("researcher", ", ".join(sets)[:300] or list_name, "B2")


def _texts(values: object) -> list[str]:
    if isinstance(values, str):
        values = [values]
    return (
        [str(v) for v in values if isinstance(v, str | int | float)]
        if isinstance(values, list)
        else []
    )
