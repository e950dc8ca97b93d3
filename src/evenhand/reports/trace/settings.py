"""The settings of a trace that would change its answer, and what a change would do."""

from __future__ import annotations

from evenhand.reports.sentences import SPACE, count, number
from evenhand.reports.settings import Setting
from evenhand.reports.trace.found import Seen


def settings(seen: Seen) -> list[Setting]:
    """List the settings with their present values."""
    return [
        Setting(
            "Least words of a passage",
            number(seen.min_words),
            "Fewer: shorter borrowings are found too, and more set phrases that anybody uses. "
            "More: only long passages.",
        ),
        Setting(
            "Articles kept for each text",
            number(seen.max_articles),
            "More: also articles with which a text has less in common. Fewer: only those with "
            "the rarest passages.",
        ),
        Setting(
            "Translations",
            "looked for" if seen.translations else "not looked for",
            "With them: texts that say an article's sentences in another language are found too; "
            "that takes an encoder, and much longer.",
        ),
        Setting(
            "List of outlets",
            count(seen.listed, "outlet") if seen.listed else "none was given",
            "With more names in it: credits in other languages and scripts are recognised, and "
            "fewer texts are called undisclosed.",
        ),
        Setting(
            "Undisclosed posts of a finding",
            number(seen.threshold_posts),
            "More: fewer accounts are findings, with more behind each.",
        ),
        Setting(
            "Undisclosed share of a finding",
            f"{100 * seen.threshold_share:g}{SPACE}%",
            "The low end of the 95 % interval has to reach it. Higher: fewer accounts, of which "
            "more is sure.",
        ),
    ]
