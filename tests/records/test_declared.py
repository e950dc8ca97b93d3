"""Declarations: what a file may say, and what becomes of rows that cannot be used."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import InputError, read_declared
from evenhand.detection.declared import declared_host
from evenhand.records.links import link_host
from evenhand.records.schemas import DECLARED, REJECTED
from evenhand.records.shared_hosts import shared_by_many

LABEL = st.text("abcxyz019", min_size=1, max_size=5)
HOST = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "example"]))


def read(folder: Path, text: str, **options: object) -> tuple[list[dict], dict[int, str]]:
    path = folder / "declared.csv"
    path.write_text(text, encoding="utf-8")
    found = read_declared(path, **options)  # type: ignore[arg-type]
    assert found.table.schema.equals(DECLARED)
    assert found.rejected.schema.equals(REJECTED)
    source = found.source
    assert source.rows == found.table.num_rows + source.rejected + source.merged
    reasons = {row["row"]: row["reason"] for row in found.rejected.to_pylist()}
    return found.table.to_pylist(), reasons


@pytest.mark.parametrize(
    ("who", "kind", "platform", "key"),
    [
        ("twitter:12", "account", None, "twitter:12"),
        ("-1001234", "account", None, "-1001234"),
        ("user@place.example", "account", None, "user@place.example"),
        ("did:plc:abc", "account", None, "did:plc:abc"),
        ("@Rain_0", "handle", None, "rain_0"),
        ("Twitter:@Rain", "handle", "twitter", "rain"),
        ("@user@place.example", "handle", None, "user@place.example"),
        ("Example.ORG", "domain", None, "example.org"),
        ("https://www.example.org/", "domain", None, "example.org"),
        ("http://m.news.example.co.uk", "domain", None, "news.example.co.uk"),
        ("bücher.example", "domain", None, "xn--bcher-kva.example"),
        ("name.substack.com", "domain", None, "name.substack.com"),
        ("192.0.2.7", "domain", None, "192.0.2.7"),
    ],
)
def test_what_a_name_is(
    tmp_path: Path, who: str, kind: str, platform: str | None, key: str
) -> None:
    (row,), _ = read(tmp_path, f"who,what,link\n{who},A bot,\n")
    assert (row["kind"], row["platform"], row["key"]) == (kind, platform, key)
    assert (row["row"], row["who"], row["what"], row["link"]) == (1, who, "A bot", None)


def test_columns_that_settle_it(tmp_path: Path) -> None:
    text = "Kind;who;what;link;Platform\naccount;first.last;x;;VK\nhandle;rain;x;;\n;7;x;;vk\n"
    rows, reasons = read(tmp_path, text)
    assert not reasons
    named = [(row["kind"], row["platform"], row["key"]) for row in rows]
    assert named == [
        ("account", "vk", "vk:first.last"),
        ("handle", None, "rain"),
        ("account", "vk", "vk:7"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",A bot,", "nobody is named"),
        ("bot,,https://x.example", "does not say what is declared"),
        ("bot,A bot,about.html", "must begin with http:// or https://"),
        ("bot,A bot,javascript:alert(1)", "must begin with http:// or https://"),
        ("bot,A bot,https://", "must begin with http:// or https://"),
        ('"=HYPERLINK(""x"")",A bot,', "formula"),
        ("bot,=1+1,", "formula"),
        ("@SUM(A1),A bot,", "not a handle"),
        ("https://example.org/team,A bot,", "neither a domain nor an account"),
        ("x/y,A bot,", "neither a domain nor an account"),
        ("co.uk,A bot,", "everyone who has a site under it"),
        ("blogspot.com,A bot,", "everyone who has a site under it"),
        ("https://t.co/,A bot,", "everyone who uses that platform"),
        ("old.reddit.com,A bot,", "everyone who uses that platform"),
        ("X.com,A bot,", "everyone who uses that platform"),
        ("wordpress.com,A bot,", "everyone who has a site there"),
        ("b" * 400 + ",A bot,", "longer than 300 characters"),
        ("bot," + "b" * 1_100 + ",", "longer than 1,000 characters"),
        ("first,Something else,", "row 1 declares it already"),
        ("first,The first,https://other.example", "row 1 declares it already"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(tmp_path: Path, row: str, said: str) -> None:
    text = f"who,what,link\nfirst,The first,https://a.example\n{row}\n"
    rows, reasons = read(tmp_path, text)
    assert [one["who"] for one in rows] == ["first"]
    assert list(reasons) == [2]
    assert said in reasons[2]
    with pytest.raises(InputError, match=r"Row 2 cannot be used: .*--strict"):
        read(tmp_path, text, strict=True)


def test_the_same_twice_is_one(tmp_path: Path) -> None:
    text = "who,what,link\nexample.org,Bot,\nhttps://www.example.org,Bot,https://example.org/a\n"
    rows, reasons = read(tmp_path, text)
    assert not reasons
    assert [(row["row"], row["link"]) for row in rows] == [(1, "https://example.org/a")]


def test_files_of_all_kinds(tmp_path: Path) -> None:
    frame = pl.DataFrame({"who": [12, 13], "what": ["a", "b"], "link": [None, None]})
    frame = frame.cast({"link": pl.String})
    frame.write_parquet(tmp_path / "d.parquet")
    frame.write_csv(tmp_path / "d.tsv", separator="\t")
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(frame.write_csv().encode()))
    (tmp_path / "cyrillic.csv").write_bytes("who,what,link\n12,Погода,\n".encode("cp1251"))
    tables = [read_declared(tmp_path / name) for name in ("d.parquet", "d.tsv", "d.csv.gz")]
    tables += [read_declared(frame), read_declared(frame.to_arrow())]
    assert all(found.table.equals(tables[0].table) for found in tables)
    assert all(len(found.source.sha256) == 64 for found in tables)
    found = read_declared(tmp_path / "cyrillic.csv", encoding="cp1251")
    assert found.table["what"].to_pylist() == ["Погода"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "name,size\nx,1\n", r"missing: who, what, link\..*'name', 'size'.*Rename"),
        ("a.csv", "who,what\nx,1\n", "missing: link"),
        ("a.csv", "who,what,link\n", "no rows"),
        ("a.json", "[]", "declarations are read from one Parquet, CSV or TSV file"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said):
        read_declared(tmp_path / name)
    with pytest.raises(InputError, match="there is no such"):
        read_declared(tmp_path / "none.csv")


@given(HOST, st.lists(HOST, max_size=4))
def test_a_domain_matches_itself_and_what_is_below(host: str, others: list[str]) -> None:
    domains = {other: n for n, other in enumerate(others)}
    below = [other for other in domains if f".{host}".endswith(f".{other}")]
    assert declared_host(host, domains) == max(below, key=len, default=None)
    assert declared_host(f"a.{host}", {host: 1}) == host
    assert declared_host(f"a{host}", {host: 1}) is None
    assert declared_host(f"{host}.org", {host: 1}) is None


@given(HOST, st.sampled_from(["", "http://", "https://www.", "HTTPS://M."]), st.text(max_size=8))
def test_a_declared_domain_is_the_host_of_its_links(host: str, before: str, path: str) -> None:
    # A host may be www or m itself; what the canonical form makes of it is asked on both sides.
    declared = link_host(f"{before}{host}")
    assert declared is not None
    found = link_host(f"https://{host}/{path.strip()}")
    assert found is None or declared_host(found, {declared: 1}) == declared


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(who: str) -> None:
    frame = pl.DataFrame({"who": [who], "what": ["x"], "link": ["https://x.example"]})
    found = read_declared(frame)
    assert found.table.num_rows + found.rejected.num_rows == 1


@pytest.mark.parametrize("host", ["example.org", "news.example.co.uk", "name.github.io"])
def test_what_one_publisher_has_is_not_shared(host: str) -> None:
    assert shared_by_many(host) is None
