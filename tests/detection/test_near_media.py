"""Near-identical images, held against comparing every two hashes bit by bit."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection import Options, shares
from evenhand.detection.signals import chosen, near_media
from evenhand.records.errors import InputError

Bits = np.ndarray


def spelt(bits: Bits) -> list[str]:
    return [np.packbits(row).tobytes().hex() for row in bits]


def reference(bits: Bits, distance: int) -> list[int]:
    """Leaders by comparing all pairs."""
    leader = [-1] * len(bits)
    for a in range(len(bits)):
        if leader[a] < 0:
            for b in range(a, len(bits)):
                if leader[b] < 0 and int((bits[a] != bits[b]).sum()) <= distance:
                    leader[b] = a
    return leader


def drawn(seed: int, count: int, flips: int) -> Bits:
    """Random hashes, each followed by a copy with up to so many bits flipped."""
    rng = np.random.default_rng(seed)
    bits = rng.integers(0, 2, (count, 2, 256), dtype=np.uint8)
    bits[:, 1] = bits[:, 0]
    for row in bits[:, 1]:
        row[rng.choice(256, rng.integers(1, flips + 1), replace=False)] ^= 1
    return bits.reshape(-1, 256)


@pytest.mark.parametrize("distance", [0, 1, 15, 16, 31, 32, 47])
def test_against_all_pairs(distance: int) -> None:
    bits = drawn(distance, 150, distance + 3)
    got = near_media.leaders(pl.Series(spelt(bits)), distance)
    assert got.tolist() == reference(bits, distance)
    assert (got != np.arange(len(bits))).sum() >= 40 * bool(distance)


def test_bits_spread_over_every_word_are_found() -> None:
    """The hardest case for the pigeonhole: 31 bits over 16 words."""
    bits = np.zeros((2, 256), np.uint8)
    bits[1, np.r_[0:256:16, 1:240:16]] = 1
    assert bits.sum() == 31
    assert near_media.leaders(pl.Series(spelt(bits)), 31).tolist() == [0, 0]
    assert near_media.leaders(pl.Series(spelt(bits)), 30).tolist() == [0, 1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.randoms())
def test_the_order_of_rows_changes_nothing(seed: int, random: object) -> None:
    hashes = spelt(drawn(seed, 10, 40))
    hashes += hashes[:5]
    other = list(range(len(hashes)))
    random.shuffle(other)  # type: ignore[attr-defined]
    one = objects([[each] for each in hashes])
    two = objects([[hashes[n]] for n in other])
    assert one == {n: two[place] for place, n in enumerate(other)}


def objects(media: list[list[str] | None], options: Options | None = None) -> dict[int, list[str]]:
    """Every post's objects; one account for each post."""
    posts = pl.DataFrame(
        {
            "post_id": [str(n) for n in range(len(media))],
            "account_id": [f"a{n}" for n in range(len(media))],
            "created_at": [datetime(2024, 1, 1, tzinfo=UTC)] * len(media),
            "media": pl.Series(media, dtype=pl.List(pl.String)),
        }
    )
    table = shares(posts, ["near_media"], options, lonely=True)
    held: dict[int, list[str]] = {n: [] for n in range(len(media))}
    for post, name in zip(table["post"].to_pylist(), table["object"].to_pylist(), strict=True):
        held[int(post)].append(name)
    return held


def test_shares() -> None:
    one, other, far = spelt(drawn(1, 1, 20)) + spelt(drawn(2, 1, 1))[:1]
    first = min(one, other)
    got = objects([[one, "key-1"], [other.upper()], None, [], [far], ["blurhash", "0" * 63]])
    assert got == {0: [first], 1: [first], 2: [], 3: [], 4: [far], 5: []}
    got = objects([[one], [other], [other]])
    assert {name for names in got.values() for name in names} == {other}
    assert objects([[one], [other]], Options(near_media_distance=0)) == {0: [one], 1: [other]}


def test_two_near_images_of_a_post_are_one_share() -> None:
    one, other = spelt(drawn(1, 1, 20))
    assert objects([[one, other], [one]]) == {0: [one], 1: [one]}


def test_many_hashes_alike_are_quick() -> None:
    """Flat images share most of their words: the buckets are as hot as can be."""
    rng = np.random.default_rng(1)
    bits = np.zeros((20_000, 256), np.uint8)
    bits[:, :40] = rng.integers(0, 2, (20_000, 40))
    bits = np.unique(bits, axis=0)
    got = near_media.leaders(pl.Series(spelt(bits)), 31)
    assert np.unique(got).size < 20


@pytest.mark.parametrize("wrong", [-1, 48])
def test_distance_out_of_range(wrong: int) -> None:
    with pytest.raises(InputError, match="near_media_distance"):
        objects([["0" * 64]], Options(near_media_distance=wrong))


def test_it_is_looked_for_when_asked() -> None:
    assert "near_media" not in {signal.name for signal in chosen(None)}


def test_hashes_of_files(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash")
    image = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(1)
    small = image.fromarray(rng.integers(0, 256, (9, 13, 3), dtype=np.uint8))
    picture = small.resize((900, 700), image.Resampling.BICUBIC)
    turn = image.Exif()
    turn[0x112] = 6
    saved = {
        "plain.png": (picture, {}),
        "compressed.jpg": (picture, {"quality": 40}),
        "scaled.webp": (picture.resize((400, 311)), {}),
        "turned.jpg": (picture.transpose(image.Transpose.ROTATE_90), {"exif": turn}),
        "palette.gif": (picture.convert("P"), {}),
        "alpha.png": (picture.convert("RGBA"), {}),
        "grey.png": (picture.convert("L"), {}),
    }
    for name, (each, how) in saved.items():
        each.save(tmp_path / name, **how)
    table = near_media.media_hashes([tmp_path / name for name in saved])
    assert table.column_names == ["path", "pdq", "quality", "reason"]
    assert table["reason"].null_count == len(saved)
    assert min(table["quality"].to_pylist()) > 50
    assert set(near_media.leaders(pl.Series(table["pdq"].to_pylist()), 31).tolist()) == {0}


def test_files_that_are_no_good_have_a_reason(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash")
    image = pytest.importorskip("PIL.Image")
    image.new("1", (9_000, 9_000)).save(tmp_path / "large.png")
    image.new("1", (30_000, 30_000)).save(tmp_path / "bomb.png")
    image.new("RGB", (300, 300), "red").save(tmp_path / "whole.jpg")
    whole = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("no image")
    (tmp_path / "page.eps").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    (tmp_path / "empty.gif").touch()
    names = ["large.png", "bomb.png", "broken.jpg", "text.png", "page.eps", "empty.gif", "none.png"]
    rows = near_media.media_hashes(str(tmp_path / name) for name in names).to_pylist()
    assert [Path(row["path"]).name for row in rows] == names
    assert all(row["pdq"] is None and row["quality"] is None for row in rows)
    reasons = [row["reason"] for row in rows]
    assert all("50,000,000 pixels" in reason for reason in reasons[:2])
    assert all(reason.startswith("cannot be read as an image: ") for reason in reasons[2:])


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdqhash", None)
    with pytest.raises(InputError, match=r'pip install "evenhand\[images\]"'):
        near_media.media_hashes(["a.png"])
