"""The one kind of error that is meant for the person at the keyboard."""

from __future__ import annotations


class InputError(ValueError):
    """Something given from outside cannot be used.

    The message is one or more whole sentences: what was wrong, where (file, row, column), and what
    to do. The command line prints it without a traceback and exits with 2.
    """
