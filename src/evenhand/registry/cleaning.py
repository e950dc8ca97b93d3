"""Claims are cleaned before they are kept; what cannot be kept says why."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from evenhand.records.errors import InputError
from evenhand.records.links import canonical_link
from evenhand.registry import model
from evenhand.registry.claims import IS_A, SOURCE_KINDS, Claim, EntityKey, Source
from evenhand.registry.percentages import share
from evenhand.registry.periods import check_period, moment

_GRADE = re.compile(r"^[A-F][1-6]$")
_HASH = re.compile(r"^[0-9a-f]{64}$")
_ENUMERATED = {
    "typology": tuple(model.TYPOLOGY),
    "kind": model.KINDS,
    "presenceStatus": model.STATUSES,
    "stateFunding": model.ANSWERS,
    "stateGovernance": model.ANSWERS,
    "editorialAutonomy": model.ANSWERS,
}
_LONGEST_ID, _LONGEST_VALUE = 500, 20_000  # characters
_SHORT = 100  # characters up to which cleaned values are remembered


def cleaned(claim: Claim) -> Claim:
    """Give a claim the form in which it is kept; private details are left out.

    Values are cleaned as FollowTheMoney cleans their type: countries become codes, dates ISO,
    names lose double spaces. ``startDate`` and ``endDate`` of a relation become its period.
    Raises InputError for an unknown schema or property, a value that its type cannot have, a
    relation that the other end cannot have, a percentage over 100, a period that ends before it
    begins, a grade that is none.
    """
    checked_source(claim.source)
    for entity in (claim.entity, claim.value):
        if isinstance(entity, EntityKey):
            _check_entity(entity)
    if claim.property == IS_A:
        _schema_name(claim.value)
        return claim
    kind = model.relation(claim.property)
    claim = _property(claim) if kind is None else _relation(claim)
    if claim.valid_from is not None or claim.valid_to is not None:
        check_period(claim.valid_from, claim.valid_to)
    return claim


def private(claim: Claim) -> bool:
    """Say whether a claim is of a kind that the registry does not keep (see `model.private`)."""
    return model.private(claim.entity.schema, claim.property) or (
        isinstance(claim.value, EntityKey) and model.private(claim.value.schema)
    )


@lru_cache(maxsize=4_096)
def checked_source(source: Source) -> Source:
    """Give back a source that can be kept.

    Raises InputError for an unknown kind, a grade outside A1 to F6, no name, a capture that is no
    SHA-256, a time that is none.
    """
    if source.kind not in SOURCE_KINDS:
        raise InputError(
            f"“{source.kind}” is no kind of source. There are: {', '.join(SOURCE_KINDS)}."
        )
    if not _GRADE.match(source.grade):
        raise InputError(
            f"“{source.grade}” is no grade. Write a letter for the source and a digit for what it "
            "says, A1 to F6."
        )
    for text in (source.name, source.url or ""):
        _check_text(text, "source")
    if not source.name.strip():
        raise InputError("A source needs a name: who says it.")
    if source.capture is not None and not _HASH.match(source.capture):
        raise InputError(
            f"“{source.capture}” is no SHA-256. Give 64 hexadecimal digits, or leave it out."
        )
    if source.url is not None and canonical_link(source.url) is None:
        raise InputError(f"“{source.url[:200]}” is no web address that a source could have.")
    if source.captured_at is not None:
        moment(source.captured_at)
    return source


def _check_text(text: str, what: str) -> None:
    if text.isascii() and "\0" not in text:
        return
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        shown = "".join(c if c.isprintable() else "\ufffd" for c in text[:80])
        raise InputError(
            f"The {what} “{shown}” has a character in it that stands for none (NUL, or half of a "
            "pair). Correct it in the list."
        )


def _check_entity(entity: EntityKey) -> None:
    if not entity.id.strip() or ":" not in entity.id or len(entity.id) > _LONGEST_ID:
        raise InputError(
            f"“{entity.id[:80]}” cannot name an entity. Its id has a list or a kind, a colon, and "
            f"at most {_LONGEST_ID} characters."
        )
    _check_text(entity.id, "id")
    _schema_name(entity.schema)


def _schema_name(value: str | EntityKey) -> str:
    if not isinstance(value, str) or model.schema(value) is None:
        raise InputError(
            f"“{value}” is no schema. Use one of FollowTheMoney (Organization, Company, "
            "PublicBody, Person …) or MediaOutlet or OnlineAsset."
        )
    return value


def _property(claim: Claim) -> Claim:
    schema, name, value = claim.entity.schema, claim.property, claim.value
    prop = model.property_of(schema, name)
    if prop is None:
        raise InputError(f"“{name}” is no property of {schema} and no relation.")
    if (prop.type.name == "entity") != isinstance(value, EntityKey):
        wanted = "another entity" if prop.type.name == "entity" else "a text"
        raise InputError(f"“{name}” of {schema} has to be {wanted}.")
    if isinstance(value, EntityKey):
        if prop.range is not None and not model.can_be(value.schema, prop.range):
            raise InputError(f"A {value.schema} cannot be the {name} of a {schema}.")
        return claim
    good = _cleaned_value(schema, name, value)
    # Of most claims nothing changes, and making one anew takes as long as all the rest.
    same = good == value and not claim.details
    return claim if same else replace(claim, value=good, details=())


def _relation(claim: Claim) -> Claim:
    schema = model.relation(claim.property)
    if schema is None:  # pragma: no cover - asked by the caller
        raise InputError(f"“{claim.property}” is no relation.")
    value = claim.value
    if isinstance(value, EntityKey):
        for end, entity in ((schema.source_prop, claim.entity), (schema.target_prop, value)):
            if end is None:
                raise InputError(f"{schema.name} relates no two entities.")
            if end.range is not None and not model.can_be(entity.schema, end.range):
                raise InputError(
                    f"A {entity.schema} ({entity.id}) cannot be the {end.name} of {schema.name}."
                )
    elif schema.edge:
        raise InputError(f"{schema.name} needs the entity at its other end, not a text.")
    else:
        _check_text(value, "authority")
        if not value.strip():
            raise InputError(f"{schema.name} needs an authority: who lists it.")
    details, begins, ends = [], claim.valid_from, claim.valid_to
    for name, text in claim.details:
        if model.private(schema.name, name):
            continue
        good = _cleaned_value(schema.name, name, text)
        if name == "startDate":
            begins = begins or good[:10]
        elif name == "endDate":
            ends = ends or good[:10]
        else:
            if name == "percentage":
                share(good)
            details.append((name, good))
    kept = value if isinstance(value, EntityKey) else " ".join(value.split())
    said = tuple(sorted(details))
    # A period can only come out of a detail, which is then gone from them.
    if kept == value and said == claim.details:
        return claim
    return replace(claim, value=kept, details=said, valid_from=begins, valid_to=ends)


def _cleaned_value(schema: str, name: str, value: str) -> str:
    return (_cleaned_short if len(value) <= _SHORT else _cleaned_any)(schema, name, value)


def _cleaned_any(schema: str, name: str, value: str) -> str:
    prop = model.property_of(schema, name)
    if prop is None:
        raise InputError(f"“{name}” is no property of {schema}.")
    allowed = _ENUMERATED.get(name) if prop.schema.name in ("MediaOutlet", "OnlineAsset") else None
    if allowed is not None and value not in allowed:
        raise InputError(f"“{value[:80]}” is no {name}. There are: {', '.join(allowed)}.")
    if len(value) > _LONGEST_VALUE:
        raise InputError(
            f"The {name} has {len(value):,} characters; at most {_LONGEST_VALUE:,} are kept."
        )
    good = prop.type.clean(value)
    if not good:
        raise InputError(f"“{value[:80]}” is no {prop.type.label.lower()}, as {name} has to be.")
    return good


# Countries, sectors and the like come again and again; long texts would only fill the memory.
_cleaned_short = lru_cache(maxsize=16_384)(_cleaned_any)
