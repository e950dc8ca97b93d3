"""What ``evenhand registry match``, ``judge`` and ``screen`` do, once their libraries are there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import records
from evenhand.cli import show as printed
from evenhand.cli.bars import Bars
from evenhand.cli.console import out as console
from evenhand.cli.console import plain
from evenhand.exchange import tables
from evenhand.exchange.aside import aside, check_writable
from evenhand.records.errors import InputError
from evenhand.records.links import shorteners_from
from evenhand.records.schemas import CANDIDATES
from evenhand.registry import handed, screening
from evenhand.registry import judgements as judging
from evenhand.registry.claims import EntityKey
from evenhand.registry.comparison import ALIKE, Candidate
from evenhand.registry.formats.rows import why_no_name
from evenhand.registry.matching import NameIndex
from evenhand.registry.named import ANYTHING, Named, named_in
from evenhand.registry.starter import LIST, VERSION, read_starter
from evenhand.registry.store import open_registry
from evenhand.registry.verdicts import read_verdicts
from evenhand.reports.sentences import count

_MOST = 40  # rows that are printed
# Whoever asks for a name reads each candidate, and BBC alone scores 0.8: others might be called so.
_LEAST_ASKED = 0.7
_ASKED = "asked:"


def starter(where: str) -> None:
    """See `registry_names.starter`."""
    done = open_registry(where, make=True).import_list(LIST, VERSION, read_starter())
    said = "nothing changed" if not (done.added or done.ended) else f"added {done.added:,}"
    console.print(plain(f"{LIST} {VERSION}: {count(done.claims, 'claim')}, {said}.", "bold"))


def match(
    where: str,
    names: Sequence[str],
    left: str | None,
    right: str | None,
    least: float | None,
    limit: int,
    valid: str | None,
    known: str | None,
    out: Path | None,
    *,
    json: bool,
) -> None:
    """See `registry_names.match`."""
    if out is not None:
        check_writable(out, [where])
    if not names and left is None:
        raise InputError(
            "Give a name to look for, or two lists to compare: --left LIST --right LIST."
        )
    view = open_registry(where).at(valid, known)
    everyone = named_in(view)
    asked = [_asked(name, everyone) for name in names]
    if left is not None:
        asked += _of_list(everyone, left)
    among = everyone if right is None else _of_list(everyone, right)
    with Bars(quiet=json) as bars:
        index = NameIndex(among, bars)
    judged = judging.judged(view)
    lowest = least if least is not None else _LEAST_ASKED if names else ALIKE
    found = [
        (candidate, judged.verdict(candidate.left.id, candidate.right.id))
        for one in asked
        for candidate in index.candidates(one, lowest, limit)
    ]
    rows = [_candidate(candidate, verdict) for candidate, verdict in found]
    if out is not None:
        _write(pa.Table.from_pylist(rows, schema=CANDIDATES), out)
    if json:
        printed.print_json({"candidates": rows})
        return
    words = f"{count(len(asked), 'name')} looked for" if names else f"{len(asked):,} of {left}"
    words += f" among {len(among):,} entities: {count(len(rows), 'candidate')}"
    words += f" with a score of {lowest:g} or more."
    console.print(plain(words, "bold"), soft_wrap=True)
    table = _table("score", "", "may be", "judged", "why")
    for row in rows[:_MOST]:
        asked_for = row["left"].startswith(_ASKED)
        table.add_row(
            f"{row['score']:.2f}",
            _two(row["left_name"], "" if asked_for else row["left"]),
            _two(row["right_name"], row["right"]),
            plain(row["judged"] or ""),
            plain(row["reasons"]),
        )
    if rows:
        console.print(table)
    _more(len(rows), out)


def judge(where: str, left: str, right: str, verdict: str, who: str, reasons: str) -> None:
    """See `registry_names.judge`."""
    registry = open_registry(where)
    done = judging.judge(registry, left, right, verdict, who, reasons=reasons)
    said = f"Judgement {done.number}: {done.left} and {done.right} are {_said(done.verdict)}"
    console.print(plain(f"{said}, says {done.who}."), soft_wrap=True)
    for one in judging.history(registry.engine, done.left):
        if one.known_to == done.known_from:
            was = f"Judgement {one.number}, by which {one.who} said “{one.verdict}” of them"
            console.print(plain(f"{was}, is undone by it."), soft_wrap=True)


def judge_table(where: str, table: Path, who: str, reasons: str) -> None:
    """See `registry_names.judge`."""
    verdicts = [
        one if one.reasons else replace(one, reasons=reasons) for one in read_verdicts(table)
    ]
    if not verdicts:
        raise InputError(
            f"{table}: nobody is judged in it. Write same, different or unsure into its column "
            "judged; rows that are left empty are passed over."
        )
    registry = open_registry(where)
    before = {one.number for one in judging.history(registry.engine)}
    done = judging.judge_all(registry, verdicts, who)
    new = {one.number: one for one in done if one.number not in before}
    said = dict.fromkeys(judging.VERDICTS, 0)
    for one in new.values():
        said[one.verdict] += 1
    counts = ", ".join(f"{number:,} {verdict}" for verdict, number in said.items() if number)
    made = count(len(new), "new judgement")
    console.print(
        plain(
            f"{made[0].upper()}{made[1:]} by {who.strip()}{': ' + counts if counts else ''}."
            f" {count(len(verdicts) - len(new), 'row')} of {table.name} said what stood already."
        ),
        soft_wrap=True,
    )


def undo(where: str, number: int, who: str) -> None:
    """See `registry_names.undo`."""
    done = judging.undo(open_registry(where), number, who)
    console.print(plain(f"Judgement {done.number} is undone by {done.undone_by}."), soft_wrap=True)


def judgements(where: str, entity: str | None, *, json: bool) -> None:
    """See `registry_names.judgements`."""
    found = judging.history(open_registry(where).engine, entity)
    if json:
        names = ("number", "left", "right", "verdict", "who", "reasons", "known_from", "known_to")
        printed.print_json(
            {"judgements": [{n: getattr(one, n) for n in (*names, "undone_by")} for one in found]}
        )
        return
    table = _table("no.", "left", "right", "verdict", "who", "from", "undone")
    for one in found:
        gone = f"{one.known_to[:10]} by {one.undone_by}" if one.known_to else ""
        texts = (one.left, one.right, one.verdict, one.who, one.known_from[:10], gone)
        table.add_row(str(one.number), *(plain(text) for text in texts))
    console.print(table if found else plain("Nothing was judged."))


def screen(
    where: str,
    posts: list[str],
    accounts: Path | None,
    format_: str | None,
    platform: str | None,
    encoding: str | None,
    shorteners: Path | None,
    known: str | None,
    out: Path | None,
    *,
    json: bool,
) -> None:
    """See `registry_names.screen`."""
    if out is not None:
        check_writable(out, [where, *posts, *([accounts] if accounts else [])])
    view = open_registry(where).at(None, known)
    with Bars(quiet=json) as bars:
        found = records.read(
            posts,
            accounts=accounts,
            format=format_,
            platform=platform,
            encoding=encoding,
            shorteners=shorteners,
            progress=bars,
        )
    if not json:
        printed.sources(found)
    done = screening.screen(view, found.posts, found.accounts, shorteners_from(shorteners))
    if out is not None:
        _write(done.found, out)
    rows: list[dict[str, Any]] = done.found.to_pylist()
    if json:
        printed.print_json(
            {
                "posts": done.posts,
                "accounts": done.accounts,
                "links": done.links,
                "short_links": done.short,
                "accounts_without_handle": done.numbered,
                "found": rows,
            }
        )
        return
    _show(done, rows)
    _more(len(rows), out)


def outlets(where: str, valid: str | None, known: str | None, out: Path) -> None:
    """See `registry_names.outlets`."""
    check_writable(out, [where])
    rows = handed.outlets(open_registry(where).at(valid, known))
    _rows(out, ("outlet", "alias", "domain", "language"), rows)


def declared(where: str, valid: str | None, known: str | None, out: Path) -> None:
    """See `registry_names.declared`."""
    check_writable(out, [where])
    rows = handed.declared(open_registry(where).at(valid, known))
    _rows(out, ("who", "what", "link", "platform"), rows)


def _asked(name: str, everyone: Sequence[Named]) -> Named:
    found = next((one for one in everyone if one.key.id == name.strip()), None)
    if found is not None:
        return found
    if why := why_no_name(name):
        raise InputError(f"“{name[:80]}” cannot be looked for: {why}.")
    return Named(EntityKey(f"{_ASKED}{name}", ANYTHING), (name,))


def _of_list(everyone: Sequence[Named], name: str) -> list[Named]:
    found = [one for one in everyone if one.key.id.startswith(f"{name}:")]
    if not found:
        raise InputError(
            f"No entity of the list “{name}” has a name at this time. The lists are shown by: "
            "evenhand registry lists"
        )
    return found


def _candidate(one: Candidate, verdict: str | None) -> dict[str, Any]:
    return {
        "left": one.left.id,
        "left_name": one.left_name,
        "right": one.right.id,
        "right_name": one.right_name,
        "score": one.score,
        "reasons": "; ".join(one.reasons),
        "judged": verdict,
    }


def _show(done: screening.Screened, rows: Sequence[dict[str, Any]]) -> None:
    accounts = {row["what"] for row in rows if row["kind"] == "account"}
    places = {row["asset"] for row in rows if row["kind"] != "account"}
    console.print(
        plain(
            f"{count(len(accounts), 'account')} of {done.accounts:,} and "
            f"{count(len(places), 'linked place')} are registered actors', in "
            f"{count(done.posts, 'post')} with {count(done.links, 'different link')}.",
            "bold",
        ),
        soft_wrap=True,
    )
    if done.short:
        said = f"{done.short:,} of the links are short ones, which may lead anywhere"
        console.print(plain(f"{said}: --shorteners says where.", "yellow"), soft_wrap=True)
    if done.numbered:
        said = f"{done.numbered:,} of the accounts are known by a number alone, and registered ones"
        said += " mostly by their handle: --accounts gives handles."
        console.print(plain(said, "yellow"), soft_wrap=True)
    if not rows:
        return
    table = _table("what", "whose", "posts", "source")
    for row in rows[:_MOST]:
        posts = f"{row['posts']:,}"
        posts += f" (+{row['posts_outside']:,} at other times)" if row["posts_outside"] else ""
        table.add_row(
            _two(row["what"], row["kind"].replace("_", " ")),
            _two(row["actor_name"], row["actor"]),
            posts,
            plain(f"{row['source']} ({row['grade']})"),
        )
    console.print(table)


def _two(first: str, second: str) -> Text:
    text = plain(first)
    if second:
        text.append("\n")
        text.append_text(plain(second, "dim"))
    return text


def _said(verdict: str) -> str:
    return {"same": "the same", "different": "different"}.get(verdict, "perhaps the same")


def _more(rows: int, out: Path | None) -> None:
    if rows > _MOST:
        more = f"and {rows - _MOST:,} more"
        console.print(plain(f"{more}; --out FILE gives all of them" if out is None else more))
    if out is not None:
        console.print(plain(f"Wrote {out}"), soft_wrap=True)


def _write(table: pa.Table, out: Path) -> None:
    if out.suffix.lower() in (".parquet", ".pq"):
        tables.write_parquet(table, out)
    else:
        tables.write_csv(table, out)


def _rows(out: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    number = 0
    with aside(out) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for number, row in enumerate(rows, 1):  # noqa: B007 - the last is the count
            writer.writerow(row)
    console.print(plain(f"Wrote {count(number, 'row')} to {out}"), soft_wrap=True)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
