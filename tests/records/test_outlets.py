"""Lists of outlets: what is read, what is refused, which links and names are an outlet's."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records.errors import InputError
from evenhand.records.outlets import Outlet, outlets

LIST = """\ufeffoutlet,alias,domain,language
RIA Novosti,РИА Новости,ria.ru,ru
RIA Novosti,РИА,t.me/rian_ru,ru
ria  novosti,@rian_ru,https://www.radiosputnik.ria[.]ru/,
"Agence, Example",,example.co.uk,fr

"""


def written(folder: Path, content: str, name: str = "outlets.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def listed(folder: Path) -> dict[str, Outlet]:
    return {outlet.name: outlet for outlet in outlets(written(folder, LIST))}


def test_an_outlet_has_all_its_rows(tmp_path: Path) -> None:
    found = listed(tmp_path)
    assert list(found) == ["Agence, Example", "RIA Novosti"]
    ria = found["RIA Novosti"]
    assert ria.aliases == ("RIA Novosti", "РИА Новости", "РИА")
    assert ria.handles == {"rian_ru"}
    assert ria.sites == {("ria.ru", ""), ("t.me", "/rian_ru"), ("radiosputnik.ria.ru", "")}


@pytest.mark.parametrize(
    ("link", "its"),
    [
        ("https://ria.ru/20240101/news-1.html", True),
        ("http://crimea.ria.ru", True),
        ("ria.ru", True),
        ("RIA.RU/x?utm_source=y", True),
        ("https://notria.ru/", False),
        ("https://ria.ru.example.com/", False),
        ("https://example.com/ria.ru", False),
        ("https://t.me/rian_ru/4711", True),
        ("https://t.me/s/rian_ru/4711", True),
        ("https://t.me/rian_ru_fake/1", False),
        ("https://t.me/", False),
        ("mailto:a@ria.ru", False),
        ("https://ria.ru@evil.example/", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_links_belong_by_host_and_never_by_looks(tmp_path: Path, link: str, its: bool) -> None:
    assert listed(tmp_path)["RIA Novosti"].has(link) is its


def test_whole_fields_are_names(tmp_path: Path) -> None:
    ria = listed(tmp_path)["RIA Novosti"]
    assert all(
        ria.is_called(name) for name in ("риа новости", "RIA  Novosti", "@RIAN_ru", "ria.ru")
    )
    assert not any(ria.is_called(name) for name in ("MARIA", "RIA Novosti Sport", "", None))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column names the outlet"),
        ("alias,domain\nx,y.com\n", "The columns there are: 'alias', 'domain'"),
        ("outlet,alias\n", "there is no outlet in it"),
        ("outlet,alias\n,РИА\n", "row 1: no outlet is named"),
        ("outlet,alias\nA,…\n", "has no letter or digit"),
        ("outlet,domain\nA,t.me\n", "t.me is everybody's"),
        ("outlet,domain\nA,https://www.youtube.com/\n", "youtube.com is everybody's"),
        ("outlet,domain\nA,no domain\n", "'no domain' is no domain"),
        ("outlet,domain\nA,co.uk\n", "'co.uk' is no domain"),
        ("outlet,alias\nA,one,two\n", "3 cells, but the header has 2"),
        ('outlet,alias\nA,"open\n', "not a readable CSV"),
        ("outlet\n" + "x" * 300 + "\n", "more than 200 characters"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        outlets(written(tmp_path, content))


def test_a_missing_file_and_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file of outlets"):
        outlets(tmp_path / "nothing.csv")
    (tmp_path / "cp1251.csv").write_bytes("outlet\nРИА\n".encode("cp1251"))
    with pytest.raises(InputError, match="not a readable CSV"):
        outlets(tmp_path / "cp1251.csv")


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=12,
).filter(lambda name: any(map(str.isalnum, name)) and not name.startswith("@"))


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_what_a_csv_holds_is_what_is_read(rows: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["outlet", "alias"])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outlets.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        read = outlets(path)
    again = outlets([{"outlet": name, "alias": alias} for name, alias in rows])
    assert read == again
    assert {outlet.name.casefold() for outlet in read} == {name.casefold() for name, _ in rows}
    for name, alias in rows:
        assert any(one.is_called(name) and one.is_called(alias) for one in read)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("outlet\nПример\n".encode("cp1251"), "Save it again as CSV in UTF-8"),
        (b'outlet\nA\n"B\n', "quotation mark that is not closed"),
        (b"outlet\n" + b"A\n" * 200_001, "more than 200,000 rows"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_with_what_to_do(tmp_path, data, said):
    path = tmp_path / "outlets.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        outlets(path)


def test_as_many_rows_as_are_allowed(tmp_path):
    path = tmp_path / "outlets.csv"
    path.write_bytes(b"outlet\n" + b"A\n" * 200_000)
    assert len(outlets(path)) == 1
