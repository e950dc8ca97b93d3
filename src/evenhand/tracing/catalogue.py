"""What a corpus says of itself: which shards it has, with the size and hash of each of their files.

A catalogue comes with a folder that may be anybody's, and folders that it does not name are
removed when something is added. So nothing of it is believed that evenhand would not have written:
a shard is a folder of its own below the corpus, and has its five files and no other.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from evenhand.records.errors import InputError
from evenhand.tracing.fingerprints import SCHEME
from evenhand.tracing.shards import FILES

CORPUS_FILE = "corpus.json"
SHARDS = "shards"
FORMAT = 1
_NAME = re.compile(r"shard-(\d{6,12})")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def catalogue(top: Path) -> dict[str, Any]:
    """Read the catalogue of the corpus in a folder.

    Raises InputError when there is none, when it is of another version, or when it is damaged.
    """
    path = top / CORPUS_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"{top} is no corpus: it has no {CORPUS_FILE}. Make one with: evenhand corpus add "
            f"{top} FILES."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _damaged(path, str(why)[:80]) from error
    if not isinstance(found, dict) or found.get("evenhand") != "corpus":
        raise InputError(f"{path} is not that of a corpus. Give the folder of one.")
    version = (found.get("format"), found.get("scheme"))
    if version != (FORMAT, SCHEME):
        raise InputError(
            f"{top} was made by another version of evenhand: its fingerprints "
            f"({str(version[1])[:80]!r}, format {str(version[0])[:20]}) cannot be compared with "
            f"those of this one ({SCHEME!r}, format {FORMAT}). Its documents can: build it anew "
            f"with: evenhand corpus add NEW {top / SHARDS}."
        )
    fault = _fault(found)
    if fault:
        raise _damaged(path, fault)
    return found


def empty_catalogue() -> dict[str, Any]:
    """Give the catalogue of a corpus that holds nothing yet."""
    return {"evenhand": "corpus", "format": FORMAT, "scheme": SCHEME, "next": 1, "shards": []}


def is_shard(name: str) -> bool:
    """Whether a name can be that of a shard's folder."""
    return _NAME.fullmatch(name) is not None


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"{path} is damaged ({why}). Build the corpus anew from its sources with: evenhand corpus "
        "add NEW FILES."
    )


def _fault(found: dict[str, Any]) -> str:
    """Say what evenhand would not have written so; empty when nothing is."""
    shards, following = found.get("shards"), found.get("next")
    if not isinstance(shards, list) or not isinstance(following, int):
        return "it does not list its shards"
    names = set()
    for at, shard in enumerate(shards, 1):
        name = shard.get("name") if isinstance(shard, dict) else None
        number = _NAME.fullmatch(name) if isinstance(name, str) else None
        if number is None:
            return f"the name of shard {at} is none"
        if name in names or int(number[1]) >= following:
            return f"the name of shard {at} is given twice, or to be given again"
        names.add(name)
        if not all(_whole(shard.get(key)) for key in ("documents", "words", "fingerprints")):
            return f"the size of shard {at} is not given"
        files = shard.get("files")
        if not isinstance(files, dict) or set(files) != set(FILES):
            return f"shard {at} has not the files of a shard"
        if not all(_is_file(file) for file in files.values()):
            return f"the hashes of shard {at} are none"
    return ""


def _is_file(file: Any) -> bool:
    return (
        isinstance(file, dict)
        and set(file) == {"bytes", "sha256"}
        and _whole(file["bytes"])
        and isinstance(file["sha256"], str)
        and _SHA256.fullmatch(file["sha256"]) is not None
    )


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0
