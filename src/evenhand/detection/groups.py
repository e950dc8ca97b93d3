"""Groups: what a finding rests on. Discovered on one half of the time, confirmed on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import igraph
import numpy as np
import pyarrow as pa

from evenhand.detection import groups_kernels as kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.candidates import block_for, halves
from evenhand.detection.significance import benjamini_hochberg, cauchy
from evenhand.detection.support import support
from evenhand.detection.tested import (
    STEPS,
    Candidate,
    Search,
    allowance,
    lift,
    tested,
    usual_speeds,
)
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import EPISODES, GROUP_MEMBERS, GROUPS


@dataclass(frozen=True)
class Groups:
    """Candidate groups and what became of them."""

    groups: pa.Table
    """GROUPS, by falling z; those not confirmed too."""
    members: pa.Table
    """GROUP_MEMBERS."""
    block: timedelta
    """Length of the blocks of time that make the two halves in turn."""
    candidates: int
    """How many candidates were tested; one group may have been one on both halves."""
    episodes: pa.Table = field(default_factory=EPISODES.empty_table)
    """EPISODES, when periods were looked at (`detection.episodes`)."""
    periods: int = 0
    """How many periods were looked at besides the whole time."""


def groups(
    shares: pa.Table,
    window: timedelta,
    jitter: timedelta,
    *,
    alpha: float = 0.05,
    min_lift: float = 1.1,
    min_accounts: int = 3,
    resolution: float = 1.0,
    surrogates: int = 200,
    block: timedelta | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = silent,
) -> Groups:
    """Find groups of accounts that coincide more often than others as quick as they.

    Time is cut into blocks that belong to two halves in turn. On each half, accounts with more
    coincidences than uniform jitter explains (two or more) form a network, and its communities are
    the candidates. A candidate is tested on the *other* half, so that choosing it does not bias
    testing it: all coincidences of first shares inside it, against surrogates in which each
    member's time is drawn from what outsiders of similar usual speed did with the same object
    within ± ``jitter`` / 2. Whoever is in the group is left out of what it is compared with.

    Args:
        shares: table SHARES.
        window: largest time between two shares of one coincidence.
        jitter: how far exact times are forgotten, near ten windows.
        alpha: a confirmed group has a q-value of at most this.
        min_lift: and at least so many times the coincidences that are expected, after what unlike
            company is allowed for (`tested.allowance`): with much data a tiny eagerness is
            significant too. That it lies above the allowance by luck has a chance of at most
            ``alpha`` (`Merged.beyond`).
        min_accounts: candidates have at least so many accounts.
        resolution: of the communities.
        surrogates: draws of each member's time for each object; a fifth of them for candidates
            that show at once that they are far below ``min_lift``.
        block: length of the blocks; a day when the shares span four days or more, else an eighth.
        seed: of communities and surrogates.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: told how many of its steps are done.

    Returns:
        The groups. Candidates of the two halves that share half of their accounts or more are one
        group, of the accounts of both; its numbers are the sums over the halves where it was
        tested, and its q-value the smallest of them.

    Raises:
        InputError: a parameter is out of range.

    Per signal, means, variances and third moments of independent objects add up, and the tail is
    that of the Pearson type III distribution with these moments; signals are combined as pairs'
    are. Reference: coordination by density jitter with the group left out (docs/significance.md).
    """
    search = Search(
        window=window,
        jitter=jitter,
        alpha=alpha,
        min_lift=min_lift,
        min_accounts=min_accounts,
        resolution=resolution,
        surrogates=surrogates,
        seed=seed,
        threads=threads,
    )
    coded = Coded.of(shares)
    length = block or block_for(coded.time)
    quickness = usual_speeds(coded, threads)
    candidates = tested(coded, quickness, length, search, progress)
    found = verdicts(both_halves(candidates), len(candidates), search)
    found = with_support(found, coded, quickness, length, search)
    progress(STEPS, 5, 5)
    groups, members = tables(in_order(judged(found, alpha)), coded.names)
    return Groups(groups, members, length, len(candidates))


@dataclass(frozen=True)
class Merged:
    """What both halves of a stretch of time say of a group."""

    accounts: np.ndarray[Any, Any]
    """Codes in byte order."""
    by_signal: dict[str, np.ndarray[Any, Any]]
    each: np.ndarray[Any, Any]
    """Moments of each account over all signals, (accounts, kernels.SUMS)."""
    company: np.ndarray[Any, Any]
    """What its shares are compared with, (kernels.COMPANY,)."""
    p_value: float
    discovered: tuple[tuple[int, np.ndarray[Any, Any]], ...]
    """The half on which each of its candidates was discovered, and its accounts."""

    @property
    def total(self) -> np.ndarray[Any, Any]:
        """Moments over all signals."""
        return sum(self.by_signal.values(), np.zeros(kernels.SUMS))

    @property
    def lift(self) -> float:
        """How many times the expected coincidences it had."""
        return lift(self.by_signal)

    @property
    def allowance(self) -> float:
        """How many times the expected coincidences unlike company could make."""
        return allowance(self.company)

    @property
    def beyond(self) -> float:
        """Chance of so many coincidences if all that is allowed for were true.

        Of few coincidences the lift itself is a matter of luck. It is no test across candidates:
        only those come here that passed one.
        """
        seen, *moments = self.total
        return float(kernels.pearson_tail(seen, *(self.allowance * one for one in moments)))

    def members(self) -> list[Member]:
        """Test each account's own coincidences with the others of its candidate."""
        pairs = zip(self.accounts.tolist(), self.each, strict=True)
        return [Member(code, sums, float(kernels.pearson_tail(*sums))) for code, sums in pairs]


@dataclass(frozen=True)
class Member:
    """What a group's number owes to one account."""

    account: int
    sums: np.ndarray[Any, Any]
    p_value: float
    q_value: float | None = None
    """Over the accounts of all confirmed groups; None in other groups."""
    supported: bool = False
    """Whether the account carries a confirmed group."""


@dataclass(frozen=True)
class Found:
    """A group as the tables tell it: its numbers, and what each account has to do with them."""

    merged: Merged
    q_value: float
    confirmed: bool
    members: list[Member]
    """In byte order of accounts."""
    period: tuple[int, int] | None = None
    """Start and end, in microseconds, of the period that the numbers are of; None for all time."""

    @property
    def z(self) -> float:
        """Distance of observed and expected in standard deviations."""
        return distance(self.merged.total)


def both_halves(found: list[Candidate]) -> list[Merged]:
    """Put together the candidates of both halves that share half of the smaller one's accounts."""
    if not found:
        return []
    owner = np.repeat(np.arange(len(found)), [c.accounts.size for c in found])
    account = np.concatenate([c.accounts for c in found])
    order = np.lexsort((owner, account))
    owner, account = owner[order], account[order]
    # Candidates of one half share nothing, so an account stands at most twice.
    twice = np.flatnonzero(account[1:] == account[:-1])
    both, common = np.unique(
        np.column_stack((owner[twice], owner[twice + 1])), axis=0, return_counts=True
    )
    size = np.array([c.accounts.size for c in found])
    close = 2 * common >= np.minimum(size[both[:, 0]], size[both[:, 1]])
    graph = igraph.Graph(n=len(found), edges=both[close].tolist())
    return [_summed([found[i] for i in sorted(c)]) for c in graph.connected_components()]


def _summed(several: list[Candidate]) -> Merged:
    accounts = np.unique(np.concatenate([one.accounts for one in several]))
    each = np.zeros((accounts.size, kernels.SUMS))
    by_signal: dict[str, np.ndarray[Any, Any]] = {}
    for one in several:
        for signal, sums in one.by_signal.items():
            by_signal[signal] = by_signal.get(signal, 0) + sums
        for of_signal in one.each.values():
            each[np.searchsorted(accounts, one.accounts)] += of_signal
    discovered = tuple((one.half, one.accounts) for one in several)
    p_value = min(one.p_value for one in several)
    company = sum((one.company for one in several), np.zeros(kernels.COMPANY))
    return Merged(accounts, by_signal, each, company, p_value, discovered)


def verdicts(merged: Sequence[Merged], tests: int, search: Search) -> list[Found]:
    """Say of each group whether it is confirmed; ``tests`` candidates were tested in all."""
    q_values = benjamini_hochberg(np.array([one.p_value for one in merged]), tests)
    return [
        Found(
            one,
            float(q_value),
            bool(
                q_value <= search.alpha
                and one.lift >= search.min_lift * one.allowance
                and one.beyond <= search.alpha
            ),
            one.members(),
        )
        for one, q_value in zip(merged, q_values, strict=True)
    ]


def with_support(
    found: list[Found],
    coded: Coded,
    speeds: dict[str, np.ndarray[Any, Any]],
    block: timedelta,
    search: Search,
) -> list[Found]:
    """Add to each account of the confirmed groups what it has to do with all of them.

    The groups are those of one stretch of time, ``coded`` its shares.
    """
    core = np.zeros((2, len(coded.names)), np.bool_)
    for group in found:
        for half, accounts in group.merged.discovered if group.confirmed else ():
            core[half, accounts] = True
    belonging = support(
        coded,
        speeds,
        core,
        halves(coded.time, block),
        search.window,
        search.jitter,
        search.surrogates,
        search.seed,
        search.threads,
    )
    return [
        replace(group, members=[_supported(member, belonging) for member in group.members])
        if group.confirmed
        else group
        for group in found
    ]


def _supported(member: Member, belonging: np.ndarray[Any, Any]) -> Member:
    both = cauchy(np.array([member.p_value, belonging[member.account]]))
    return replace(member, p_value=both)


def judged(found: list[Found], alpha: float) -> list[Found]:
    """Say who carries the confirmed groups: Benjamini and Hochberg's over all their accounts."""
    p_values = [m.p_value for group in found if group.confirmed for m in group.members]
    q_values = iter(benjamini_hochberg(np.array(p_values), len(p_values)).tolist())

    def said(member: Member) -> Member:
        q_value = next(q_values)
        return replace(member, q_value=q_value, supported=q_value <= alpha)

    return [
        replace(group, members=[said(member) for member in group.members])
        if group.confirmed
        else group
        for group in found
    ]


def in_order(found: list[Found]) -> list[Found]:
    """Sort groups as the tables have them: confirmed ones first, by falling z."""
    return sorted(
        found, key=lambda f: (-f.confirmed, -f.z, int(f.merged.accounts[0]), f.period or (0, 0))
    )


def tables(found: list[Found], names: pa.Array) -> tuple[pa.Table, pa.Table]:
    """Write GROUPS and GROUP_MEMBERS of groups in their order; ``names`` are those of the codes."""
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for n, one in enumerate(found, 1):
        begin, end = one.period or (None, None)
        rows.append(
            {
                "group": f"g{n}",
                "accounts": len(one.members),
                **numbers_of(one),
                "confirmed": one.confirmed,
                "by_signal": [
                    {
                        "signal": signal,
                        "observed": int(sums[kernels.OBSERVED]),
                        "expected": float(sums[kernels.MEAN]),
                        "z": distance(sums),
                        "p_value": float(kernels.pearson_tail(*sums)),
                    }
                    for signal, sums in sorted(one.merged.by_signal.items())
                ],
                "period_start": begin,
                "period_end": end,
            }
        )
        members += [
            {
                "group": f"g{n}",
                "account_id": names[member.account].as_py(),
                "observed": int(member.sums[kernels.OBSERVED]),
                "expected": float(member.sums[kernels.MEAN]),
                "p_value": member.p_value,
                "q_value": member.q_value,
                "supported": member.supported,
            }
            for member in one.members
        ]
    return (
        pa.Table.from_pylist(rows, schema=GROUPS),
        pa.Table.from_pylist(members, schema=GROUP_MEMBERS),
    )


def numbers_of(one: Found) -> dict[str, Any]:
    """Give the numbers of a group's test, as GROUPS and EPISODES have them."""
    return {
        "observed": int(one.merged.total[kernels.OBSERVED]),
        "expected": float(one.merged.total[kernels.MEAN]),
        "lift": one.merged.lift,
        "allowance": one.merged.allowance,
        "z": one.z,
        "p_value": one.merged.p_value,
        "q_value": one.q_value,
    }


def distance(sums: np.ndarray[Any, Any]) -> float:
    """Say how many standard deviations lie between what was observed and expected."""
    spread = np.sqrt(max(sums[kernels.VARIANCE], 1e-12))
    return float((sums[kernels.OBSERVED] - sums[kernels.MEAN]) / spread)
