"""How figures, places and other people's text are written for a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# Control characters could drive a terminal; direction marks could turn the text around them.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def plain(text: object) -> str:
    r"""Text of a claim with nothing in it that acts instead of being read; None is empty.

    >>> plain("Doe\x1b[2J\u202egnp")
    'Doe\ufffd[2J\ufffdgnp'
    """
    return "" if text is None else _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", str(text))


def number(count: int) -> str:
    """A whole number in groups of three: 1,204."""
    return f"{count:,}"


def plural(count: int, noun: str) -> str:
    """A number and its noun.

    >>> plural(1, "claim"), plural(1204, "claim")
    ('1 claim', '1,204 claims')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def dollars(cents: int | None) -> str:
    """Money from whole cents; empty when there is none.

    >>> dollars(123450), dollars(-5), dollars(None)
    ('$1,234.50', '-$0.05', '')
    """
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02}"


def percent(part: float, whole: float) -> str:
    """A share with one decimal; nothing has no shares.

    >>> percent(1, 8), percent(0, 0)
    ('12.5 %', '')
    """
    return f"{100 * part / whole:.1f} %" if whole else ""


def days(first: object, last: object) -> str:
    """One day, or the first and the last; empty when unknown."""
    ends = dict.fromkeys(str(day) for day in (first, last) if day is not None)
    return " to ".join(ends)


def place(finding: Mapping[str, object]) -> str:
    """Where a finding points: `2010AA NM1*85 element 09, segment 8` or `row 17, column DOS`, as far as it is known."""
    anchor = " ".join(plain(finding[key]) for key in ("loop", "segment_id") if finding[key])
    if finding["element"]:
        anchor += f" element {plain(finding['element'])}"
    segment = f"segment {finding['segment']}" if finding["segment"] is not None else ""
    row = f"row {finding['row']}" if finding["row"] is not None else ""
    column = f"column {plain(finding['column'])}" if finding["column"] else ""
    return ", ".join(filter(None, (anchor.strip(), segment, row, column)))


def denial(finding: Mapping[str, object]) -> str:
    """The codes a payer would answer with: `CARC 16, RARC N257`; empty when none is known."""
    codes = (("CARC", finding["carc"]), ("RARC", finding["rarc"]))
    return ", ".join(f"{name} {plain(code)}" for name, code in codes if code)
