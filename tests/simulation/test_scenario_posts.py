from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import simulation
from evenhand.records.schemas import ACCOUNTS, POSTS
from evenhand.simulation.articles import articles
from evenhand.simulation.grammar import fill
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.posts import TRUTH
from evenhand.simulation.scenario import Scenario

DEMO = simulation.demo_scenario()


@pytest.fixture(scope="module")
def demo() -> simulation.Simulated:
    return simulation.posts(DEMO, 7)


@pytest.fixture(scope="module")
def rows(demo: simulation.Simulated) -> pl.DataFrame:
    posts = pl.DataFrame(pl.from_arrow(demo.posts))
    return posts.join(pl.DataFrame(pl.from_arrow(demo.truth)), on="account_id")


def bytes_of(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue().to_pybytes()


def test_the_same_seed_gives_the_same_bytes(demo: simulation.Simulated) -> None:
    again = simulation.posts(DEMO, 7)
    other = simulation.posts(DEMO, 8)
    for name in ("posts", "accounts", "truth"):
        assert bytes_of(getattr(demo, name)) == bytes_of(getattr(again, name))
        assert bytes_of(getattr(demo, name)) != bytes_of(getattr(other, name))


def test_counts_and_schemas(demo: simulation.Simulated) -> None:
    assert demo.posts.schema.equals(POSTS, check_metadata=True)
    assert demo.accounts.schema.equals(ACCOUNTS, check_metadata=True)
    assert demo.truth.schema.equals(TRUTH, check_metadata=True)
    for table in (demo.posts, demo.accounts, demo.truth):
        table.validate(full=True)
        for field in table.schema:
            assert field.nullable or table[field.name].null_count == 0
    assert (demo.posts.num_rows, demo.accounts.num_rows) == (50_000, 5_000)
    assert demo.accounts["account_id"].equals(demo.truth["account_id"])


def test_every_account_posts_and_every_post_has_its_account(
    demo: simulation.Simulated, rows: pl.DataFrame
) -> None:
    assert rows.height == 50_000
    assert set(rows["account_id"]) == set(demo.accounts["account_id"].to_pylist())
    accounts = pl.DataFrame(pl.from_arrow(demo.accounts))
    joined = rows.join(accounts, on="account_id")
    assert (joined["platform"] == joined["platform_right"]).all()
    assert (joined["created_at"] > joined["created_at_right"]).all()


def test_ids_and_references(rows: pl.DataFrame) -> None:
    assert rows["post_id"].is_unique().all()
    assert rows["created_at"].is_sorted()
    assert rows["created_at"].min() >= DEMO.start
    assert (rows["created_at"].max() - DEMO.start).days < DEMO.days
    by_id = rows.select("post_id", "created_at", "text", "urls", "platform", "account_id")
    for column in ("repost_of", "reply_to"):
        both = rows.filter(pl.col(column).is_not_null()).join(
            by_id, left_on=column, right_on="post_id"
        )
        assert both.height == rows[column].count() > 1_000
        assert (both["platform"] == both["platform_right"]).all()
        assert (both["account_id"] != both["account_id_right"]).all()
        assert (both["created_at"] >= both["created_at_right"]).all()
        if column == "repost_of":
            assert both.select(pl.col("text").str.ends_with(pl.col("text_right")).all()).item()
            assert (both["urls"] == both["urls_right"]).all()


def test_handles_are_unique_on_their_platform(demo: simulation.Simulated) -> None:
    accounts = pl.DataFrame(pl.from_arrow(demo.accounts))
    assert (
        not accounts.select("platform", pl.col("handle").str.to_lowercase()).is_duplicated().any()
    )
    assert accounts["handle"].str.contains(r"^[A-Za-z0-9._]+$").all()


def test_no_real_domain(demo: simulation.Simulated, rows: pl.DataFrame) -> None:
    links = set(rows["urls"].explode(empty_as_null=True).drop_nulls()) | set(rows["url"])
    links |= set(demo.accounts["url"].to_pylist())
    for text in rows["text"]:
        links |= set(re.findall(r"https?://\S+", text))
    hosts = {urlsplit(link).hostname or "" for link in links}
    assert len(hosts) > 20
    assert all(host.endswith((".example", ".test", ".invalid")) for host in hosts)
    assert {outlet.domain.rpartition(".")[2] for b in BOOKS.values() for outlet in b.outlets} == {
        "example"
    }
    bare = rows["text"].str.replace_all(r"https?://\S+|@\S+", "")
    assert not bare.str.contains(r"\b[a-z0-9-]+\.(com|org|net|ru|de|fr|es|info|io)\b").any()


def test_the_planted_network(demo: simulation.Simulated, rows: pl.DataFrame) -> None:
    net = DEMO.networks[0]
    planted = pl.DataFrame(pl.from_arrow(demo.truth)).filter(pl.col("network") == net.name)
    assert planted["role"].value_counts().sort("role").rows() == [("amplifier", 18), ("page", 2)]
    accounts = pl.DataFrame(pl.from_arrow(demo.accounts)).join(planted, on="account_id")
    assert accounts.filter(role="page")["kind"].to_list() == ["page", "page"]
    assert accounts.filter(role="amplifier")["kind"].unique().to_list() == ["user"]
    assert set(accounts["platform"]) == {"chirper", "agora"}
    assert set(planted["account_id"]) <= set(rows["account_id"])

    posts = rows.filter(network=net.name)
    of_agency = pushed(posts)
    assert set(of_agency["language"]) == {"en", "es", "fr"}
    share = of_agency.height / posts.height
    assert 0.3 < share < 0.5, "most of what it posts is ordinary"
    assert not of_agency["text"].str.replace_all(r"https?://\S+", "").str.contains("Meridian").any()


def pushed(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts with words of one of the agency's articles."""
    words = [re.sub(r"\{\w+\}", "§", v[0]) for s in _stories() for v in s.values()]
    pattern = "|".join(re.escape(w).replace("§", ".+") for w in words)
    return posts.filter(pl.col("text").str.contains(pattern))


def _stories() -> tuple[dict[str, tuple[str, str]], ...]:
    from evenhand.simulation.articles import STORIES  # noqa: PLC0415

    return STORIES


def test_delays_of_the_planted_network(rows: pl.DataFrame) -> None:
    net = DEMO.networks[0]
    link = pl.col("urls").list.first().str.extract(r"-(8\d{4})\b")
    linked = rows.filter(
        (pl.col("network") == net.name) & pl.col("urls").list.first().str.contains("meridian-wire")
    ).with_columns(link.alias("article"))
    # Members also share the agency's links as ordinary readers would, so not all are in the burst.
    spans = linked.group_by("article").agg(
        (pl.col("created_at") - pl.col("created_at").min()).dt.total_seconds().alias("delay")
    )
    delays = spans["delay"].explode(empty_as_null=True).to_numpy()
    assert spans.height >= 0.9 * net.operations
    assert np.mean(delays <= net.delay_most_s + 1) > 0.9
    assert 8 < np.median(delays) < 45


def test_the_crowd_is_like_a_crowd(rows: pl.DataFrame) -> None:
    posts = rows.group_by("account_id").len()["len"]
    assert posts.median() <= 8
    assert posts.quantile(0.99) > 8 * posts.median()
    assert set(rows["language"]) == {"en", "es", "fr", "de", "ru", "uk", "ar", "pt"}
    spanish = rows.filter(language="uk")  # one time zone, two hours ahead
    by_hour = spanish.group_by(pl.col("created_at").dt.hour()).len().sort("created_at")["len"]
    assert by_hour[0:3].sum() < 0.25 * by_hour[17:20].sum()
    texts = rows.filter(pl.col("repost_of").is_null())["text"]
    assert texts.is_in(["Good morning!", "¡Buenos días!", "Доброе утро!"]).sum() > 100
    assert texts.str.contains(r"^Gridlet .*\d/6$").sum() > 400


def test_count_rule_finds_it_among_false_edges(rows: pl.DataFrame) -> None:
    """Three articles within 60 s of each other: most members, and some honest accounts too."""
    article = pl.col("urls").list.first().str.extract(r"://(?:www\.|m\.)?([^?#]+)")
    shares = rows.filter(pl.col("urls").list.len() > 0, pl.col("repost_of").is_null()).select(
        article.str.strip_suffix("/").alias("object"), "account_id", "created_at", "network"
    )
    both = shares.join(shares, on="object").filter(
        (pl.col("account_id") < pl.col("account_id_right"))
        & ((pl.col("created_at") - pl.col("created_at_right")).dt.total_seconds().abs() <= 60)
    )
    ends = ["account_id", "account_id_right", "network", "network_right"]
    edges = both.group_by(ends).agg(pl.col("object").n_unique()).filter(pl.col("object") >= 3)
    inside = edges.filter(pl.col("network").is_not_null() & pl.col("network_right").is_not_null())
    members = set(inside["account_id"]) | set(inside["account_id_right"])
    assert len(members) >= 18
    assert 5 <= edges.height - inside.height <= inside.height


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.integers(120, 400), st.integers(1, 10))
def test_any_small_scenario(seed: int, accounts: int, days: int) -> None:
    net = replace(DEMO.networks[0], operations=5, fans=3)
    posts = accounts * 4 + 200
    scenario = replace(DEMO, posts=posts, accounts=accounts, days=days, networks=(net,))
    made = simulation.posts(scenario, seed)
    assert (made.posts.num_rows, made.accounts.num_rows) == (posts, accounts)
    assert made.truth["network"].to_pylist().count("meridian") == 20
    without = simulation.posts(replace(scenario, networks=()), seed)
    assert without.truth["network"].null_count == accounts


def test_the_fewest_posts_that_are_allowed() -> None:
    scenario = replace(DEMO, accounts=500, posts=600)
    with pytest.raises(ValueError, match="too few") as refused:
        simulation.posts(scenario, 1)
    fewest = int(str(refused.value).split()[-1].rstrip("."))
    made = simulation.posts(replace(scenario, posts=fewest), 1)
    assert made.posts.num_rows == fewest


def test_other_networks() -> None:
    first = DEMO.networks[0]
    small = {"operations": 4, "fans": 2}
    nets = (
        replace(first, name="without pages", pages=0, accounts=3, **small),
        replace(first, name="one language", languages=("es",), accounts=5, **small),
        replace(first, name="lonely", participation=0.0, pages=1, accounts=1, **small),
    )
    scenario = replace(DEMO, accounts=300, posts=2_500, days=7, networks=nets)
    made = simulation.posts(scenario, 5)
    assert made.posts.num_rows == 2_500
    networks = made.truth["network"].to_pylist()
    assert [networks.count(net.name) for net in nets] == [3, 7, 2]


def test_what_a_page_posts_is_reposted_by_others_too(rows: pl.DataFrame) -> None:
    pages = rows.filter(role="page").select("post_id")
    reposts = rows.join(pages, left_on="repost_of", right_on="post_id", how="semi")
    by_members = reposts["network"].count()
    assert by_members > 50
    assert reposts.height - by_members > 0


def test_a_scenario_that_cannot_be(demo: simulation.Simulated) -> None:
    def play(**changes: object) -> None:
        simulation.posts(replace(DEMO, **changes), 1)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="Give it more"):
        play(accounts=30)
    with pytest.raises(ValueError, match="too few"):
        play(posts=5_000)
    with pytest.raises(ValueError, match="less than 1"):
        play(mix=replace(DEMO.mix, news=0.9))
    with pytest.raises(ValueError, match="an operation and an account"):
        play(networks=(replace(DEMO.networks[0], operations=0),))
    with pytest.raises(ValueError, match="in de, but its agency writes in en, es, fr only"):
        play(networks=(replace(DEMO.networks[0], languages=("en", "de")),))
    with pytest.raises(ValueError, match="different articles"):
        articles(10_000, np.random.default_rng(1))
    assert isinstance(DEMO, Scenario)


@pytest.mark.parametrize("code", BOOKS)
def test_every_template_can_be_filled(code: str) -> None:
    book = BOOKS[code]
    rng = np.random.default_rng(1)
    for templates in (book.chat, book.more, book.headlines, book.comments, book.replies):
        for template in templates:
            for text in fill(rng, [template], book.slots, 3):
                assert "{" not in text
                assert text.strip() == text
    assert len(set(book.handles)) == len(book.handles)
    assert all(re.fullmatch(r"[a-z0-9]+", handle) for handle in book.handles)
    assert len(book.greetings) >= 4
    assert "{day}" in book.quiz
    assert "{score}" in book.quiz
