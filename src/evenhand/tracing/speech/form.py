"""The form that every language fills in: the words by which a text says who spoke, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Speech:
    """General vocabulary of one language; no names.

    Everything is in lower case. Forms that are regular expressions say so; the others are words,
    or words with a space between them.
    """

    verbs: tuple[str, ...]
    """Forms of verbs of speaking, as regular expressions of whole words."""
    participle: str
    """A regular expression of those of the verbs that take the subject of another verb."""
    that: tuple[str, ...]
    """What begins a reported clause."""
    according: tuple[str, ...]
    """What stands before a speaker without a verb ("according to")."""
    first_person: tuple[str, ...]
    pronouns: tuple[str, ...]
    """Pronouns that can stand for a speaker."""
    titles: Mapping[str, tuple[str, ...]]
    """Titles and roles by kind, as regular expressions; two of one kind can mean one person."""
    bodies: tuple[str, ...]
    """Common nouns for bodies that speak, as regular expressions: ministry, company, agency."""
    of: tuple[str, ...]
    """What joins a role to what it is the role of."""
    determiners: tuple[str, ...]
    openers: tuple[str, ...]
    """Words that begin sentences and so have a capital without being names."""
    particles: tuple[str, ...]
    """Lower-case words inside names."""
    months: Mapping[str, int]
    """Forms of the months, 1 to 12."""
    weekdays: Mapping[str, int]
    """Forms of the days of the week, Monday is 0."""
    days: Mapping[str, int]
    """Words for a day near the one of writing, in days from it."""
    last_year: tuple[str, ...]
    """Regular expressions around ``{year}`` that speak of the year as past."""
    american_election: str
    """A regular expression for a coming American presidential election in November, or ""."""
    see_also: tuple[str, ...]
    """What begins a line that leads to other articles."""
    abbreviations: tuple[str, ...]
    """Words that end in a full stop which does not end the sentence."""
    place_endings: tuple[str, ...]
    """What a country's name loses when an adjective is made of it."""
    adjective_endings: tuple[str, ...]
    """What is put in its place."""
    case_endings: tuple[str, ...] = ()
    """Endings that a name takes in a sentence."""
    nouns_have_capitals: bool = False
    capital_adjectives: bool = False
    """Adjectives of places have a capital."""
