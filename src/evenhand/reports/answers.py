"""The answer of a run: its main sentence, what else was found, and what must be known to use it."""

from __future__ import annotations

from evenhand.detection.calibration import Calibration
from evenhand.detection.looked_at import LookedAt
from evenhand.detection.stretch import Stretch
from evenhand.reports.chance import comparison
from evenhand.reports.declared import kind
from evenhand.reports.sentences import (
    SPACE,
    count,
    duration,
    listed,
    number,
    period,
    posted_together,
)
from evenhand.reports.tally import Tally

_ALL_CONFIRMED = "confirmed groups, declared or not,"


def answer(looked_at: LookedAt, found: Tally) -> str:
    """Say the main result: what was confirmed or, where nothing was tested, what was counted."""
    return " ".join(filter(None, (_undeclared(looked_at, found), _declared(looked_at, found))))


def _declared(looked_at: LookedAt, found: Tally) -> str:
    """Count the declared groups; empty when no declarations were given."""
    if looked_at.declarations is None:
        return ""
    if not found.declared:
        return "No group is declared."
    one = found.declared == 1
    said = (
        f"Apart from that, {count(found.declared, 'group')} "
        f"({count(found.in_declared, 'account')}) {'is' if one else 'are'} declared"
    )
    if looked_at.jitter_s is None:
        return f"{said}."
    few = found.declared_confirmed
    if few == found.declared:
        return f"{said}, and {'was' if one else 'all were'} confirmed by the same test."
    if not few:
        return f"{said}, but not confirmed: counting alone joins {'it' if one else 'them'}."
    return f"{said}; {number(few)} of them {_was(few)} confirmed, counting alone joins the rest."


def _undeclared(looked_at: LookedAt, found: Tally) -> str:
    if looked_at.jitter_s is None:
        return _counted(looked_at, found)
    group = f"{kind(looked_at)}group"
    tested = f"{count(looked_at.candidates, 'candidate')} {_was(looked_at.candidates)} tested"
    if not found.confirmed:
        if not looked_at.candidates and not found.groups:
            return _counted(looked_at, found)
        if not looked_at.candidates:
            return f"No {group} was confirmed: there was no candidate to test."
        if found.declared_confirmed:
            return f"No {group} was confirmed: {tested}, and those that passed are declared."
        return (
            f"No {group} was confirmed: {tested}, and none posted the same things within "
            f"{duration(looked_at.window_s)} of each other so much more often than others who "
            f"shared the same things {comparison(looked_at)} that chance is no "
            "likely explanation."
        )
    accounts = count(looked_at.accounts, "account")
    percent = f"{100 * looked_at.alpha:g}{SPACE}%"
    confirmed = found.confirmed + found.declared_confirmed
    false = f"{looked_at.alpha * confirmed:.2g} of {number(confirmed)}"
    among = "confirmed groups" if looked_at.declarations is None else _ALL_CONFIRMED
    return (
        f"{count(found.confirmed, group)} ({number(found.in_confirmed)} of {accounts}) posted "
        f"the same things within {duration(looked_at.window_s)} of each other far more often than "
        f"others who shared the same things {comparison(looked_at)}. {tested}; among {among} "
        f"at most {percent} are expected to be false ({false})."
    )


def further(looked_at: LookedAt, found: Tally) -> str:
    """Say what was found and not confirmed; empty when there is nothing to say."""
    if looked_at.jitter_s is None:
        return ""
    said = []
    if found.others:
        noun = f"{'further ' if found.confirmed else ''}{kind(looked_at)}group"
        verb, they = ("coincides", "it") if found.others == 1 else ("coincide", "they")
        only = "only " if found.confirmed else ""
        said.append(
            f"{count(found.others, noun)} ({count(found.in_others, 'account')}) {only}{verb} often "
            f"enough to be joined by counting; what {they} did is no more than chance could do, or "
            "there is too little of it to tell."
        )
    if found.uncarried:
        noun = "group" if found.uncarried == 1 else "groups"
        said.append(
            f"{number(found.uncarried)} more {noun} passed the test, but those who carry "
            f"{'it' if found.uncarried == 1 else 'them'} are in a stronger group already, or too "
            "few (see groups.parquet)."
        )
    return " ".join(said)


def limit(looked_at: LookedAt, found: Tally) -> str:
    """Say what must be known before the answer is used."""
    if found.confirmed or found.declared_confirmed:
        return (
            "Confirmed means: more often than chance explains, given how fast these things spread. "
            "It does not say why. Two honest news bots that follow one feed look the same. Open "
            "each group and check its posts before drawing a conclusion."
        )
    if found.groups and looked_at.jitter_s is None:
        return (
            "Counting alone does not tell coordination from coincidence: what is popular is shared "
            "by many people in the same minute. Open each group and check its posts before drawing "
            "a conclusion."
        )
    if looked_at.jitter_s is None:
        return (
            "This does not show that nobody acted together: only that these settings, on these "
            "posts, found no trace of it."
        )
    return (
        "This does not show that nobody acted together. A group is confirmed on another half of "
        "the time than it was discovered on, so it must have acted again and again: a single "
        "burst, a few posts, or times too coarse to tell seconds apart cannot be confirmed."
    )


def advice(looked_at: LookedAt, found: Tally) -> list[str]:
    """Say what to try when nothing was found or confirmed, most promising first."""
    if looked_at.jitter_s is None:
        return [] if found.groups else _settings(looked_at)
    if found.confirmed or found.declared_confirmed:
        return []
    tips = [] if found.groups else _settings(looked_at)
    if looked_at.resolution_s > 1:
        tips.append(
            f"The times of the input are known to {duration(looked_at.resolution_s)}, so chance "
            f"was given {duration(looked_at.jitter_s)} of room: finer times tell more."
        )
    tips.append(
        "More posts over more days: what a group did must be seen in both halves of the time. The "
        "halves are made of days in turn (of eighths where there are fewer than four days)."
    )
    if found.groups:
        tips.append(
            "Read the posts of groups that are not confirmed as a question, and never quote their "
            "counts as a finding."
        )
    return tips


def _was(size: int) -> str:
    return "was" if size == 1 else "were"


def _counted(looked_at: LookedAt, found: Tally) -> str:
    accounts = count(looked_at.accounts, "account")
    group = f"{kind(looked_at)}group"
    if found.undeclared:
        inside = found.in_groups - found.in_declared
        who = f"{count(found.undeclared, group)} ({number(inside)} of {accounts})"
        return f"{who} {posted_together(looked_at)}."
    if found.declared:
        return f"No {group} was found."
    if found.with_edge:
        who = f"{number(found.with_edge)} of {accounts} {posted_together(looked_at)}"
        return f"No group was found. {who}, but they form no group."
    return f"No group was found: no two of {accounts} {posted_together(looked_at)}."


def _settings(looked_at: LookedAt) -> list[str]:
    tips = []
    if looked_at.resolution_s > looked_at.window_s:
        tips.append(
            f"The times in the input are only known to within {duration(looked_at.resolution_s)}, "
            f"which is coarser than the window of {duration(looked_at.window_s)}: use a window of "
            f"at least {duration(looked_at.resolution_s)}."
        )
    empty = [signal for signal in looked_at.signals if not looked_at.shares.get(signal)]
    if empty:
        tips.append(
            f"For {listed(empty)}, no two accounts shared the same thing at any time: check that "
            "the columns which these signals need are in the input."
        )
    tips.append(
        f"A longer window than {duration(looked_at.window_s)} finds slower relays, and more chance."
    )
    if looked_at.min_weight > 1:
        tips.append(
            f"A smaller minimum weight than {looked_at.min_weight} finds groups that shared fewer "
            "things, and more chance."
        )
    if looked_at.min_participation > 1:
        tips.append(
            f"Accounts with fewer than {looked_at.min_participation} shares were left out; a "
            "smaller minimum participation keeps them."
        )
    tips.append("Other signals, or more posts of the same accounts, may show what these do not.")
    return tips


def periods(looked_at: LookedAt) -> str:
    """Say which periods were looked at; empty when none were asked for."""
    if looked_at.period_s is None:
        return ""
    length = duration(looked_at.period_s)
    if not looked_at.periods:
        return (
            f"The posts span no more than the period of {length} that was asked for: it is as if "
            "none had been given."
        )
    each = f"{count(looked_at.periods, 'period')} of {length}"
    if looked_at.jitter_s is None:
        return f"Accounts were joined when they coincided often enough within one of {each}."
    return (
        f"Groups were looked for in {each}, which begin every half of one wherever there is enough "
        "to look at, and in the whole time; accounts were joined by counting when they coincided "
        "often enough within one period. The number of candidates is that of all of them together."
    )


def again(part: Stretch | None) -> str:
    """Say in what stretch of a large run settings and chance were looked at; empty if in all."""
    if part is None or part.whole or part.first is None or part.last is None:
        return ""
    return (
        "This run is too large to be looked at again and again. What follows is about the middle "
        f"of its time, {period(part.first, part.last)}, with {number(part.shares.num_rows)} of its "
        f"{count(part.of_shares, 'share')}. `evenhand calibrate` looks at all of it."
    )


def calibrated(found: Calibration | None) -> str:
    """Say what these settings find in these posts by chance; empty when it was not tried."""
    if found is None:
        return ""
    repeats = found.runs.num_rows
    hits, _, _ = found.with_groups()
    mean, _, _ = found.edges()
    groups = "no group was confirmed" if not hits else f"{number(hits)} of them confirmed a group"
    return (
        f"The same posts looked at {count(repeats, 'time')} more, each post moved by up to "
        f"{duration(found.jitter.total_seconds() / 2)} at random, so that what was planned to the "
        f"minute is gone: {groups}, and {number(round(mean))} of {count(found.real_edges, 'edge')} "
        "were left on average. Those are what counting finds by chance."
    )
