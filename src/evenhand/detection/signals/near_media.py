"""Near-identical images: PDQ hashes within a few bits of each other.

PDQ (Facebook 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm")
gives an image 256 bits that change little when it is scaled, compressed or lightly retouched.
Distances are counts of bits that differ (Hamming); PDQ's authors take up to 31 for the same image.

Neighbours are found exactly, with multi-index hashing (Norouzi, Punjani, Fleet 2012): a hash is 16
words of 16 bits, and of two hashes at most d bits apart some word differs in at most ``d // 16``
bits, since otherwise every word would, and there would be more than d in all. So every hash within
the distance lies in a bucket of one of the 16 words, or of a word 1 bit away (2 bits from d = 32).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from numba import njit

from evenhand.detection.kernels import Int32, Int64, UInt64
from evenhand.detection.signals.signal import Options, Signal
from evenhand.records.errors import InputError

UInt16 = npt.NDArray[np.uint16]

WORDS, BITS = 16, 16
FARTHEST = 47
"""Largest distance that can be asked for: the number of words to look up grows fast beyond it."""
MOST_PIXELS = 50_000_000
"""Larger images are not decoded: a file of a few kilobytes can unfold to gigabytes."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_SIDE = 512  # the size to which PDQ's authors bring larger images before hashing
_PDQ = r"^[0-9a-f]{64}$"
_MEDIA_HASHES = pa.schema(
    [
        pa.field("path", pa.string(), False),
        pa.field("pdq", pa.string()),
        pa.field("quality", pa.int64()),
        pa.field("reason", pa.string()),
    ]
)


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    distance = options.near_media_distance
    if not 0 <= distance <= FARTHEST:
        raise InputError(
            f"near_media_distance must be 0 to {FARTHEST} of 256 bits; {distance} was given."
        )
    held = (
        posts.explode("media")
        .with_columns(object=pl.col("media").str.to_lowercase())
        .drop("media")
        .filter(pl.col("object").str.contains(_PDQ))
        .collect(engine="streaming")
    )
    ranked = (
        held.group_by("object").len("posts").sort(["posts", "object"], descending=[True, False])
    )["object"]
    names = pl.DataFrame({"object": ranked, "name": ranked.gather(leaders(ranked, distance))})
    return (
        held.lazy()
        .join(names.lazy(), on="object", how="left")
        .with_columns(object="name")
        .drop("name")
    )


def leaders(hashes: pl.Series, distance: int) -> Int64:
    """Group hashes around leaders: the first of those left, and all left within the distance of it.

    As with texts, near hashes do not chain: two of one group are at most twice the distance apart.
    Memory beside the hashes: 400 bytes for each.

    Args:
        hashes: distinct, 64 hexadecimal digits, highest rank first (n,).
        distance: bits that may differ, 0 to FARTHEST.

    Returns:
        The place of each hash's leader (n,).
    """
    if not len(hashes):
        return np.empty(0, np.int64)
    data = np.frombuffer(b"".join(map(bytes.fromhex, hashes.to_list())), np.uint8)
    words = data.view(">u2").astype(np.uint16).reshape(-1, WORDS)
    masks = np.array(
        [
            sum(1 << bit for bit in bits)
            for size in range(distance // WORDS + 1)
            for bits in combinations(range(BITS), size)
        ],
        np.int64,
    )
    order = np.ascontiguousarray(np.argsort(words, axis=0, kind="stable").T.astype(np.int32))
    starts = np.zeros((WORDS, (1 << BITS) + 1), np.int32)
    quarters = words.view(np.uint64)
    halves = np.empty((WORDS, len(words), 2), np.uint64)
    for word in range(WORDS):
        counts = np.bincount(words[:, word], minlength=1 << BITS)
        np.cumsum(counts, out=starts[word, 1:])
        # The half that the word is not in; it lies beside its neighbours in the bucket.
        other = quarters[:, 2:] if word < WORDS // 2 else quarters[:, :2]
        halves[word] = other[order[word]]
    return np.asarray(_leaders(words, quarters, order, starts, halves, masks, distance))


@njit(cache=True, nogil=True)
def _leaders(
    words: UInt16,
    quarters: UInt64,
    order: Int32,
    starts: Int32,
    halves: UInt64,
    masks: Int64,
    distance: int,
) -> Int64:
    """Take hashes in order; those without a leader lead, and take all near them that are left.

    Args:
        words: hashes (n, WORDS).
        quarters: the same bits (n, 4).
        order: for each word the hashes by its value, then place (WORDS, n).
        starts: for each word where each value's hashes start in ``order`` (WORDS, 65537).
        halves: 128 bits of the hashes in ``order``, which settle nearly every case (WORDS, n, 2).
        masks: the bits in which a word may differ.
        distance: bits in which hashes may differ.
    """
    count = words.shape[0]
    leader = np.full(count, -1, np.int64)
    for a in range(count):
        if leader[a] >= 0:
            continue
        leader[a] = a
        for word in range(WORDS):
            side = 2 if word < WORDS // 2 else 0
            first, second = quarters[a, side], quarters[a, side + 1]
            for mask in masks:
                value = np.int64(words[a, word]) ^ mask
                # From the back, because what comes before the leader has a leader already.
                for place in range(starts[word, value + 1] - 1, starts[word, value] - 1, -1):
                    b = order[word, place]
                    if b <= a:
                        break
                    half = halves[word, place]
                    if _bits(first ^ half[0]) + _bits(second ^ half[1]) > distance:
                        continue
                    if leader[b] < 0:
                        differing = np.int64(0)
                        for quarter in range(4):
                            differing += _bits(quarters[a, quarter] ^ quarters[b, quarter])
                        if differing <= distance:
                            leader[b] = a
    return leader


@njit(cache=True, nogil=True)
def _bits(x: Any) -> Any:
    """Count the bits of 64 that are set (compiled to one instruction)."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


def media_hashes(paths: Iterable[str | Path]) -> pa.Table:
    """Compute the PDQ hashes of image files, for the ``media`` column of posts.

    Hashes of a quality below 50 are better left out: flat images look alike to PDQ. Of animations
    the first frame counts; what is transparent is white. Files that cannot be read as JPEG, PNG,
    GIF, WebP, BMP or TIFF and images of more than MOST_PIXELS get no hash and a reason.

    Returns:
        ``path``, ``pdq`` (64 hexadecimal digits or null), ``quality`` (0 to 100 or null),
        ``reason`` (why there is no hash, else null), in the order of the paths.

    Raises:
        InputError: the packages for it are not installed.
    """
    try:
        import pdqhash  # noqa: PLC0415 - an extra, and slow to import
        from PIL import Image  # noqa: PLC0415
    except ImportError as error:
        raise InputError(
            "Hashing images needs the packages pdqhash and pillow, which are not installed. "
            'Install them with: pip install "evenhand[images]"'
        ) from error
    rows = []
    for path in paths:
        row: dict[str, Any] = {"path": str(path)}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about odd metadata, and sizes: see _pixels
                bits, quality = pdqhash.compute(_pixels(path))
            row |= {"pdq": np.packbits(bits.astype(np.uint8)).tobytes().hex(), "quality": quality}
        except Image.DecompressionBombError:
            row["reason"] = f"more than {MOST_PIXELS:,} pixels"
        except Exception as error:  # decoders raise anything on broken files
            row["reason"] = f"cannot be read as an image: {error}"
        rows.append(row)
    return pa.Table.from_pylist(rows, _MEDIA_HASHES)


def _pixels(path: str | Path) -> npt.NDArray[np.uint8]:
    """Decode an image to (height, width, 3), at most _SIDE a side."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(path, formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (_SIDE, _SIDE))
        whole = image.convert("RGBA" if image.has_transparency_data else "RGB")
    whole.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    turned = ImageOps.exif_transpose(whole)
    if turned.mode == "RGBA":
        paper = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(paper, turned).convert("RGB")
    return np.ascontiguousarray(turned, np.uint8)


SIGNAL = Signal(
    name="near_media",
    meaning="posted nearly the same image",
    column="media",
    objects=_objects,
    unasked=False,
)
