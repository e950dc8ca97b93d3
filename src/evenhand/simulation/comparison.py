"""What was found, held against what was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class NetworkFound:
    """How much of one planted network was found."""

    network: str
    planted: int
    """Accounts in it."""
    cluster: str | None
    """The cluster that holds most of its accounts; null when no cluster holds any."""
    found: int
    """Its accounts in that cluster."""
    elsewhere: int
    """Its accounts in other clusters."""
    extra: tuple[str, ...]
    """Ids of accounts in that cluster that are not of the network, in byte order."""
    pairs_found: int
    """Pairs of its accounts that one cluster holds, whichever."""
    pairs_extra: int
    """Pairs in that cluster with an account that is not of the network."""

    @property
    def pairs_planted(self) -> int:
        """Pairs of its accounts."""
        return self.planted * (self.planted - 1) // 2

    @property
    def precision(self) -> float | None:
        """Share of the cluster's accounts that are of the network; null without a cluster."""
        return _share(self.found, self.found + len(self.extra))

    @property
    def recall(self) -> float | None:
        """Share of the network's accounts that the cluster holds."""
        return _share(self.found, self.planted)

    @property
    def pair_precision(self) -> float | None:
        """Share of the cluster's pairs that are pairs of the network."""
        held = self.found * (self.found - 1) // 2
        return _share(held, held + self.pairs_extra)

    @property
    def pair_recall(self) -> float | None:
        """Share of the network's pairs that one cluster holds."""
        return _share(self.pairs_found, self.pairs_planted)


@dataclass(frozen=True)
class Comparison:
    """All planted networks, and the clusters that hold none of them."""

    networks: tuple[NetworkFound, ...]
    """In order of their names."""
    other_clusters: int
    """Clusters without any planted account."""
    other_accounts: int
    """Accounts in those."""

    def sentences(self) -> list[str]:
        """Say it in plain lines, numbers with what they are out of."""
        lines = []
        for net in self.networks:
            if net.cluster is None:
                lines.append(
                    f"Planted network {net.network} ({net.planted} accounts): not found; no "
                    "cluster holds any of its accounts."
                )
                continue
            line = (
                f"Planted network {net.network}: {net.found} of its {net.planted} accounts are in "
                f"cluster {net.cluster}, which holds {_accounts(len(net.extra), 'other')}"
            )
            line += f"; {net.elsewhere} in other clusters" if net.elsewhere else ""
            missed = net.planted - net.found - net.elsewhere
            line += f"; {missed} in none" if missed else ""
            lines.append(f"{line}.")
            lines.append(
                f"  {net.pairs_found} of its {net.pairs_planted} pairs of accounts are together in "
                "one cluster."
            )
        if not self.networks:
            lines.append("No network was planted.")
        if self.other_clusters:
            word = "cluster holds" if self.other_clusters == 1 else "clusters hold"
            lines.append(
                f"{self.other_clusters} {word} no planted account "
                f"({_accounts(self.other_accounts, '')} in all)."
            )
        elif any(net.cluster is not None for net in self.networks):
            lines.append("Every cluster holds planted accounts.")
        else:
            lines.append("There are no clusters.")
        return lines


@dataclass(frozen=True)
class Measured:
    """How well groups of accounts match planted networks, counted by accounts."""

    planted: int
    """Accounts in networks."""
    flagged: int
    """Accounts in groups."""
    right: int
    """Accounts in both."""
    groups: int
    false_groups: int
    """Groups of which fewer than half of the accounts are planted."""
    networks_found: int
    """Networks of which one group holds at least half of the accounts."""

    @property
    def precision(self) -> float | None:
        """Share of the flagged accounts that are planted; null when none is flagged."""
        return _share(self.right, self.flagged)

    @property
    def recall(self) -> float | None:
        """Share of the planted accounts that are flagged; null when none is planted."""
        return _share(self.right, self.planted)


def measure(groups: Iterable[Collection[str]], networks: Iterable[Collection[str]]) -> Measured:
    """Hold groups of account ids against networks of account ids."""
    held, made = [set(group) for group in groups], [set(network) for network in networks]
    flagged, planted = set[str]().union(*held), set[str]().union(*made)
    return Measured(
        planted=len(planted),
        flagged=len(flagged),
        right=len(flagged & planted),
        groups=len(held),
        false_groups=sum(2 * len(group & planted) < len(group) for group in held),
        networks_found=sum(
            any(2 * len(group & network) >= len(network) for group in held) for network in made
        ),
    )


def compare(truth: pa.Table, members: pa.Table) -> Comparison:
    """Hold clusters against planted networks.

    ``truth`` has ``account_id`` and ``network`` (null in none), ``members`` is MEMBERS (``cluster``
    null in none); accounts that only one of them names count as in none in the other.
    """
    network_of = _known(truth, "network")
    cluster_of = _known(members, "cluster")
    inside: dict[str, set[str]] = {}
    for account, cluster in cluster_of.items():
        inside.setdefault(cluster, set()).add(account)
    planted: dict[str, set[str]] = {}
    for account, network in network_of.items():
        planted.setdefault(network, set()).add(account)

    touched = {cluster_of[account] for account in network_of if account in cluster_of}
    others = [accounts for cluster, accounts in inside.items() if cluster not in touched]
    return Comparison(
        networks=tuple(
            _one(network, accounts, cluster_of, inside)
            for network, accounts in sorted(planted.items())
        ),
        other_clusters=len(others),
        other_accounts=sum(map(len, others)),
    )


def _one(
    network: str, accounts: set[str], cluster_of: dict[str, str], inside: dict[str, set[str]]
) -> NetworkFound:
    held = Counter(cluster_of[account] for account in accounts if account in cluster_of)
    # The largest part; of equal ones that in the smaller cluster, then the first by name.
    order = sorted(held, key=lambda c: (-held[c], len(inside[c]), len(c), c))
    cluster = order[0] if order else None
    members = inside[cluster] if cluster is not None else set()
    found = held[cluster] if cluster is not None else 0
    all_pairs = len(members) * (len(members) - 1) // 2
    return NetworkFound(
        network=network,
        planted=len(accounts),
        cluster=cluster,
        found=found,
        elsewhere=held.total() - found,
        extra=tuple(sorted(members - accounts, key=str.encode)),
        pairs_found=sum(n * (n - 1) // 2 for n in held.values()),
        pairs_extra=all_pairs - found * (found - 1) // 2,
    )


def _known(table: pa.Table, column: str) -> dict[str, str]:
    rows = zip(table["account_id"].to_pylist(), table[column].to_pylist(), strict=True)
    return {account: value for account, value in rows if value is not None}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _accounts(count: int, word: str) -> str:
    number = f"{count or 'no'} {word}".strip()
    return f"{number} account{'' if count == 1 else 's'}"
