"""Text that is not as X12 wants it and can still be read for certain: folded lines, other encodings.

Each gives the text as it should have been, and the segments that were not, for a warning. Clean text
costs next to nothing: how many control characters there are is counted on the way (`Tokens.controls`).
"""

from __future__ import annotations

import numpy as np

from .delimiters import LINE_BREAKS
from .tokens import Ints, Tokens


def line_breaks_within(tokens: Tokens) -> Ints:
    """The bytes that break a line inside of a segment; none where the terminator does so itself."""
    if not tokens.controls or not len(tokens) or tokens.delimiters.segment in LINE_BREAKS:
        return np.zeros(0, np.int64)
    text = np.frombuffer(tokens.data, np.uint8)[: tokens.stops[-1]]
    found = np.flatnonzero((text == LINE_BREAKS[0]) | (text == LINE_BREAKS[1]))
    return found[found >= tokens.starts[segments_at(tokens, found)]]


def segments_at(tokens: Tokens, places: Ints) -> Ints:
    """The rows of the segments that some bytes stand in or before."""
    return np.searchsorted(tokens.stops, places, "right")


def without(text: bytes, places: Ints) -> bytes:
    """A text without some of its bytes."""
    kept = np.ones(len(text), np.bool_)
    kept[places] = False
    return np.frombuffer(text, np.uint8)[kept].tobytes()


def is_utf8(text: bytes) -> bool:
    """Whether a text is UTF-8, as plain ASCII is."""
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(text: bytes, terminator: int) -> tuple[bytes, list[int]]:
    """A text with each of its segments that is not UTF-8 made so, and where those end in the new text."""
    parts, changed, length = [], [], 0
    for part in text.split(bytes((terminator,))):
        readable = part
        if not is_utf8(part):
            readable = _from_windows(part)
            changed.append(length + len(readable))
        parts.append(readable)
        length += len(readable) + 1
    return bytes((terminator,)).join(parts), changed


def _from_windows(text: bytes) -> bytes:
    """Windows-1252 as UTF-8; Latin-1 where it has one of the five bytes Windows leaves open."""
    try:
        return text.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode("utf-8")
