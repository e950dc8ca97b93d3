"""What a trace found, in sentences that a stranger understands, and what is uncertain in them."""

from __future__ import annotations

from evenhand.reports.sentences import SPACE, count, listed, number, period
from evenhand.reports.texts import one_line
from evenhand.reports.trace.found import Seen
from evenhand.reports.trace.tally import TraceTally

MOST_OUTLETS = 3


def noun(seen: Seen) -> str:
    """Say what the documents are called: posts where all of them are."""
    return "post" if seen.posts else "document"


def line(seen: Seen) -> str:
    """Say in one line what was compared."""
    return (
        f"{count(seen.documents, noun(seen))} by {count(seen.accounts, 'account')}, "
        f"{period(seen.first, seen.last)}, compared with {count(seen.articles, 'article')} of "
        f"{_outlets(seen.outlets)}, {period(seen.articles_first, seen.articles_last)}."
    )


def answer(seen: Seen, found: TraceTally) -> str:
    """Say the main result in one or two sentences."""
    compared = f"{number(seen.documents)} {noun(seen)}{'' if seen.documents == 1 else 's'}"
    if not found.matched:
        return (
            f"None of {compared} holds a passage of {count(seen.articles, 'article')} of "
            f"{_outlets(seen.outlets)}."
        )
    by = f" by {count(found.accounts, 'account')}" if found.accounts else ""
    said = (
        f"{number(found.matched)} of {compared}{by} "
        f"{'holds' if found.matched == 1 else 'hold'} passages of "
        f"{count(found.articles, 'article')} of {_outlets(found.outlets)}; "
    )
    if found.undisclosed == 0:
        return said + "none of them was found to leave unsaid whose they are."
    return said + f"{number(found.undisclosed)} of them {_does(found.undisclosed)} not say so."


def rest(seen: Seen, found: TraceTally) -> str:
    """Say what the others of the matched ones are; empty when there are none."""
    parts = [
        f"{number(value)} {words[value != 1]}"
        for value, words in (
            (found.disclosed, ("names the outlet", "name the outlet")),
            (found.partial, ("says so only in part", "say so only in part")),
            (found.unknown, ("is unclear", "are unclear")),
            (found.earlier, ("came before the article", "came before the article")),
            (found.own, ("is the outlet's own", "are the outlet's own")),
            (
                found.no_outlet,
                ("matches articles of an unnamed outlet", "match articles of an unnamed outlet"),
            ),
        )
        if value
    ]
    said = f"Of the others, {listed(parts)}." if parts else ""
    if found.quoting:
        also = f"{count(found.quoting, 'further ' + noun(seen))}".replace("no ", "0 ")
        quotes = "quotes" if found.quoting == 1 else "quote"
        said += f" {also} only {quotes} the same words as an article, which copies nobody."
    return said.strip()


def findings(seen: Seen, found: TraceTally) -> str:
    """Say which accounts pass the threshold."""
    if not found.matched:
        return ""
    threshold = (
        f"at least {count(seen.threshold_posts, 'undisclosed ' + noun(seen))}, and a share of "
        f"undisclosed among the matched that is at least {100 * seen.threshold_share:g}{SPACE}% "
        f"even at the low end of its 95{SPACE}% interval"
    )
    if not found.findings:
        return f"No account passes the threshold ({threshold})."
    are = "account passes" if found.findings == 1 else "accounts pass"
    return (
        f"{number(found.findings)} {are} the threshold ({threshold}), with "
        f"{count(found.findings_posts, 'undisclosed ' + noun(seen))} in all."
    )


def together(found: TraceTally, run: str | None) -> str:
    """Say how the coordinated groups of a run go with it; empty when no run was given."""
    if run is None:
        return ""
    if not found.clusters:
        return "The coordination run that was given has no groups."
    return (
        f"{number(found.clusters_hiding)} of {count(found.clusters, 'coordinated group')} of the "
        f"run {one_line(run, 80)} {'has' if found.clusters_hiding == 1 else 'have'} accounts with "
        "undisclosed content."
    )


def uncertain(seen: Seen) -> str:
    """Say what the answer rests on."""
    return (
        f"Undisclosed means that no name or link of the outlet was read in the {noun(seen)}. The "
        "outlet may itself have the words from a source that is not in this corpus, and so may "
        f"the {noun(seen)}."
    )


def _does(value: int) -> str:
    return "does" if value == 1 else "do"


def _outlets(names: tuple[str, ...]) -> str:
    if not names:
        return "outlets that the corpus does not name"
    shown = [one_line(name, 40) for name in names]
    if len(shown) > MOST_OUTLETS:
        more = number(len(shown) - MOST_OUTLETS + 1)
        return listed([*shown[: MOST_OUTLETS - 1], f"{more} more outlets"])
    return listed(shown)
