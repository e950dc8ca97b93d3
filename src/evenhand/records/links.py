"""Links in a form in which two that lead to the same page are the same, and their domains."""

from __future__ import annotations

import csv
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import polars as pl
from publicsuffixlist import PublicSuffixList
from ural.normalize_url import AMP_SUFFIXES_RE, should_strip_query_item

from evenhand.records.errors import InputError

LONGEST_LINK = 8_192  # characters; nothing that people click on is longer
Shorteners = Mapping[str, str]

# What ural takes for tracking but what on some sites says which page it is.
_PAGE_WORDS = "id p v s m q t sid xt story_fbid fbid mode platform output ref source see"
_TRACKING_WORDS = (
    "gbraid wbraid msclkid yclid ysclid ttclid li_fat_id igsh igshid ref_src ref_url cmpid "
    "ocid smid smtyp partner taid ftag wt_mc wt.mc_id __twitter_impression share_source spm "
    "vero_id _hsenc _hsmi hss_channel sh_kit ct_v amp amp_js_v"
)
_TELLS_THE_PAGE, _TRACKING = frozenset(_PAGE_WORDS.split()), frozenset(_TRACKING_WORDS.split())
_ON_SHARE_WORDS = {  # host: parameters that only say how a link was shared there
    "twitter.com": "s t ref_src cxt",
    "x.com": "s t ref_src cxt",
    "youtube.com": "si pp feature ab_channel t start",
    "youtu.be": "si feature t",
    "facebook.com": "ref source mibextid rdid share_url _rdc _rdr __xts__ sfnsn",
    "instagram.com": "igsh utm hl",
    "tiktok.com": "_r _t is_from_webapp sender_device",
}
_ON_SHARE = {host: frozenset(words.split()) for host, words in _ON_SHARE_WORDS.items()}
_SAME_HOST = {"youtube-nocookie.com": "youtube.com", "x.com": "twitter.com"}
_WRAPPERS = {  # host and path that only lead on: parameter that says where
    ("google.com", "/url"): ("url", "q"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", "/"): ("u",),
    ("youtube.com", "/redirect"): ("q",),
    ("out.reddit.com", "/"): ("url",),
    ("vk.com", "/away.php"): ("to",),
    ("t.umblr.com", "/redirect"): ("z",),
}
_SAME_PAGE_LABELS = frozenset(["www", "www1", "www2", "www3", "m", "mobile", "amp"])
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_NOT_PLAIN = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()  # the list bundled with the package; no network


def canonical(urls: pl.Series, shorteners: Shorteners | None = None) -> pl.Series:
    """Give links the form in which two of the same page are equal; null for what is not a web link.

    https, lower-case ASCII host without www, m, mobile or amp, no default port, no user name, no
    fragment (but ``#/`` and ``#!``, which route inside a page), no tracking parameters, the others
    sorted, no trailing slash on a path, percent-encoding as RFC 3986 (section 6.2) has it.
    Redirects of platforms that carry their goal (l.facebook.com, google.com/url) are
    followed on paper. Short links stay, unless ``shorteners`` says where they lead. The form is
    idempotent and can be clicked. Work is done once for each distinct link. Never raises.
    """
    found = _expanded_lookup(shorteners) if shorteners else None
    return _for_each_distinct(urls, lambda url: canonical_link(url, found))


def registrable_domain(urls: pl.Series) -> pl.Series:
    """Find the domain that someone registered (``example.co.uk``), by the public suffix list.

    For an IP address the address; null for what is not a web link or has no such domain. Sites on a
    host that gives out subdomains (``name.github.io``) count as their own, as the list says.
    """
    return _for_each_distinct(urls, link_domain)


def hosts(urls: pl.Series, shorteners: Shorteners | None = None) -> pl.Series:
    """Find the host of each link in its canonical form (see `link_host`)."""
    found = _expanded_lookup(shorteners) if shorteners else None
    return _for_each_distinct(urls, lambda url: link_host(url, found))


def expanded(urls: pl.Series, shorteners: Shorteners) -> pl.Series:
    """Replace the links that ``shorteners`` knows by where they lead; leave the others."""
    lookup = _expanded_lookup(shorteners)
    return _for_each_distinct(urls, lambda url: lookup.get(canonical_link(url) or "", url))


def shorteners_from(given: Shorteners | str | Path | None) -> Shorteners | None:
    """Read a table of short links: a mapping as it is, or a CSV or TSV file with short,long.

    A header line is recognised by its not being links. Raises InputError for a file that is not
    such a table.
    """
    if given is None or isinstance(given, Mapping):
        return given
    path = Path(given)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file of short links. Give a CSV of short,long.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            delimiter = "\t" if path.suffix == ".tsv" else ","
            rows = list(csv.reader(lines, delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a readable CSV of short links ({error}).") from error
    for number, row in enumerate(rows, 1):
        if row and len(row) != 2:
            raise InputError(
                f"{path}, line {number}: {len(row)} fields, but a table of short links has two: "
                "the short link and where it leads."
            )
    return {row[0]: row[1] for row in rows if row and canonical_link(row[1])}


def canonical_link(url: str, shorteners: Shorteners | None = None) -> str | None:
    """Give one link its canonical form (see `canonical`); None when it is not a web link."""
    for _ in range(4):  # wrappers within wrappers, short links to short links
        parts = _split(url)
        if parts is None:
            return None
        onward = _onward(parts)
        if onward is None:
            plain = _joined(parts)
            onward = shorteners.get(plain) if shorteners and plain else None
            if onward is None or onward == plain:
                return plain
        url = onward
    return _joined(parts) if (parts := _split(url)) else None


def link_host(url: str, shorteners: Shorteners | None = None) -> str | None:
    """Find the host of one link in its canonical form, without a port; None for no web link."""
    link = canonical_link(url, shorteners)
    return None if link is None else host_of(link)


def host_of(link: str) -> str:
    """Find the host of a link that is in its canonical form, without a port."""
    host = re.split(r"[/?#]", link[len("https://") :], maxsplit=1)[0]
    return re.sub(r":\d+$", "", host)


def link_domain(url: str) -> str | None:
    """Find the registrable domain of one link (see `registrable_domain`)."""
    host = link_host(url)
    if host is None or host.startswith("[") or _is_address(host):
        return host
    domain = _suffixes().privatesuffix(host)
    return domain if isinstance(domain, str) else None


def _for_each_distinct(values: pl.Series, make: Callable[[str], str | None]) -> pl.Series:
    distinct = values.cast(pl.String).drop_nulls().unique()
    made = pl.Series([make(value) for value in distinct.to_list()], dtype=pl.String)
    return values.cast(pl.String).replace_strict(
        distinct, made, default=None, return_dtype=pl.String
    )


def _expanded_lookup(shorteners: Shorteners) -> dict[str, str]:
    pairs = ((canonical_link(short), long) for short, long in sorted(shorteners.items()))
    return {short: long for short, long in pairs if short is not None}


def _split(url: str) -> SplitResult | None:
    url = url.strip()
    if not url or len(url) > LONGEST_LINK:
        return None
    url = _CONTROL.sub(lambda found: "" if found[0] in "\t\r\n" else "%20", url)
    if url.startswith("//"):
        url = "https:" + url
    elif not _SCHEME.match(url) or re.match(r"^[\w.-]+\.[\w-]+:\d", url):
        url = "https://" + url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or port == 0:
        return None
    return parts


@lru_cache(maxsize=65_536)
def _host(name: str) -> str | None:
    """Give a host its ASCII form; None when no such host can be."""
    name = name.lower().rstrip(".")
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name.split('%', 1)[0]).compressed}]"
        except ValueError:
            return None
    if _is_address(name):
        return name
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        return None
    return None if labels[-1].isdigit() else name


def _is_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65_536)
def _main_host(host: str) -> str:
    """Drop www, m, mobile and amp, but never from the registrable domain itself."""
    if host.startswith("[") or _is_address(host):
        return host
    domain = _suffixes().privatesuffix(host)
    if not isinstance(domain, str):
        return host
    below = host[: -len(domain)].rstrip(".").split(".")
    host = ".".join(
        [label for label in below if label and label not in _SAME_PAGE_LABELS] + [domain]
    )
    return _SAME_HOST.get(host, host)


def _onward(parts: SplitResult) -> str | None:
    host = _host(parts.hostname or "")
    if host is None:
        return None
    if host.endswith(".cdn.ampproject.org") and (
        found := re.match(r"^/[a-z]/(?:s/)?(.+)$", parts.path)
    ):
        return "https://" + found[1] + ("?" + parts.query if parts.query else "")
    host = _main_host(host)
    if host.startswith("google.") and (found := re.match(r"^/amp/(?:s/)?([^/]+\..+)$", parts.path)):
        return "https://" + found[1] + ("?" + parts.query if parts.query else "")
    for name in _WRAPPERS.get((host, parts.path or "/"), ()):
        try:
            goals = parse_qs(parts.query, max_num_fields=200).get(name)
        except ValueError:
            return None
        if goals and re.match(r"^https?://", goals[0], re.I):
            return goals[0]
    return None


def _joined(parts: SplitResult) -> str | None:
    host = _host(parts.hostname or "")
    if host is None:
        return None
    host = _main_host(host)
    port = parts.port
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    path = _plain(re.sub(r"//+", "/", parts.path))
    path = AMP_SUFFIXES_RE.sub("", path).rstrip("/") or "/"
    while (shorter := AMP_SUFFIXES_RE.sub("", path).rstrip("/") or "/") != path:
        path = shorter
    query = "&".join(_kept(parts.query.split("&"), host)) if parts.query else ""
    fragment = _plain(parts.fragment) if parts.fragment.startswith(("/", "!")) else ""
    link = f"https://{host}{path}"
    link += f"?{query}" if query else ""
    link += f"#{fragment}" if fragment.strip("/!") else ""
    return link if len(link) <= LONGEST_LINK else None


def _kept(items: Iterable[str], host: str) -> list[str]:
    domain = host.split(":", 1)[0]
    on_share = next(
        (
            names
            for site, names in _ON_SHARE.items()
            if domain == site or domain.endswith("." + site)
        ),
        frozenset[str](),
    )
    kept = set()
    for item in items:
        plain = _plain(item)
        name, _, value = plain.partition("=")
        key = unquote(name).lower()
        if not key or key in on_share or key in _TRACKING:
            continue
        if key not in _TELLS_THE_PAGE and should_strip_query_item((key, unquote(value))):
            continue
        kept.add(plain.rstrip("=") if not value.strip("=") else plain)
    return sorted(kept)


def _plain(text: str) -> str:
    """Percent-encode what has to be, decode what need not be, upper-case the rest."""

    def decoded(found: re.Match[str]) -> str:
        byte = int(found[1], 16)
        return chr(byte) if byte in _UNRESERVED else found[0].upper()

    def encoded(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))

    if "%" in text:
        text = _PERCENT.sub(decoded, text)
    return _NOT_PLAIN.sub(encoded, text)
