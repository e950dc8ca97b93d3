"""What the registry hands on: outlets to tracing, declared accounts to detection, and as of when.

Given as rows, they are what the files of the same kind hold; `state` says which registry it was.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.registry.claims import EntityKey
from evenhand.registry.formats.rows import why_no_name
from evenhand.registry.needed import needed
from evenhand.registry.tables import judgements, lists, versions
from evenhand.registry.view import View, folded

with needed():
    from sqlalchemy import select

_PAGES = {"telegram": "t.me/{}", "facebook": "facebook.com/{}", "vk": "vk.com/{}"}


@dataclass(frozen=True, slots=True)
class State:
    """Which registry a view is of: the versions that it knew, and a hash of all that came and went.

    ``versions`` has the last version of each list that was known at the moment, and since when.
    ``sha256`` is over every version of every list and every judgement up to then; since nothing is
    taken back, the same hash at a later time says that the same was known.
    """

    valid: str
    known: str
    versions: tuple[tuple[str, str, str], ...]
    sha256: str


def outlets(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Give media as a list of outlets for tracing: outlet, alias, domain, language.

    An outlet is a MediaOutlet, called by its first name; where one list has several of that name,
    each has its id behind it. Those that a person judged the same are one. Weak aliases are left
    out. Accounts are aliases with their sign, and domains where their link is.
    """
    same = view.same(view.entities("MediaOutlet"))
    main = {name: group[0].id for name, group in same.items()}
    names: dict[str, list[str]] = {}
    for key, name, text in view.texts(("name", "alias", "previousName")):
        if key.id in same and why_no_name(text) is None:
            found = names.setdefault(main[key.id], [])
            found.insert(0, text) if name == "name" and not found else found.append(text)
    places: dict[str, set[str]] = {}
    for one in view.ties("owner"):
        owner = one.claim.value
        if isinstance(owner, EntityKey) and main.get(owner.id) in names:
            places.setdefault(main[owner.id], set()).add(one.claim.entity.id)
    called = Counter(
        (folded(found[0]), number.partition(":")[0]) for number, found in names.items()
    )
    several = {name for (name, _), times in called.items() if times > 1}
    for number, (first, *aliases) in sorted(names.items()):
        alone = folded(first) not in several
        outlet = first if alone else f"{first} ({number})"
        yield outlet, "", "", ""
        for alias in dict.fromkeys(aliases if alone else (first, *aliases)):
            if alias != outlet:
                yield outlet, alias, "", ""
        for asset in sorted(places.get(number, ())):
            kind, _, rest = asset.partition(":")
            if kind == "account":
                service, _, handle = rest.partition(":")
                if not handle.startswith("#"):
                    yield outlet, f"@{handle}", _PAGES.get(service, "").format(handle), ""
            elif kind in ("domain", "site"):  # an outlet may own a van as well
                yield outlet, "", rest, ""


def declared(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Give what actors say themselves is theirs, as declarations for detection.

    Only claims of the kind "self" count: who, what, link, platform. Whether an account is automated
    is not what they say; that it is the outlet's own is what it declares.
    """
    owned = [one for one in view.ties("owner") if one.claim.source.kind == "self"]
    names = view.names(
        {one.claim.value.id for one in owned if isinstance(one.claim.value, EntityKey)}
    )
    for one in sorted(owned, key=lambda one: (one.claim.entity.id, one.number)):
        kind, _, rest = one.claim.entity.id.partition(":")
        owner = one.claim.value
        if not isinstance(owner, EntityKey) or kind not in ("account", "domain"):
            continue
        what = own_word("An account" if kind == "account" else "A site", names[owner.id])
        link = one.claim.source.url or ""
        if kind == "domain":
            yield rest, what, link, ""
        else:
            service, _, handle = rest.partition(":")
            who = f"{service}:{handle[1:]}" if handle.startswith("#") else f"{service}:@{handle}"
            yield who, what, link, service


def own_word(thing: str, name: str) -> str:
    """Say what an actor declares by calling a thing its own."""
    return f"{thing} of {name}, by its own word"


def state(view: View) -> State:
    """Say which registry a view is of, so that a later run can be held against it."""
    then = (
        select(
            lists.c.name, *(column for column in versions.c if column.name not in ("id", "list_id"))
        )
        .join(lists, lists.c.id == versions.c.list_id)
        .where(versions.c.known_from <= view.known)
        .order_by(versions.c.id)
    )
    ended = judgements.c.known_to <= view.known
    with view.engine.connect() as connection:
        rows = [list(row) for row in connection.execute(then)]
        said = connection.execute(
            select(judgements.c.id, judgements.c.verdict, judgements.c.known_from)
            .where(judgements.c.known_from <= view.known)
            .order_by(judgements.c.id)
        ).all()
        undone = connection.scalars(select(judgements.c.id).where(ended).order_by(judgements.c.id))
        told = {"versions": rows, "judgements": [list(row) for row in said], "undone": list(undone)}
    last = {name: (str(version), str(known)) for name, version, known, *_ in rows}
    return State(
        view.valid,
        view.known,
        tuple((name, *last[name]) for name in sorted(last)),
        hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest(),
    )
