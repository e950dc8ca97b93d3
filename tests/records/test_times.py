from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import records
from evenhand.records import InputError, check_window, resolution_s
from evenhand.records.times import parsed

moments = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31, 23, 59, 59))
seconds = moments.map(lambda t: t.replace(microsecond=0))


def one(value: object, order: str | None = None) -> datetime | None:
    return parsed(pl.Series("t", [value]), order).values.to_list()[0]  # type: ignore[arg-type]


@settings(deadline=None)
@given(moments, st.integers(-14 * 60, 14 * 60))
def test_iso_8601(moment: datetime, offset_min: int) -> None:
    utc = moment.replace(tzinfo=UTC)
    sign = "-" if offset_min < 0 else "+"
    hours, minutes = divmod(abs(offset_min), 60)
    local = moment + timedelta(minutes=offset_min)
    whole = f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond:06}"
    assert one(f"{whole}{sign}{hours:02}:{minutes:02}") == utc
    assert one(f"{whole}{sign}{hours:02}{minutes:02}") == utc
    for spelled in (f"{moment.isoformat()}Z", f"{moment.isoformat(' ')} UTC", moment.isoformat()):
        assert one(spelled) == utc


@settings(deadline=None)
@given(seconds)
def test_other_spellings(moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    assert one(f"{moment:%a %b %d %H:%M:%S} +0000 {moment:%Y}") == utc
    assert one(f"{moment:%a, %d %b %Y %H:%M:%S} GMT") == utc
    assert one(f"{moment:%d.%m.%Y %H:%M:%S}") == utc
    assert one(f"{moment:%m/%d/%Y %I:%M:%S %p}", "mdy") == utc
    assert one(f"{moment.day}/{moment.month}/{moment:%Y %H:%M:%S}", "dmy") == utc
    assert one(f"{moment:%Y/%m/%d %H:%M:%S}") == utc
    assert one(f"{moment:%Y%m%dT%H%M%SZ}") == utc


@settings(deadline=None)
@given(moments)
def test_numbers_by_their_magnitude(moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    micros = round((utc - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
    assert one(str(micros)) == one(micros) == utc
    assert one(str(micros * 1000)) == utc
    assert one(micros // 1000) == utc.replace(microsecond=utc.microsecond // 1000 * 1000)
    assert one(str(micros // 1_000_000)) == one(micros // 1_000_000) == utc.replace(microsecond=0)
    assert one(f"{micros // 1_000_000}.0") == utc.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2021-02-30", "2021-13-01", "2021-01-01 25:00", "10/10", "13:00", "1/2/2021", "-5",
     "2021-01-01T00:00:00+99:00", "13/13/2021", "31.02.2021", "12/1/2021 13:00 PM", "nan", "1e400"],
)  # fmt: skip
def test_what_is_no_time_is_null(text: str) -> None:
    assert one(text) is None


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=20))
def test_nothing_raises(texts: list[str]) -> None:
    for order in (None, "mdy", "dmy"):
        assert parsed(pl.Series("t", texts, dtype=pl.String), order).values.len() == len(texts)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.floats())
def test_no_number_raises(number: float) -> None:
    one(number)


def test_typed_columns() -> None:
    noon = datetime(2021, 1, 1, 12)
    zoned = pl.Series([noon]).dt.replace_time_zone("Europe/Berlin")
    assert parsed(zoned).values.to_list() == [datetime(2021, 1, 1, 11, tzinfo=UTC)]
    assert not parsed(zoned).zoneless
    assert parsed(pl.Series([noon])).zoneless
    assert one(date(2021, 1, 1)) == datetime(2021, 1, 1, tzinfo=UTC)


def table(folder: Path, *times: str) -> Path:
    path = folder / "a.csv"
    path.write_text("user,time,text\n" + "".join(f"u,{time},x\n" for time in times))
    return path


def test_one_telling_date_decides_for_the_column(tmp_path: Path) -> None:
    american = records.read(table(tmp_path, "1/2/2021 10:00", "1/31/2021 10:00"))
    assert american.frame()["created_at"][0].month == 1
    european = records.read(table(tmp_path, "1/2/2021 10:00", "31/1/2021 10:00"))
    assert [t.month for t in european.frame()["created_at"]] == [1, 2]


def test_dates_that_nothing_decides_are_asked_for(tmp_path: Path) -> None:
    path = table(tmp_path, "1/2/2021", "3/4/2021")
    with pytest.raises(InputError, match="--dates dmy or --dates mdy"):
        records.read(path)
    assert records.read(path, dates="dmy").frame()["created_at"][0].month == 2
    path = table(tmp_path, "13/1/2021", "1/13/2021")
    with pytest.raises(InputError, match="mix day/month and month/day"):
        records.read(path)
    assert records.read(path, dates="mdy").rejected.num_rows == 1
    with pytest.raises(InputError, match="dmy or mdy"):
        records.read(path, dates="ymd")  # type: ignore[arg-type]


def test_the_day_order_is_sought_in_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evenhand.records.delimited.ROWS_AT_ONCE", 10)
    times = [f"{1 + i % 12}/{1 + i % 9}/2021 10:00" for i in range(45)] + ["13/1/2021 10:00"]
    forward = records.read(table(tmp_path, *times)).frame()
    backward = records.read(table(tmp_path, *reversed(times))).frame()
    assert forward.equals(backward)
    assert forward["created_at"].max().month == 9  # type: ignore[union-attr]
    mixed = ["2021-01-01 10:00"] * 30 + times
    assert records.read(table(tmp_path, *mixed)).count == len(mixed)


@pytest.mark.parametrize(
    ("step", "unit"),
    [
        ("1d", 86_400),
        ("1h", 3_600),
        ("1m", 60),
        ("1s", 1),
        ("100ms", 1),
        ("30m", 60),
        ("12h", 3_600),
    ],
)
def test_resolution(step: str, unit: int) -> None:
    start = datetime(2021, 1, 1, tzinfo=UTC)
    times = pl.Series(pl.datetime_range(start, start + timedelta(days=9), step, eager=True))
    assert resolution_s(times) == unit
    assert resolution_s(times.head(4)) == 1


def test_a_window_finer_than_the_times_is_refused(tmp_path: Path) -> None:
    found = records.read(table(tmp_path, *(f"2021-01-01 10:{i:02}" for i in range(9))))
    assert found.sources[0].resolution_s == 60
    check_window(60, found.sources)
    check_window(1, [])
    with pytest.raises(InputError, match=r"only to the minute.*makes sense is 60 s"):
        check_window(10, found.sources)
    fine = SimpleNamespace(file="b", resolution_s=1)
    check_window(1, [fine])
