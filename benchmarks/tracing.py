"""Time, memory, recall and precision of finding passages of articles in other texts.

    python benchmarks/tracing.py                 # some minutes; writes benchmarks/TRACING.md
    python benchmarks/tracing.py --articles 10000 --no-write

The articles are made: a Markov chain over words whose frequencies fall like Zipf's (as in
near_text.py), of about 412 words, by 50 outlets, each of which ends all of its articles with a line
of its own. A document is 300 words of the same chain, with one passage of an article in it and the
line of some outlet at its end. Posts of real channels are used where ../shared/data has them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from machine import machine
from near_text import FOLLOWERS, VOCABULARY, vocabulary

RESULTS = Path(__file__).parent / "TRACING.md"
CHANNELS = Path(__file__).parents[2] / "shared" / "data" / "telegram_ru_news" / "posts.jsonl.gz"
SEED = 1
WORDS = 412
DOCUMENT = 300
OUTLETS = 50
LENGTHS = (8, 10, 12, 15, 20, 25, 30, 50)
EDITS = ("verbatim", "one word changed", "one word in ten changed")
EACH = 500
AT_ONCE = 10_000
Figures = dict[str, Any]


class Chain:
    """Texts of made words."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.words = np.array(vocabulary(self.rng), dtype=object)
        self.frequency = np.cumsum(1 / (np.arange(VOCABULARY) + 2.7))
        self.rank = np.cumsum(1 / np.arange(1, FOLLOWERS + 1))
        self.follower = self.drawn(VOCABULARY * FOLLOWERS).reshape(VOCABULARY, FOLLOWERS)

    def drawn(self, count: int) -> np.ndarray:
        """Draw words by their frequency."""
        return np.searchsorted(self.frequency, self.rng.random(count) * self.frequency[-1])

    def said(self, count: int, length: int) -> np.ndarray:
        """Draw texts (count, length)."""
        out = np.empty((count, length), np.int64)
        out[:, 0] = self.drawn(count)
        for place in range(1, length):
            rank = np.searchsorted(self.rank, self.rng.random(count) * self.rank[-1])
            usual = self.follower[out[:, place - 1], rank]
            out[:, place] = np.where(self.rng.random(count) < 0.6, usual, self.drawn(count))
        return out


def make(folder: Path, articles: int) -> None:
    """Write articles and documents with passages of them, and say which."""
    chain = Chain(SEED)
    rng = chain.rng
    lines = [" ".join(chain.words[row]) for row in chain.said(OUTLETS, 14)]
    kept: dict[int, np.ndarray] = {}
    wanted = len(LENGTHS) * len(EDITS) * EACH
    origin = rng.choice(articles, wanted, replace=wanted > articles)
    needed = set(origin.tolist())
    for start in range(0, articles, AT_ONCE):
        size = min(AT_ONCE, articles - start)
        said = chain.said(size, WORDS)
        texts = []
        for at, row in enumerate(said):
            if start + at in needed:
                kept[start + at] = row
            words = chain.words[row]
            sentences = [" ".join(words[a : a + 20]).capitalize() for a in range(0, WORDS, 20)]
            texts.append(". ".join(sentences) + ".\n" + lines[(start + at) % OUTLETS])
        numbers = np.arange(start, start + size)
        pl.DataFrame(
            {
                "document_id": [f"a{n}" for n in numbers],
                "outlet": [f"outlet {n % OUTLETS}" for n in numbers],
                "language": ["en"] * size,
                "published": [f"2020-01-01T{n % 24:02}:{n % 60:02}:00Z" for n in numbers],
                "text": texts,
            }
        ).write_parquet(folder / f"articles-{start:09}.parquet")
    own = chain.said(wanted, DOCUMENT)
    rows = []
    for number in range(wanted):
        kind = EDITS[number % len(EDITS)]
        length = LENGTHS[number // len(EDITS) % len(LENGTHS)]
        at = int(rng.integers(0, WORDS - length + 1))
        passage = chain.words[kept[origin[number]][at : at + length]].copy()
        changed = {"verbatim": 0, "one word changed": 1}.get(kind, max(1, length // 10))
        # The first and the last word would only make the passage shorter.
        places = rng.choice(np.arange(1, length - 1), changed, replace=False)
        passage[places] = chain.words[chain.drawn(changed)]
        split = int(rng.integers(0, DOCUMENT + 1))
        words = [*chain.words[own[number, :split]], *passage, *chain.words[own[number, split:]]]
        before = len(" ".join(words[:split])) + (1 if split else 0)
        rows.append(
            {
                "document_id": f"d{number}",
                "outlet": "page",
                "language": "en",
                "text": " ".join(words) + ". " + lines[int(rng.integers(0, OUTLETS))],
                "of": f"a{origin[number]}",
                "kind": kind,
                "words": length,
                "start": before,
                "end": before + len(" ".join(passage)),
            }
        )
    frame = pl.DataFrame(rows)
    frame.select("document_id", "outlet", "language", "text").write_parquet(
        folder / "documents.parquet"
    )
    frame.drop("text", "outlet", "language").write_parquet(folder / "truth.parquet")


def add(folder: Path) -> Figures:
    """Measure the adding of all articles to a corpus."""
    from tests.tracing.articles import articles

    from evenhand.engines.local import threads
    from evenhand.tracing import corpus
    from evenhand.tracing.corpus import corpus_of
    from evenhand.tracing.shards import indexed

    corpus_of(articles(3))  # compiled code is ready before the clock starts
    before = _peak_mb()
    clock = _Clock()
    added = corpus.add(folder / "corpus", sorted(folder.glob("articles-*.parquet")))
    took = clock.read()
    found = corpus.open_corpus(folder / "corpus")
    clock = _Clock()
    for shard in found.shards:
        indexed(shard.column("text")["text"], threads())
    index = clock.read()
    files = [path for path in (folder / "corpus").rglob("*") if path.is_file()]
    texts = sum(path.stat().st_size for path in files if path.name == "documents.parquet")
    in_all = sum(path.stat().st_size for path in files)
    return {
        "articles": added.documents, "words": found.words, "add": took, "index": index,
        "index_mb": (in_all - texts) / 2**20, "texts_mb": texts / 2**20,
        "peak_mb": _peak_mb(), "before_mb": before, "shards": len(found.shards),
    }  # fmt: skip


def find(folder: Path) -> Figures:
    """Measure the finding of passages, and hold them against the planted ones."""
    from tests.tracing.articles import articles

    from evenhand.records import read_documents
    from evenhand.tracing.corpus import corpus_of, open_corpus
    from evenhand.tracing.matches import matches
    from evenhand.tracing.passages import passages

    documents = pl.DataFrame(read_documents(folder / "documents.parquet").documents)
    truth = pl.read_parquet(folder / "truth.parquet")
    few = articles(3)
    matches(passages(few, corpus_of(few)), few)
    before = _peak_mb()
    corpus = open_corpus(folder / "corpus")
    clock = _Clock()
    passages(documents.head(1_000), corpus)
    cold = clock.read()
    clock = _Clock()
    thousand = documents.head(1_000)
    matches(passages(thousand, corpus), thousand)
    warm = clock.read()
    found = passages(documents, corpus)
    tables = matches(found, documents)
    peak = _peak_mb()
    within = pl.DataFrame(tables[1]).join(truth, on="document_id")
    shared = pl.min_horizontal("document_end", "end") - pl.max_horizontal("document_start", "start")
    within = within.with_columns(
        shared=shared.clip(lower_bound=0) * (pl.col("article_id") == pl.col("of"))
    )
    pairs = within.group_by("document_id", "match", maintain_order=True).agg(
        right=2 * pl.col("shared").sum() > pl.col("end").first() - pl.col("start").first(),
        rarity=pl.col("rarity").sum(),
    )
    hit = pairs.filter("right")["document_id"].unique()
    truth = truth.with_columns(found=pl.col("document_id").is_in(hit.implode()))
    recall = truth.group_by("words", "kind").agg(pl.col("found").mean()).sort("words")
    first = pairs.sort("rarity", descending=True).group_by("document_id").first()
    return {
        "recall": recall.to_dicts(),
        "cold": cold, "warm": warm, "peak_mb": peak, "before_mb": before,
        "matches": pairs.height, "right": int(pairs["right"].sum()),
        "first": first.height, "first_right": int(first["right"].sum()),
        "boilerplate": found.boilerplate,
    }  # fmt: skip


def channels(folder: Path) -> Figures | None:
    """Find what channels took from each other, and hold it against all pairs by Jaccard."""
    if not CHANNELS.exists():
        return None
    from evenhand.records import read_documents
    from evenhand.tracing.corpus import corpus_of
    from evenhand.tracing.matches import matches
    from evenhand.tracing.passages import PassageSettings, passages

    documents = pl.DataFrame(read_documents(CHANNELS).documents)
    outlet = dict(documents.select("document_id", "outlet").iter_rows())
    truth = near_pairs(documents)
    every = corpus_of(documents)
    clock = _Clock()
    found = passages(documents, every, PassageSettings(max_articles=500))
    took = clock.read()
    pairs = {
        tuple(sorted(pair))
        for pair in found.passages.select("document_id", "article_id").unique().iter_rows()
        if outlet[pair[0]] != outlet[pair[1]]
    }
    agency = documents.filter(pl.col("outlet").str.contains("РИА Новости"))
    others = documents.filter(~pl.col("document_id").is_in(agency["document_id"].implode()))
    traced = passages(others, corpus_of(agency))
    rows = pl.DataFrame(matches(traced, others)[0])
    ids = set(agency["document_id"])
    near = {pair for pair in truth if len(ids & set(pair)) == 1}
    of_agency = {tuple(sorted(p)) for p in rows.select("document_id", "article_id").iter_rows()}
    return {
        "posts": documents.height, "channels": documents["outlet"].n_unique(),
        "near": len(truth), "near_found": len(pairs & set(truth)),
        "long": sum(size >= 8 for size in truth.values()),
        "long_found": sum(truth[pair] >= 8 for pair in pairs & set(truth)),
        "pairs": len(pairs), "seconds": took,
        "agency": agency.height, "agency_near": len(near),
        "agency_found": len(near & of_agency),
        "agency_matches": rows.height,
        "agency_documents": rows["document_id"].n_unique(),
        "agency_half": int((rows["coverage"] >= 0.5).sum()),
        "agency_after": int((rows["direction"] == "article").sum()),
        "agency_before": int((rows["direction"] == "document").sum()),
        "agency_quotations": int((rows["kind"] == "quotation").sum()),
    }  # fmt: skip


def near_pairs(documents: pl.DataFrame, least: float = 0.5) -> dict[tuple[str, str], int]:
    """List pairs of two outlets whose sets of four words have a Jaccard index of at least so much.

    Exact: by the rarest members of each set (prefix filtering). Returns the words of the shorter.
    """
    sets: dict[str, set[tuple[str, ...]]] = {}
    sizes: dict[str, int] = {}
    outlet = {}
    times: dict[tuple[str, ...], int] = defaultdict(int)
    for id_, of, text in documents.select("document_id", "outlet", "text").iter_rows():
        words = re.findall(r"\w+", re.sub(r"\S*://[^\s)]+", " ", text.lower()))
        grams = {tuple(words[n : n + 4]) for n in range(len(words) - 3)}
        if grams:
            sets[id_], sizes[id_], outlet[id_] = grams, len(words), of
        for gram in grams:
            times[gram] += 1
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    found: dict[tuple[str, str], int] = {}
    for id_, grams in sets.items():
        ordered = sorted(grams, key=lambda gram: (times[gram], gram))
        prefix = ordered[: len(ordered) - int(np.ceil(least * len(ordered))) + 1]
        for other in {one for gram in prefix for one in holders[gram]}:
            both = len(grams & sets[other])
            if outlet[other] != outlet[id_] and both >= least * len(grams | sets[other]):
                found[tuple(sorted((id_, other)))] = min(sizes[id_], sizes[other])
        for gram in prefix:
            holders[gram].append(id_)
    return found


class _Clock:
    """Seconds by the clock and of the processor."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> list[float]:
        return [time.perf_counter() - self._wall, time.process_time() - self._cpu]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STAGES = {"add": add, "find": find, "channels": channels}


def measured(stage: str, folder: Path) -> Figures | None:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, "--folder", str(folder)]
    environment = os.environ | {"PYTHONPATH": f"{Path(__file__).parents[1]}:{_path()}"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def _path() -> str:
    return os.environ.get("PYTHONPATH", "")


def report(figures: dict[str, Any], articles: int) -> str:
    """Write the page."""
    added, found, real = figures["add"], figures["find"], figures["channels"]
    by = {(row["words"], row["kind"]): row["found"] for row in found["recall"]}
    lines = [
        "# Tracing: what was measured",
        "",
        "Written by `benchmarks/tracing.py`, whose beginning says how the texts are made.",
        "",
        f"- {datetime.now(UTC):%Y-%m-%d}, {machine()}, load when finished {os.getloadavg()[0]:.1f}",
        f"- {platform.system()} {platform.release()}, Python {platform.python_version()}, numba "
        f"{version('numba')}, polars {version('polars')}",
        "- seconds are by the clock, with whatever else the machine did; of CPU in brackets; both "
        "on two threads, with compiled code ready",
        "",
        f"## Passages of 8 to 50 words in {articles:,} articles",
        "",
        "| what | |",
        "|---|---|",
        f"| articles, words | {added['articles']:,}, {added['words']:,} |",
        f"| `corpus add`: reading, hashing, index, writing | {_seconds(added['add'])} |",
        f"| of it the index alone | {_seconds(added['index'])} |",
        f"| size of the index, of the texts beside it (Parquet) | {added['index_mb']:,.0f} MB, "
        f"{added['texts_mb']:,.0f} MB |",
        f"| peak memory of adding (before it began) | {added['peak_mb']:,.0f} MB "
        f"({added['before_mb']:,.0f}) |",
        f"| 1,000 documents of about 330 words, first time | {_seconds(found['cold'])} |",
        f"| the same again, with the tables of matches | {_seconds(found['warm'])} |",
        f"| peak memory of finding (before it began) | {found['peak_mb']:,.0f} MB "
        f"({found['before_mb']:,.0f}) |",
        "",
        f"Share of planted passages found, of {EACH:,} each: passages of the right article that "
        "hold more than half of the planted one.",
        "",
        "| words | " + " | ".join(EDITS) + " |",
        "|---|" + "---|" * len(EDITS),
    ]
    for length in LENGTHS:
        shares = " | ".join(f"{by[length, kind]:.3f}" for kind in EDITS)
        lines.append(f"| {length} | {shares} |")
    lines += [
        "",
        f"Matches in all: {found['matches']:,}, of them with the planted passage "
        f"{found['right']:,} ({found['right'] / found['matches']:.1%}). The rest are words that "
        "the chain put together twice by chance. Documents whose rarest match is the "
        "planted one: "
        f"{found['first_right']:,} of {found['first']:,} "
        f"({found['first_right'] / found['first']:.1%}). Fingerprints that were boilerplate, and "
        f"no seeds: {found['boilerplate']:,}.",
    ]
    if real is not None:
        lines += [
            "",
            "## Real posts: 24 Russian-language channels",
            "",
            f"NKTKLN/telegram-news-classifier (CC BY 4.0): {real['posts']:,} posts of "
            f"{real['channels']} channels. The truth is every pair of posts of two channels whose "
            "sets of four words (links left out) have a Jaccard index of at least .5, by comparing "
            "all of them.",
            "",
            "| what | |",
            "|---|---|",
            f"| near-duplicate pairs | {real['near']:,} |",
            f"| of them found, all channels against all | {real['near_found']:,} "
            f"({real['near_found'] / real['near']:.3f}) |",
            f"| those of at least 8 words, found | {real['long']:,}, {real['long_found']:,} "
            f"({real['long_found'] / real['long']:.3f}) |",
            f"| pairs of posts of two channels with a passage in common | {real['pairs']:,} |",
            f"| seconds | {_seconds(real['seconds'])} |",
            "",
            f"One agency's {real['agency']:,} posts as corpus, the other channels' "
            f"{real['posts'] - real['agency']:,} as documents:",
            "",
            "| what | |",
            "|---|---|",
            f"| near-duplicate pairs with a post of the agency | {real['agency_near']:,} |",
            f"| of them found | {real['agency_found']:,} |",
            f"| posts of others with a passage of the agency's | {real['agency_documents']:,} |",
            f"| matches | {real['agency_matches']:,} |",
            f"| of them half of the post or more | {real['agency_half']:,} |",
            f"| only a quotation in common | {real['agency_quotations']:,} |",
            f"| the agency's post is earlier, later | {real['agency_after']:,}, "
            f"{real['agency_before']:,} |",
        ]
    return "\n".join(lines) + "\n"


def _seconds(took: list[float]) -> str:
    return f"{took[0]:.1f} s ({took[1]:.1f})"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--no-write", action="store_true", help="print the page, write nothing")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        print(json.dumps(STAGES[asked.stage](asked.folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, asked.articles)
        page = report({stage: measured(stage, folder) for stage in STAGES}, asked.articles)
    if asked.no_write:
        print(page)
    else:
        RESULTS.write_text(page, encoding="utf-8")
        print(f"{RESULTS.name} written")


if __name__ == "__main__":
    main()
