"""Answers as they are read: without the markers of their citations and the marks of Markdown."""

import re

MARKER = re.compile(r"[ \u00a0]?\[(\d{1,3})\]")
"""The marker of a citation, its number, with the space before it."""
_MARKS = re.compile(r"(?m)\*\*|__|`|^(?:> ?|#{1,6} |[-*+] |\d{1,3}[.)] )")


def as_read(text: str) -> str:
    """Return the words of an answer, or of a part of one."""
    return _MARKS.sub("", MARKER.sub("", text))
