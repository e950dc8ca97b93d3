"""Time, memory and recall of near-identical texts, beside comparing everything with everything.

    python benchmarks/near_text.py                       # a few minutes
    python benchmarks/near_text.py --sizes 100000 --no-write
    python benchmarks/near_text.py --peers FOLDER        # where datasketch is installed, if it is

The stream is made: a Markov chain over words whose frequencies fall like Zipf's, so that common
words and common pairs of words are as common as in speech; a fifth of the posts are short. One post
in twenty is an edited copy of another one. Each measurement is a process of its own; imports are
not counted and compiled code is ready before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from machine import machine

RESULTS = Path(__file__).parent / "NEAR_TEXT.md"
SIZES = [100_000, 1_000_000]
SEED = 1
SAMPLE = 5_000
COPIES = 20  # one post in so many is an edited copy
SHORT = 5  # one post in so many is short
VOCABULARY = 50_000
FOLLOWERS = 20
KINDS = [
    "case and punctuation",
    "RT, mention and link",
    "hashtags at the end",
    "emoji between words",
    "10 % of words replaced",
    "20 % cut off",
    "5 % deleted, 5 % inserted",
    "one letter in 30 mistyped",
]
# Those of an earlier measurement of such methods, to be held against it.
SIX = [kind for kind in KINDS if not kind.startswith(("emoji", "one"))]
Rng = np.random.Generator
Figures = dict[str, Any]


def vocabulary(rng: Rng) -> list[str]:
    """Make words, the frequent ones short."""
    onsets = np.array([*"bcdfghjklmnprstvwz", "st", "tr", "sh", "br", "pl"])
    rhymes = np.array(["a", "e", "i", "o", "u", "an", "er", "in", "on", "al", "est", "or", "ing"])
    known: dict[str, None] = {}
    while len(known) < VOCABULARY:
        size = 1 + int(rng.integers(0, 2 + len(known) * 3 // VOCABULARY))
        parts = [rng.choice(onsets) + rng.choice(rhymes) for _ in range(size)]
        known["".join(parts)] = None
    return list(known)


def stream(size: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make posts, and say which are edited copies: ``post_id, of, kind, short``."""
    rng = np.random.default_rng(seed)
    words = np.array(vocabulary(rng), dtype=object)
    frequency = np.cumsum(1 / (np.arange(VOCABULARY) + 2.7))

    def drawn(count: int) -> np.ndarray:
        return np.searchsorted(frequency, rng.random(count) * frequency[-1])

    follower = drawn(VOCABULARY * FOLLOWERS).reshape(VOCABULARY, FOLLOWERS)
    rank = np.cumsum(1 / np.arange(1, FOLLOWERS + 1))
    copies = size // COPIES
    own = size - copies
    lengths = rng.integers(14, 34, own)
    short = np.arange(own) % SHORT == 0
    lengths[short] = rng.integers(5, 9, int(short.sum()))
    said = np.empty((own, 34), np.int64)
    said[:, 0] = drawn(own)
    for place in range(1, 34):
        usual = follower[said[:, place - 1], np.searchsorted(rank, rng.random(own) * rank[-1])]
        said[:, place] = np.where(rng.random(own) < 0.6, usual, drawn(own))
    texts = [words[row[:n]].tolist() for row, n in zip(said, lengths, strict=True)]
    originals = rng.choice(own, copies, replace=False)
    made = [
        edited(texts[original], KINDS[n % len(KINDS)], words[drawn(8)], rng)
        for n, original in enumerate(originals)
    ]
    posts = pl.DataFrame(
        {
            "post_id": [f"p{n}" for n in range(size)],
            "account_id": [f"a{n}" for n in range(size)],
            "created_at": pl.Series(np.arange(size) * 1_000_000).cast(pl.Datetime("us", "UTC")),
            "text": [*(" ".join(text).capitalize() + "." for text in texts), *made],
        }
    )
    truth = pl.DataFrame(
        {
            "post_id": [f"p{n}" for n in range(own, size)],
            "of": [f"p{n}" for n in originals],
            "kind": [KINDS[n % len(KINDS)] for n in range(copies)],
            "short": short[originals],
        }
    )
    return posts.sample(fraction=1, shuffle=True, seed=seed), truth


def edited(words: list[str], kind: str, others: np.ndarray, rng: Rng) -> str:
    """Edit a text. What is given as a share of words is at least one word."""
    words = list(words)
    some = max(1, round(len(words) * (0.1 if kind.startswith("10") else 0.05)))
    if kind == "case and punctuation":
        return ", ".join(" ".join(words).upper().split("  ")).replace(" A", " - A") + "!!"
    if kind == "RT, mention and link":
        return f"RT @someone: {' '.join(words)} https://site.example/{rng.integers(1 << 30)}"
    if kind == "hashtags at the end":
        return " ".join(words) + "".join(f" #{other}" for other in others[:3])
    if kind == "emoji between words":
        for place in rng.integers(0, len(words), 4):
            words.insert(place, "🔥" * int(rng.integers(1, 4)))
        return " ".join(words)
    if kind == "10 % of words replaced":
        for n, place in enumerate(rng.choice(len(words), some, replace=False)):
            words[place] = others[n]
        return " ".join(words)
    if kind == "20 % cut off":
        return " ".join(words[: len(words) - max(1, round(len(words) * 0.2))])
    if kind == "5 % deleted, 5 % inserted":
        for n in range(some):
            del words[rng.integers(0, len(words))]
            words.insert(rng.integers(0, len(words) + 1), others[n])
        return " ".join(words)
    letters = list(" ".join(words))
    for place in rng.integers(0, len(letters), max(1, len(letters) // 30)):
        letters[place] = "x"
    return "".join(letters)


def near_text(folder: Path, similarity: float, bands: int | None = None) -> Figures:
    """Find shares of `near_text`, hold them against the copies that were planted."""
    from evenhand.detection import Options, minhash, shares

    minhash.BANDS = bands or minhash.BANDS
    posts = pl.read_parquet(folder / "posts.parquet")
    truth = pl.read_parquet(folder / "truth.parquet")
    options = Options(near_text_similarity=similarity)
    shares(posts.head(1_000), ["near_text"], options)
    before = peak()
    began, worked = time.perf_counter(), time.process_time()
    table = shares(posts, ["near_text"], options, lonely=True)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    memory = peak()
    found = pl.DataFrame(pl.from_arrow(table)).select(
        "post", object=pl.col("object").cast(pl.String)
    )
    pairs = (
        truth.join(found, left_on="post_id", right_on="post", how="left")
        .join(found, left_on="of", right_on="post", how="left", suffix="_of")
        .with_columns(found=(pl.col("object") == pl.col("object_of")).fill_null(False))
    )
    # A post belongs to what it was copied from, or to itself; a group of two origins is false.
    origins = found.join(truth, left_on="post", right_on="post_id", how="left").select(
        "object", origin=pl.coalesce("of", "post")
    )
    apart = origins.group_by("object").agg(pl.col("origin").n_unique())["origin"]
    return {
        "seconds": seconds,
        "cpu": cpu,
        "memory_mb": memory,
        "before_mb": before,
        "posts": posts.height,
        "planted": truth.height,
        "recall": pairs["found"].mean(),
        "recall_six": pairs.filter(~pl.col("short") & pl.col("kind").is_in(SIX))["found"].mean(),
        "false": int((apart - 1).sum()),
        "kinds": {
            f"{kind}|{str(short).lower()}": value
            for kind, short, value in pairs.group_by("kind", "short")
            .agg(pl.col("found").mean())
            .iter_rows()
        },
    }


def twelve_bands(folder: Path, similarity: float) -> Figures:
    """Do the same with 12 bands."""
    return near_text(folder, similarity, 12)


def text(folder: Path, _: float) -> Figures:
    """Find shares of `text`: the floor, since every text is normalised there too."""
    from evenhand.detection import shares

    posts = pl.read_parquet(folder / "posts.parquet")
    shares(posts.head(1_000), ["text"])
    before = peak()
    began, worked = time.perf_counter(), time.process_time()
    shares(posts, ["text"], lonely=True)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - worked,
        "memory_mb": peak(),
        "before_mb": before,
    }


def rapidfuzz_all(folder: Path, similarity: float) -> Figures:
    """Compare every two of a sample of normalised texts with rapidfuzz."""
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    from evenhand.engines import local
    from evenhand.records import texts

    posts = pl.read_parquet(folder / "posts.parquet").head(SAMPLE)
    held = posts.select(texts.normalised(pl.col("text")))["text"].to_list()
    began, worked = time.perf_counter(), time.process_time()
    pairs = 0
    for start in range(0, len(held), 1_000):
        scores = process.cdist(
            held[start : start + 1_000],
            held,
            scorer=Indel.normalized_similarity,
            score_cutoff=similarity,
            workers=local.threads(),
        )
        pairs += int((scores >= similarity).sum())
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - worked,
        "memory_mb": peak(),
        "posts": len(held),
        "pairs": (pairs - len(held)) // 2,
    }


def datasketch(folder: Path, _: float) -> Figures:
    """Propose pairs with datasketch's MinHashLSH, 12 bands of 4, of the same words and shingles."""
    from datasketch import MinHash, MinHashLSH

    from evenhand.detection.signals.near_text import words_of
    from evenhand.records import texts

    posts = pl.read_parquet(folder / "posts.parquet")
    truth = pl.read_parquet(folder / "truth.parquet")
    began, worked = time.perf_counter(), time.process_time()
    held = posts.select("post_id", words_of(texts.normalised(pl.col("text"))).str.split(" "))
    index = MinHashLSH(num_perm=48, params=(12, 4))
    hashes = {}
    for post, words in held.iter_rows():
        own = MinHash(num_perm=48, seed=SEED)
        own.update_batch([" ".join(pair).encode() for pair in pairwise(words)])
        hashes[post] = own
        index.insert(post, own, check_duplication=False)
    candidates = {post: set(index.query(own)) for post, own in hashes.items()}
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    hits = truth.with_columns(
        hit=pl.Series([of in candidates[post] for post, of in truth.select("post_id", "of").rows()])
    )
    return {
        "seconds": seconds,
        "cpu": cpu,
        "memory_mb": peak(),
        "recall": hits["hit"].mean(),
        "recall_six": hits.filter(~pl.col("short") & pl.col("kind").is_in(SIX))["hit"].mean(),
        "pairs": (sum(map(len, candidates.values())) - len(candidates)) // 2,
    }


VARIANTS = {
    "near_text": near_text,
    "twelve_bands": twelve_bands,
    "text": text,
    "rapidfuzz": rapidfuzz_all,
    "datasketch": datasketch,
}


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(variant: str, folder: Path, similarity: float, peers: str | None) -> Figures:
    """Run one variant in a process of its own."""
    command = [sys.executable, __file__, "--one", variant, str(folder), str(similarity)]
    environment = os.environ | ({"PYTHONPATH": peers} if peers else {})
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"{variant} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    print(variant, similarity, figures, flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--similarity", type=float, nargs="+", default=[0.8, 0.7])
    parser.add_argument("--peers", help="folder in which datasketch is installed")
    parser.add_argument("--no-write", action="store_true", help="print only")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        variant, folder, similarity = asked.one
        print(json.dumps(VARIANTS[variant](Path(folder), float(similarity))))
        return
    runs = []
    with tempfile.TemporaryDirectory() as held:
        for size in asked.sizes:
            folder = Path(held) / str(size)
            folder.mkdir()
            posts, truth = stream(size, SEED)
            posts.write_parquet(folder / "posts.parquet")
            truth.write_parquet(folder / "truth.parquet")
            del posts, truth
            variants = [("near_text", each) for each in asked.similarity] + [
                ("twelve_bands", 0.8),
                ("text", 0.8),
            ]
            if size == min(asked.sizes):
                variants += [("rapidfuzz", 0.8)]
                variants += [("datasketch", 0.8)] if asked.peers else []
            for variant, similarity in variants:
                figures = measured(variant, folder, similarity, asked.peers)
                runs.append((size, variant, similarity, figures))
    page = written(runs, asked.peers)
    print(page)
    if not asked.no_write:
        RESULTS.write_text(page, encoding="utf-8")


def written(runs: list[tuple[int, str, float, Figures]], peers: str | None) -> str:
    """Write the page of results."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numba", "rapidfuzz", "polars"))
    lines = [
        "# Near-identical texts: what was measured",
        "",
        "Written by `benchmarks/near_text.py`, whose beginning says how the posts are made.",
        "",
        f"- {datetime.now(UTC):%Y-%m-%d}, {machine()}, load when finished {os.getloadavg()[0]:.1f}",
        f"- {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"{versions}",
        "- seconds are by the clock, with whatever else the machine did; of CPU, on both cores",
        "- memory is the peak of the process, with the posts and all that is imported; what it was "
        "before the clock started stands in brackets",
        "",
        "| posts | what | seconds | of CPU | peak MB | copies found | of six kinds, 14 to 33 words "
        "| false merges |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size, variant, similarity, got in runs:
        name = {
            "near_text": f"`near_text`, similarity {similarity}",
            "twelve_bands": f"the same with 12 bands, similarity {similarity}",
            "text": "`text` (exact)",
            "rapidfuzz": f"rapidfuzz, all pairs of {SAMPLE:,} posts",
            "datasketch": "datasketch 12 × 4, candidates only",
        }[variant]
        recall = f"{got['recall']:.4f}" if "recall" in got else ""
        six = f"{got['recall_six']:.4f}" if "recall_six" in got else ""
        before = f" ({got['before_mb']:,.0f})" if "before_mb" in got else ""
        lines.append(
            f"| {size:,} | {name} | {got['seconds']:.1f} | {got['cpu']:.1f} "
            f"| {got['memory_mb']:,.0f}{before} | {recall} | {six} | {got.get('false', '')} |"
        )
    lines += [
        "",
        f"The six kinds: {'; '.join(SIX)}.",
        "A false merge is a post too many in a group: one that is no copy of the others' origin.",
    ]
    for size, variant, _, got in runs:
        if variant == "rapidfuzz":
            times = (size / got["posts"]) ** 2
            lines.append(
                f"Comparing all pairs grows with the square: {got['seconds'] * times:,.0f} s "
                f"for {size:,} posts by that measure."
            )
        if variant == "datasketch":
            lines.append(f"datasketch proposed {got['pairs']:,} pairs, still to be verified.")
    if not peers:
        lines.append("datasketch was not measured (`--peers`).")
    shown = [run for run in runs if run[1] == "near_text"]
    heads = [f"{size:,} at {similarity}" for size, _, similarity, _ in shown]
    for short, title in ((False, "14 to 33 words"), (True, "5 to 8 words")):
        lines += [
            "",
            f"Found of the planted copies, originals of {title}:",
            "",
            f"| edit | {' | '.join(heads)} |",
            f"|---|{'---|' * len(heads)}",
        ]
        for kind in KINDS:
            cells = [f"{got['kinds'][f'{kind}|{str(short).lower()}']:.4f}" for *_, got in shown]
            lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
