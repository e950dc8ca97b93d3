"""Names in a text, found by their capitals and the words around them; no list of names is used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from evenhand.tracing.paragraphs import Paragraph
from evenhand.tracing.sentences import Span, sentences
from evenhand.tracing.speech import NONE, TABLES, Speech

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:-[^\W_]+)*")
_LEGAL = {
    "inc", "corp", "ltd", "llc", "plc", "gmbh", "ag", "sa", "sas", "se", "oao", "ооо", "оао", "пао",
    "ао", "зао", "ltda", "spa",
}  # fmt: skip
_JOINED = re.compile(r" |[’']")
_HEADLINE_SHARE = 0.6
_HEADLINE_WORDS = 4
_LONGEST = 7

# ISO 9 is exact and looks like no newspaper; this follows how names are usually spelled, and `fold`
# takes away what spellings differ in.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh",
    "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e",
    "ґ": "g", "ў": "u",
}  # fmt: skip
_SPELLINGS = (
    ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("zh", "j"), ("dj", "j"), ("ou", "u"),
    ("oo", "u"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ks", "x"), ("ph", "f"), ("w", "v"),
    ("y", "i"), ("ck", "k"), ("gu", "g"), ("qu", "k"),
)  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """A name as it stands in a text."""

    span: Span
    name: str
    title: str = ""
    """Kind of the title before it, as in "Minister N.", or ""."""


def names(text: str, lines: Sequence[Paragraph], language: str) -> list[Mention]:
    """Find names in a text, in order; those in asides and in headlines in capitals are left out.

    A name is a run of words with capitals, with particles inside. A word that only the beginning of
    a sentence gave a capital is none: it is taken when it has a capital elsewhere too, or when more
    capitals follow it. In a language whose nouns have capitals a single word counts when
    it is written in capitals or is also part of a longer name. Titles are cut off in front.
    """
    table = TABLES.get(language, NONE)
    small = {
        token
        for line in lines
        for token in _TOKEN.findall(line.span.of(text))
        if token[:1].islower()
    }
    runs: list[tuple[list[re.Match[str]], bool]] = []
    for line in lines:
        if line.aside or (not table.nouns_have_capitals and headline_case(line.span.of(text))):
            continue
        for sentence in sentences(text, line.span, language):
            runs += _runs(text, sentence, table)
    inside = {m.group() for run, first in runs for m in run[1 if first else 0 :]}
    longer = {m.group() for run, _ in runs if len(run) > 1 for m in run}
    found = []
    for whole, begins in runs:
        opener = whole[0].group().lower() in table.openers and not _shouted(whole[0].group())
        run, first = (whole[1:], False) if opener and len(whole) > 1 else (whole, begins)
        if opener and len(whole) == 1:
            continue
        if first and len(run) == 1:
            word = run[0].group()
            if word.lower() in table.openers or (word not in inside and not _shouted(word)):
                continue
            if word.lower() in small and word not in inside:
                continue
        mention = _mention(text, run, table)
        if mention is None:
            continue
        if (
            table.nouns_have_capitals
            and " " not in mention.name
            and not mention.title
            and not _shouted(mention.name)
            and mention.name not in longer
        ):
            continue
        found.append(mention)
    return _apart(text, found)


def _apart(text: str, found: list[Mention]) -> list[Mention]:
    """Part a name from what stands before it, where it stands alone elsewhere.

    "… of the Senate Anna Berg" is one run of capitals; "Anna Berg" is known from another place.
    """
    alone = {one.name for one in found if one.name.count(" ")}
    parted = []
    for one in found:
        words = one.name.split(" ")
        tail = next(
            (
                " ".join(words[place:])
                for place in range(1, len(words) - 1)
                if " ".join(words[place:]) in alone
            ),
            None,
        )
        if tail is None:
            parted.append(one)
            continue
        cut = one.span.end - len(tail)
        head = text[one.span.start : cut].rstrip()
        parted.append(Mention(Span(one.span.start, one.span.start + len(head)), head, one.title))
        parted.append(Mention(Span(cut, one.span.end), tail, ""))
    return parted


def headline_case(line: str) -> bool:
    """Say whether a line is written with capitals throughout, as English headlines are."""
    words = [w for w in _TOKEN.findall(line) if len(w) >= _HEADLINE_WORDS and w[0].isalpha()]
    if len(words) < _HEADLINE_WORDS or line.rstrip().endswith((".", "!", "?")):
        return False
    return bool(sum(w[0].isupper() for w in words) >= _HEADLINE_SHARE * len(words))


@cache
def fold(name: str) -> str:
    """Give names a form in which spellings of several languages and scripts meet.

    Cyrillic becomes Latin, accents and case go, and what transliterations differ in is made one:
    y and i, ou and u, w and v, kh and h, sch and sh, double letters, a final e.
    """
    latin = "".join(_CYRILLIC.get(c, c) for c in name.lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    for theirs, ours in _SPELLINGS:
        plain = plain.replace(theirs, ours)
    words = []
    for word in re.findall(r"\w+", plain.replace(".", "")):
        single = re.sub(r"(.)\1+", r"\1", word)
        words.append(single[:-1] if len(single) > 4 and single.endswith("e") else single)
    return " ".join(words)


def _runs(text: str, sentence: Span, table: Speech) -> list[tuple[list[re.Match[str]], bool]]:
    """List runs of words with capitals in a sentence, and whether each begins it."""
    tokens = list(_TOKEN.finditer(text, sentence.start, sentence.end))
    runs: list[tuple[list[re.Match[str]], bool]] = []
    run: list[re.Match[str]] = []
    first = False
    for place, token in enumerate(tokens):
        word = token.group()
        capital = word[0].isupper() and not _calendar(word, table)
        gap = text[tokens[place - 1].end() : token.start()] if place else ""
        if run and not (_JOINED.fullmatch(gap) and len(run) < _LONGEST):
            runs.append((run, first))
            run = []
        elif run and gap != " " and len(run[-1].group()) > 1:
            # "Anna's" and "Anna’s Paris" end the name; "O'Brien" and "D’Arcy" do not
            runs.append((run, first))
            run = []
        if capital:
            if not run:
                first = place == 0
                if gap in ("'", "’") and place and tokens[place - 1].group()[0].isupper():
                    first = place == 1
            run.append(token)
        elif run:
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            inside = (
                word.lower() in table.particles
                and after is not None
                and after.group()[0].isupper()
                and not _calendar(after.group(), table)
                and text[token.end() : after.start()] == " "
                # "Bank of Ostby" is a name, "Anna Berg of Ostby" is one and a place
                and (len(run) == 1 or word.lower() not in table.of or _body(run[-1].group(), table))
                and not (
                    _title(run[-1].group(), table)
                    and not title_kind(text[run[-1].start() : after.end()].lower(), table)
                )
            )
            if inside:
                run.append(token)
            else:
                runs.append((run, first))
                run = []
    if run:
        runs.append((run, first))
    return runs


def _mention(text: str, run: list[re.Match[str]], table: Speech) -> Mention | None:
    """Cut titles and legal forms off a run; None when nothing of a name is left."""
    words = [token.group() for token in run]
    kind = ""
    lowered = [word.lower() for word in words]
    for begin in range(len(words)):
        for end in range(min(len(words), begin + 4), begin, -1):
            title = title_kind(" ".join(lowered[begin:end]), table)
            if title:
                if end == len(words):  # "Prime Minister" alone, or "Foreign Minister" at the end
                    return None if begin == 0 else _cut(text, run[:begin], "")
                return _cut(text, run[end:], title)
    return _cut(text, run, kind)


def _cut(text: str, run: list[re.Match[str]], title: str) -> Mention | None:
    while run and (run[-1].group().lower() in _LEGAL or not run[-1].group()[0].isupper()):
        run = run[:-1]
    while run and not run[0].group()[0].isupper():
        run = run[1:]
    if not run:
        return None
    span = Span(run[0].start(), run[-1].end())
    name = span.of(text)
    if len(name) < 2 or name.isdigit():
        return None
    return Mention(span, name, title)


@cache
def _titles(table_key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = TABLES[table_key]
    return tuple(
        (kind, re.compile("(?:" + "|".join(forms) + ")")) for kind, forms in table.titles.items()
    )


def title_kind(words: str, table: Speech) -> str:
    """Return which kind of title ``words`` (in lower case) are, or ""."""
    key = _key(table)
    if not key:
        return ""
    return next((kind for kind, form in _titles(key) if form.fullmatch(words)), "")


def _body(word: str, table: Speech) -> bool:
    return any(re.fullmatch(form, word.lower()) for form in table.bodies)


def _title(word: str, table: Speech) -> bool:
    return bool(title_kind(word.lower(), table))


def _key(table: Speech) -> str:
    return next((key for key, one in TABLES.items() if one is table), "")


def _calendar(word: str, table: Speech) -> bool:
    low = word.lower()
    return low in table.weekdays or (low in table.months and low not in ("may", "mai", "mars"))


def _shouted(word: str) -> bool:
    bare = word.replace(".", "")
    return len(bare) > 1 and bare.isupper()
