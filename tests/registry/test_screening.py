"""Which accounts and links of posts belong to registered actors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("followthemoney")

from evenhand.records.schemas import ACCOUNTS, POSTS, SCREENED
from evenhand.registry.claims import Source, account, facts, listed, present, site
from evenhand.registry.handed import declared, outlets
from evenhand.registry.screening import Presences, screen
from evenhand.registry.view import View
from tests.registry.conftest import Place
from tests.registry.made import made

OWN = Source("self", "Aurora Wire", "B2", "https://aurora-wire.example/about")
PRESS = Source("press", "The Harbour Times", "C3")
WIRE = listed("t", "wire", "MediaOutlet")
RADIO = listed("t", "radio", "MediaOutlet")


@pytest.fixture(scope="module")
def view(lasting: Place) -> View:
    registry = made(lasting)
    claims = [
        *facts(WIRE, OWN, name="Aurora Wire", alias=["Аврора", "=AW()"], weakAlias="The Wire"),
        *facts(RADIO, OWN, name="Aurora Radio"),
        *present(site("aurora-wire.example"), WIRE, OWN, kind="domain"),
        *present(site("radio.aurora-wire.example"), RADIO, PRESS, kind="domain"),
        *present(site("medium.com/@aurora"), WIRE, PRESS, kind="page"),
        *present(site("old-wire.example"), WIRE, OWN, kind="domain", valid_to="2021-06-22"),
        *present(account("telegram", "@AuroraWire"), WIRE, OWN, kind="channel"),
        *present(account("twitter", number="77"), WIRE, OWN, kind="account"),
        *present(account("twitter", "aurora_wire"), WIRE, PRESS, kind="account"),
    ]
    registry.import_list("t", "1", [c for c in claims if c.value != "=AW()"])
    return registry.at()


def _posts(*rows: tuple[str, str, str, list[str]]) -> pa.Table:
    made = [
        {
            "post_id": f"p{number}",
            "account_id": who,
            "platform": platform,
            "created_at": dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC),
            "urls": urls,
        }
        for number, (who, platform, day, urls) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, schema=POSTS)


@pytest.mark.parametrize(
    ("link", "assets"),
    [
        ("https://aurora-wire.example/news/1?utm_source=x", ["domain:aurora-wire.example"]),
        ("http://www.aurora-wire.example", ["domain:aurora-wire.example"]),
        ("https://sport.aurora-wire.example/a", ["domain:aurora-wire.example"]),
        ("https://live.radio.aurora-wire.example", ["domain:radio.aurora-wire.example"]),
        ("https://medium.com/@aurora/story-1", ["site:medium.com/@aurora"]),
        ("https://t.me/s/aurorawire", ["account:telegram:aurorawire"]),
        ("https://t.me/aurorawire/55", ["account:telegram:aurorawire"]),
        ("https://notaurora-wire.example", []),
        ("https://aurora-wire.example.evil.example", []),
        ("https://evil.example/aurora-wire.example", []),
        ("https://medium.com/@auroras", []),
        ("https://medium.com/", []),
        ("https://t.me/aurorawires", []),
        ("https://example", []),
        ("", []),
    ],
)
def test_links_are_compared_by_host_and_path_never_by_a_part(
    view: View, link: str, assets: list[str]
) -> None:
    assert Presences(view).of_link(link) == assets


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_a_link(view: View, link: str) -> None:
    assert isinstance(Presences(view).of_link(link), list)


@pytest.mark.parametrize(
    ("account_id", "platform", "handle", "assets"),
    [
        ("twitter:77", "twitter", None, ["account:twitter:#77"]),
        ("twitter:5", "twitter", "Aurora_Wire", ["account:twitter:aurora_wire"]),
        ("x:aurora_wire", "x", None, ["account:twitter:aurora_wire"]),
        ("telegram:aurorawire", None, None, ["account:telegram:aurorawire"]),
        ("telegram:77", "telegram", None, []),
        ("77", None, None, []),
        ("twitter:6", "twitter", "aurora_wire_fans", []),
    ],
)
def test_accounts_are_compared_by_service_and_handle_or_number(
    view: View, account_id: str, platform: str | None, handle: str | None, assets: list[str]
) -> None:
    assert Presences(view).of_account(account_id, platform, handle) == assets


def test_screened_posts_say_whose_by_which_claim_and_when(view: View) -> None:
    posts = _posts(
        ("twitter:77", "twitter", "2022-01-01", []),
        ("twitter:8", "twitter", "2021-01-01", ["https://old-wire.example/a"]),
        ("twitter:9", "twitter", "2023-01-01", ["https://old-wire.example/b", "https://x.example"]),
    )
    done = screen(view, posts)
    assert done.found.schema.equals(SCREENED)
    assert (done.posts, done.accounts, done.links) == (3, 3, 3)
    assert (done.short, done.numbered) == (0, 3)
    short = ("twitter:wire", "twitter", "2022-01-01", ["https://t.co/1", "https://x.example"])
    assert (screen(view, _posts(short)).short, screen(view, _posts(short)).numbered) == (1, 0)
    own, linked = done.found.to_pylist()
    assert (own["kind"], own["what"], own["actor"]) == ("account", "twitter:77", "t:wire")
    assert (own["posts"], own["source"], own["grade"]) == (1, "Aurora Wire", "B2")
    assert (linked["kind"], linked["what"]) == ("site", "old-wire.example")
    assert (linked["posts"], linked["posts_outside"], linked["accounts"]) == (1, 1, 2)


def test_accounts_alone_can_be_screened(view: View) -> None:
    rows = [{"account_id": "twitter:5", "platform": "twitter", "handle": "aurora_wire"}]
    done = screen(view, None, pa.Table.from_pylist(rows, schema=ACCOUNTS))
    assert done.found.to_pylist()[0]["actor_name"] == "Aurora Wire"
    assert screen(view, None, None).found.num_rows == 0


def test_order_of_posts_changes_nothing(view: View) -> None:
    rows = [
        (f"twitter:{n}", "twitter", "2022-01-01", ["https://aurora-wire.example"]) for n in range(9)
    ]
    assert screen(view, _posts(*rows)).found.equals(screen(view, _posts(*rows[::-1])).found)


def test_outlets_are_given_to_tracing_and_declarations_to_detection(
    view: View, tmp_path: Path
) -> None:
    rows = list(outlets(view))
    assert ("Aurora Wire", "Аврора", "", "") in rows
    assert ("Aurora Wire", "@aurorawire", "t.me/aurorawire", "") in rows
    assert ("Aurora Wire", "", "aurora-wire.example", "") in rows
    assert not any("The Wire" in row for row in rows)
    assert not any("#77" in row[1] for row in rows)
    said = list(declared(view))
    assert ("aurora-wire.example", "A site of Aurora Wire, by its own word", OWN.url, "") in said
    assert not any(row[0] == "radio.aurora-wire.example" for row in said)

    from evenhand.records.declared import read_declared  # noqa: PLC0415

    frame = pl.DataFrame(said, schema=["who", "what", "link", "platform"], orient="row")
    assert read_declared(frame).rejected.num_rows == 0
