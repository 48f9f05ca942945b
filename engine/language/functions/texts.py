"""Looking into texts and codes."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl
import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from ...distinct import asked_once
from ...fields import Type
from ..tree import CodeList
from .function import TEXTUAL, WHOLE, Argument, Function, expression


def length(text: str) -> int:
    """The number of characters of a text.

    >>> length("99213")
    5
    """
    return len(text)


def starts_with(text: str, beginning: str | CodeList) -> bool:
    """Whether a text begins with another, or with a member of a list; ranges count.

    >>> starts_with("S52501A", "S52"), starts_with("S52501A", CodeList.of(["S00-T88"]))
    (True, True)
    >>> starts_with("S5", CodeList.of(["S00-T88"]))
    False
    """
    return beginning.begins(text) if isinstance(beginning, CodeList) else text.startswith(beginning)


def ends_with(text: str, end: str) -> bool:
    """Whether a text ends with another.

    >>> ends_with("207Q00000X", "X")
    True
    """
    return text.endswith(end)


def contains(text: str, part: str) -> bool:
    """Whether a text has another inside it.

    >>> contains("PO BOX 12", "BOX")
    True
    """
    return part in text


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text fits the pattern.

    >>> matches("1234567893", "[12][0-9]{9}"), matches("12345678930", "[12][0-9]{9}")
    (True, False)
    """
    return re2.fullmatch(pattern, text) is not None


def part(text: str, start: int, count: int) -> str | None:
    """So many characters from a place counted from 1; absent when the text is too short.

    >>> part("051068", 1, 2), part("05", 2, 2)
    ('05', None)
    """
    return text[start - 1 : start - 1 + count] if len(text) >= start - 1 + count else None


def same_text(one: str, other: str) -> bool:
    """Whether two texts are equal but for case and surrounding space.

    >>> same_text("Smith ", "SMITH")
    True
    """
    return one.strip(" ").upper() == other.strip(" ").upper()


def only_digits(text: str) -> bool:
    """Whether every character of a text is one of 0 to 9.

    >>> only_digits("00213"), only_digits("J0213")
    (True, False)
    """
    return text != "" and all(character in "0123456789" for character in text)


def valid_npi(npi: str) -> bool:
    """Whether a text is an NPI: ten digits, the first 1 or 2, with the right check digit.

    The check digit is Luhn's over 80840 and the number; the prefix always adds 24. Source: CMS,
    Requirements for National Provider Identifier and NPI Check Digit.

    >>> valid_npi("1234567893"), valid_npi("1234567890")
    (True, False)
    """
    if len(npi) != 10 or not only_digits(npi) or npi[0] not in "12":
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in npi[0::2])
    return (24 + sum(doubled) + sum(int(digit) for digit in npi[1::2])) % 10 == 0


def _starts_with(text: Argument, beginning: Argument) -> pl.Expr:
    texts = expression(text)
    if not isinstance(beginning, CodeList):
        return texts.str.starts_with(beginning if isinstance(beginning, str) else expression(beginning))
    return asked_once(texts, beginning.begins)


def _part(text: Argument, start: Argument, count: Argument) -> pl.Expr:
    assert isinstance(start, int) and isinstance(count, int)  # noqa: S101, PT018  # both are `written`
    texts = expression(text)
    return pl.when(texts.str.len_chars() >= start - 1 + count).then(texts.str.slice(start - 1, count))


def _same_text(one: Argument, other: Argument) -> pl.Expr:
    first, second = (expression(text).str.strip_chars(" ").str.to_uppercase() for text in (one, other))
    return first == second


def _valid_npi(npi: Argument) -> pl.Expr:
    return expression(npi).map_batches(_check_digits, return_dtype=pl.Boolean(), is_elementwise=True)


def _check_digits(npis: pl.Series) -> pl.Series:
    """Luhn's sum for a column at once: ten expressions a role took a tenth of a scrub's time."""
    shaped = npis.str.contains(r"\A[12][0-9]{9}\z")
    texts = npis.filter(shaped)
    if texts.is_empty():
        return shaped
    digits = np.frombuffer(texts.str.join("").item().encode(), np.uint8).reshape(-1, 10).astype(np.int64) - ord("0")
    doubled = 2 * digits[:, 0::2]
    total = 24 + (doubled - 9 * (doubled > 9)).sum(axis=1) + digits[:, 1::2].sum(axis=1)
    return shaped.scatter(shaped.arg_true(), total % 10 == 0)


_UNSAFE: Final = re.compile(r"\\|\(\?|[\^$]|[?*+}][?*+{]|&&|--|~~|\[[^\]]*\[")
_QUIET: Final = re2.Options()
_QUIET.log_errors = False  # a problem says it; nothing is to be printed beside


def _pattern_fault(_text: object, pattern: object) -> str | None:
    if not isinstance(pattern, str) or not pattern:
        return "the pattern is written out in quotes"
    plain = re.sub(r"\[\^?", "[", pattern)  # a leading ^ inside brackets is allowed
    if _UNSAFE.search(plain):
        return "a pattern has literals, [..], ., ?, *, +, {m,n}, ( ) and | only; it always fits the whole text"
    try:
        re2.compile(pattern, _QUIET)
        pl.Series([""]).str.contains(_whole(pattern))  # must be a pattern to both evaluators
    except (re2.error, pl.exceptions.PolarsError):
        return "the pattern cannot be read"
    return None


def _whole(pattern: Argument) -> str:
    return rf"\A(?:{pattern})\z"


def _part_fault(_text: object, start: object, count: object) -> str | None:
    fits = isinstance(start, int) and isinstance(count, int) and start >= 1 and count >= 1
    return None if fits else "START and COUNT are whole numbers from 1"


FUNCTIONS: Final = (
    Function("length", (TEXTUAL,), Type.INTEGER, length, lambda t: expression(t).str.len_chars().cast(pl.Int64)),
    Function(
        "starts_with", (TEXTUAL, TEXTUAL | {Type.CODES}), Type.TRUTH, starts_with, _starts_with, written=frozenset({1})
    ),
    Function(
        "ends_with", (TEXTUAL, TEXTUAL), Type.TRUTH, ends_with, lambda t, e: expression(t).str.ends_with(expression(e))
    ),
    Function(
        "contains",
        (TEXTUAL, TEXTUAL),
        Type.TRUTH,
        contains,
        lambda t, p: expression(t).str.contains(expression(p), literal=True),
    ),
    Function(
        "matches",
        (TEXTUAL, TEXTUAL),
        Type.TRUTH,
        matches,
        lambda t, p: expression(t).str.contains(_whole(p)),
        written=frozenset({1}),
        check=_pattern_fault,
    ),
    Function("part", (TEXTUAL, WHOLE, WHOLE), Type.CODE, part, _part, written=frozenset({1, 2}), check=_part_fault),
    Function("same_text", (TEXTUAL, TEXTUAL), Type.TRUTH, same_text, _same_text),
    Function("only_digits", (TEXTUAL,), Type.TRUTH, only_digits, lambda t: expression(t).str.contains(r"\A[0-9]+\z")),
    Function("valid_npi", (TEXTUAL,), Type.TRUTH, valid_npi, _valid_npi),
)
