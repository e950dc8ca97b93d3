"""Words in the names of actors that say little, or the same thing in several languages.

Ours, and short: what is here is common in the names of media and of those who own them. Legal forms
are those of rigour, and the long ones that lists spell out in Latin letters.
"""

from __future__ import annotations

STOP = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "a",
        "an",
        "de",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "do",
        "da",
        "dos",
        "das",
        "du",
        "des",
        "di",
        "del",
        "der",
        "die",
        "das",
        "und",
        "y",
        "e",
        "et",
        "i",
        "und",
        "ve",
        "en",
        "in",
        "on",
        "at",
        "to",
        "by",
        "named",
        "after",
        "im",
        "imeni",
    ]
)

# One word for what several languages say: all of a line stand for its first.
_SAME = """
agency agentstvo agencia agence agentur ajansi agenzia agencija agencja ahentstvo newsagency
news noticias nachrichten notizie haber berita
television televidenie televidenje televisao telewizja televizija televisione
television televisyon televizyon tv tele televiziya
broadcasting broadcaster broadcast veshchanie rundfunk telecompany telekompaniya
radio radiyo radyo rundfunkanstalt
channel kanal canal chaine kanala
one first pervi perviy pervyi pervyy pervy 1
two second vtoroy 2
international mezhdunarodnoe mezhdunarodnaya mezhdunarodny internacional internazionale
international uluslararasi
information informatsionnoe informacion informativa informazione informatsionnaya
newspaper gazeta zeitung journal giornale periodico
company kompaniya compania compagnie gesellschaft kompanija corporation corporacion
company korporatsiya kurumu
holding kholding
group gruppa grupo gruppe groupe
russia rossiya rossija rossiia rossia
russian rossiyskaya rossiyskoe rossiiskaja rossiiskaya rossiyskiy
turkey turkiye
german deutsch
spanish espanol
french francais
centre center tsentr centro zentrum
national nacional natsionalnaya nationale
state gosudarstvennaya gosudarstvennoe estatal staatliche
public publichnoe publica publique
media medya medios
""".strip()
SAME = {word: line.split()[0] for line in _SAME.splitlines() for word in line.split()}

# What nearly every outlet is called besides its name: it tells little by itself.
_MEDIA = (
    "agency news television broadcasting telecompany radio channel information newspaper press "
    "media network online publishing editorial tv broadcaster service redaktsiya izdatelstvo"
)
MEDIA = frozenset(_MEDIA.split())
SOFT_MEDIA = frozenset(["agency", "news", "newspaper", "information", "service", "editorial"])
"""Those that a name may have or not: Xinhua is the Xinhua News Agency. PDVSA is not PDVSA TV."""

_POLITY = "republic respublika kingdom federation government ministry embassy emirate union party"
POLITY = frozenset(_POLITY.split())
"""Words of states and parties, of which a medium may have the name."""

SAID_OF_MEDIA = MEDIA | frozenset(
    ["daily", "weekly", "gazette", "herald", "times", "post", "tribune", "review"]
)
"""Words by which a name shows itself to be a medium's."""

_LIGHT = "international national state public company holding group foundation organization"
LIGHT = frozenset(f"{_LIGHT} organisation institute institution corp general main office".split())
"""Words that many names share, of media and of others."""

_FORMS = """
autonomous non profit organization
autonomous nonprofit organization
avtonomnaya nekommercheskaya organizatsiya
avtonomnaia nekommercheskaia organizatsiia
federal state unitary enterprise
federalnoe gosudarstvennoe unitarnoe predpriyatie
federal state budgetary institution
republican unitary enterprise
state unitary enterprise
obshchestvo s ogranichennoy otvetstvennostyu
obshchestvo s ogranichennoi otvetstvennostyu
limited liability company
otkrytoe aktsionernoe obshchestvo
zakrytoe aktsionernoe obshchestvo
publichnoe aktsionernoe obshchestvo
nepublichnoe aktsionernoe obshchestvo
aktsionernoye obshchestvo
aktsionernoe obshchestvo
joint stock company
public joint stock company
open joint stock company
closed joint stock company
sociedad anonima
nonprofit zrt
""".strip()
FORMS = tuple(sorted((line.strip() for line in _FORMS.splitlines()), key=len, reverse=True))
"""Legal forms as lists spell them out, in Latin letters and without punctuation, longest first."""

_SHORT = (
    "ano fgup fsue jsc ojsc cjsc pjsc pao oao zao ooo llc ltd inc corp gmbh ag sa spa plc bv nv"
)
SHORT_FORMS = frozenset(
    f"{_SHORT} ab oy as asa sau sme zrt kft doo dd ad rue rup ao mia srl co".split()
)
"""Legal forms that stand as a word of their own."""
