"""Addresses of articles, and the ways in which people pass them on."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

import numpy as np

from evenhand.simulation.grammar import Texts

SECTIONS = ("news", "local", "economy", "world", "opinion")


def address(domain: str, language: str, published: datetime, number: int, headline: str) -> str:
    """Make the address that an outlet itself gives an article."""
    day = published.strftime("%Y/%m/%d")
    section = SECTIONS[number % len(SECTIONS)]
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain)[:7])
    if len(slug) < 12:  # not written in Latin letters
        return f"https://www.{domain}/{section}/{day}/{80_000 + number}"
    return f"https://www.{domain}/{language}/{section}/{day}/{slug}-{80_000 + number}"


def passed_on(rng: np.random.Generator, addresses: Texts, platforms: Texts) -> Texts:
    """Vary addresses as apps and share buttons do; all lead to the same article."""
    way = rng.choice(7, len(addresses), p=[0.36, 0.2, 0.13, 0.12, 0.07, 0.06, 0.06])
    click = rng.integers(1 << 60, 1 << 62, len(addresses))
    shared = [
        (
            address,
            f"{address}?utm_source={platform}&utm_medium=social",
            address.replace("://www.", "://m."),
            f"{address}?fbclid=IwAR{number:x}",
            address.replace("https://www.", "http://"),
            f"{address}?utm_campaign=share_button&utm_content={number % 9_973}",
            f"{address}/",
        )[choice]
        for address, platform, choice, number in zip(addresses, platforms, way, click, strict=True)
    ]
    out = np.empty(len(addresses), dtype=object)
    out[:] = shared
    return out


def hashes(rng: np.random.Generator, count: int) -> Texts:
    """Keys of pictures: 16 hexadecimal digits each."""
    return np.array([f"{n:016x}" for n in rng.integers(0, 1 << 63, count)], dtype=object)
