"""A stream with weather bots that say so, a network that does not, and people."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 5, 1, tzinfo=UTC)
BOTS = [f"chirper:bot{n}" for n in range(5)]
HIDDEN = [f"chirper:quiet{n}" for n in range(5)]
FEED = [f"chirper:feed{n}" for n in range(4)]
DECLARED = """who,what,link
@Rain_0,"Weather bot, hourly",https://weather.example/about
chirper:bot1,"Weather bot, hourly",https://weather.example/about
bot2,"Weather bot, hourly",https://weather.example/about
bot3,"Weather bot, hourly",https://weather.example/about
bot4,Weather bot on a private server,
https://www.daily.example/,Posts every article of the Daily,https://daily.example/bots
nobody,A bot that is not here,https://nobody.example
absent.example,A site that is not here,
facebook.com,Everything,https://facebook.com
,Nobody at all,
"=HYPERLINK(""https://x.example"")",A formula,
bot1,Something else,https://weather.example/about
bot2,"Weather bot, hourly",https://weather.example/about
bot3,"Weather bot, hourly",javascript:alert(1)
"""


def stream(folder: Path, seed: int = 7, days: int = 12) -> tuple[Path, Path]:
    """Write posts.csv and declared.csv.

    Every three hours the weather bots post one link within seconds of each other, and in every
    third case two hidden accounts with them; the hidden ones post links of their own at other
    times; four accounts post each article of a newspaper at once; eighty people share all of that
    when they like.
    """
    rng = random.Random(seed)
    rows: list[list[str]] = []

    def post(account: str, at: float, link: str, handle: str = "") -> None:
        when = (START + timedelta(seconds=round(at))).isoformat()
        handle = handle or account.removeprefix("chirper:")
        rows.append([account, handle, when, f"Read {rng.randrange(10**6)}", link])

    for n in range(days * 8):
        at = n * 10_800 + rng.randrange(9_000)
        weather = f"https://weather.example/{n}"
        for bot in BOTS:
            post(bot, at + rng.randrange(12), weather, f"rain_{BOTS.index(bot)}")
        if n % 3 == 0:
            for account in HIDDEN[:2]:
                post(account, at + 5 + rng.randrange(20), weather)
        if n % 2:
            for account in HIDDEN:
                if rng.random() < 0.8:
                    link = f"https://wire.example/{n}"
                    post(account, at + 1_200 + rng.randrange(25), link)
        else:
            for account in FEED:
                link = f"https://m.daily.example/{n}?utm_source=feed"
                post(account, at + 2_400 + rng.randrange(20), link)
        for _ in range(14):
            site = rng.choice(["weather", "wire", "daily"])
            person = f"chirper:person{rng.randrange(80)}"
            post(person, at + rng.randrange(9_000), f"https://{site}.example/{n}")
    rng.shuffle(rows)
    posts, declared = folder / "posts.csv", folder / "declared.csv"
    with posts.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "account_id", "handle", "created_at", "text", "urls", "platform"])
        for n, (account, handle, when, text, link) in enumerate(rows):
            writer.writerow([n, account, handle, when, text, link, "chirper"])
    declared.write_text(DECLARED, encoding="utf-8")
    return posts, declared
