"""The tables that everything else reads, and the readers that fill them.

posts = records.read("posts.csv").frame()
"""

from __future__ import annotations

from evenhand.records.documents import Documents, document_table, read_documents
from evenhand.records.errors import InputError
from evenhand.records.files import Limits
from evenhand.records.formats import known as formats
from evenhand.records.links import canonical, registrable_domain, shorteners_from
from evenhand.records.read import read
from evenhand.records.records import Records, from_table
from evenhand.records.schemas import ACCOUNTS, DOCUMENTS, POSTS, REJECTED
from evenhand.records.source import Source
from evenhand.records.texts import normalised, stable_hashes
from evenhand.records.times import check_window, resolution_s

__all__ = [
    "ACCOUNTS",
    "DOCUMENTS",
    "POSTS",
    "REJECTED",
    "Documents",
    "InputError",
    "Limits",
    "Records",
    "Source",
    "canonical",
    "check_window",
    "document_table",
    "formats",
    "from_table",
    "normalised",
    "read",
    "read_documents",
    "registrable_domain",
    "resolution_s",
    "shorteners_from",
    "stable_hashes",
]
