"""Words in the names of actors that say little, or the same thing in several languages.

Ours, and short: what is here is common in the names of media and of those who own them. Legal forms
are those of rigour, and the long ones that lists spell out in Latin letters.
"""

from __future__ import annotations

_STOP = (
    "the of and for a an de la le les el los las do da dos das du des di del der die und y e et i "
    "ve en in on at to by named after im imeni al ul"
)
STOP = frozenset(_STOP.split())
"""Articles and the like: which of them a name has says next to nothing."""

# One word for what several languages say: all of a line stand for its first.
_SAME = """
agency agentstvo agencia agence agentur ajansi agenzia agencija agencja ahentstvo newsagency
news noticias nachrichten notizie haber berita
television televidenie televidenje televisao telewizja televizija televisione
television televisyon televizyon tv tele televiziya
broadcasting broadcaster broadcast broadcasts veshchanie rundfunk telecompany telekompaniya
radio radiyo radyo rundfunkanstalt
channel kanal canal chaine kanala
one first pervi perviy pervyi pervyy pervy 1
two second vtoroy 2
three third tretiy 3
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
international mezhdunarodny mezhdunarodnaja internationale
book kniga
republic respublika republica republique jomhouri jomhuri
islamic islami eslami islamiya islamiyya islamique
daily diario quotidien taglich gunluk
government gobierno gouvernement pravitelstvo regierung govt
embassy legation embajada ambassade posolstvo botschaft
scientific nauchno nauchny nauchnaya
research issledovatelski issledovatelsky issledovatelskaya
import ithalat
export ihracat
oil nefti petrol
gas gaza
university danshgah
engineering engineers engineer
airline airlines airways air aviakompaniya
trade trading
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

SENT = frozenset(["radio", "television"])
"""Media of which one body may have both: who names one of them is not who names two."""

GROUPS = frozenset(["GRP", "HOLDING", "CONCERN", "KOMBINAT"])
"""Kinds of companies above others: an Aurora Group is no Aurora Holding."""

APART = frozenset(["trade", "international"])
"""Words that many have, and that set a sister apart all the same."""

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

_PARTS = (
    "office branch bureau representation representative delegation mission division department "
    "subsidiary chapter filial filiale sucursal predstavitelstvo temsilciligi"
)
PARTS = frozenset(_PARTS.split())
"""Words by which a name says that it is a part, abroad or at home, of what the rest names."""

STATE_WORDS = STOP | frozenset(["government", "state", "nation"])
"""What the name of a state may have besides its country's, and be the state's all the same."""

RANKS = {
    "republic": True, "kingdom": True, "sultanate": True, "commonwealth": True, "emirate": True,
    "principality": True, "state": True, "plurinational": False,
    "islamic": False, "peoples": False, "democratic": False, "arab": False,
    "socialist": False, "federal": False, "federative": False, "bolivarian": False, "united": False,
}  # fmt: skip
"""What states call themselves; True for the words that stand before *of* and the country."""

_FORMS = """
v o
all union association
all union combine
all union corporation
vsesojuznoe aktzionernoe obshchestvo
vsesoyuznoe obedinenie
aktzionernoe obshchestvo
joint stock co
limited sirketi
ticaret limited sirketi
anonim sirketi
ltd sti
federal state budgetary educational institution of higher education
federalnoe gosudarstvennoe byudzhetnoe uchrezhdenie nauki
federalnoe gosudarstvennoe byudzhetnoe uchrezhdenie
federal state budgetary institution of science
federal state autonomous institution
federal autonomous enterprise
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
    f"{_SHORT} ab oy as asa sau sme zrt kft doo dd ad rue rup ao mia srl co rao vo js "
    "fgbu fgbun fgugp fgau gup mup".split()
)
"""Legal forms that stand as a word of their own."""

_HOMES = """
pte sg
bhd my bn
gmbh de at ch li lu
zao ooo oao pao ru by kz kg tj uz ua
fze fzco fzc ae
pty au za bw na
bv nl cw sx aw
kft zrt hu
spzoo pl
oyj fi
aps dk gl
sarl fr lu ch be ma tn dz sn ci lb mc
doo rs hr si ba me mk xk
eood bg
sti tr
"""
HOMES = {
    form: frozenset(word for word in line.split() if len(word) == 2)
    for line in _HOMES.strip().splitlines()
    for form in line.split()
    if len(form) > 2 or form in ("bv",)
}
"""Legal forms that only some countries have, with these countries."""

_BODIES = ("FDN", "INSTITUTE INSTITUTION", "ASSOC", "CO GRP HOLDING CONCERN KOMBINAT ENTERPRISE")
BODIES = {kind: line for line in _BODIES for kind in line.split()}
"""Kinds of bodies, of which one is none of the others: a foundation is no company."""
