"""Everything that the page of a trace shows, as one plain structure that becomes JSON.

Columns are lists; names and texts are stored once and named by index; times are milliseconds since
1970 UTC; places in texts are UTF-16 units of the text as the page has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from evenhand.reports.chosen import frame
from evenhand.reports.limits import fair
from evenhand.reports.strings import Strings
from evenhand.reports.texts import cut, one_line, shown, web_address
from evenhand.reports.trace import answers
from evenhand.reports.trace.chosen import Kept, choose
from evenhand.reports.trace.excerpts import Excerpt, excerpt
from evenhand.reports.trace.found import Found
from evenhand.reports.trace.limits import TraceLimits

FORMAT = 1
KINDS = ("verbatim", "edited", "translated", "quotation")
DISCLOSURES = ("undisclosed", "unknown", "partial", "disclosed", "")
"""The last one is that of matches of nothing but quotations, of which nothing is decided."""
DIRECTIONS = ("article", "document", "same", "unknown")
_NAME = 120
_WORDS = 400
_LINK = 2_000


def page_data(found: Found, limits: TraceLimits) -> dict[str, Any]:
    """Gather what the page needs to draw itself; the keys are read by ``page/trace_data.js``."""
    kept = choose(found, limits)
    names = Strings(_NAME)
    documents = _Texts(found.documents, kept, "document", limits, names)
    articles = _Texts(found.articles, kept, "article", limits, names)
    seen = found.seen
    clusters = frame(found.coordinated)
    accounts = _accounts(found, limits, names)
    matches = _matches(kept, documents, articles, names)
    return {
        "format": FORMAT,
        "noun": answers.noun(seen),
        "kinds": KINDS,
        "disclosures": DISCLOSURES,
        "directions": DIRECTIONS,
        "threshold": {"posts": seen.threshold_posts, "share": seen.threshold_share},
        "in_all": {
            "matches": found.matches.num_rows,
            "opened": int(kept.matches["opened"].sum()),
            "accounts": frame(found.undisclosed)["outlet"].null_count(),
        },
        "matches": matches,
        "documents": documents.shown(),
        "articles": articles.shown(),
        "accounts": accounts,
        "clusters": _clusters(clusters, limits, names) if found.run is not None else None,
        "names": names.shown(),
    }


class _Texts:
    """The documents, or the articles, of the matches on the page."""

    def __init__(
        self, table: Any, kept: Kept, side: str, limits: TraceLimits, names: Strings
    ) -> None:
        key = f"{side}_id"
        wanted = kept.matches[key].unique(maintain_order=True)
        opened = set(kept.matches.filter("opened")[key])
        rows = frame(table).join(
            pl.DataFrame({"document_id": wanted}), on="document_id", how="right",
            maintain_order="right",
        )  # fmt: skip
        self.rows = rows.to_dicts()
        self.index = {one: at for at, one in enumerate(wanted)}
        self.limits, self.names = limits, names
        spans: dict[str, list[tuple[int, int]]] = {one: [] for one in opened}
        if side == "document":
            decided = kept.matches.filter("opened", pl.col("start").is_not_null())
            for one, start, end in decided.select(key, "start", "end").iter_rows():
                spans[one].append((start, end))
        for one, start, end in kept.passages.select(
            key, f"{side}_start", f"{side}_end"
        ).iter_rows():
            spans[one].append((start, end))
        order = [one for one in wanted if one in opened]
        lengths = [len(self.rows[self.index[one]]["text"] or "") for one in order]
        allowed = fair(lengths, limits.text, limits.text_in_all // 2)
        self.excerpts: dict[str, Excerpt] = {
            one: excerpt(self.rows[self.index[one]]["text"] or "", spans[one], most, limits.around)
            for one, most in zip(order, allowed, strict=True)
        }

    def place(self, one: str, at: int | None) -> int | None:
        """Move a place in the whole text to where it is on the page."""
        return None if at is None else self.excerpts[one].places.get(at)

    def length(self, one: str) -> int:
        """Characters of the whole text."""
        return max(1, len(self.rows[self.index[one]]["text"] or ""))

    def shown(self) -> dict[str, Any]:
        excerpts = [self.excerpts.get(row["document_id"]) for row in self.rows]
        times = pl.DataFrame(
            {name: [row[name] for row in self.rows] for name in _TIMES},
            schema=dict.fromkeys(_TIMES, pl.Datetime("us", "UTC")),
        ).select(pl.all().dt.epoch("ms"))
        methods = Strings(60)
        return {
            "id": [cut(shown(row["document_id"]), _WORDS)[0] for row in self.rows],
            "who": [self.names.index(who(row)) for row in self.rows],
            "outlet": [self.names.index(row["outlet"]) for row in self.rows],
            "author": [one_line(row["author"], _NAME) for row in self.rows],
            "title": [one_line(row["title"], 200) for row in self.rows],
            "begins": [one_line((row["text"] or "")[:400], 90) for row in self.rows],
            "url": ["".join(_links([row["url"] or ""], 1)) for row in self.rows],
            "links": [_links(row["urls"], self.limits.links) for row in self.rows],
            "language": [one_line(row["language"], 12) for row in self.rows],
            "repost_of": [one_line(row["repost_of"], _NAME) for row in self.rows],
            "time": times["published_at"].to_list(),
            "earliest": times["published_earliest"].to_list(),
            "latest": times["published_latest"].to_list(),
            "method": [methods.index(row["date_method"]) for row in self.rows],
            "methods": methods.shown(),
            "length": [len(row["text"] or "") for row in self.rows],
            "text": [one.text if one else None for one in excerpts],
            "gaps": [one.gaps if one else [] for one in excerpts],
        }


_TIMES = ("published_at", "published_earliest", "published_latest")


def who(row: Mapping[str, Any]) -> str:
    """Name who published a document: its account, else its outlet, else its author."""
    return row["account_id"] or row["outlet"] or row["author"] or ""


def _links(urls: Sequence[str] | None, most: int) -> list[str]:
    """Keep the links that are web addresses, of a length that a browser takes."""
    return [url for url in urls or [] if len(url) <= _LINK and web_address(url)][:most]


def _matches(kept: Kept, documents: _Texts, articles: _Texts, names: Strings) -> dict[str, Any]:
    rows = kept.matches
    passages: dict[str, list[list[Any]]] = {}
    for row in kept.passages.iter_rows(named=True):
        one, other = row["document_id"], row["article_id"]
        passages.setdefault(row["match"], []).append(
            [
                row["passage"],
                KINDS.index(row["kind"]),
                documents.place(one, row["document_start"]),
                documents.place(one, row["document_end"]),
                articles.place(other, row["article_start"]),
                articles.place(other, row["article_end"]),
                row["words"],
                round(row["similarity"], 3),
                *_thousandths(row, "document", documents.length(one)),
                *_thousandths(row, "article", articles.length(other)),
            ]
        )
    opened = rows["opened"].to_list()
    ids = rows["match"].to_list()

    def decided(column: str) -> list[int | None]:
        return [
            documents.place(one, at) if shown_too else None
            for one, at, shown_too in zip(rows["document_id"], rows[column], opened, strict=True)
        ]

    return {
        "id": ids,
        "kind": [KINDS.index(kind) for kind in rows["kind"]],
        "document": [documents.index[one] for one in rows["document_id"]],
        "article": [articles.index[one] for one in rows["article_id"]],
        "of": [names.index(name) for name in rows["outlet"]],
        "passages_in_all": rows["passages"].to_list(),
        "words": rows["words"].to_list(),
        "quoted": rows["quoted_words"].to_list(),
        "coverage": _rounded(rows["coverage"]),
        "article_coverage": _rounded(rows["article_coverage"]),
        "in_order": _rounded(rows["in_order"]),
        "similarity": _rounded(rows["similarity"]),
        "rarity": _rounded(rows["rarity"], 1),
        "direction": [DIRECTIONS.index(one) for one in rows["direction"]],
        "delay": rows["delay_s"].to_list(),
        "least": rows["least_delay_s"].to_list(),
        "most": rows["most_delay_s"].to_list(),
        "caveat": [one_line(caveat, _WORDS) for caveat in rows["caveat"]],
        "disclosure": [DISCLOSURES.index(one or "") for one in rows["disclosure"]],
        "means": [means or "" for means in rows["means"]],
        "place": [place or "" for place in rows["place"]],
        "decided": [one_line(words, _WORDS) for words in rows["words_right"]],
        "decided_start": decided("start"),
        "decided_end": decided("end"),
        "passages": [
            passages.get(match, []) if is_open else None
            for match, is_open in zip(ids, opened, strict=True)
        ],
        "passages_left_out": [kept.left_out.get(match, 0) for match in ids],
    }


def _thousandths(row: Mapping[str, Any], side: str, length: int) -> list[int]:
    """Say where a passage begins and ends, in thousandths of its whole text, for the small bar."""
    return [round(1000 * row[f"{side}_{edge}"] / length) for edge in ("start", "end")]


def _rounded(values: pl.Series, digits: int = 4) -> list[float | None]:
    return values.round(digits).to_list()


def _accounts(found: Found, limits: TraceLimits, names: Strings) -> dict[str, Any]:
    """Columns of the accounts with a match, findings first, as UNDISCLOSED has them."""
    rows = frame(found.undisclosed)
    whole = rows.filter(pl.col("outlet").is_null()).head(limits.accounts)
    by: dict[str, list[dict[str, Any]]] = {}
    some = rows.filter(pl.col("outlet").is_not_null()).join(
        whole.select("account_id"), on="account_id", how="semi", maintain_order="left"
    )
    for row in some.iter_rows(named=True):
        by.setdefault(row["account_id"], []).append(row)
    times = whole.select(pl.col("first_seen", "last_seen").dt.epoch("ms"))
    return {
        "name": [names.index(account) for account in whole["account_id"]],
        "finding": whole["finding"].fill_null("").to_list(),
        "posts": whole["posts"].to_list(),
        "matched": whole["matched"].to_list(),
        **{name: whole[name].to_list() for name in DISCLOSURES if name},
        "share": _rounded(whole["share"]),
        "low": _rounded(whole["share_low"]),
        "high": _rounded(whole["share_high"]),
        "of_posts_low": _rounded(whole["posts_share_low"]),
        "of_posts_high": _rounded(whole["posts_share_high"]),
        "first": times["first_seen"].to_list(),
        "last": times["last_seen"].to_list(),
        "by": [
            [
                [names.index(row["outlet"]), row["undisclosed"], row["matched"]]
                for row in by.get(account, [])[: limits.outlets]
            ]
            for account in whole["account_id"]
        ],
        "outlets": [len(by.get(account, [])) for account in whole["account_id"]],
        "cluster": [found.members.get(account, "") for account in whole["account_id"]],
    }


def _clusters(clusters: pl.DataFrame, limits: TraceLimits, names: Strings) -> dict[str, Any]:
    rows = clusters.filter(pl.col("undisclosed") > 0).head(limits.clusters)
    return {
        "id": rows["cluster"].to_list(),
        "label": [one_line(label, 200) for label in rows["label"]],
        "confirmed": rows["confirmed"].to_list(),
        "declared": rows["declared"].to_list(),
        "accounts": rows["accounts"].to_list(),
        "hiding": rows["hiding"].to_list(),
        "findings": rows["findings"].to_list(),
        "matched": rows["matched"].to_list(),
        "undisclosed": rows["undisclosed"].to_list(),
        "outlets": [
            [names.index(one) for one in many[: limits.outlets]] for many in rows["outlets"]
        ],
        "outlets_in_all": [len(many) for many in rows["outlets"]],
        "in_all": clusters.height,
    }
