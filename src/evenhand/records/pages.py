"""Web pages as documents: the article's text, headline, byline, address, language and date.

The text is found by trafilatura and the date by htmldate, both without a network. Scripts, menus
and comments are left out by them. A page is data: nothing in it is run or fetched.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from evenhand.records.errors import InputError
from evenhand.records.links import link_domain

LONGEST_PAGE = 8 << 20  # bytes; longer ones would take a quarter of a minute each
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", re.IGNORECASE)
_HTML = re.compile(r"\b(?:text/html|application/xhtml)", re.IGNORECASE)
_TIMES = (
    "//meta[@property='article:published_time' or @property='og:article:published_time' "
    "or @itemprop='datePublished' or @name='date' or @name='publish-date' or @name='pubdate']"
    "/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@datetime]/@datetime",
)
_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
_EXACT = re.compile(
    r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})$"
)


@dataclass(frozen=True)
class Page:
    """What was found in a page, or why nothing was: ``fault`` is then a reason.

    ``at`` is its time: ``YYYY-MM-DD``, or ISO 8601 with clock and zone; ``method`` is html, url,
    text or none, as in DOCUMENTS.
    """

    text: str = ""
    title: str | None = None
    author: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    at: str | None = None
    method: str = "none"
    fault: str | None = None


def page(
    data: bytes, now: dt.datetime, url: str | None = None, encoding: str | None = None
) -> Page:
    """Read one page.

    ``url`` is where it was fetched, when that is known; ``encoding`` goes before what it declares.
    Dates after ``now`` are not taken.
    """
    if len(data) > LONGEST_PAGE:
        return Page(fault=f"a page longer than {LONGEST_PAGE:,} bytes")
    markup = _decoded(data, encoding)
    if markup is None:
        return Page(fault="a page in an encoding that it does not declare; name it with --encoding")
    markup = markup.replace("\x00", "\ufffd")
    trafilatura = import_module("trafilatura")  # here, since it takes a while
    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            return Page(fault="not an HTML page")
        found: Any = trafilatura.bare_extraction(
            markup, url=url, with_metadata=True, include_comments=False, include_tables=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError) as error:
        return Page(fault=f"an HTML page that cannot be taken apart ({_why(error)})")
    if found is None or not (found.text or "").strip():
        return Page(fault="no article was found in the page")
    address = url or found.url
    at, method = _date(tree, markup, address, now)
    return Page(
        text=found.text,
        title=found.title,
        author=found.author,
        url=address,
        site=link_domain(address) if address else found.sitename,
        language=found.language or tree.get("lang"),
        at=at,
        method=method,
    )


def pages_in_warc(
    stream: BinaryIO, now: dt.datetime, encoding: str | None
) -> Iterator[tuple[int, Page]]:
    """Read the HTML pages of a WARC stream (not packed as a whole), with the numbers of records.

    Responses that are no pages (images, redirects, errors) are passed over. Where the archive is
    damaged, the last item says so.
    """
    number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            if record.rec_type != "response" or record.http_headers is None:
                continue
            kind = record.http_headers.get_header("Content-Type") or ""
            if record.http_headers.get_statuscode() != "200" or not _HTML.search(kind):
                continue
            data = record.content_stream().read(LONGEST_PAGE + 1)
            declared = _CHARSET.search(kind.encode("utf-8", "replace"))
            charset = declared[1].decode() if declared else None
            url = record.rec_headers.get_header("WARC-Target-URI")
            while record.raw_stream.read(1 << 16):
                continue  # what the page does not need, to see whether all of it is there
            if record.raw_stream.limit > 0 and len(data) <= LONGEST_PAGE:
                raise EOFError("it ends in the middle of a record")
            yield number, page(data, now, url, encoding or charset)
    except (InputError, ArchiveLoadFailed, EOFError, ValueError, AttributeError) as error:
        # The library looks into headers that a broken record does not have.
        why = "a record lacks its headers" if isinstance(error, AttributeError) else error
        reason = f"the archive is damaged from here on, and what follows was not read ({why})"
        yield number + 1, Page(fault=reason[:300])


def _decoded(data: bytes, encoding: str | None) -> str | None:
    named = _CHARSET.search(data[:4096])
    declared = named[1].decode("ascii", "replace") if named else None
    for one in (encoding, "utf-8", declared):
        try:
            if one is not None:
                return data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace") if _nearly_utf8(data) else None


def _nearly_utf8(data: bytes) -> bool:
    """Whether only a few bytes are damaged, as where a page was cut or pasted together."""
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd") * 1_000 < len(text)


def _date(tree: Any, markup: str, url: str | None, now: dt.datetime) -> tuple[str | None, str]:
    find_date = import_module("htmldate").find_date
    latest = (now + dt.timedelta(days=1)).strftime("%Y-%m-%d")

    def day_found(extensive: bool, address: str | None) -> str | None:
        try:
            found: str | None = find_date(
                markup,
                original_date=True,
                extensive_search=extensive,
                url=address,
                max_date=latest,
            )
            return found
        except (ValueError, TypeError, AttributeError, RecursionError, LookupError):
            return None

    day = day_found(False, None)
    if day is not None:
        return _exact(tree, markup, day) or day, "html"
    day = day_found(False, url) if url else None
    if day is not None:
        return day, "url"
    day = day_found(True, None)
    return day, "none" if day is None else "text"


def _exact(tree: Any, markup: str, day: str) -> str | None:
    """Find the time of that day in the page's own data; only one with a zone is a time."""
    values = [str(value) for path in _TIMES for value in tree.xpath(path)]
    values += _IN_SCRIPT.findall(markup)
    for value in values:
        parts = _EXACT.match(value.strip())
        if parts and parts[1] == day:
            zone = parts[5] if parts[5] == "Z" else f"{parts[5][:3]}:{parts[5][-2:]}"
            return f"{day}T{parts[2]}:{parts[3]}:{parts[4] or '00'}{zone}"
    return None


def _why(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:100]
