"""Articles and posts as documents: every kind of file, dates and how sure they are, bad input."""

import contextlib
import datetime as dt
import gzip
import io
import json
import random

import polars as pl
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from evenhand.records import InputError, document_table, read_documents
from evenhand.records.document_files import DocumentFile
from evenhand.records.files import Limits
from evenhand.records.schemas import DOCUMENTS
from tests.data import shared_data

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WORDS = "The ministry said on Friday that eighteen accounts had been blocked without any reason. "
PAGE = f"""<html lang="en"><head><title>Accounts blocked</title>
<meta property="article:published_time" content="2020-09-03T10:05:00+03:00">
<link rel="canonical" href="https://news.example.com/2020/09/03/accounts.html"></head>
<body><nav>Home Sport Weather</nav><script>var stolen = "never a word of this";</script>
<article><h1>Accounts blocked</h1><p>{WORDS * 6}</p><p>A second paragraph follows here.</p>
</article></body></html>"""


def documents(paths, **options):
    found = read_documents(paths, now=NOW, **options)
    assert found.documents.schema.equals(DOCUMENTS, check_metadata=True)
    return pl.DataFrame(found.documents), pl.DataFrame(found.rejected), found.sources


def test_a_text_file_is_one_document_with_headline_and_date(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"Accounts blocked\n\n3 September 2020\n{WORDS * 3}")
    frame, rejected, sources = documents(path, outlet="Wire")
    row = frame.row(0, named=True)
    assert rejected.is_empty()
    assert isinstance(sources[0], DocumentFile)
    assert (row["title"], row["outlet"], row["language"]) == ("Accounts blocked", "Wire", "en")
    assert (row["language_method"], row["date_method"]) == ("detected", "text")
    assert row["published_at"] == dt.datetime(2020, 9, 3, tzinfo=dt.UTC)
    assert row["published_earliest"] == dt.datetime(2020, 9, 2, 10, tzinfo=dt.UTC)
    assert row["published_latest"] == dt.datetime(2020, 9, 4, 12, tzinfo=dt.UTC)
    assert row["document_id"] == f"made:{row['sha256'][:16]}"


def test_a_page_gives_its_article_and_nothing_of_its_scripts(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    frame, _, _ = documents(path)
    row = frame.row(0, named=True)
    assert "eighteen accounts" in row["text"]
    assert "stolen" not in row["text"]
    assert row["outlet"] == "example.com"
    assert row["published_at"] == dt.datetime(2020, 9, 3, 7, 5, tzinfo=dt.UTC)
    assert row["published_latest"] == row["published_at"]
    assert row["date_method"] == "html"


def test_a_page_without_date_of_its_own_is_dated_by_its_address(tmp_path):
    path = tmp_path / "a.html"
    at = PAGE.index("<meta")
    path.write_text(PAGE[:at] + PAGE[PAGE.index("<link") :])
    row = documents(path)[0].row(0, named=True)
    assert row["date_method"] in ("html", "url")
    assert row["published_at"] == dt.datetime(2020, 9, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_an_archive(tmp_path, packed):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=packed)
        for number, (status, kind) in enumerate(
            [("200 OK", "text/html"), ("404 Not Found", "text/html"), ("200 OK", "image/png")]
        ):
            body = gzip.compress(PAGE.encode())
            headers = StatusAndHeaders(
                status,
                [("Content-Type", kind), ("Content-Encoding", "gzip")],
                protocol="HTTP/1.1",
            )
            writer.write_record(
                writer.create_warc_record(
                    f"https://www.example.org/{number}",
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=headers,
                )
            )
    frame, _, sources = documents(path)
    assert frame["url"].to_list() == ["https://www.example.org/0"]
    assert frame["outlet"].to_list() == ["example.org"]
    assert (sources[0].format, sources[0].documents) == ("warc", 1)


def test_an_archive_that_was_cut_off_gives_what_it_holds_and_says_so(tmp_path):
    path = tmp_path / "a.warc"
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=False)
        for number in range(3):
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"
            )
            page = PAGE.replace("eighteen", f"eighteen or {number}")
            writer.write_record(
                writer.create_warc_record(
                    f"https://www.example.org/{number}",
                    "response",
                    payload=io.BytesIO(page.encode()),
                    http_headers=headers,
                )
            )
    path.write_bytes(path.read_bytes()[:-200])
    frame, rejected, _ = documents(path)
    assert frame.height == 2
    assert "damaged from here on" in rejected["reason"][-1]


def test_columns_are_found_by_their_names(tmp_path):
    rows = [
        {
            "headline": "One",
            "body": WORDS,
            "source": "Wire",
            "published": "2020-09-03T10:00:00Z",
            "link": "https://wire.example/1",
            "lang": "en-GB",
            "id": "77",
        },
        {"headline": "Two", "body": WORDS + "More.", "source": "Wire", "published": "2020-09-04"},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    frame, _, sources = documents(path)
    assert frame["document_id"][0] == "77"
    assert frame["language"].to_list() == ["en", "en"]
    assert frame["language_method"].to_list() == ["given", "detected"]
    wide = (frame["published_latest"] - frame["published_earliest"]).to_list()
    assert wide == [dt.timedelta(0), dt.timedelta(hours=50)]
    assert sources[0].columns["text"] == "body"
    for name, write in (("a.csv", "write_csv"), ("a.parquet", "write_parquet")):
        other = tmp_path / name
        getattr(pl.DataFrame(rows, infer_schema_length=None), write)(other)
        same, _, _ = documents(other)
        assert same["sha256"].to_list() == frame["sha256"].to_list()


def test_posts_are_documents(tmp_path):
    path = tmp_path / "posts.jsonl"
    tweet = {
        "data": [
            {
                "id": "1",
                "author_id": "5",
                "created_at": "2020-09-03T10:00:00.000Z",
                "text": WORDS,
                "entities": {"urls": [{"expanded_url": "https://example.com/x"}]},
            }
        ],
        "includes": {"users": [{"id": "5", "username": "wire", "name": "The Wire"}]},
    }
    path.write_text(json.dumps(tweet))
    row = documents(path)[0].row(0, named=True)
    assert (row["document_id"], row["account_id"]) == ("twitter:1", "twitter:5")
    assert row["outlet"] == "The Wire"
    assert row["urls"] == ["https://example.com/x"]


def test_what_cannot_be_used_is_said(tmp_path):
    good = tmp_path / "a.txt"
    good.write_text(WORDS)
    (tmp_path / "b.txt").write_bytes("Министр сообщил журналистам".encode("cp1251"))
    (tmp_path / "c.txt").write_text("")
    (tmp_path / "d.txt").write_text(" ... !!! \n")
    (tmp_path / "e.html").write_text("<html><script>alert(1)</script></html>")
    (tmp_path / "f.txt").write_bytes(b"%PDF-1.7 something")
    (tmp_path / "g.txt").write_text(WORDS * 20_000)
    (tmp_path / "h.txt").write_text(WORDS)
    frame, rejected, sources = documents(tmp_path, limits=Limits(field_bytes=1 << 20))
    assert frame.height == 1
    assert len(sources) == 8
    reasons = dict(zip(rejected["file"].str.slice(-5), rejected["reason"], strict=True))
    assert "--encoding" in reasons["b.txt"]
    assert "empty" in reasons["c.txt"]
    assert "no words" in reasons["d.txt"]
    assert "no article" in reasons["e.html"[-5:]]
    assert "PDF" in reasons["f.txt"]
    assert "longer than" in reasons["g.txt"]
    assert "already there" in reasons["h.txt"]
    with pytest.raises(InputError, match="Not one document"):
        documents(tmp_path / "c.txt")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"word " * 30_000_000, 9))
    with pytest.raises(InputError, match="longer than"):
        documents(path)


def test_nul_bytes_other_encodings_and_scripts_from_right_to_left(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Word \x00 " + WORDS.encode())
    (tmp_path / "b.txt").write_text(
        "قال الوزير للصحفيين إن الحسابات حظرت دون سبب", encoding="utf-16"
    )
    frame, _, _ = documents(tmp_path)
    assert "\ufffd" in frame["text"][0]
    assert frame["language"].to_list() == ["en", "ar"]
    (tmp_path / "c.txt").write_bytes("Министр сообщил журналистам".encode("cp1251"))
    frame, _, _ = documents(tmp_path / "c.txt", encoding="cp1251")
    assert frame["language"][0] == "ru"


def test_a_date_in_the_future_is_not_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"text,date\n{WORDS},2031-05-06\n{WORDS} x,yesterday\n")
    frame, _, sources = documents(path)
    assert frame["published_at"].to_list() == [None, None]
    assert frame["date_method"].to_list() == ["future", "none"]
    assert any("could not be read" in note for note in sources[0].notes)


def test_a_record_without_headers_ends_an_archive_with_a_sentence(tmp_path):
    path = tmp_path / "a.warc"
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\naaa")
    with pytest.raises(InputError, match="lacks its headers"):
        documents(path)


def test_a_date_at_the_edge_of_the_calendar_is_not_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"text,date\n{WORDS},0001-01-01\n{WORDS} x,1801-02-03\n")
    frame, _, _ = documents(path)
    assert [at and at.year for at in frame["published_earliest"].to_list()] == [None, 1801]
    assert frame["date_method"].to_list() == ["none", "given"]


def test_two_documents_with_one_id_are_told_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"id,text\n7,{WORDS}\n7,{WORDS} Changed.\n7,{WORDS}\n")
    frame, rejected, _ = documents(path)
    assert frame["document_id"][0] == "7"
    assert frame["document_id"][1].startswith("7#")
    assert rejected["row"].to_list() == [3]


def test_a_table_without_texts_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,when\n1,2020-01-01\n")
    with pytest.raises(InputError, match="no column holds texts"):
        documents(path)


@pytest.mark.parametrize("suffix", ["html", "txt", "jsonl", "csv", "warc"])
def test_damaged_bytes_are_read_or_refused_in_words(tmp_path, suffix):
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\n"
        b"Content-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    )
    whole = {
        "html": PAGE.encode(),
        "txt": WORDS.encode() * 3,
        "jsonl": b'{"text": "%s", "url": "http://[bad", "date": "2020"}\n' % WORDS.encode() * 3,
        "csv": b'text,date,lang\n"%s",1e400,xx\n' % WORDS.encode() * 2,
        "warc": head % (45 + len(PAGE)) + PAGE.encode() + b"\r\n\r\n",
    }[suffix]
    chance = random.Random(suffix)
    path = tmp_path / f"a.{suffix}"
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 30])):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at] = chance.randrange(256)
            else:
                data[at : at + chance.randrange(40)] = chance.randbytes(chance.randrange(20))
        path.write_bytes(data)
        with contextlib.suppress(InputError):
            frame, _, _ = documents(path)
            assert frame["sha256"].is_unique().all()


def test_documents_at_hand_in_python():
    table = document_table([{"text": WORDS, "outlet": "Wire", "published": "2020-09-03T10:00:00Z"}])
    assert table["published_at"][0].as_py() == dt.datetime(2020, 9, 3, 10, tzinfo=dt.UTC)
    with pytest.raises(InputError, match="no words"):
        document_table([{"text": "..."}])


def test_the_reports_of_the_seeds_are_read():
    frame, rejected, _ = documents(shared_data("telegram_ru_news").parents[1] / "seeds")
    assert frame["language"].to_list() == ["en", "en", "fr", "en", "en"]
    assert rejected.is_empty()
