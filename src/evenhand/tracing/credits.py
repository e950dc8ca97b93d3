"""Words with which texts say where something is from, language by language.

They are looked for right before and right after a name. They need not be told apart by the
language of the text: none of them means anything else in another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Before a name: "according to NAME". What may stand between is in _FILLERS.
_REPORTED_BEFORE = {
    "en": "according to|reports|reported by|as reported by|citing|cited by|quoted by|quoting|"
    "published by|published in|published on|first appeared on|first appeared in|told|"
    "interview with|interview to|statement to|writes|courtesy of|obtained by|seen by",
    "ru": "по данным|по сообщению|по сообщениям|по информации|по материалам|по словам|как пишет|"
    "сообщает|сообщают|сообщил|сообщила|сообщило|сообщили|передает|передаёт|передают|передал|"
    "передала|передало|пишет|пишут|написал|написала|написало|информирует|уточняет|отмечает|"
    "рассказал|рассказала|рассказали|заявил|заявила|заявили|сказал|сказала|сказали|пояснил|"
    "пояснила|объяснил|объяснила|со ссылкой на|ссылаясь на|ссылкой на|цитирует|в беседе с|"
    "в разговоре с|в интервью|в комментарии|в комментарии для|публикует|опубликовало|"
    "узнал|узнала|узнало|узнали|выяснил|выяснила|выяснило|выяснили|утверждает|интервью|"
    "подсчитал|подсчитала|подсчитало|подсчитали|приводит слова|источник|"
    "источники|корреспондент|корреспонденту|корреспонденты|ознакомился|ознакомилась|"
    "ознакомилось|из расчетов|из расчётов|по расчетам|по расчётам|и расчетов|собеседник|"
    "собеседники|опрошенные|опрошенный|прим\\.|просьбу|вопрос|есть у",
    "uk": "за даними|за інформацією|за повідомленням|повідомляє|повідомляють|повідомив|"
    "повідомила|повідомило|передає|пише|пишуть|з посиланням на|посилаючись на|цитує|"
    "розповів|розповіла|заявив|заявила",
    "be": "паведамляе|піша|паводле|са спасылкай на",
    "fr": "selon|d['’]après|rapporte|rapportent|indique|citant|cité par|citée par|a déclaré à|"
    "a confié à|auprès de|relayé par|publié par",
    "de": "laut|nach angaben von|nach angaben der|nach angaben des|berichtet|berichten|berichtete|"
    "meldet|meldete|zitiert|unter berufung auf|sagte|gegenüber",
    "es": "según|de acuerdo con|informa|informó|reporta|reportó|citando a|citado por|dijo a|"
    "declaró a|publicado por",
    "it": "secondo|riporta|riferisce|citando|ha detto a|come scrive",
    "pt": "segundo|de acordo com|informa|informou|noticiou|citando|disse à|disse a",
    "pl": "według|podaje|podała|informuje|donosi|powołując się na|cytuje|pisze",
    "tr": "göre|aktaran",
    "ar": "وفقا ل|وفقًا ل|نقلا عن|نقلًا عن|بحسب|حسب|ذكرت|أفادت|قالت|نقلت",
    "fa": "به گزارش|به نقل از",
    "zh": "据|據|引述|引用|援引|转自|轉自|来自|來自",
    "ja": "によると|引用",
}
# After a name: "NAME reports".
_REPORTED_AFTER = {
    "en": "reports|reported|has learned|has learnt|writes|wrote|quotes|quoted",
    "ru": "сообщает|сообщают|сообщили|сообщил|сообщила|сообщило|передает|передаёт|передают|пишет|"
    "пишут|отмечает|уточняет|утверждает|узнал|узнало|выяснил|выяснило|рассказал|рассказали|рассказала|заявил|заявила|"
    "заявили|со ссылкой|co ссылкой",  # the second with Latin letters, as often in posts
    "uk": "повідомляє|повідомляють|пише|пишуть|передає",
    "fr": "rapporte|a rapporté|indique|écrit",
    "de": "berichtet|berichtete|meldet|meldete|schreibt",
    "es": "informa|informó|reporta|reportó",
    "it": "riporta|riferisce|scrive",
    "pt": "informa|informou|noticiou",
    "pl": "podaje|podała|informuje|donosi|pisze",
    "tr": "bildirdi|haberine göre|aktardı",
    "fa": "گزارش داد|نوشت",
    "zh": "报道|報道|报导|報導|消息|讯|訊|电|電",
    "ja": "によると|が報じ",
}
# Before a name, with or without a colon: "Source: NAME", "via NAME".
_CREDIT_BEFORE = (
    "source|sources|via|credit|credits|courtesy|h/t|hat tip|originally published by|"
    "originally published on|originally appeared on|originally appeared in|read more|read it on|"
    "more on|full story|subscribe to|"
    "источник|источники|читать|читайте|читать далее|подробнее|подписаться на|подписаться|"
    "подписывайтесь на|полностью|взято из|взято у|"
    "джерело|детальніше|крыніца|"
    "quelle|quellen|mehr bei|fuente|fuentes|vía|fonte|fonti|fontes|źródło|kaynak|"
    "المصدر|مصدر|منبع|来源|來源|资料来源|出典|出处"
)
# A picture's credit says nothing of the words.
_PICTURE_BEFORE = (
    "photo|photos|photo by|image|images|picture|video|screenshot|getty images|"
    "фото|фотография|снимок|видео|кадр|скриншот|иллюстрация|зображення|світлина|"
    "foto|fotos|bild|bilder|imagen|immagine|imagem|zdjęcie|fotoğraf|صورة|الصورة|图片|圖片|写真"
)
_FILLERS = (
    "the|a|news|agency|agency's|newspaper|website|channel|telegram|wire|"
    "агентство|агентства|агентству|агентством|информагентство|информагентства|газета|газеты|"
    "газете|издание|издания|изданию|портал|портала|порталу|сайт|сайта|сайту|канал|канала|каналу|"
    "телеканал|телеканала|телеканалу|телекомпания|телекомпании|журнал|журнала|журналу|телеграм|телеграм-канал|telegram-канал|тг-канал|журналистам|"
    "журналисту|корреспонденту|корреспондент|"
    "британская|британской|американская|американской|немецкая|немецкой|китайская|китайской|"
    "ИА|МИА|СМИ|он|она|они|в|с|со|для|от|из|на|агентстві|агенція|видання|"
    "l['’]agence|le|la|les|site|chaîne|journal|de|der|die|das|dem|den|nachrichtenagentur|agentur|"
    "zeitung|el|los|agencia|diario|il|lo|agenzia|a|agência|agencja|agencji|portal|"
    "وكالة|موقع|قناة|خبرگزاری|通讯社|by|from|on|by:|in an|interview"
)
_OPEN, _CLOSE = r"[\s\"'«“”„»’‘*_\[\](#]*", r"[\s\"'»”“’*_\])]*"


def _words(said: str) -> str:
    return "|".join(sorted(said.split("|"), key=len, reverse=True)).replace(" ", r"\s+")


_FILLED = rf"(?:{_OPEN}(?:{_words(_FILLERS)})(?!\w)){{0,4}}{_OPEN}$"


def _before(said: str, join: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_words(said)}){join}{_FILLED}", re.I)


@dataclass(frozen=True)
class Kind:
    """A way to credit: what stands before the name, or after it."""

    means: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


_ALL_BEFORE = "|".join(_REPORTED_BEFORE.values())
_ALL_AFTER = "|".join(_REPORTED_AFTER.values())
KINDS = (
    Kind("picture", _before(_PICTURE_BEFORE, r"(?!\w)\s*[:/|©—–-]?"), None),
    Kind("picture", re.compile(r"©\s*$"), None),
    Kind("credit", _before(_CREDIT_BEFORE, r"(?!\w)\s*[:—–-]?"), None),
    Kind("reported", _before(_ALL_BEFORE, r"(?!\w)[,:]?"), None),
    # Arabic, Persian and Chinese write these words and the name as one.
    Kind("reported", re.compile(r"(?:وفقا ل|وفقًا ل|ل|据|據|引述|援引|转自|轉自)[\s«\"“]*$"), None),
    Kind("reported", None, re.compile(rf"^{_CLOSE},?\s*(?:{_words(_ALL_AFTER)})(?!\w)", re.I)),
    Kind(
        "reported", None, re.compile(r"^[\s»”\"]*(?:报道|報道|报导|報導|消息|讯|訊|电|電|によると)")
    ),
)
"""In order: the first that fits is taken."""
LOOKED_BEFORE, LOOKED_AFTER = 90, 40
"""Characters before and after a name that are looked at."""
UNLISTED_SOURCE = re.compile(
    r"(?:(?<!\w)(?:source|источник|джерело|quelle|fuente|fonte|źródło|kaynak)s?|المصدر|来源|來源)"
    r"\s*[:：]\s*(?P<name>[^\n]{2,80})",
    re.I,
)
