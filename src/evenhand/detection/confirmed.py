"""Who carries the confirmed groups: the accounts that a run shows as clusters."""

from __future__ import annotations

from evenhand.detection.groups import Groups


def confirmed_accounts(found: Groups, least: int = 2) -> dict[str, list[str]]:
    """Name the accounts that carry each confirmed group, strongest group first.

    An account of two groups belongs to the first; groups left with fewer than ``least`` accounts
    are left out.
    """
    wanted = found.groups.filter(found.groups["confirmed"])["group"].to_pylist()
    carried: dict[str, list[str]] = {group: [] for group in wanted}
    taken: set[str] = set()
    rows = found.members.filter(found.members["supported"])
    order = {group: n for n, group in enumerate(wanted)}
    pairs_ = zip(rows["group"].to_pylist(), rows["account_id"].to_pylist(), strict=True)
    for group, account in sorted(
        (pair for pair in pairs_ if pair[0] in order), key=lambda pair: (order[pair[0]], pair[1])
    ):
        if account not in taken:
            taken.add(account)
            carried[group].append(account)
    return {group: accounts for group, accounts in carried.items() if len(accounts) >= least}
