"""The page of one actor: what is said of it and by whom, who controls whom, where it is present."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evenhand.exchange.aside import aside
from evenhand.registry import model
from evenhand.registry.claims import EntityKey, denies
from evenhand.registry.judgements import Judgement
from evenhand.registry.percentages import percent
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.presences import Presence
from evenhand.registry.profile import TYPE_WORDS, Profile, Tie, period_words, tie_words
from evenhand.registry.surroundings import Surroundings, surroundings
from evenhand.registry.ties import BY_TYPE
from evenhand.registry.view import Recorded, View
from evenhand.reports.control_graph import drawn
from evenhand.reports.page import assembled, read
from evenhand.reports.sentences import count, listed, number
from evenhand.reports.texts import shown, web_address

_KINDS = {
    "own_research": "own research",
    "authority_listing": "an authority's list",
    "court": "a court",
    "company_register": "a company register",
    "self": "the actor itself",
    "press": "the press",
    "researcher": "a researcher",
    "user": "a user",
}
_RELIABLE = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
_CREDIBLE = {
    "1": "confirmed by others",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
_VERDICTS = {"same": "the same", "different": "different", "unsure": "perhaps the same"}
_MOST_PRESENCES = 500
_SAID_ELSEWHERE = ("percentage", "controlType")


def write(view: View, found: Profile, path: Path | str, *, version: str = "") -> None:
    """Write the page of a profile to ``path``; the same registry and view give the same bytes.

    ``version`` is that of evenhand, for the reader who repeats it.

    Raises InputError when the file cannot be written.
    """
    style = read("report.css") + read("actor.css")
    program = "\n".join((read("theme.js"), read("control.js"), "Theme.start();\nControl.start();"))
    made = assembled("actor.html", style, program, page_of(view, found, version))
    with aside(path) as part:
        part.write_bytes(made)


def page_of(view: View, found: Profile, version: str) -> dict[str, Any]:
    """Gather what the template says."""
    around = surroundings(view, found.actor)
    names = view.names(around.keys) | found.names
    sources = _sources(found)
    return {
        "title": shown(found.name),
        "id": shown(found.actor.id),
        "schema": _schema_label(found.actor),
        "valid": found.valid,
        "known": found.known[:16].replace("T", " "),
        "sentence": _sentence(found, sources),
        "contradictions": _contradictions(found),
        "same": [shown(key.id) for key in found.same if key != found.actor],
        "facts": _facts(found),
        "graph": drawn(around, names, found.valid) if around.ties else None,
        "left_off": around.left_off,
        "ties": _ties(around, names),
        "presences": [_presence(one, found.names) for one in found.presences[:_MOST_PRESENCES]],
        "more_presences": max(0, len(found.presences) - _MOST_PRESENCES),
        "listings": [_listing(one) for one in found.listings],
        "judgements": [_judgement(one, found.names) for one in found.judgements],
        "sources": sources,
        "grades": {"reliable": _RELIABLE, "credible": _CREDIBLE},
        "typology": model.TYPOLOGY,
        "version": version,
        "count": count,
        "number": number,
        "listed": listed,
    }


def _sentence(found: Profile, sources: list[dict[str, Any]]) -> str:
    parts = [
        count(len(found.ties), "relation"),
        count(len(found.presences), "presence"),
        count(len(found.listings), "listing"),
    ]
    facts = count(len(found.facts), "fact")
    return f"{facts}, {listed(parts)}, from {count(len(sources), 'source')}."


def _contradictions(found: Profile) -> list[str]:
    labels = [fact.label for fact in found.facts if fact.contradicted]
    labels += [_contradiction(tie, found.names) for tie in found.ties if tie.contradicted]
    return [shown(label) for label in dict.fromkeys(labels)]


def _contradiction(tie: Tie, names: dict[str, str]) -> str:
    other = names[tie.other.id]
    if tie.relation == "Ownership" and not any(denies(one.claim) for one in tie.claims):
        who = f"it owns of {other}" if tie.outward else f"{other} owns of it"
        return f"what share {who}"
    # A denial of control is of all its kinds but those that are parts of a rule of their own.
    kind = tie.kind if tie.kind in BY_TYPE else ""
    return f"whether it {tie_words(tie.relation, kind, outward=tie.outward)} {other}"


def _facts(found: Profile) -> list[dict[str, Any]]:
    rows = []
    for fact in found.facts:
        note = model.TYPOLOGY.get(fact.value, "") if fact.property == "typology" else ""
        rows.append(
            {
                "label": fact.label,
                "value": shown(fact.value),
                "link": web_address(fact.value),
                "note": note,
                "contradicted": fact.contradicted,
                "claims": [_claim(one) for one in fact.claims],
            }
        )
    return rows


def _ties(around: Surroundings, names: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for one in around.ties:
        claim, details, value = one.claim, dict(one.claim.details), one.claim.value
        assert isinstance(value, EntityKey)  # noqa: S101 - surroundings are of such claims only
        kind = details.get("controlType", "")
        share = details.get("percentage")
        rest = {name: text for name, text in details.items() if name not in _SAID_ELSEWHERE}
        words = tie_words(claim.property, kind, outward=True)
        if denies(claim):
            del rest["status"]
            words = f"is denied: {words}"
        if kind not in ("", *TYPE_WORDS):
            rest["kind"] = kind
        rows.append(
            {
                "subject": shown(names.get(claim.entity.id, claim.entity.id)),
                "words": words,
                "other": shown(names.get(value.id, value.id)),
                "share": shown(percent(share)) if share else "",
                "details": shown(", ".join(_detail(name, text) for name, text in rest.items())),
                **_period(one),
                "claim": _claim(one),
            }
        )
    return rows


def _detail(name: str, text: str) -> str:
    return text if name == "description" else f"{name}: {text}"


def _presence(one: Presence, names: dict[str, str]) -> dict[str, Any]:
    return {
        "service": shown(one.service or "not said"),
        "kind": (one.kind or "not said").replace("_", " "),
        "name": shown(one.name),
        "link": web_address(one.url),
        "status": one.status or "not said",
        "others": [shown(names.get(key.id, key.id)) for key in one.others],
        "claims": [_claim(claim) for claim in one.claims],
    }


def _listing(one: Recorded) -> dict[str, Any]:
    details = dict(one.claim.details)
    return {
        "authority": shown(str(one.claim.value)),
        "kind": _relation_label(one.claim.property),
        "program": shown(details.get("program", details.get("programId", ""))),
        "reason": shown(details.get("reason", "")),
        "claim": _claim(one),
    }


def _judgement(one: Judgement, names: dict[str, str]) -> dict[str, Any]:
    ends = ((key, names.get(key, key)) for key in (one.left, one.right))
    return {
        "number": one.number,
        "ends": [(shown(name), shown(key)) for key, name in ends],
        "verdict": _VERDICTS[one.verdict],
        "who": shown(one.who),
        "when": f"{one.known_from[:10]} {one.known_from[11:16]}",
        "reasons": shown(one.reasons),
        "undone": f"{one.known_to[:10]} by {shown(one.undone_by)}" if one.known_to else "",
    }


def _claim(one: Recorded) -> dict[str, Any]:
    source = one.claim.source
    return {
        "number": one.number,
        "source": shown(source.name),
        "link": web_address(source.url),
        "grade": source.grade,
        "grade_words": f"{_RELIABLE[source.grade[0]]}; {_CREDIBLE[source.grade[1]]}",
        "kind": _KINDS[source.kind],
        "period": period_words(one),
        "known": one.known_from[:10],
    }


def _sources(found: Profile) -> list[dict[str, Any]]:
    claims: Iterable[Recorded] = (
        *(one for fact in found.facts for one in fact.claims),
        *(one for tie in found.ties for one in tie.claims),
        *found.listings,
        *(one for presence in found.presences for one in presence.claims),
    )
    rows: dict[Any, dict[str, Any]] = {}
    for one in claims:
        source = one.claim.source
        row = rows.setdefault(
            source,
            {
                **_claim(one),
                "capture": source.capture,
                "seen": _seen(source.captured_at),
                "claims": 0,
            },
        )
        row["claims"] += 1
    return sorted(rows.values(), key=lambda row: (row["grade"], row["source"], row["number"]))


def _seen(moment: str | None) -> str:
    """Give the day on which somebody read it there, and the time where one is known."""
    if moment is None:
        return ""
    day, _, time = moment.partition("T")
    return f"{day} {time[:5]} UTC" if time and not time.startswith("00:00:00") else day


def _period(one: Recorded) -> dict[str, str]:
    begins, ends = one.claim.valid_from, one.claim.valid_to
    return {
        "first": FIRST if begins is None else first_day(begins),
        "last": LAST if ends is None else last_day(ends),
    }


def _schema_label(key: EntityKey) -> str:
    found = model.schema(key.schema)
    return key.schema if found is None else found.label


def _relation_label(name: str) -> str:
    found = model.relation(name)
    return name if found is None else found.label
