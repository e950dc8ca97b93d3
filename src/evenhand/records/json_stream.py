"""A JSON document too large to hold, read value by value."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from evenhand.records.errors import InputError
from evenhand.records.files import Limits

_SPACE = re.compile(r"[ \t\r\n]*")


class JsonReader:
    """A JSON text read value by value from a stream."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self._stream = stream
        self._name = name
        self._limits = limits
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._json = json.JSONDecoder(strict=False)
        self._text = ""
        self._at = 0
        self._ended = False
        self.values_read = 0

    def _fill(self) -> None:
        left = self._text[self._at :]
        data = self._stream.read(max(1 << 20, len(left)))
        self._ended = not data
        self._text = left + self._decode(data, final=self._ended)
        self._at = 0

    def peek(self) -> str:
        """Give the next character that is not white space; "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill()

    def take(self, expected: str) -> str:
        """Consume one of the characters expected next."""
        sign = self.peek()
        if not sign or sign not in expected:
            raise self.damaged("the file ends too early" if not sign else f"unexpected {sign!r}")
        self._at += 1
        return sign

    def value(self) -> Any:
        """Consume one whole value."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self.damaged("nested too deeply") from error
            except ValueError as error:
                if self._ended:
                    raise self.damaged(fault(error)) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            if len(self._text) - self._at > self._limits.record_bytes:
                raise self.damaged(f"one record is longer than {self._limits.record_bytes:,} bytes")
            self._fill()

    def items(self) -> Iterator[None]:
        """Go through an array: each step stands before an element."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield
            if self.take(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """Go through an object: each step stands before the value of the key given."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise self.damaged("a key is not a string")
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def damaged(self, what: str) -> InputError:
        """Make the error for a document that cannot be read on."""
        return InputError(
            f"{self._name}: the JSON is damaged after record {self.values_read} ({what}). Download "
            "or export the file again; if it was put together by hand, save one object a line as "
            ".jsonl, so that a bad line costs only itself."
        )


def values(reader: JsonReader) -> Iterator[Any]:
    """Give the elements of an array, or objects that stand one after the other."""
    while sign := reader.peek():
        if sign == "[":
            for _ in reader.items():
                value = reader.value()
                reader.values_read += 1
                yield value
        else:
            if sign == ",":
                reader.take(",")
            value = reader.value()
            reader.values_read += 1
            yield value


def telegram_messages(reader: JsonReader, around: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the messages of a Telegram export, each with what is said of its chat before it."""
    chat = dict(around)
    for key in reader.members():
        sign = reader.peek()
        if key == "messages" and sign == "[":
            for _ in reader.items():
                message = reader.value()
                reader.values_read += 1
                yield {"chat": chat, "message": message}
        elif key == "list" and sign == "[":
            for _ in reader.items():
                if reader.peek() == "{":
                    yield from telegram_messages(reader, {})
                else:
                    reader.value()
        elif key in ("chats", "left_chats") and sign == "{":
            yield from telegram_messages(reader, {})
        else:
            value = reader.value()
            if isinstance(value, (str, int)):
                chat[key] = value


def fault(error: BaseException) -> str:
    """Say in a few words why a JSON text cannot be read."""
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:100]
