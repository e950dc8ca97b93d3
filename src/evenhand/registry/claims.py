"""A claim: what a source says about an actor, for which period, and how much the source is worth.

This file is what an importer needs. A reader of a format is a function
``read_<format>(path) -> Iterator[Claim]``; `store.Registry.import_list` takes what it yields::

    wire = listed("matrix", "aurora-wire", "MediaOutlet")
    owner = listed("matrix", "ministry-of-tides", "PublicBody")
    found_in = Source("researcher", "State Media Matrix", grade="B2", url="https://example.org/matrix")

    yield from facts(wire, found_in, name="Aurora Wire", country="xa", typology="SC")
    yield related("Ownership", owner, wire, found_in, valid_from="2014", percentage="60")
    page, domain = account("telegram", "@AuroraWire"), site("https://www.aurora-wire.example/news")
    yield from present(page, wire, found_in, kind="channel", presenceStatus="active")
    yield from present(domain, wire, found_in, kind="domain")
    yield said("Sanction", wire, "Council of Islands", found_in, program="Regulation 12/2024")

Claims are plain values. Whether one can be kept is what `cleaning.cleaned` says, which the store
asks for each: one that cannot is refused with its sentence and ``place``, the others come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from evenhand.records.errors import InputError
from evenhand.records.links import canonical_link, link_host
from evenhand.records.shared_hosts import PLATFORM_PAGES, shared_by_many

SOURCE_KINDS = (
    "own_research",
    "authority_listing",
    "court",
    "company_register",
    "self",
    "press",
    "researcher",
    "user",
)
"""Who says it: we, an authority's list, a court, a company register, the actor itself, the press, a
researcher, a user."""

UNGRADED = "F6"
"""Neither the source nor what it says can be judged."""

DENIED = (("status", "denied"),)
"""The detail of a relation by which a source says that there is none."""

IS_A = "schema"
"""The property of the claim that says what an entity is."""

_OF_PLACES = ("account", "domain", "site")
_LIST = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,63}$")


@dataclass(frozen=True, slots=True)
class EntityKey:
    """Which thing a claim is about.

    ``id`` is stable: the same in each version of a list (``ofac:12345``), or the canonical form of
    what it names (``domain:aurora-wire.example``, ``account:telegram:aurorawire``). ``schema`` is
    what the source takes it for: a schema of FollowTheMoney or of ours.
    """

    id: str
    schema: str


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, and where that can be read.

    ``kind`` is one of `SOURCE_KINDS`. ``grade`` is the Admiralty code: how reliable the source is
    (A to E, F cannot be judged), how credible what it says (1 to 5, 6 cannot be judged).
    ``capture`` is the SHA-256 of the captured page or file, in hexadecimal; ``captured_at`` an ISO
    8601 time.
    """

    kind: str
    name: str
    grade: str = UNGRADED
    url: str | None = None
    capture: str | None = None
    captured_at: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source.

    ``property`` is a property of the entity's schema (``name``, ``country``, ``owner``), `IS_A`, or
    the schema of a relation (``Ownership``, ``Control``, ``Sanction``). ``value`` is a text, or the
    entity at the other end. ``details`` are a relation's own properties, such as percentage and
    controlType. ``valid_from`` and ``valid_to`` are years, months or days: when it holds,
    according to the source; None where the source does not say. ``place`` says where it was read
    ("line 12"), for a person to find it; it is not kept.
    """

    entity: EntityKey
    property: str
    value: str | EntityKey
    source: Source
    valid_from: str | None = None
    valid_to: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    place: str = ""


def denies(claim: Claim) -> bool:
    """Say whether a claim says of a relation that there is none."""
    return set(DENIED) <= set(claim.details)


def listed(list_name: str, number: str | int, schema: str) -> EntityKey:
    """Name an entity by a list and the list's own number: ``listed("ofac", 12345, "Company")``.

    A list without numbers gives something as stable: a name in lower case beats a line number.
    Raises InputError for a list's name that is not in lower-case letters, digits, ``-``, ``_``.
    """
    check_list_name(list_name)
    return EntityKey(f"{list_name}:{' '.join(str(number).split())}", schema)


def check_list_name(name: str) -> None:
    """Refuse a name of a list that is not in lower-case letters, digits, ``-``, ``_`` and ``.``.

    Those with which the ids of accounts and sites begin are refused too: what such a list calls
    ``telegram:wire`` would be that account.
    """
    if not _LIST.match(name):
        raise InputError(
            f"“{name}” cannot be the name of a list: use lower-case letters, digits, - and _."
        )
    if name in _OF_PLACES:
        raise InputError(
            f"“{name}” cannot be the name of a list: ids that begin with it are of "
            f"{name}s. Choose another name."
        )


def site(link: str) -> EntityKey:
    """Name a site by its host: ``site("https://www.example.org/a")`` is domain:example.org.

    On a host that many share, the path says whose it is: ``site("medium.com/@wire")`` is
    site:medium.com/@wire. Raises InputError for what is no web link, for an IP address, and for a
    shared host without a path, or with one that leads to everybody's: youtube.com/watch?v=1 is one
    video, and its path that of all videos.
    """
    plain, host = canonical_link(link), link_host(link)
    if plain is None or host is None:
        raise InputError(f"“{link}” is no web address. Give a domain or a link.")
    if host.startswith("[") or host.replace(".", "").isdigit():
        raise InputError(
            f"“{link}” is an IP address, which may be anybody's tomorrow. Give a domain, or "
            "say the address in a note."
        )
    others = shared_by_many(host)
    if others is None:
        return EntityKey(f"domain:{host}", "OnlineAsset")
    path = urlsplit(plain).path.rstrip("/")
    if not path or path[1:].lower() in PLATFORM_PAGES:
        raise InputError(
            f"“{link}” is the site of {others}, and not one outlet's. Give the link with the path "
            "that is the outlet's, or its account."
        )
    return EntityKey(f"site:{host}{path}", "OnlineAsset")


def account(service: str, handle: str | None = None, *, number: str | None = None) -> EntityKey:
    """Name an account, page, channel or group: ``account("telegram", "@Wire")``.

    Handles are compared without @ and in lower case. ``number`` is for services that give one and
    links that carry only that (``account("youtube", number="UCabc")``), whose case counts.
    Raises InputError when neither or both are given.
    """
    name = (handle or "").strip().lstrip("@").casefold()
    service = service.strip().lower()
    if not service or bool(name) == bool(number):
        raise InputError("An account needs its service and either a handle or a number.")
    return EntityKey(f"account:{service}:{name or f'#{number}'}", "OnlineAsset")


def facts(
    entity: EntityKey,
    source: Source,
    *,
    valid_from: str | None = None,
    valid_to: str | None = None,
    place: str = "",
    **properties: str | Iterable[str] | None,
) -> Iterator[Claim]:
    """Say what an entity is, and properties of it; empty values are left out.

    ``facts(key, source, name="Aurora Wire", alias=["AW", "Aurora"], country="xa")``
    """
    yield Claim(entity, IS_A, entity.schema, source, place=place)
    for name, values in properties.items():
        for value in [values] if isinstance(values, str) else values or ():
            if value and value.strip():
                yield Claim(entity, name, value, source, valid_from, valid_to, (), place)


def related(
    relation: str,
    subject: EntityKey,
    other: EntityKey,
    source: Source,
    *,
    valid_from: str | None = None,
    valid_to: str | None = None,
    place: str = "",
    **details: str | None,
) -> Claim:
    """Say that one entity owns, controls, directs or precedes another.

    ``subject`` is the owner, controller, director, predecessor. ``related("Ownership", state,
    company, source, percentage="50")``; for funding and editing: ``related("Control", ministry,
    outlet, source, controlType="funding")``, with ``editorial`` in its place.
    """
    given = tuple(sorted((name, value) for name, value in details.items() if value))
    return Claim(subject, relation, other, source, valid_from, valid_to, given, place)


def said(
    relation: str,
    entity: EntityKey,
    authority: str,
    source: Source,
    *,
    valid_from: str | None = None,
    valid_to: str | None = None,
    place: str = "",
    **details: str | None,
) -> Claim:
    """Say that an authority lists an entity, without an entity for the authority.

    ``said("Sanction", company, "OFAC", source, program="UKRAINE-EO13661")``
    """
    given = tuple(sorted((name, value) for name, value in details.items() if value))
    return Claim(entity, relation, authority, source, valid_from, valid_to, given, place)


def present(
    asset: EntityKey,
    owner: EntityKey | None,
    source: Source,
    *,
    kind: str,
    valid_from: str | None = None,
    valid_to: str | None = None,
    place: str = "",
    **properties: str | None,
) -> Iterator[Claim]:
    """Say that an account or site is an actor's: its kind, service, name, owner, and properties.

    ``kind`` is one of `model.KINDS`; ``presenceStatus``, ``url``, ``name`` may be given. Without an
    owner it is a presence whose owner nobody has said.
    """
    begins, _, rest = asset.id.partition(":")
    service, _, name = rest.partition(":") if begins == "account" else ("web", "", rest)
    given: dict[str, str | None] = {"service": service, "username": name, "kind": kind}
    yield from facts(asset, source, place=place, **{**given, **properties})
    if owner is not None:
        yield Claim(asset, "owner", owner, source, valid_from, valid_to, (), place)
