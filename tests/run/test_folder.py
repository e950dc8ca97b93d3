from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from evenhand.records.errors import InputError
from evenhand.run.folder import check_free, written_aside


def a_run(folder: Path, says: str) -> None:
    with written_aside(folder, overwrite=True) as aside:
        (aside / "manifest.json").write_text(
            json.dumps({"evenhand": "0", "outputs": [{"file": "says"}]})
        )
        (aside / "says").write_text(says)


def test_the_folder_appears_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "run"
    with written_aside(out, overwrite=False) as aside:
        (aside / "a").write_text("a")
        assert not out.exists()
    assert [p.name for p in out.iterdir()] == ["a"]
    assert [p.name for p in out.parent.iterdir()] == ["run"]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "run"
    a_run(out, "first")
    with pytest.raises(IsADirectoryError), written_aside(out, overwrite=True) as aside:
        aside.write_text("second")
    assert (out / "says").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_an_earlier_run_is_replaced_only_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "run"
    a_run(out, "first")
    with pytest.raises(InputError, match=r"holds an earlier run\. Give --overwrite"):
        check_free(out, overwrite=False)
    a_run(out, "second")
    assert (out / "says").read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_what_evenhand_did_not_write_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    (tmp_path / "manifest.json").write_text('["not ours"]')
    with pytest.raises(InputError, match="did not write, so it is left alone"):
        check_free(tmp_path, overwrite=True)
    file = tmp_path / "thesis.docx"
    with pytest.raises(InputError, match="is a file"):
        check_free(file, overwrite=True)


def test_what_somebody_put_into_the_folder_of_a_run_is_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "run"
    a_run(out, "first")
    (out / "plots").mkdir()
    (out / "plots" / "notes.txt").write_text("a week of reading")
    with pytest.raises(InputError, match=r"also plots/notes\.txt, which it did not write"):
        check_free(out, overwrite=True)
    assert (out / "plots" / "notes.txt").exists()
    (out / "plots" / "notes.txt").rename(tmp_path / "notes.txt")
    (out / ".DS_Store").write_text("")
    a_run(out, "second")


@pytest.mark.parametrize("says", ["5", "null", '"evenhand"', '["evenhand"]', "[" * 100_000])
def test_a_manifest_that_is_none(tmp_path: Path, says: str) -> None:
    (tmp_path / "manifest.json").write_text(says)
    with pytest.raises(InputError, match="did not write, so it is left alone"):
        check_free(tmp_path, overwrite=True)


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    check_free(tmp_path, overwrite=False)
    check_free(tmp_path / "new", overwrite=False)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match="is a file and no folder"):
        check_free(file / "deep" / "run", overwrite=False)
    with (
        pytest.raises(InputError, match="is a file and no folder"),
        written_aside(file / "run", overwrite=False),
    ):
        pass


def test_a_folder_that_may_not_be_written_to_is_noticed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs tests may be root
    for name in ("run", "deep/run"):
        with pytest.raises(InputError, match="may not be written to"):
            check_free(tmp_path / name, overwrite=True)


def test_kill_leaves_the_earlier_run(tmp_path: Path) -> None:
    """A process that dies in the middle of writing cannot clean up, and does not have to."""
    out = tmp_path / "run"
    a_run(out, "first")
    program = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from evenhand.run.folder import written_aside
        with written_aside(Path(sys.argv[1]), overwrite=True) as aside:
            (aside / "says").write_text("second")
            print("ready", flush=True)
            time.sleep(60)
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(out)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert (out / "says").read_text() == "first"
    a_run(out, "third")
    assert (out / "says").read_text() == "third"
