"""Tables of a comparison of reports: stories, quotations, utterances, what an outlet alone has."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, column, table

_DAY = pa.date32()
_PRECISION = "day, year (the day is then its first of January) or none"
_KINDS = (
    "direct (whole words of the speaker), fragment (some of them inside the outlet's sentence) or "
    "indirect (reported speech)"
)

STORIES = table(
    "stories",
    "An event, and the documents that tell it; earliest first, those without a date last.",
    column("story", pa.string(), "Its number in this run: s1, s2, …", nullable=False),
    column(
        "label", pa.string(), "The headline that is most like the others of it.", nullable=False
    ),
    column("documents", pa.uint32(), "Documents that tell it.", "documents", nullable=False),
    column("outlets", STRINGS, "Who published them."),
    column("languages", STRINGS, "Their languages."),
    column("event_day", _DAY, "When it happened, as far as the texts say."),
    column("event_precision", pa.string(), f"How exact that is: {_PRECISION}.", nullable=False),
    column("event_earliest", _DAY, "The earliest day that fits."),
    column("event_latest", _DAY, "The latest day that fits; null where nothing bounds it."),
    column("event_candidates", pa.list_(_DAY), "All days that fit, when several do."),
    column("event_how", pa.string(), "How the day was found, as a sentence.", nullable=False),
    column("actors", STRINGS, "Whom most of its documents name, most frequent first."),
)

COMPARED = table(
    "compared",
    "A document, and the story that it tells.",
    column("document_id", pa.string(), "The document.", nullable=False),
    column("story", pa.string(), "The story.", nullable=False),
    column(
        "outlet",
        pa.string(),
        "Its outlet; where it has none, the agency in its dateline or the name of its file.",
        nullable=False,
    ),
    column("headline", pa.string(), "Its title, or its first sentence.", nullable=False),
    column("language", pa.string(), "Its language; empty when unknown.", nullable=False),
    column("file", pa.string(), "The file that it came in.", nullable=False),
    column("sentences", pa.uint32(), "Sentences of its body.", "sentences", nullable=False),
    column("quotations", pa.uint32(), "Quotations found in it.", "quotations", nullable=False),
    column("alone", pa.uint32(), "Sentences without counterpart (table alone).", "sentences"),
    column("written", _DAY, "When it was published or written; not when the event happened."),
    column("written_precision", pa.string(), f"How exact that is: {_PRECISION}.", nullable=False),
    column("written_earliest", _DAY, "The earliest day that fits."),
    column("written_latest", _DAY, "The latest day that fits."),
    column("written_how", pa.string(), "How the day was found, as a sentence.", nullable=False),
    column(
        "same_story",
        pa.float64(),
        "Mean chance that it tells the event that the others of its story tell; null when alone.",
        "0 to 1",
    ),
    column("nearest_story", pa.string(), "The story that it is nearest to of the others."),
    column("nearest_chance", pa.float64(), "And the mean chance for that one.", "0 to 1"),
)

QUOTATIONS = table(
    "quotations",
    "Words of a speaker in a document.",
    column("quotation", pa.string(), "Its number in this run: q1, q2, …", nullable=False),
    column("document_id", pa.string(), "The document.", nullable=False),
    column("story", pa.string(), "The story that the document tells.", nullable=False),
    column("start", pa.int64(), "Where it begins in the text.", "characters", nullable=False),
    column(
        "end",
        pa.int64(),
        "Where it ends (the first character after it).",
        "characters",
        nullable=False,
    ),
    column(
        "starts",
        pa.list_(pa.int64()),
        "Where its parts begin, when narration stands between.",
        "characters",
    ),
    column("ends", pa.list_(pa.int64()), "Where its parts end.", "characters"),
    column("text", pa.string(), "What was said, its parts joined.", nullable=False),
    column("kind", pa.string(), f"How it is quoted: {_KINDS}.", nullable=False),
    column(
        "marks",
        pa.string(),
        "The marks around it; none where they were lost; empty for reported speech.",
        nullable=False,
    ),
    column("clause", pa.string(), "For a fragment, the outlet's clause that carries it."),
    column(
        "speaker",
        pa.string(),
        "Who said it, in the fullest form of the document; null when the text does not say.",
    ),
    column("speaker_words", pa.string(), "The words that name the speaker there."),
    column(
        "speaker_rule",
        pa.string(),
        "How they were followed to the name: name, surname, role "
        "beside a name, role, pronoun, same speaker, or words (they stand as they are).",
    ),
    column("actor", pa.string(), "The speaker in table actors, when it is there."),
)

UTTERANCES = table(
    "utterances",
    "One thing said, that two documents or more render, or one document twice.",
    column("utterance", pa.string(), "Its number in this run: u1, u2, …", nullable=False),
    column("story", pa.string(), "The story.", nullable=False),
    column("speaker", pa.string(), "Who said it, as most renderings have it."),
    column("text", pa.string(), "Its longest direct rendering.", nullable=False),
    column("renderings", pa.uint32(), "Places where it is rendered.", "places", nullable=False),
    column("documents", pa.uint32(), "Documents that render it.", "documents", nullable=False),
    column("languages", STRINGS, "Their languages."),
    column(
        "speakers",
        STRINGS,
        "Speakers that renderings name, when they differ: by whom the same "
        "words are said to have been said.",
    ),
)

RENDERINGS = table(
    "renderings",
    "How one document renders an utterance.",
    column("utterance", pa.string(), "The utterance.", nullable=False),
    column("quotation", pa.string(), "The quotation that it is part of.", nullable=False),
    column("document_id", pa.string(), "The document.", nullable=False),
    column("outlet", pa.string(), "Its outlet (table compared).", nullable=False),
    column("language", pa.string(), "Its language.", nullable=False),
    column("kind", pa.string(), f"How: {_KINDS}.", nullable=False),
    column("start", pa.int64(), "Where it begins in the text.", "characters", nullable=False),
    column("end", pa.int64(), "Where it ends.", "characters", nullable=False),
    column("text", pa.string(), "The words; of a fragment the clause.", nullable=False),
    column("speaker", pa.string(), "Who said it, according to this document."),
    column(
        "similarity",
        pa.float64(),
        "Greatest score with another rendering: the encoder's, or the "
        "likeness of words, with a little for the speaker.",
    ),
)

DIFFERENCES = table(
    "differences",
    "What one rendering of an utterance has and another has not or has otherwise.",
    column("utterance", pa.string(), "The utterance.", nullable=False),
    column("quotation_a", pa.string(), "The rendering that comes first.", nullable=False),
    column("quotation_b", pa.string(), "The one that is compared with it.", nullable=False),
    column("outlet_a", pa.string(), "The outlet of the first.", nullable=False),
    column("outlet_b", pa.string(), "The outlet of the other.", nullable=False),
    column(
        "level", pa.string(), "words (one language) or clauses (two languages).", nullable=False
    ),
    column(
        "change",
        pa.string(),
        "dropped (only in the first), added (only in the other), changed, "
        "or aligned (clauses that say about the same).",
        nullable=False,
    ),
    column("text_a", pa.string(), "The words of the first."),
    column("text_b", pa.string(), "The words of the other."),
    column("similarity", pa.float64(), "Cosine of two clauses.", "-1 to 1"),
)

ALONE = table(
    "alone",
    "A sentence of a document to which no other document of its story has a counterpart.",
    column("document_id", pa.string(), "The document.", nullable=False),
    column("story", pa.string(), "The story.", nullable=False),
    column("outlet", pa.string(), "Its outlet (table compared).", nullable=False),
    column("start", pa.int64(), "Where it begins in the text.", "characters", nullable=False),
    column("end", pa.int64(), "Where it ends.", "characters", nullable=False),
    column("text", pa.string(), "The sentence.", nullable=False),
    column(
        "nearest",
        pa.float64(),
        "Similarity of the nearest sentence elsewhere in the story.",
        "-1 to 1",
    ),
    column("nearest_text", pa.string(), "That sentence."),
)

ACTORS = table(
    "actors",
    "Somebody or something that documents name; those in most stories first.",
    column("actor", pa.string(), "Its number in this run: a1, a2, …", nullable=False),
    column("name", pa.string(), "The form most often used.", nullable=False),
    column(
        "forms",
        STRINGS,
        "Every form, most frequent first; joined by spelling, script, initials, "
        "or meaning, so that two bearers of one name are one.",
    ),
    column("mentions", pa.uint32(), "Places where it is named.", "places", nullable=False),
    column("documents", pa.uint32(), "Documents that name it.", "documents", nullable=False),
    column("stories", STRINGS, "Stories that name it, in their order."),
    column(
        "quoted",
        pa.uint32(),
        "Quotations of which it is the speaker.",
        "quotations",
        nullable=False,
    ),
)

THREADS = table(
    "threads",
    "Actors that the same two stories or more share: one row for each story on the way.",
    column("thread", pa.string(), "Its number in this run: t1, t2, …", nullable=False),
    column("actors", STRINGS, "Names of the actors that share exactly these stories."),
    column("stories", pa.uint32(), "Stories of the thread.", "stories", nullable=False),
    column(
        "documents",
        pa.uint32(),
        "Documents of all its stories that name one of the actors.",
        "documents",
        nullable=False,
    ),
    column("story", pa.string(), "The story.", nullable=False),
    column("label", pa.string(), "Its label.", nullable=False),
    column("event_day", _DAY, "When it happened (table stories)."),
    column("event_precision", pa.string(), f"How exact that is: {_PRECISION}.", nullable=False),
    column("event_earliest", _DAY, "The earliest day that fits."),
    column("event_latest", _DAY, "The latest day that fits."),
)
