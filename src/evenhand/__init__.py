"""Evenhand finds coordinated distribution of content in a mass of posts."""

from __future__ import annotations

__version__ = "0.1.0.dev0"
