"""A trace made by hand, with everything that strangers may do to its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records import document_table
from evenhand.records.schemas import COORDINATED, DISCLOSURES, MATCHES, PASSAGES, REJECTED
from evenhand.reports.trace import Found, seen
from evenhand.tracing.undisclosed import Threshold, undisclosed

HOSTILE = "</script><script>window.pwned = 1</script><img src=x onerror='window.pwned=1'>"
OVERRIDE, JOINER, HIDDEN, EMOJI = "\u202e", "\u200d", "\u200b", "\U0001f525"
TAKEN = "the council will mend the north bridge before the first frost of the winter"
EDITED = "the council shall mend the north bridge before the first frost of that winter"
QUOTED = "nobody asked us whether the bridge could wait another year"
FRENCH = "Le conseil réparera le pont."
ENGLISH = "The council will repair the bridge."
HEBREW = "\u05de\u05d5\u05e2\u05e6\u05ea \u05d4\u05e2\u05d9\u05e8"


def found(extra: int = 0, *, run: str | None = "runs/one") -> Found:
    """Make a trace of five posts; ``extra`` more of a busy account, each with a match."""
    posts, articles, rows, passages, decided = _texts(extra), _articles(), [], [], []
    texts = {row["document_id"]: row["text"] for row in [*posts, *articles]}

    def match(
        post: str, article: str, kind: str, pairs: list[tuple[str, str]], **known: Any
    ) -> None:
        name = f"m{len(rows) + 1}"
        words = sum(len(mine.split()) for mine, _ in pairs)
        quotation = kind == "quotation"
        rows.append(
            {"match": name, "document_id": post, "article_id": article, "kind": kind,
             "passages": len(pairs), "words": 0 if quotation else words,
             "quoted_words": words if quotation else 0, "coverage": 0.5, "article_coverage": 0.25,
             "in_order": 1.0, "similarity": 0.9, "rarity": None if kind == "translated" else 88.25,
             "direction": "article", "delay_s": 7200.0, "least_delay_s": 3600.0,
             "most_delay_s": 10800.0, "caveat": None}
            | {key: value for key, value in known.items() if key in MATCHES.names}
        )  # fmt: skip
        for number, (mine, theirs) in enumerate(pairs, 1):
            here, there = texts[post].index(mine), texts[article].index(theirs)
            passages.append(
                {"match": name, "passage": number, "document_id": post, "article_id": article,
                 "kind": kind, "document_start": here, "document_end": here + len(mine),
                 "article_start": there, "article_end": there + len(theirs),
                 "words": len(mine.split()), "similarity": 0.9, "rarity": 88.25, "method": "made"}
            )  # fmt: skip
        if not quotation:
            account = next(row["account_id"] for row in posts if row["document_id"] == post)
            decided.append(
                {"match": name, "document_id": post, "article_id": article, "account_id": account,
                 "outlet": "Example Wire", "disclosure": "undisclosed"}
                | {key: value for key, value in known.items() if key in DISCLOSURES.names}
            )  # fmt: skip

    match("p1", "a1", "verbatim", [(TAKEN, TAKEN)])
    match("p2", "a1", "edited", [(EDITED, TAKEN)])
    start = texts["p3"].index("Example Wire")
    match("p3", "a1", "translated", [(FRENCH, ENGLISH)], disclosure="disclosed", means="credit",
          place="text", words="Source : Example Wire", start=start, end=start + 12,
          direction="unknown", caveat="One sentence alone.")  # fmt: skip
    rows[-1]["words"] = 5
    match("p4", "a2", "quotation", [(QUOTED, QUOTED)])
    for number in range(extra):
        match(f"x{number}", "a1", "verbatim", [(TAKEN, TAKEN)])
    matches = pa.Table.from_pylist(rows, MATCHES)
    decisions = pa.Table.from_pylist(decided, DISCLOSURES)
    read = document_table(posts)
    corpus = document_table(articles)
    accounts = undisclosed(decisions, read, Threshold(2, 0.3))
    outlets = pl.DataFrame(
        {"outlet": ["Example Wire", "North Post"], "documents": [90, 6],
         "first": [datetime(2024, 2, 1, tzinfo=UTC)] * 2,
         "last": [datetime(2024, 3, 9, tzinfo=UTC)] * 2,
         "undated": [1, 0], "languages": [["en"], ["en", "fr"]]}
    )  # fmt: skip
    summary = seen(
        read, outlets, files=[f"{HOSTILE}.csv"], rejected=1, notes=("A note.",),
        translations=True, threshold_posts=2, threshold_share=0.3,
    )  # fmt: skip
    rejected = pa.Table.from_pylist(
        [{"file": "posts.csv", "row": 7, "column": "text", "value": HOSTILE, "reason": "no text"}],
        REJECTED,
    )
    clusters = [
        {"cluster": "c1", "label": f"links to {HOSTILE}", "confirmed": True, "declared": None,
         "accounts": 3, "hiding": 1, "findings": ["u1"], "matched": 2, "undisclosed": 2,
         "outlets": ["Example Wire"]},
        {"cluster": "c2", "label": "other", "confirmed": False, "declared": None, "accounts": 4,
         "hiding": 0, "findings": [], "matched": 0, "undisclosed": 0, "outlets": []},
    ]  # fmt: skip
    kept = pl.DataFrame(read).filter(
        pl.col("document_id").is_in(matches["document_id"].to_pylist())
    )
    return Found(
        summary, matches, pa.Table.from_pylist(passages, PASSAGES), decisions, accounts,
        kept.to_arrow(compat_level=pl.CompatLevel.oldest()), corpus, rejected,
        pa.Table.from_pylist(clusters if run else [], COORDINATED), {"mirror": "c1"} if run else {},
        run, ("The run looked at other files.",) if run else (),
    )  # fmt: skip


def nothing() -> Found:
    """Make a trace of reports, not posts, with nothing in common and nothing known of anything."""
    whole = found(run=None)
    empty = {
        name: getattr(whole, name)[:0]
        for name in ("matches", "passages", "disclosures", "undisclosed", "documents", "articles",
                     "rejected")
    }  # fmt: skip
    outlets = pl.DataFrame(
        {"outlet": [None], "documents": [0], "first": [None], "last": [None], "undated": [0],
         "languages": [[]]},
        schema_overrides={"outlet": pl.String, "languages": pl.List(pl.String)},
    )  # fmt: skip
    summary = seen(document_table([{"text": "a few words"}]), outlets, files=(), rejected=0)
    return replace(whole, seen=summary, **empty)


def _texts(extra: int) -> list[dict[str, Any]]:
    def post(name: str, account: str, text: str, **known: Any) -> dict[str, Any]:
        return {"document_id": name, "account_id": account, "text": text, "language": "en",
                "published": "2024-03-01T10:00:00Z"} | known  # fmt: skip

    return [
        post("p1", "mirror", f"{EMOJI}{HIDDEN}{OVERRIDE}{HOSTILE}\r\n{TAKEN}. {HEBREW}",
             url="javascript:alert(1)", urls=["javascript:alert(2)", "https://links.example/1"]),
        post("p2", "mirror", f"{EDITED}! {EMOJI}"),
        post("p3", HOSTILE, f"{FRENCH} Source : Example Wire.", language="fr"),
        post("p4", "quoter", f"She said: “{QUOTED}”"),
        post("p5", "other", "my own words and nothing else"),
        *(post(f"x{one}", f"busy_{one % 40}", f"{one} {TAKEN}") for one in range(extra)),
    ]  # fmt: skip


def _articles() -> list[dict[str, Any]]:
    known = {"language": "en", "published": "2024-03-01T08:00:00Z"}
    long = f"Long before. {'padding words here ' * 3000}"
    return [
        {"document_id": "a1", "outlet": "Example Wire", "title": f"Bridge {HOSTILE}",
         "url": "https://example-wire.example/1", **known,
         "text": f"{long}{EMOJI} {TAKEN}. {ENGLISH} {'more of it ' * 2000}"},
        {"document_id": "a2", "outlet": "North Post", "text": f"He wrote: “{QUOTED}”.", **known},
    ]  # fmt: skip


def provenance() -> dict[str, object]:
    """Make a manifest."""
    return {
        "version": "0.0",
        "command": f"evenhand trace posts.csv --against CORPUS {HOSTILE}",
        "parameters": {"min_words": 8},
        "corpus": {"documents": 96, "folder": "CORPUS"},
        "inputs": [{"file": "posts.csv", "sha256": "ab" * 32, "rows": 6}],
        "outputs": [{"file": "matches.parquet", "sha256": "cd" * 32}],
        "libraries": {"numpy": "2"},
    }
