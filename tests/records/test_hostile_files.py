"""Files that are broken, cut off, or made to do harm: each gives a sentence or rejected rows."""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
import zstandard

from evenhand import records
from evenhand.records import InputError, Limits

HEAD = "post_id,user,time,text\n"
ROW = "1,ann,2021-01-01T00:00:00Z,hello\n"


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def reasons(found: records.Records) -> list[tuple[int, str | None, str]]:
    return [(r["row"], r["column"], r["reason"]) for r in found.rejected.to_pylist()]


NESTED = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "empty once unpacked"),
        ("a.csv", HEAD, "a header line and no rows"),
        ("a.csv", "\n\n\n", "no header line"),
        ("a.csv", "user,user,time,text\n" + ROW, "two columns have the same name: user"),
        ("a.csv", b"PK\x03\x04rest", "a ZIP archive or a spreadsheet"),
        ("a.csv", bytes(range(32)) * 50, "this is not text"),
        ("a.csv", "user,text\nann,hello\n", "--map created_at="),
        ("a.csv", "text,time\nhello,2021-01-01\n", "--map account_id="),
        ("a.csv", "user,time\nann,2021-01-01\n", "could share"),
        (
            "a.csv",
            "user,time,text\n,2021-01-01,x\n",
            r"none of its records \(1 in all\) could be used",
        ),
        ("a.csv.gz", b"user,time,text\n", "damaged, or not packed"),
        ("a.csv.gz", gzip.compress((HEAD + ROW * 99).encode(), mtime=0)[:-12], "cut off"),
        ("a.csv.zst", zstandard.compress((HEAD + ROW * 99).encode())[:-9], "damaged|cut off"),
        ("a.csv.zst", b"nonsense", "damaged"),
        ("a.parquet", b"PAR1 nonsense PAR1", "not a readable Parquet file"),
        ("a.json", "hello", "this is not JSON"),
        ("a.json", '[{"user": 1}, {"us', "damaged after record 1"),
        ("a.json", '[{"user": 1} {"user": 2}]', "damaged after record 1"),
        ("a.json", "{\n" + '"a":' + NESTED, "damaged|nested too deeply"),
        ("a.json", "[]", "no record in the file"),
        ("a.jsonl", "\n\n", "no record in the file"),
        ("a.csv", "user,time,text\rann,2021-01-01,x\r", "carriage return alone"),
        ("a.xlsx", b"x", "says nothing known"),
    ],
)
def test_a_useless_file_is_refused(tmp_path: Path, name: str, data: str | bytes, said: str) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(InputError, match=said) as error:
        records.read(path)
    assert name in str(error.value)


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "empty").mkdir()
    for path, said in (
        (tmp_path / "absent.csv", "no such file"),
        (tmp_path / "*.csv", "no file matches"),
        (tmp_path / "empty", "empty: the folder holds no file that can be read"),
        (tmp_path / "loop", "leads nowhere or in a circle"),
        ("nul\0byte.csv", "cannot be opened|no such file"),
        ([], "No file was given"),
    ):
        with pytest.raises(InputError, match=said):
            records.read(path)


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", HEAD + ROW)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "also.csv").symlink_to(tmp_path / "a.csv")
    assert len(records.read(tmp_path).sources) == 1


def test_broken_quotes_cost_one_line_each(tmp_path: Path) -> None:
    lines = [
        '1,ann,2021-01-01,"never closed',
        "2,bob,2021-01-01,fine",
        '3,bob,2021-01-01,"two\nlines and ""marks"""',
        '4,bob,2021-01-01,5" tall',
        '5,bob,2021-01-01,"closed" too early',
        "6,bob,2021-01-01",
        "7,bob,2021-01-01,one,too many",
        "8,bob,2021-01-01,last",
    ]
    found = records.read(write(tmp_path, "a.csv", HEAD + "\n".join(lines)))
    texts = dict(found.frame().select("post_id", "text").rows())
    assert texts == {"2": "fine", "3": 'two\nlines and "marks"', "4": '5" tall', "8": "last"}
    assert [(row, why.split(";")[0]) for row, _, why in reasons(found)] == [
        (1, "text after a closing quotation mark"),
        (5, "text after a closing quotation mark"),
        (6, "4 fields expected in each row, but this one has more or fewer"),
        (7, "4 fields expected in each row, but this one has more or fewer"),
    ]
    assert sum(s.posts + s.rejected for s in found.sources) == 8


def test_an_unclosed_quote_over_a_long_file(tmp_path: Path) -> None:
    rows = "".join(f"{i},ann,2021-01-01,word {i}\n" for i in range(200_000))
    found = records.read(write(tmp_path, "a.csv", HEAD + 'x,ann,2021-01-01,"open\n' + rows))
    assert found.count == 200_000
    assert reasons(found) == [(1, None, "a quotation mark is opened and not closed")]


def test_quotes_made_to_be_read_again_and_again_cost_little(tmp_path: Path) -> None:
    """Each line is the beginning of a record that is found broken 5,000 fields later."""
    columns = ["post_id", "user", "time", "text", *(f"c{n}" for n in range(5000))]
    bad = 'a",x,"' + ",,,\n"
    good = f'1,ann,2021-01-01,"two\nlines"{"," * 5000}\n'
    last = f"2,ann,2021-01-01,last{',' * 5000}\n"
    text = ",".join(columns) + "\n" + good + bad * 100_000 + last
    began = time.monotonic()
    found = records.read(write(tmp_path, "a.csv", text))
    assert time.monotonic() - began < 10
    assert found.frame()["text"].to_list() == ["two\nlines", "last"]
    assert found.rejected.num_rows == 100_000


def test_a_record_over_too_many_lines_costs_its_own_lines_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evenhand.records.delimited.CHUNK_BYTES", 1000)
    columns = ["post_id", "user", "time", "text", *(f"c{n}" for n in range(400))]
    good = "".join(f"{i},ann,2021-01-01,x{',' * 400}\n" for i in range(40))
    long = 'open,"' + 'x\n","' * 380 + "\n"
    text = ",".join(columns) + "\n" + long + good
    path = write(tmp_path, "a.csv", text)
    found = records.read(path, limits=Limits(record_bytes=1500))
    assert found.count == 40
    assert records.read(path).count == 40


def test_values_that_are_not_text(tmp_path: Path) -> None:
    data = (
        HEAD.encode() + b"1,ann,2021-01-01,ok\n2,ann,2021-01-01,\xff\xfe\n3,ann,2021-01-01,a\x00b\n"
    )
    found = records.read(write(tmp_path, "a.csv", data))
    assert reasons(found) == [(2, "text", "not valid UTF-8")]
    assert found.rejected["value"][0].as_py() == "\\xff\\xfe"
    assert "encoding" in " ".join(found.sources[0].notes)
    assert found.frame()["text"].to_list() == ["ok", "a\ufffdb"]
    latin = records.read(tmp_path / "a.csv", encoding="latin-1")
    assert latin.count == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_other_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    text = HEAD + "1,ann,2021-01-01,héllo ж\n"
    if name == "a.jsonl":
        row = {"post_id": "1", "user": "ann", "time": "2021-01-01", "text": "héllo ж"}
        text = json.dumps(row, ensure_ascii=False) + "\n"
    found = records.read(write(tmp_path, name, text.encode(encoding)))
    assert found.frame()["text"].to_list() == ["héllo ж"]
    assert found.sources[0].columns["post_id"] == "post_id"


def test_huge_fields_and_lines_are_rejected(tmp_path: Path) -> None:
    limits = Limits(field_bytes=1000, record_bytes=5000)
    lines = [
        ROW,
        "2,ann,2021-01-01," + "x" * 2000 + "\n",
        "3,ann,2021-01-01," + "y" * 40_000_000 + "\n",
    ]
    lines.append('4,ann,2021-01-01,"' + "z" * 2000 + '"\n5,ann,2021-01-01,after\n')
    found = records.read(write(tmp_path, "a.csv", HEAD + "".join(lines)), limits=limits)
    assert sorted(found.frame()["post_id"].to_list()) == ["1", "5"]
    assert [row for row, _, _ in reasons(found)] == [2, 3, 4]
    assert max(len(v) for v in found.rejected["value"].to_pylist()) <= 200
    objects = [
        {"user": "ann", "time": "2021-01-01", "text": t} for t in ("a", "b" * 2000, "c" * 9000)
    ]
    path = write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, objects)))
    found = records.read(path, limits=limits)
    assert [row for row, _, _ in reasons(found)] == [2, 3]
    path = write(tmp_path, "a.json", json.dumps(objects))
    path.write_text(json.dumps([*objects, {"text": "d" * 3_000_000}]))
    with pytest.raises(InputError, match="longer than 5,000 bytes"):
        records.read(path, limits=limits)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
def test_a_bomb_is_stopped(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.records.files._INFLATION_FREE_BYTES", 1 << 20)
    plain = HEAD.encode() + ROW.encode() + b"0" * (8 << 20)
    data = gzip.compress(plain, mtime=0) if name.endswith("gz") else zstandard.compress(plain)
    path = write(tmp_path, name, data)
    with pytest.raises(InputError, match="inflation"):
        records.read(path)
    found = records.read(path, limits=Limits(inflation=1_000_000))
    assert found.count == 1


def test_json_that_no_table_can_hold(tmp_path: Path) -> None:
    lines = [
        '{"user":"ann","time":"2021-01-01","text":"half \\ud83d pair"}',
        '{"user":"ann","time":"2021-01-02","text":"nul \\u0000 byte"}',
        '{"user":"ann","time":"2021-01-03","text":{"not":"text"}}',
        '{"user":"ann","time":"2021-01-04","text":5}',
        '{"user":"ann","time":' + "[" * 100_000,
        '{"user":' + "9" * 5000 + ',"time":"2021-01-05","text":"x"}',
        '{"user":"ann","time":"2021-01-06","text":"\xff"}',
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(lines).encode("latin-1"))
    found = records.read(path)
    texts = found.frame()["text"].to_list()
    assert texts[:2] == ["half \ufffd pair", "nul \ufffd byte"]
    assert "5" in texts
    assert sum(s.posts + s.rejected for s in found.sources) == 7


def test_later_records_may_have_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.records.json_records.CHUNK_BYTES", 4096)
    rows = [
        {"user": f"u{i}", "time": f"2021-01-01T00:{i % 60:02}:00Z", "text": "x"} for i in range(300)
    ]
    rows[-1]["post_id"] = "the-last"
    for order in (rows, rows[::-1]):
        path = write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, order)))
        found = records.read(path)
        assert found.sources[0].columns["post_id"] == "post_id"
        assert "the-last" in found.frame()["post_id"].to_list()


def test_nested_keys_are_matched(tmp_path: Path) -> None:
    row = {"user": {"id": 7, "screen_name": "ann"}, "created_at": "2021-01-01", "text": "hi"}
    found = records.read(write(tmp_path, "a.jsonl", json.dumps(row)))
    assert found.frame()["account_id"].to_list() == ["7"]
    assert found.accounts["handle"].to_pylist() == ["ann"]


@pytest.mark.parametrize("text", ["hi #x", "hi \ud83d #x"])
def test_objects_in_lists_are_not_taken_for_values(tmp_path: Path, text: str) -> None:
    row = {
        "id_str": "1",
        "user": {"id_str": "7", "id": 7},
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "text": text,
        "entities": {"hashtags": [{"text": "x"}], "urls": [{"url": "y"}]},
    }
    found = records.read(write(tmp_path, "a.jsonl", json.dumps(row)))
    assert found.frame()["hashtags"].to_list() == [["x"]]
    assert found.frame()["urls"].to_list() == [None]


def test_ids_kept_as_floats(tmp_path: Path) -> None:
    times = [1_600_000_000, 1_600_000_001]
    frame = pl.DataFrame(
        {"tweet_id": [5.0, 9.1e17], "user": ["a", "b"], "time": times, "text": ["x", "y"]}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    found = records.read(tmp_path / "a.parquet")
    assert found.frame()["post_id"].to_list() == ["5"]
    assert "rounded" in found.rejected["reason"][0].as_py()


def test_strict_raises_instead(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", HEAD + ROW + "2,,2021-01-01,x\n3,ann,soon,x\n")
    assert records.read(path).rejected.num_rows == 2
    with pytest.raises(InputError, match=r"Rows that cannot be used: 2.*Row 2.*no account.*'soon'"):
        records.read(path, strict=True)


@pytest.mark.parametrize(
    ("row", "column", "reason", "value"),
    [
        ("2,,2021-01-01,x", "user", "no account", None),
        ("2,ann,,x", "time", "no time", None),
        ("2,ann,soon,x", "time", "not a time that can be read", "soon"),
        ("2,ann,1970-01-01,x", "time", "a time outside 1990 to 2100", "1970-01-01"),
        ("9.1E+17,ann,2021-01-01,x", "post_id", "the id was rounded", "9.1E+17"),
        ("1,bob,2022-01-01,x", "post_id", "the post is already there", "1"),
        ("1,ann,2021-01-01T00:00:00Z,hello", "post_id", "the post is already there", "1"),
    ],
)
def test_each_reason(tmp_path: Path, row: str, column: str, reason: str, value: str | None) -> None:
    found = records.read(write(tmp_path, "a.csv", HEAD + ROW + row + "\n"))
    rejected = found.rejected.to_pylist()
    assert len(rejected) == 1
    assert (rejected[0]["row"], rejected[0]["column"], rejected[0]["value"]) == (2, column, value)
    assert rejected[0]["reason"].startswith(reason)
    assert isinstance(found.accounts, pa.Table)


def test_a_table_read_back_beside_its_own_source(tmp_path: Path) -> None:
    """Posts without an id have the one that was made of them when they were read before."""
    rows = "user,time,text\nann,2021-01-01,x\nann,2021-01-01,x\nbob,2021-01-01,y\n"
    source = write(tmp_path, "a.csv", rows)
    first = records.read(source)
    first.frame().write_parquet(tmp_path / "a.parquet")
    for limits in (Limits(), Limits(memory_bytes=1)):
        again = records.read([source, tmp_path / "a.parquet"], limits=limits)
        assert again.frame()["post_id"].to_list() == first.frame()["post_id"].to_list()
        assert [s.posts for s in again.sources] == [0, 3]
        assert (
            again.rejected["reason"].to_pylist()
            == ["the post is already there: another row has this id"] * 3
        )
    more = write(tmp_path, "b.csv", rows + "ann,2021-01-01,x\n")
    wider = records.read([more, tmp_path / "a.parquet"]).frame()
    assert wider["post_id"].is_unique().all()
    assert wider.height == 4


def test_the_same_posts_with_and_without_their_platform(tmp_path: Path) -> None:
    archive = "tweetid,userid,tweet_time,tweet_text\n1,7,2021-01-01 10:00,hello\n"
    write(tmp_path, "archive.csv", archive)
    write(
        tmp_path,
        "table.csv",
        "id,user_id,date,text\n1,7,2021-01-01 10:00,hello\n2,8,2021-01-01,x\n",
    )
    found = records.read(tmp_path)
    assert found.count == 3
    assert found.sources[0].notes[1:] == ()
    assert (
        found.sources[1]
        .notes[-1]
        .startswith("Accounts with the same id as an account on twitter: 1. They count as others")
    )
    same = records.read(tmp_path, platform="twitter")
    assert same.count == 2
    assert same.rejected["reason"].to_pylist() == [
        "the post is already there: another row has this id"
    ]
    assert all("same id" not in note for source in same.sources for note in source.notes)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", HEAD + ROW)

    def grow(*_: object) -> None:
        with path.open("a") as file:
            file.write("2,bob,2021-01-01,more\n")

    with pytest.raises(InputError, match=r"a\.csv: the file changed while it was read"):
        records.read(path, progress=grow)
    with pytest.raises(InputError, match=r"a\.csv: cannot be read any more"):
        records.read(path, progress=lambda *_: path.unlink(missing_ok=True))


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (
        tmp_path / "pipe.csv",
        "/dev/stdin" if not Path("/dev/stdin").is_file() else "/dev/null",
    ):
        with pytest.raises(InputError, match="A pipe cannot be read"):
            records.read(path)


def test_what_an_earlier_run_wrote_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", HEAD + ROW)
    for folder in ("run", ".hidden"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "posts.csv", HEAD + ROW.replace("1,", "2,", 1))
    write(tmp_path / "run", "manifest.json", '{"evenhand": "0.1"}')
    assert [Path(source.file).name for source in records.read(tmp_path).sources] == ["a.csv"]
    assert records.read(tmp_path / "run" / "posts.csv").count == 1


@pytest.mark.parametrize("encoding", ["rot13", "hex", "idna", "nonsense", "utf-16"])
def test_an_encoding_that_cannot_be_used(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.csv", HEAD + ROW * 3)
    with pytest.raises(InputError, match=rf"'{encoding}'.*Name (one|another)"):
        records.read(path, encoding=encoding)


def test_bytes_in_parquet_are_text_or_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"user": ["a", "b"], "time": ["2021-01-01", "2021-01-02"], "text": [b"ok", b"\xff"]}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    found = records.read(tmp_path / "a.parquet")
    assert found.frame()["text"].to_list() == ["ok"]
    assert reasons(found) == [(2, "text", "not valid UTF-8")]
