"""STIX 2.1 bundles: actors, their domains and accounts, and who is whose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evenhand.records.errors import InputError
from evenhand.records.files import Limits, opened
from evenhand.registry.claims import (
    Claim,
    EntityKey,
    Source,
    account,
    facts,
    listed,
    present,
    related,
    site,
)
from evenhand.registry.formats.meta import defanged
from evenhand.registry.formats.rows import Refusals, list_file, once, plain, why_no_name
from evenhand.registry.handles import account_in_link

LIST = "stix"
LARGEST_BYTES = 256 << 20
_ACTORS = frozenset({"identity", "threat-actor", "intrusion-set", "campaign"})
_PERSON = frozenset({"individual"})
_PLACES = frozenset({"domain-name", "url", "user-account", "infrastructure", "indicator"})
_HAS = frozenset({"uses", "owns", "controls", "hosts", "consists-of", "communicates-with"})
_OWNED_BY = frozenset({"belongs-to", "indicates", "attributed-to"})
_PATTERN = re.compile(r"(domain-name|url):value\s*=\s*'((?:[^'\\]|\\.){1,2000})'")
_PRIVATE = frozenset({"email-addr", "ipv4-addr", "ipv6-addr", "mac-addr", "email-message"})


def read_stix(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read a bundle of STIX 2.1 objects.

    Identities, threat actors, intrusion sets and campaigns become organisations (persons where a
    class says individual); domain names, URLs, user accounts and what indicators name become
    presences of those that a relationship ties them to. ``owns`` and ``controls`` between actors
    are claims of control, ``attributed-to`` is a link with that role, no more. Confidence becomes
    the grade's digit. Addresses and whatever else a registry has no place for are counted.

    Raises InputError when the file is no bundle.
    """
    notes = refused if refused is not None else Refusals()
    yield from once(_claims(_objects(path, notes), list_name, notes))


def _objects(path: str | Path, notes: Refusals) -> list[dict[str, Any]]:
    file = list_file(path, "STIX bundles", {})
    notes.file = file.name
    if file.size > LARGEST_BYTES:
        raise InputError(
            f"{file.name}: {file.size:,} bytes, but a bundle is read whole and may have "
            f"{LARGEST_BYTES:,}. Split it."
        )
    with opened(file, Limits()) as stream:
        text = stream.read(LARGEST_BYTES + 1)
    try:
        bundle = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file.name}: no JSON ({error}). Export the bundle again.") from error
    found = bundle.get("objects") if isinstance(bundle, dict) else None
    if not isinstance(found, list) or bundle.get("type") != "bundle":
        raise InputError(
            f'{file.name}: no STIX bundle. It has to be an object with "type": "bundle" and a list '
            "of objects."
        )
    notes.rows = len(found)
    good = []
    for number, one in enumerate(found, 1):
        if (
            isinstance(one, dict)
            and isinstance(one.get("id"), str)
            and isinstance(one.get("type"), str)
        ):
            good.append({**one, "(row)": number})
        else:
            notes.add(number, None, "no object with a type and an id", str(one))
    return good


def _claims(objects: list[dict[str, Any]], list_name: str, notes: Refusals) -> Iterator[Claim]:
    actors: dict[str, EntityKey] = {}
    places: dict[str, list[tuple[EntityKey, str]]] = {}
    sources: dict[str, Source] = {}
    for one in objects:
        kind, number = one["type"], one["(row)"]
        if one.get("revoked") is True:
            notes.drop("revoked objects")
        elif kind in _ACTORS:
            yield from _actor(one, list_name, actors, sources, notes)
        elif kind in _PLACES:
            places[one["id"]] = list(_places(one, notes))
        elif kind in _PRIVATE:
            notes.drop("email, IP and hardware addresses")
        elif kind != "relationship":
            notes.drop(f"objects of type {kind}")
        if kind == "relationship" and not isinstance(one.get("source_ref"), str):
            notes.add(number, "source_ref", "a relationship without its first end")
    for one in objects:
        if one["type"] == "relationship" and one.get("revoked") is not True:
            yield from _relationship(one, actors, places, sources, notes)
    told = Source("researcher", "STIX bundle")
    for found in places.values():
        for where, what in found:
            yield from present(where, None, told, kind=what)


def _actor(
    one: dict[str, Any],
    list_name: str,
    actors: dict[str, EntityKey],
    sources: dict[str, Source],
    notes: Refusals,
) -> Iterator[Claim]:
    name = plain(str(one.get("name") or ""))
    if why := why_no_name(name):
        notes.add(one["(row)"], "name", why, name)
        return
    person = one.get("identity_class") in _PERSON
    key = listed(list_name, one["id"], "Person" if person else "Organization")
    actors[one["id"]], sources[one["id"]] = key, _source(one)
    aliases = [plain(str(a)) for a in _list(one.get("aliases"))]
    good = [alias for alias in aliases if why_no_name(alias) is None]
    for alias in aliases:
        if why := why_no_name(alias):
            notes.add(one["(row)"], "aliases", why, alias)
    if one.get("contact_information"):
        notes.drop("contact information")
    place = f"object {one['(row)']}"
    yield from facts(key, sources[one["id"]], place=place, name=name, alias=good)


def _places(one: dict[str, Any], notes: Refusals) -> Iterator[tuple[EntityKey, str]]:
    kind, values = one["type"], [str(one.get("value") or "")]
    if kind == "indicator":
        values = [found[2] for found in _PATTERN.finditer(str(one.get("pattern") or ""))]
        if not values:
            notes.drop("indicators without a domain or URL")
    elif kind == "infrastructure":
        values = [str(one.get("name") or "")]
    elif kind == "user-account":
        service, login = str(one.get("account_type") or ""), str(one.get("account_login") or "")
        number = str(one.get("user_id") or "")
        try:
            yield (
                account(service, login or None, number=None if login else number or None),
                "account",
            )
        except InputError as error:
            notes.add(one["(row)"], "account_login", str(error), login)
        return
    for raw in values:
        value = defanged(raw)
        linked = account_in_link(value)
        if linked is not None:
            yield linked, "account"
            continue
        try:
            yield site(value), "domain"
        except InputError as error:
            notes.add(one["(row)"], "value", str(error), value)


def _relationship(
    one: dict[str, Any],
    actors: dict[str, EntityKey],
    places: dict[str, list[tuple[EntityKey, str]]],
    sources: dict[str, Source],
    notes: Refusals,
) -> Iterator[Claim]:
    word = str(one.get("relationship_type") or "")
    first, second = str(one.get("source_ref") or ""), str(one.get("target_ref") or "")
    source, place = _source(one), f"object {one['(row)']}"
    begins, ends = _day(one.get("start_time")), _day(one.get("stop_time"))
    if first in actors and second in actors:
        relation, details = {
            "owns": ("Ownership", {}),
            "controls": ("Control", {}),
        }.get(word, ("UnknownLink", {"role": word}))
        yield related(
            relation,
            actors[first],
            actors[second],
            source,
            valid_from=begins,
            valid_to=ends,
            place=place,
            **details,
        )
        return
    owner, what = (first, second) if word in _HAS else (second, first)
    if (word in _HAS or word in _OWNED_BY) and owner in actors and what in places:
        for where, kind in places[what]:
            yield from present(
                where,
                actors[owner],
                source,
                kind=kind,
                valid_from=begins,
                valid_to=ends,
                place=place,
            )
    else:
        notes.drop(f"relationships “{word[:40]}” that say nothing of actors or presences")


def _source(one: dict[str, Any]) -> Source:
    sure = one.get("confidence")
    digit = "6"
    if isinstance(sure, int) and not isinstance(sure, bool) and 0 <= sure <= 100:
        # The Admiralty scale of STIX 2.1, appendix A.
        digit = next(
            d
            for d, least in (("1", 90), ("2", 70), ("3", 50), ("4", 30), ("5", 0))
            if sure >= least
        )
    link = next(
        (
            ref["url"]
            for ref in _list(one.get("external_references"))
            if isinstance(ref, dict) and str(ref.get("url", "")).startswith("http")
        ),
        None,
    )
    return Source("researcher", "STIX bundle", f"F{digit}", link)


def _day(value: object) -> str | None:
    return value[:10] if isinstance(value, str) and re.match(r"^\d{4}-\d\d-\d\d", value) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
