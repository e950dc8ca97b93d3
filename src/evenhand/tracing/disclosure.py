"""Does the copier say whose content it is? Names, links and reposts, and the words that decide it.

A name counts as attribution only where it stands as a source does: on a line of its own, in a
dateline or signature, after "according to" or "source:", before "reports". An outlet that the text
is about is named, but not credited; that is left to a person (unknown).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records.links import link_domain
from evenhand.records.outlets import Outlet, is_platform, outlets, site
from evenhand.records.schemas import DISCLOSURES
from evenhand.records.shared_hosts import SHORTENERS
from evenhand.tracing import credits

DISCLOSED, PARTIAL, UNDISCLOSED, UNKNOWN = "disclosed", "partial", "undisclosed", "unknown"
_RANK = {DISCLOSED: 0, PARTIAL: 1, UNKNOWN: 2, UNDISCLOSED: 3}
_MOST_NAMES = 200  # occurrences of names in one text that are looked at
_LONGEST_TEXT = 100_000  # characters; who hides the source behind so many does not disclose it
_DATELINE = 200  # characters of a text in which its dateline stands
_LINK = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?::\d{2,5})?"
    r"(?:[/?#][^\s<>\"“”«»)\]]{0,2000})?",
    re.I,
)
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_AROUND = 40
_OPENED = re.compile(r"[—–\-|/(\[][\s*_\"«“„]*(?:the\s+)?$", re.I)
_CLOSED = re.compile(r"[\s*_\"»”]*[—–\-|/)\].]")
_STARTED = re.compile(r"[\W_]*(?:the\s+)?$", re.I)
_COLON = re.compile(r"[\"»”)\]/*_]*\s*[:—–-]\W")
_LINKED_WORDS = re.compile(r"\]\([^()\s]*\)")  # Markdown's [words](address)


@dataclass(frozen=True)
class Decided:
    """What was decided for one document and outlet; see DISCLOSURES for the columns."""

    disclosure: str
    means: str | None = None
    place: str | None = None
    words: str | None = None
    start: int | None = None
    end: int | None = None


def disclosures(
    matches: pa.Table,
    documents: pa.Table,
    articles: pa.Table,
    listed: Sequence[Outlet] = (),
) -> pa.Table:
    """Decide for each match whether the copier attributes the content.

    Matches of nothing but quotations are left out: who quotes the same speech copies nobody.

    Args:
        matches: a table of MATCHES.
        documents: the DOCUMENTS that were traced.
        articles: those of the corpus.
        listed: the outlets (see `records.outlets`). An article's outlet is found among them by any
            name or domain; one that is not there is looked for by the name and domain that the
            corpus has.

    Returns:
        A table of DISCLOSURES, in the order of the matches.
    """
    wanted = ["document_id", "outlet", "account_id", "author", "title", "text", "url", "urls",
              "repost_of"]  # fmt: skip
    here = _by_id(documents, wanted, set(matches["document_id"].to_pylist()))
    sources = set(matches["article_id"].to_pylist())
    there = _by_id(articles, ["document_id", "outlet", "account_id", "url"], sources)
    reposted = {item["repost_of"] for item in here.values()} - {None}
    publishers = {
        **_by_id(articles, ["document_id", "outlet", "account_id", "url"], reposted),
        **_by_id(documents, ["document_id", "outlet", "account_id", "url"], reposted),
    }
    known: dict[tuple[str, Outlet], Decided] = {}
    rows = []
    for match in matches.select(
        ["match", "document_id", "article_id", "kind", "direction"]
    ).to_pylist():
        if match["kind"] == "quotation":
            continue
        document, article = here[match["document_id"]], there[match["article_id"]]
        outlet = _outlet_of(article, listed)
        if outlet is None:
            found = Decided(UNKNOWN, "no_outlet")
        else:
            key = (match["document_id"], outlet)
            if key not in known:
                known[key] = decide(document, outlet, listed, publishers)
            found = known[key]
            if document["repost_of"] == match["article_id"]:
                found = Decided(DISCLOSED, "repost", "repost_of", document["repost_of"])
            elif match["direction"] == "document" and found.means != "own":
                found = Decided(UNKNOWN, "earlier")
        rows.append(
            {
                "match": match["match"],
                "document_id": match["document_id"],
                "article_id": match["article_id"],
                "account_id": document["account_id"] or document["outlet"] or document["author"],
                "outlet": outlet.name if outlet else None,
                **found.__dict__,
            }
        )
    return pa.Table.from_pylist(rows, DISCLOSURES)


def decide(
    document: dict[str, Any],
    outlet: Outlet,
    listed: Sequence[Outlet] = (),
    publishers: dict[str, dict[str, Any]] | None = None,
) -> Decided:
    """Decide for one row of DOCUMENTS whether it says that its content is the outlet's.

    ``publishers`` are the documents that others repost, by id. What is more open goes first; among
    equals the account, then the text in its order.
    """
    if any(outlet.is_called(document[field]) for field in ("outlet", "account_id")) or (
        document["url"] and outlet.has(document["url"])
    ):
        return Decided(DISCLOSED, "own", "outlet", document["outlet"] or document["account_id"])
    found = list(_signs(document, outlet, publishers or {}))
    best = min(found, key=lambda one: _RANK[one.disclosure], default=None)
    if best is not None and best.disclosure in (DISCLOSED, PARTIAL):
        return best
    text = (document["text"] or "")[:_LONGEST_TEXT]
    for other in listed:
        if other != outlet:
            named = [one for one in _named(text, other) if one.disclosure == DISCLOSED]
            if named:
                one = named[0]
                return Decided(PARTIAL, "other_source", "text", one.words, one.start, one.end)
    for source in credits.UNLISTED_SOURCE.finditer(text):
        return Decided(
            PARTIAL, "other_source", "text", source.group().strip(), source.start(), source.end()
        )
    return best or Decided(UNDISCLOSED)


def _signs(
    document: dict[str, Any], outlet: Outlet, publishers: dict[str, dict[str, Any]]
) -> Iterator[Decided]:
    """Give everything that points to the outlet."""
    original = document["repost_of"]
    if original is not None:
        of = publishers.get(original)
        if of and (
            any(outlet.is_called(of[field]) for field in ("outlet", "account_id"))
            or (of["url"] and outlet.has(of["url"]))
        ):
            yield Decided(DISCLOSED, "repost", "repost_of", original)
        else:
            yield Decided(PARTIAL, "other_repost", "repost_of", original)
    if outlet.is_called(document["author"]) or any(
        True for _ in _occurrences(document["author"] or "", outlet)
    ):
        yield Decided(DISCLOSED, "byline", "author", document["author"])
    text = (document["text"] or "")[:_LONGEST_TEXT]
    yield from _named(text, outlet)
    for one in _named(document["title"] or "", outlet):
        yield Decided(one.disclosure, one.means, "title", one.words)
    yield from _linked(text, document["urls"] or [], outlet)


def _linked(text: str, urls: Sequence[str], outlet: Outlet) -> Iterator[Decided]:
    for found in _LINK.finditer(text):
        link = found.group().rstrip(".,;:!?")
        if outlet.has(link):
            yield Decided(DISCLOSED, "link", "text", link, found.start(), found.start() + len(link))
        elif _short(link):
            yield Decided(
                UNKNOWN, "short_link", "text", link, found.start(), found.start() + len(link)
            )
    for link in urls:
        if outlet.has(link):
            yield Decided(DISCLOSED, "link", "urls", link)
        elif _short(link):
            yield Decided(UNKNOWN, "short_link", "urls", link)


def _named(text: str, outlet: Outlet) -> Iterator[Decided]:
    """Judge each place where the outlet is named."""
    for number, (start, end) in enumerate(_occurrences(text, outlet)):
        if number == _MOST_NAMES:
            return
        means = _means(text, start, end)
        disclosure = {"picture": PARTIAL, "mention": UNKNOWN}.get(means, DISCLOSED)
        words = " ".join(text[max(0, start - _AROUND) : end + _AROUND // 2].split())
        yield Decided(disclosure, means, "text", words, start, end)


def _means(text: str, start: int, end: int) -> str:
    """Say as what the outlet is named at a place."""
    before = _LINKED_WORDS.sub("]", text[max(0, start - 500) : start])[-credits.LOOKED_BEFORE :]
    after = text[end : end + credits.LOOKED_AFTER]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    head, tail = text[line_start:start][-300:], text[end:line_end][:300]
    if not any(map(str.isalnum, _LINK.sub("", head))) and not any(
        map(str.isalnum, _LINK.sub("", tail))
    ):
        return "picture" if "©" in head else "credit"  # a line of its own
    for kind in credits.KINDS:
        if kind.before and kind.before.search(before):
            return kind.means
        if kind.after and kind.after.search(after):
            return kind.means
    opened, closed = _OPENED.search(head), _CLOSED.match(tail)
    if opened and not any(map(str.isalnum, tail)):
        return "credit"  # a signature at the end of a line
    if opened and closed and start < _DATELINE:
        return "credit"  # a dateline: "MOSCOW (NAME) -", "27 October. /NAME/."
    if _STARTED.match(head) and _COLON.match(tail):
        return "credit"  # "NAME: the text"
    return "mention"


def _occurrences(text: str, outlet: Outlet) -> Iterator[tuple[int, int]]:
    """Find the outlet's names; one that is part of an address is none."""
    links = [found.span() for found in _LINK.finditer(text)] if text else []
    for found in _pattern(outlet).finditer(text):
        at = bisect_right(links, (found.start(), len(text))) - 1
        if at < 0 or links[at][1] <= found.start():
            yield found.start(), found.end()


@lru_cache(maxsize=4_096)
def _pattern(outlet: Outlet) -> re.Pattern[str]:
    """Match the outlet's names as whole words; acronyms in their own case only."""
    parts = []
    for alias in sorted(outlet.aliases, key=lambda name: (-len(name), name)):
        words = r"[\s\u00a0-]+".join(re.escape(word) for word in re.split(r"[\s-]+", alias) if word)
        left = "" if _SPACELESS.match(alias[0]) else r"(?<![\w@#.])(?<!\w-)#?"
        right = "" if _SPACELESS.match(alias[-1]) else r"(?!\w)(?!\.\w)"
        letters = [sign for sign in alias if sign.isalpha()]
        acronym = len(letters) <= 5 and all(sign.isupper() for sign in letters)
        # "RT @somebody" is how reposts begin, and no outlet.
        guard = r"(?!\s*@)" if alias == "RT" else ""
        parts.append(f"{left}(?{'-i' if acronym else 'i'}:{words}){right}{guard}")
        if len(joined := re.sub(r"\W", "", alias)) < len(alias):
            parts.append(rf"#(?i:{re.escape(joined)})(?!\w)")
    parts += [rf"(?<![\w@.])@(?i:{re.escape(handle)})(?!\w)" for handle in sorted(outlet.handles)]
    return re.compile("|".join(parts))


def _outlet_of(article: dict[str, Any], listed: Sequence[Outlet]) -> Outlet | None:
    """Find whose an article is; an outlet that is not listed goes by what the corpus has of it."""
    names = [article["outlet"], article["account_id"]]
    for outlet in listed:
        if any(outlet.is_called(name) for name in names if name):
            return outlet
    for outlet in listed:
        if article["url"] and outlet.has(article["url"]):
            return outlet
    name = article["outlet"] or article["account_id"]
    return _made(name, article["url"]) if name else None


@lru_cache(maxsize=4_096)
def _made(name: str, url: str | None) -> Outlet:
    domain = link_domain(url) if url else None
    usable = domain is not None and not is_platform(domain)
    row = {"outlet": name[:200], "domain": domain if usable else None}
    return outlets([row])[0]


def _short(link: str) -> bool:
    place = site(link)
    return place is not None and place[0] in SHORTENERS


def _by_id(documents: pa.Table, columns: list[str], ids: set[Any]) -> dict[str, dict[str, Any]]:
    frame = pl.DataFrame(pl.from_arrow(documents.select(columns)))
    wanted = pl.Series(sorted(ids), dtype=pl.String)
    return {
        item["document_id"]: item
        for item in frame.filter(pl.col("document_id").is_in(wanted.implode())).to_dicts()
    }
