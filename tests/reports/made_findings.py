"""Findings made up for the tests of the report: fictional accounts in several scripts.

The edges and evidence are counted from the made posts in the plainest way, so that the tables agree
with each other as those of a real run do.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import Any

import pyarrow as pa

from evenhand.detection.findings import Findings
from evenhand.detection.looked_at import LookedAt
from evenhand.records import schemas

START = datetime(2024, 3, 1, tzinfo=UTC)
WINDOW_S = 60.0
HOSTILE = "<script>window.pwned=1</script>"
HOSTILE_TEXTS = [
    HOSTILE,
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "<!--<script>",
    "]]></script><svg onload=window.pwned=1>",
    "$x^2$ costs $5 and \\frac{1}{2} _a_ ^b^ #1 %s {{ 7*7 }} {% raw %}",
    "مرحبا بالعالم \u202eevil\u202c עברית",
    "🏳️‍🌈 👩‍👩‍👧‍👦 emoji \U0001f600",
    "NUL \x00 bell \x07 escape \x1b[31m line\u2028separator \ufeff \u200bhidden",
    "long " * 4000,
]
HOSTILE_URLS = [
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "https://example.org/a?b=1&c=<x>",
    "http://xn--e1afmkfd.example/",
    "//example.org/no-scheme",
    None,
]
HANDLES = [
    ("morningbell", "Morning Bell"),
    ("вечерняя_звезда", "Вечерняя звезда"),
    ("صوت_النهر", "صوت النهر"),
    ("hill_and_dale", "Hill & Dale"),
    ("竹林小径", "竹林小径"),
    ("la_voz_clara", "La voz clara"),
    ("קול_הים", "קול הים"),
    ("नदी_किनारे", "नदी किनारे"),
    ("kite.runner.7", "Kite 🪁"),
    ("tide_table", "Tide Table"),
]
WORDS = (
    *("the", "new", "bridge", "opens", "on", "monday", "and", "everyone", "in", "valley"),
    *("should", "see", "what", "it", "really", "cost", "read", "this", "before", "you"),
    *("decide", "tell", "your", "friends", "because", "nobody", "else", "will", "say"),
)


@dataclass
class Group:
    """A planted group: how many accounts, of which signals, how often and how tight."""

    accounts: int
    signals: tuple[str, ...]
    episodes: int
    spread_s: float
    label: str
    start_day: float = 1.0
    days: float = 10.0
    texts: list[str] = field(default_factory=list)
    languages: tuple[str, ...] = ("es",)


SMALL = [
    Group(20, ("link", "text"), 14, 18, "links to example.org", 2, 18, languages=("es", "ru")),
    Group(7, ("repost",), 9, 45, "reposts of post 5512", 9, 2, languages=("ar",)),
    Group(
        4,
        ("text", "hashtags"),
        len(HOSTILE_TEXTS),
        6,
        f"text {HOSTILE}",
        14,
        4,
        HOSTILE_TEXTS,
        languages=("en",),
    ),
]


def make(
    groups: list[Group] | None = None,
    *,
    bystanders: int = 60,
    seed: int = 7,
    ordinary: int = 25,
    evidence_limit: int | None = None,
) -> Findings:
    """Findings with planted groups; ``ordinary`` is the most other posts of their accounts."""
    groups = SMALL if groups is None else groups
    maker = _Maker(random.Random(seed))
    for number, group in enumerate(groups):
        maker.plant(number, group, ordinary)
    maker.stand_by(bystanders)
    return maker.findings(groups, evidence_limit)


def big(accounts: int = 5000) -> Findings:
    """Findings that fill a page: 5,000 accounts with an edge, in 120 groups and outside any."""
    chance = random.Random(3)
    groups = [
        Group(
            accounts=max(6, int(180 / (1 + number * 0.12))),
            signals=(("link", "text"), ("repost",), ("link",), ("hashtags", "text"))[number % 4],
            episodes=chance.randint(4, 10),
            spread_s=chance.choice([5, 20, 50]),
            label=f"links to site-{number}.example",
            start_day=chance.uniform(0, 60),
            days=chance.uniform(1, 25),
        )
        for number in range(120)
    ]
    inside = sum(group.accounts for group in groups)
    return make(
        groups,
        bystanders=max(0, accounts - inside),
        seed=3,
        ordinary=30,
        evidence_limit=400_000,
    )


def empty() -> Findings:
    """A run over 800 posts in which nothing was found."""
    made = make([], bystanders=0)
    looked = replace(
        made.looked_at,
        posts=800,
        accounts=120,
        first_post=START,
        last_post=START + timedelta(days=3),
        platforms=("telegram",),
        languages=("uk",),
        shares={"link": 40},
        resolution_s=86_400.0,
    )
    return replace(made, looked_at=looked)


def with_episodes() -> Findings:
    """The same of a run that looked at periods: the first group stood out in two of them."""
    made = with_tests()
    clusters = made.clusters.to_pylist()
    week = timedelta(days=7)
    start = clusters[0]["first_seen"].replace(hour=0, minute=0, second=0)
    clusters[0] |= {"period_start": start, "period_end": start + week}
    episodes = [
        {
            "episode": f"e{number + 1}",
            "group": "g1",
            "cluster": clusters[0]["cluster"],
            "period_start": at,
            "period_end": at + week,
            "first_seen": at + timedelta(days=1),
            "last_seen": at + timedelta(days=3),
            "periods": 1,
            "accounts": 12,
            **{name: clusters[0][name] for name in ("observed", "expected", "lift", "z")},
            "p_value": 0.0001,
            "q_value": 0.01,
        }
        for number, at in enumerate((start, start + 2 * week))
    ]
    return replace(
        made,
        looked_at=replace(made.looked_at, period_s=week.total_seconds(), periods=7),
        clusters=pa.Table.from_pylist(clusters, schema=schemas.CLUSTERS),
        episodes=pa.Table.from_pylist(episodes, schema=schemas.EPISODES),
    )


def with_tests(confirmed: int = 2, stood_by: int = 3) -> Findings:
    """The small findings as a run with tests leaves them: the first groups are confirmed.

    The first group had ``stood_by`` accounts more when it was tested.
    """
    made = make()
    clusters, members = made.clusters.to_pylist(), made.members.to_pylist()
    groups: list[dict[str, Any]] = []
    group_members: list[dict[str, Any]] = []
    numbers = ((3296, 793.66, 66.17, 3.7e-70), (41, 9.4, 8.1, 0.0123))
    for number, cluster in enumerate(clusters):
        if number >= confirmed:
            cluster["confirmed"] = False
            continue
        observed, expected, z, q = numbers[number % 2]
        test = {
            "confirmed": True,
            "q_value": q,
            "observed": observed,
            "expected": expected,
            "lift": observed / expected,
            "allowance": 1.25,
            "z": z,
        }
        by_signal = [
            {
                "signal": signal,
                "observed": observed // len(cluster["signals"]),
                "expected": expected / len(cluster["signals"]),
                "z": z / 2,
                "p_value": q,
            }
            for signal in cluster["signals"]
        ]
        clusters[number] = (
            cluster | test | {"confirmed": True, "q_value": q, "by_signal": by_signal}
        )
        name = f"g{number + 1}"
        mine = [row for row in members if row["cluster"] == cluster["cluster"]]
        for row in mine:
            row |= {"observed": 300, "expected": 75.2, "support_p_value": q}
            group_members.append(_carrier(name, row["account_id"], supported=True))
        others = [row for row in members if row["cluster"] is None][: 0 if number else stood_by]
        group_members += [_carrier(name, row["account_id"], supported=False) for row in others]
        groups.append(
            {
                **test,
                "group": name,
                "accounts": len(mine) + len(others),
                "p_value": q,
                "by_signal": by_signal,
            }
        )
    edges = made.edges.to_pylist()
    for number, edge in enumerate(edges):
        if number % 5 == 0:  # added below the minimum weight, after the tests
            continue
        edge |= {"trials": edge["coincidences"] + 2, "expected": 1.25, "p_value": 0.0321}
        edge |= {"pair_p_value": 0.064, "pair_q_value": 0.87}
    return replace(
        made,
        looked_at=replace(made.looked_at, jitter_s=600.0, candidates=45, confirmed=confirmed),
        edges=_table(edges, schemas.EDGES),
        clusters=_table(clusters, schemas.CLUSTERS),
        members=_table(members, schemas.MEMBERS),
        groups=_table(groups, schemas.GROUPS),
        group_members=_table(group_members, schemas.GROUP_MEMBERS),
    )


def _carrier(group: str, account: str, *, supported: bool) -> dict[str, Any]:
    seen, expected, p_value = (300, 75.2, 3.7e-70) if supported else (1, 3.75, 0.98)
    return {
        "group": group,
        "account_id": account,
        "observed": seen,
        "expected": expected,
        "p_value": p_value,
        "supported": supported,
    }


def provenance() -> dict[str, object]:
    """A manifest like those that a run writes."""
    return {
        "command": "evenhand detect posts.csv --window 60s --signals link,text <&>",
        "version": "0.1.0",
        "parameters": {"window_s": 60.0, "min_weight": 2, "signals": ["link", "text"]},
        "inputs": [
            {
                "file": "posts.csv",
                "sha256": "ab" * 32,
                "bytes": 123456,
                "format": "csv",
                "rows": 1204,
                "posts": 1200,
                "rejected": 4,
            }
        ],
        "outputs": [{"file": "edges.parquet", "sha256": "cd" * 32}],
        "seed": 11,
        "libraries": {"polars": "2.1.0"},
    }


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.posts: list[dict[str, Any]] = []
        self.shares: list[tuple[str, str, str, datetime, str]] = []
        self.accounts: dict[str, dict[str, Any]] = {}
        self.group_of: dict[str, int] = {}

    def account(self, group: int | None) -> str:
        number = len(self.accounts)
        handle, name = HANDLES[number % len(HANDLES)]
        if number >= len(HANDLES):
            handle = f"{handle}_{number}"
        platform = ("telegram", "twitter")[number % 2]
        account = f"{platform}:{100000 + number}"
        self.accounts[account] = {
            "account_id": account,
            "platform": platform,
            "handle": handle if number % 9 else None,
            "name": name,
            "kind": ("user", "channel", None)[number % 3],
            "created_at": START - timedelta(days=number % 900) if number % 5 else None,
            "followers": number * 37 if number % 4 else None,
        }
        if group is not None:
            self.group_of[account] = group
        return account

    def post(
        self, account: str, at: datetime, text: str | None, url: str | None, language: str
    ) -> str:
        post = f"{self.accounts[account]['platform']}:{5000000 + len(self.posts)}"
        self.posts.append(
            {
                "post_id": post,
                "account_id": account,
                "platform": self.accounts[account]["platform"],
                "created_at": at,
                "text": text,
                "language": language,
                "url": url,
            }
        )
        return post

    def plant(self, number: int, group: Group, ordinary: int) -> None:
        accounts = [self.account(number) for _ in range(group.accounts)]
        if group.texts:
            self.accounts[accounts[0]] |= {"handle": HOSTILE, "name": HOSTILE_TEXTS[6]}
        for episode in range(group.episodes):
            at = START + timedelta(days=group.start_day + self.chance.random() * group.days)
            at = at.replace(microsecond=0)
            said = " ".join(self.chance.sample(WORDS, 12))
            for account in accounts:
                if self.chance.random() < 0.25 and group.accounts > 4:
                    continue
                when = at + timedelta(seconds=round(self.chance.expovariate(1 / group.spread_s)))
                words = said.split()
                if self.chance.random() < 0.4:
                    words[self.chance.randrange(len(words))] = "URGENT"
                text = group.texts[episode] if group.texts else " ".join(words)
                url = (
                    HOSTILE_URLS[(episode + len(self.posts)) % len(HOSTILE_URLS)]
                    if group.texts
                    else f"https://t.example/{account}/{len(self.posts)}"
                )
                language = self.chance.choice(group.languages)
                post = self.post(account, when, text, url, language)
                for signal in group.signals:
                    thing = {
                        "link": f"https://example.org/{number}/article-{episode}",
                        "text": text if group.texts else said,
                        "repost": f"twitter:{5512 + episode}",
                        "hashtags": "bridge valley cost",
                    }[signal] + ("" if signal != "hashtags" else f" {episode}")
                    self.shares.append((signal, account, thing, when, post))
        for account in accounts:
            for _ in range(self.chance.randrange(ordinary)):
                at = START + timedelta(seconds=self.chance.randrange(30 * 86400))
                self.post(account, at, None, None, "und")

    def stand_by(self, accounts: int) -> None:
        """Accounts outside groups, in pairs that coincide twice."""
        for pair in range(accounts // 2):
            both = [self.account(None), self.account(None)]
            for time in range(2):
                at = START + timedelta(seconds=self.chance.randrange(28 * 86400))
                for account in both:
                    when = at + timedelta(seconds=self.chance.randrange(50))
                    post = self.post(account, when, "seen by many", None, "en")
                    self.shares.append(
                        ("link", account, f"https://news.example/{pair}/{time}", when, post)
                    )

    def findings(self, groups: list[Group], evidence_limit: int | None) -> Findings:
        edges, evidence, coordinated = self.coincidences()
        others: dict[str, set[str]] = defaultdict(set)
        strength: Counter[str] = Counter()
        signals: dict[str, set[str]] = defaultdict(set)
        for (signal, a, b), rows in edges.items():
            for account in (a, b):
                others[account] |= {a, b} - {account}
                strength[account] += len({row["object"] for row in rows})
                signals[account].add(signal)
        degree = Counter({account: len(known) for account, known in others.items()})
        per_account = Counter(post["account_id"] for post in self.posts)
        when = {post["post_id"]: post["created_at"] for post in self.posts}
        strong = defaultdict(list)
        for post in self.posts:
            if post["post_id"] in coordinated:
                strong[post["account_id"]].append(when[post["post_id"]])
        members = [
            {
                **row,
                "cluster": self.cluster(account),
                "component": 1,
                "degree": degree[account],
                "strength": strength[account],
                "coordinated_posts": len(strong[account]),
                "posts": per_account[account],
                "coordinated_share": len(strong[account]) / per_account[account],
                "signals": sorted(signals[account]),
                "first_seen": min(strong[account]),
                "last_seen": max(strong[account]),
            }
            for account, row in self.accounts.items()
            if degree[account]
        ]
        inside = [row for row in evidence if row["cluster"]]
        kept = inside[:evidence_limit]
        named = {row[f"post_{side}"] for row in kept for side in "ab"}
        timeline = [
            {
                "cluster": self.cluster(post["account_id"]),
                "account_id": post["account_id"],
                "post_id": post["post_id"],
                "time": post["created_at"],
                "coordinated": post["post_id"] in coordinated,
            }
            for post in self.posts
            if self.cluster(post["account_id"]) and degree[post["account_id"]]
        ]
        times = list(when.values())
        looked = LookedAt(
            files=("posts.csv", "more & other.jsonl.zst"),
            posts=len(self.posts),
            accounts=len(self.accounts) + 40,
            rejected=4,
            platforms=("twitter", "telegram"),
            languages=("es", "ru", "ar", "en"),
            first_post=min(times, default=None),
            last_post=max(times, default=None),
            resolution_s=1.0,
            signals=("repost", "link", "text", "hashtags"),
            shares=dict(Counter(share[0] for share in self.shares)),
            window_s=WINDOW_S,
            min_weight=2,
            weight="objects",
            min_participation=2,
        )
        return Findings(
            looked_at=looked,
            edges=_table([self.edge(key, rows) for key, rows in edges.items()], schemas.EDGES),
            clusters=_table(self.clusters(groups, inside, timeline), schemas.CLUSTERS),
            members=_table(members, schemas.MEMBERS),
            evidence=_table(kept, schemas.EVIDENCE),
            evidence_total=len(inside),
            posts=_table([post for post in self.posts if post["post_id"] in named], schemas.POSTS),
            timeline=_table(timeline, schemas.TIMELINE),
            rejected=_table(
                [
                    {
                        "file": "posts.csv",
                        "row": 17,
                        "column": "created_at",
                        "reason": "no time",
                        "value": HOSTILE,
                    },
                    {
                        "file": "posts.csv",
                        "row": 18,
                        "column": "created_at",
                        "reason": "no time",
                        "value": "yesterday",
                    },
                    {
                        "file": "posts.csv",
                        "row": 99,
                        "column": "account_id",
                        "reason": "no account",
                        "value": None,
                    },
                    {
                        "file": "posts.csv",
                        "row": 102,
                        "column": None,
                        "reason": "too few columns",
                        "value": "\x00\x01",
                    },
                ],
                schemas.REJECTED,
            ),
        )

    def cluster(self, account: str) -> str | None:
        group = self.group_of.get(account)
        return None if group is None else f"c{group + 1}"

    def coincidences(
        self,
    ) -> tuple[dict[Any, list[dict[str, Any]]], list[dict[str, Any]], set[str]]:
        by_object = defaultdict(list)
        for signal, account, thing, at, post in self.shares:
            by_object[signal, thing].append((at, account, post))
        found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for (signal, thing), rows in by_object.items():
            for left, right in itertools.combinations(sorted(rows), 2):
                if left[1] == right[1] or (right[0] - left[0]).total_seconds() > WINDOW_S:
                    continue
                a, b = sorted((left, right), key=lambda row: row[1])
                found[signal, a[1], b[1]].append(
                    {
                        "cluster": self.cluster(a[1])
                        if self.cluster(a[1]) == self.cluster(b[1])
                        else None,
                        "signal": signal,
                        "object": thing,
                        "account_a": a[1],
                        "account_b": b[1],
                        "post_a": a[2],
                        "post_b": b[2],
                        "time_a": a[0],
                        "time_b": b[0],
                        "delay_s": (b[0] - a[0]).total_seconds(),
                    }
                )
        edges = {
            key: rows for key, rows in found.items() if len({row["object"] for row in rows}) >= 2
        }
        evidence = [row for rows in edges.values() for row in rows]
        posts = {row[f"post_{side}"] for row in evidence for side in "ab"}
        return edges, evidence, posts

    def edge(self, key: tuple[str, str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
        gaps = [abs(row["delay_s"]) for row in rows]
        times = [row[f"time_{side}"] for row in rows for side in "ab"]
        return {
            "signal": key[0],
            "account_a": key[1],
            "account_b": key[2],
            "coincidences": len({row["object"] for row in rows}),
            "post_pairs": len(rows),
            "first_seen": min(times),
            "last_seen": max(times),
            "mean_delay_s": mean(gaps),
            "min_delay_s": min(gaps),
            "a_first": sum(row["delay_s"] > 0 for row in rows),
            "b_first": sum(row["delay_s"] < 0 for row in rows),
            "median_delay_s": median(gaps),
            "cluster": rows[0]["cluster"],
        }

    def clusters(
        self, groups: list[Group], evidence: list[dict[str, Any]], timeline: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        rows_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in evidence:
            rows_of[row["cluster"]].append(row)
        posts_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in timeline:
            posts_of[row["cluster"]].append(row)
        made = []
        for number, group in enumerate(groups):
            name = f"c{number + 1}"
            rows, posts = rows_of[name], posts_of[name]
            pairs = {(row["account_a"], row["account_b"]) for row in rows}
            inside = {row["account_id"] for row in posts}
            times = [row[f"time_{side}"] for row in rows for side in "ab"]
            made.append(
                {
                    "cluster": name,
                    "label": group.label,
                    "component": number + 1,
                    "accounts": len(inside),
                    "edges": len(pairs),
                    "density": len(pairs) / (len(inside) * (len(inside) - 1) / 2),
                    "signals": list(group.signals),
                    "coincidences": len(
                        {(r["account_a"], r["account_b"], r["signal"], r["object"]) for r in rows}
                    ),
                    "post_pairs": len(rows),
                    "first_seen": min(times),
                    "last_seen": max(times),
                    "median_delay_s": median(abs(row["delay_s"]) for row in rows),
                    "coordinated_posts": sum(row["coordinated"] for row in posts),
                    "posts": len(posts),
                    "platforms": ["telegram", "twitter"],
                    "languages": list(group.languages),
                    "objects": self.objects(rows),
                }
            )
        return made

    def objects(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        accounts: dict[tuple[str, str], set[str]] = defaultdict(set)
        posts: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            key = (row["signal"], row["object"])
            accounts[key] |= {row["account_a"], row["account_b"]}
            posts[key] |= {row["post_a"], row["post_b"]}
        ranked = sorted(accounts, key=lambda key: (-len(posts[key]), key))[:20]
        return [
            {
                "signal": key[0],
                "object": key[1],
                "accounts": len(accounts[key]),
                "coordinated_shares": len(posts[key]),
                "cluster_shares": len(posts[key]) + 1,
                "all_shares": len(posts[key]) + 1 + len(key[1]) % 5,
            }
            for key in ranked
        ]


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    return pa.table(
        {
            name: pa.array(values, type=pa.string()).cast(schema.field(name).type)
            if pa.types.is_dictionary(schema.field(name).type)
            else pa.array(values, type=schema.field(name).type)
            for name, values in columns.items()
        },
        schema=schema,
    )
