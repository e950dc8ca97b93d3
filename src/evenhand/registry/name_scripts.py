"""Names in scripts without vowels or without spaces, made ready to be written in Latin letters.

Countries are those of rigour, which knows them in many scripts. What a medium calls itself is a
small table of ours, of words and not of names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from evenhand.registry.needed import needed

with needed():
    from rigour.territories import lookup_territory

_ABJAD = re.compile(r"[\u0590-\u06ff\u0750-\u077f]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ARTICLE = re.compile(r"^(?:ال|لل)(?=.{3})")

_WITHOUT_SPACES = """
通讯社 通訊社 通信社 新闻社 通信 통신사 통신 = news agency
电视台 電視台 电视 電視 卫视 衛視 テレビ 텔레비전 = television
广播电台 廣播電台 电台 電台 라디오 = radio
广播 廣播 放送 방송 = broadcasting
新闻 新聞 뉴스 = news
日报 日報 = daily
报社 報社 신문 = newspaper
频道 頻道 = channel
网络 網絡 = network
在线 在線 = online
国际 國際 국제 = international
中央 중앙 = central
国家 國家 국립 = national
人民 인민 = peoples
集团 集團 = group
协会 協會 協会 협회 = association
总公司 總公司 公司 공사 = company
股份有限公司 有限公司 株式会社 주식회사 = ltd
总台 總台 = broadcasting company
中国 中國 중국 = china
日本 일본 = japan
한국 韩国 韓國 = korea
조선 朝鲜 朝鮮 = korea
台湾 臺灣 = taiwan
香港 = hong kong
""".strip()
_UNSPACED_WORDS = {
    word: line.split(" = ")[1]
    for line in _WITHOUT_SPACES.splitlines()
    for word in line.split(" = ")[0].split()
}
_FIND = re.compile("|".join(sorted(map(re.escape, _UNSPACED_WORDS), key=len, reverse=True)))

_KNOWN = """
khbrgzary = news agency
wkalh wkal wkalt agans swknwt = agency
anba akhbar khbr khbry nywz hdshwt = news
shyfh shyf jrydh jryd jraid rwznamh rwznam nshryh 'ytwn ytwn = newspaper
qna qnat knal shbkht rwts = channel
shbk shbkh shbkt = network
adha azah adhah azaah radyw rdyw = radio
tlfzywn tlwyzywn tlfaz tlwwyzyh tlwyzyh = television
mwss mwssh mwsst sazman = organization
ywmy ywmyh rwzanh = daily
sda swt = voice
bank bnk msrf = bank
shrk shrkt = company
wzar wzart = ministry
hkwm hkwmt dwlt = government
jmhwry jmhwryh jmhwryt = republic
aslamy aslamyh = islamic
mly wtny wtnyh = national
danshgah jam = university
hyy = authority
""".strip()
_ABJAD_WORDS = {
    word: line.split(" = ")[1]
    for line in _KNOWN.splitlines()
    for word in line.split(" = ")[0].split()
}

_DOUBLED = re.compile(r"([a-z])\1+")
_TWO_LETTERS = (("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("tch", "ch"), ("zh", "j"))
_ONE_LETTER = str.maketrans({"x": "ks", "q": "k", "p": "b"} | dict.fromkeys("aeiouvwy"))
_HARD_C = re.compile(r"c(?![hei])")


def without_vowels(text: str) -> bool:
    """Say whether a text has letters of a script that writes no short vowels."""
    return _ABJAD.search(text) is not None


@lru_cache(maxsize=1 << 14)
def spelled_out(text: str) -> str:
    """Give countries in their English names, and set words of kind apart where a script does not.

    ``text`` is in lower case and not in Latin letters.
    """
    text = unicodedata.normalize("NFKC", text)
    if _UNSPACED.search(text):
        text = _FIND.sub(lambda found: f" {_UNSPACED_WORDS[found[0]]} ", text)
    if _ABJAD.search(text):
        return " ".join(_country(word) or word for word in text.split())
    return text


def known_words(words: list[str]) -> list[str]:
    """Read what is known of words in Arabic, Persian and Hebrew, given in Latin letters.

    The article that is joined on, and *for the* in its place, go.
    """
    found = []
    for word in words:
        own = word[2:] if word.startswith(("al", "ll")) and len(word) > 4 else word
        found += (_ABJAD_WORDS.get(word) or _ABJAD_WORDS.get(own) or own).split()
    return found


@lru_cache(maxsize=1 << 17)
def skeleton(word: str) -> str:
    """Give the consonants of a word, as far as a script without vowels writes them.

    Letters that stand for long vowels (w, y, alef) and an h at the end do not count.
    """
    if "c" in word:
        word = _HARD_C.sub("k", word)
    if "h" in word:
        for spelled, heard in _TWO_LETTERS:
            word = word.replace(spelled, heard)
    bones = word.replace("dj", "j").translate(_ONE_LETTER).rstrip("h")
    return _DOUBLED.sub(r"\1", bones)


def _country(word: str) -> str | None:
    for one in (word, _ARTICLE.sub("", word)):
        found = lookup_territory(one)
        if found is not None and found.is_country:
            return str(found.name)
    return None
