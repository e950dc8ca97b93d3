from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evenhand.simulation import compare, measure


def truth(**networks: str | None) -> pa.Table:
    return pa.table(
        {
            "account_id": pa.array(list(networks), pa.string()),
            "network": pa.array(list(networks.values()), pa.string()),
            "role": pa.array(["ordinary"] * len(networks), pa.string()),
        }
    )


def members(**clusters: str | None) -> pa.Table:
    return truth(**clusters).rename_columns(["account_id", "cluster", "role"])


def test_found_with_extra_and_missing_ones() -> None:
    comparison = compare(
        truth(a="m", b="m", c="m", d="m", e="m", f=None, g=None, h=None),
        members(a="c1", b="c1", c="c1", d="c2", f="c1", g="c3", h="c3"),
    )
    (net,) = comparison.networks
    assert (net.network, net.planted, net.cluster, net.found, net.elsewhere) == ("m", 5, "c1", 3, 1)
    assert net.extra == ("f",)
    assert (net.precision, net.recall) == (3 / 4, 3 / 5)
    assert (net.pairs_planted, net.pairs_found, net.pairs_extra) == (10, 3, 3)
    assert (net.pair_precision, net.pair_recall) == (3 / 6, 3 / 10)
    assert (comparison.other_clusters, comparison.other_accounts) == (1, 2)
    assert comparison.sentences() == [
        "Planted network m: 3 of its 5 accounts are in cluster c1, which holds 1 other account; "
        "1 in other clusters; 1 in none.",
        "  3 of its 10 pairs of accounts are together in one cluster.",
        "1 cluster holds no planted account (2 accounts in all).",
    ]


def test_all_found() -> None:
    comparison = compare(truth(a="m", b="m", c=None), members(a="c7", b="c7", c=None))
    assert comparison.sentences() == [
        "Planted network m: 2 of its 2 accounts are in cluster c7, which holds no other accounts.",
        "  1 of its 1 pairs of accounts are together in one cluster.",
        "Every cluster holds planted accounts.",
    ]


def test_not_found() -> None:
    comparison = compare(truth(a="m", b="m"), members(a=None))
    (net,) = comparison.networks
    assert (net.cluster, net.found, net.precision, net.recall) == (None, 0, None, 0)
    assert comparison.sentences()[0] == (
        "Planted network m (2 accounts): not found; no cluster holds any of its accounts."
    )
    assert comparison.sentences()[1] == "There are no clusters."


def test_nothing_planted() -> None:
    comparison = compare(truth(a=None), members(a="c1", z="c1"))
    assert comparison.sentences() == [
        "No network was planted.",
        "1 cluster holds no planted account (2 accounts in all).",
    ]


def test_two_networks_in_one_cluster() -> None:
    comparison = compare(truth(a="m", b="m", c="n", d="n"), members(a="c1", b="c1", c="c1", d="c1"))
    assert [net.network for net in comparison.networks] == ["m", "n"]
    assert all(net.recall == 1 and net.precision == 0.5 for net in comparison.networks)
    assert comparison.networks[0].extra == ("c", "d")


names = st.sampled_from("abcdefghij")


@given(
    st.dictionaries(names, st.sampled_from(["m", "n", None])),
    st.dictionaries(names, st.sampled_from(["c1", "c2", "c3", None])),
)
def test_agrees_with_counting_pairs(
    networks: dict[str, str | None], clusters: dict[str, str | None]
) -> None:
    comparison = compare(truth(**networks), members(**clusters))
    for net in comparison.networks:
        own = sorted(a for a, n in networks.items() if n == net.network)
        together = [
            (a, b)
            for a in own
            for b in own
            if a < b and clusters.get(a) is not None and clusters.get(a) == clusters.get(b)
        ]
        assert net.pairs_found == len(together)
        held = {a for a, c in clusters.items() if c is not None and c == net.cluster}
        assert net.found == len(held & set(own))
        assert set(net.extra) == held - set(own)
        assert net.found + net.elsewhere == sum(clusters.get(a) is not None for a in own)
        sizes = [sum(clusters.get(a) == c for a in own) for c in ("c1", "c2", "c3")]
        assert net.found == max(sizes)
    assert comparison.sentences()


@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=4),
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=2),
)
def test_groups_are_measured_by_accounts(groups: list[set[str]], networks: list[set[str]]) -> None:
    measured = measure(groups, networks)
    planted = {a for a in "abcdefgh" if any(a in network for network in networks)}
    flagged = {a for a in "abcdefgh" if any(a in group for group in groups)}
    assert (measured.planted, measured.flagged) == (len(planted), len(flagged))
    assert measured.right == sum(a in planted for a in flagged)
    assert measured.precision == (measured.right / len(flagged) if flagged else None)
    assert measured.recall == (measured.right / len(planted) if planted else None)
    false = [group for group in groups if len([a for a in group if a in planted]) < len(group) / 2]
    assert (measured.groups, measured.false_groups) == (len(groups), len(false))
    found = 0
    for network in networks:
        best = max((len([a for a in network if a in group]) for group in groups), default=0)
        found += best >= len(network) / 2
    assert measured.networks_found == found
