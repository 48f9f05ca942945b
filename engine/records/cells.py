"""Cells of a record sheet as values, each distinct text read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ..fields import Type
from ..language.functions.texts import valid_npi
from ..readers.tabular import mending
from ..readers.tabular.dates import Order, Style, open_order, orders
from ..readers.tabular.values import NOTHING, read
from .columns import YES, Column, Members, read_word

MOST_OF_A_RANGE: Final = 1_000
"""So many codes a range may stand for; they are listed one by one, so that a rule asks whether a code is among them."""

_DASH: Final = re.compile(r"\s*[-\u2013]\s*")
_CODE: Final = re.compile(r"([A-Z]?)([0-9]{4,5})([A-Z]?)")


@dataclass(slots=True)
class Values:
    """The values of a column; `wrong` has the reason at each cell that could not be read, else null."""

    values: pl.Series
    wrong: pl.Series
    told: Counter[str] = field(default_factory=Counter)


def date_order(columns: Sequence[pl.Series]) -> tuple[list[Order], list[bool]]:
    """How the dates of each column are written, and whether nothing in the sheet says so; see the reader of claims."""
    texts = [column.drop_nulls().unique().to_list() for column in columns]
    own = [orders(one) for one in texts]
    all_found = set().union(*own) if own else set()
    proved = next(iter(all_found)) if len(all_found) == 1 else None
    chosen: list[Order] = [next(iter(one)) if len(one) == 1 else proved or "MDY" for one in own]
    open_ones = [not found and proved is None and open_order(one) for found, one in zip(own, texts, strict=True)]
    return chosen, open_ones


def values_of(texts: pl.Series, column: Column, style: Style) -> Values:
    """The cells of a column as its values."""
    words = column.words
    if words is not None:
        found = _each(texts, lambda text: _word(words, text), pl.String())
        if column.type is Type.TRUTH:
            found.values = found.values == YES
        return found
    if (members := column.members) is not None:
        return _each(texts, lambda text: _listed(text, members), pl.List(pl.String))
    done = read(texts, column.field, style, _form(texts, style) if column.type is Type.DATE else "")
    wrong = pl.repeat(None, len(texts), dtype=pl.String, eager=True) if done.why is None else done.why
    if column.name == "npi":
        fails = _each(done.values, lambda text: (text, "" if valid_npi(text) else _CHECK_DIGIT), pl.String())
        wrong = wrong.zip_with(wrong.is_not_null(), fails.wrong)
    return Values(done.values, wrong, done.told)


def _form(texts: pl.Series, style: Style) -> str:
    """The format that most dates have where it is one of the two plain ones, so that they are read at once."""
    plain = {"%Y-%m-%d": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if style.order == "MDY":
        plain["%m/%d/%Y"] = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
    some = texts.drop_nulls().head(100)
    return next((form for form, pattern in plain.items() if 2 * int(some.str.contains(pattern).sum()) > len(some)), "")


_CHECK_DIGIT: Final = "it fails the check digit of an NPI"


def _word(words: Mapping[str, str], text: str) -> tuple[str | None, str]:
    code = read_word(words, text)
    return code, "" if code else "the word is not known"


def _each(texts: pl.Series, one: Callable[[str], tuple[object, str]], dtype: pl.DataType) -> Values:
    """Values and reasons, of each distinct text once; "" is no reason."""
    distinct = texts.drop_nulls().unique(maintain_order=True)
    distinct = distinct.filter(~distinct.is_in(list(NOTHING)))
    made = [one(text) for text in distinct.to_list()]
    answers = pl.DataFrame(
        {
            "t": distinct,
            "value": pl.Series([None if why else value for value, why in made], dtype=dtype, strict=False),
            "why": pl.Series([why or None for _, why in made], dtype=pl.String),
        }
    )
    found = pl.DataFrame({"t": texts}).join(answers, on="t", how="left", maintain_order="left")
    return Values(found["value"], found["why"])


def _listed(text: str, of: Members) -> tuple[list[str] | None, str]:
    if of == "tins":
        parts = [mending.plain_digits(part.strip()).value or "" for part in re.split(r"[,;|/\s]+", text) if part]
        wrong = any(len(part) != 9 or not part.isdigit() for part in parts)
        return parts, "a tax id has nine digits" if wrong else ""
    if of == "procedures":
        return _procedures(_DASH.sub("-", text))
    members = mending.members(text)
    if of == "npis" and not all(map(valid_npi, members)):
        return None, _CHECK_DIGIT
    return members, ""


def _procedures(text: str) -> tuple[list[str] | None, str]:
    found: list[str] = []
    for part in mending.members(text):
        first, dash, last = part.partition("-")
        codes = span(first, last) if dash else [part]
        if codes is None:
            return None, f"a range goes from a code to a later one of its kind, {MOST_OF_A_RANGE:,} at most"
        found += codes
    return list(dict.fromkeys(found)), ""


def span(first: str, last: str) -> list[str] | None:
    """The codes from one to another, those that do not exist among them; None where they are no range.

    >>> span("97110", "97112"), span("J1000", "J1001"), span("97112", "97110")
    (['97110', '97111', '97112'], ['J1000', 'J1001'], None)
    """
    one, other = _CODE.fullmatch(first), _CODE.fullmatch(last)
    if one is None or other is None or (one[1], one[3], len(one[2])) != (other[1], other[3], len(other[2])):
        return None
    low, high = int(one[2]), int(other[2])
    if not low <= high < low + MOST_OF_A_RANGE:
        return None
    return [f"{one[1]}{number:0{len(one[2])}}{one[3]}" for number in range(low, high + 1)]
