"""The columns of one grain's frame, filled from the segments of a block as the plan says.

Each segment is found for all rows at once, and its elements are then taken column by column; columns
without a single value cost nothing but their nulls.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...fields import CLAIM_TYPES, Field, Grain, Type
from ...tables import UNREADABLE, repeated, schema
from ...x12_place import X12Place
from .blocks import Block
from .numbers import Periods, plain
from .plan import Anchored, Scope, plan
from .scopes import Ranges
from .strings import Words, lists, strings
from .tokens import Components, Ints, Keys, Tokens, is_one_of
from .values import CHECKED, time_of, typed


def ordinals(values: Ints) -> pl.Series:
    """Numbers as a column of keys or anchors; null where negative."""
    # from buffers, for pa.array imports pandas, which takes a quarter of a second
    there = pa.py_buffer(np.packbits(values >= 0, bitorder="little"))
    numbers = pa.py_buffer(np.ascontiguousarray(values, np.int32))
    return pl.Series("", pa.Array.from_buffers(pa.int32(), len(values), [there, numbers]), dtype=pl.Int32)


@dataclass(slots=True)
class Unreadable:
    """The values of a block that are present and cannot be read as their type."""

    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, claim: Ints, line: Ints | None, path: str, values: pl.Series, segments: Ints) -> None:
        """Values of one field, with the rows of their claims (and lines) and their segment numbers."""
        self._parts.append(
            pl.DataFrame(
                {
                    "#claim": ordinals(claim),
                    "#line": ordinals(line if line is not None else np.full(len(claim), -1)),
                    "field": repeated(path, pl.String(), len(claim)),
                    "value": values,
                    "segment": ordinals(segments),
                }
            ).match_to_schema(UNREADABLE, missing_columns="insert")
        )

    def frame(self) -> pl.DataFrame:
        """All of them in the order of the file; a period that cannot be read is said once, of its first day."""
        if not self._parts:
            return pl.DataFrame(schema=UNREADABLE)
        found = pl.concat(self._parts).with_row_index("order")
        again = found.select(pl.struct("#claim", "#line", "segment", "value").is_duplicated()).to_series()
        twins = [field.path for grain in Grain for field in _through(grain)]
        return (
            found.filter(~(again & found["field"].is_in(twins)))
            .sort("#claim", "segment", "order")
            .drop("order")
        )  # fmt: skip


def _through(grain: Grain) -> list[Field]:
    """Fields that are the last day of a period whose first day is another field of the same segment."""
    return [
        field
        for claim_type in CLAIM_TYPES.values()
        for anchored in plan(grain, claim_type)
        for field, place in anchored.fields
        if place.through and any(not other.through for _, other in anchored.fields)
    ]


_SPARSE: Final = 3


class _Places:
    """The elements of one segment of each row: `at` names the segments, -1 where a row has none."""

    def __init__(self, tokens: Tokens, at: Ints) -> None:
        self.at = at
        self._tokens = tokens
        there = np.flatnonzero(at >= 0)
        # most kinds of segments stand in few claims: only these rows are then looked at
        self._there = there if len(there) * _SPARSE < len(at) else None
        self._rows = at if self._there is None else at.take(there)
        self._first = tokens.first.take(self._rows, mode="wrap")
        self._size = tokens.size.take(self._rows, mode="wrap")
        if len(there) < len(self._rows):
            self._size[self._rows < 0] = 0
        self._composed: dict[int, Components] = {}  # several fields are components of one element

    def taken(self, place: X12Place) -> Words:
        """The views of a field's element or component."""
        if place.component:
            return self._spread(self._components(place).taken(place.component))
        return self._spread(self._tokens.taken(self._of(place, place.element)))

    def several(self, place: X12Place) -> list[Words]:
        """The views of each element or component of a field that is a list."""
        last = place.last or place.element
        if place.component:
            return [self._spread(self._components(place).taken(n)) for n in range(place.component, last + 1)]
        return [self._spread(self._tokens.taken(self._of(place, n))) for n in range(place.element, last + 1)]

    def _spread(self, taken: Words) -> Words:
        """The views of the rows that were looked at, and of nothing for the others."""
        if self._there is None:
            return taken
        made = np.zeros((len(self.at), 2), np.uint64)
        made[self._there] = taken
        return made

    def _components(self, place: X12Place) -> Components:
        if place.element not in self._composed:
            self._composed[place.element] = self._tokens.components(self._of(place, place.element))
        return self._composed[place.element]

    def _of(self, place: X12Place, element: int) -> Ints:
        """Where an element stands, -1 where it is not there or its condition is not met."""
        there = self._size > element
        if place.if_element:
            there &= is_one_of(self._tokens.codes(self._rows, place.if_element), place.if_values)
        return np.where(there, self._first + element, -1)


OWN: Final = ("@2300 CLM", "@2400 LX", "@2300 HI", "@2300 HI*BG")
"""Anchors that are found whoever asks: of the rows themselves, and of what `coded` reads."""


@dataclass(slots=True)
class Columns:
    """Fills the columns of one grain; keys and derived fields are added when the frame is made."""

    block: Block
    grain: Grain
    scopes: Mapping[Scope, Ranges]
    claim: Ints  # of each row, the row of its claim
    line: Ints | None  # and of its line, for what belongs to one
    unreadable: Unreadable
    wanted: Container[str] | None = None  # paths of the fields that somebody will look at; None for all
    found: dict[str, pl.Series] = field(default_factory=dict)
    _codes: dict[tuple[tuple[str, ...], str], Keys] = field(default_factory=dict)  # element 1, by loops and segment

    def read(self) -> None:
        """Find the fields that have a place, and their anchors."""
        for anchored in plan(self.grain, self.block.claim_type):
            wanted = [(one, place) for one, place in anchored.fields if self._is_wanted(one, place)]
            if not wanted and self.wanted is not None and anchored.column not in OWN:
                continue
            if (at := self._find(anchored)) is None:
                continue
            places = _Places(self.block.tokens, at)
            ranges = self.scopes[anchored.scope]
            if ranges.row is not None and ranges.is_shared:
                # a header or billing provider is read once and given to all its claims
                row = ordinals(ranges.row)
                self.found[anchored.column] = ordinals(self._numbers(at)).gather(row)
                for one, place in wanted:
                    if one.type in CHECKED:
                        every = _Places(self.block.tokens, at[ranges.row])
                        self.found[one.path] = self._checked(one, place, every)
                    else:
                        self.found[one.path] = self._text(one, place, places).gather(row)
                continue
            self.found[anchored.column] = ordinals(self._numbers(at))
            for one, place in wanted:
                self.found[one.path] = (
                    self._checked(one, place, places) if one.type in CHECKED else self._text(one, place, places)
                )

    def _is_wanted(self, field: Field, place: X12Place) -> bool:
        """Whether a field is read here: one that can fail to be read in any case, for that is a finding."""
        asked = self.wanted is None or field.path in self.wanted or field.type in CHECKED
        return asked and not of_every_element(field, place)

    def _text(self, one: Field, place: X12Place, places: _Places) -> pl.Series:
        """The values of a field that any text may be: texts, codes and lists of codes."""
        tokens = self.block.tokens
        if place.last:
            column = lists(tokens.data, places.several(place))
            small = pl.element().str.to_uppercase()
            return column.list.eval(small) if tokens.has_small_letters else column
        column = strings(tokens.data, places.taken(place))
        if place.time:
            column = pl.DataFrame({"text": column}).select(time_of(pl.col("text"))).to_series()
        return column.str.to_uppercase() if one.type is Type.CODE and tokens.has_small_letters else column

    def _checked(self, one: Field, place: X12Place, places: _Places) -> pl.Series:
        """The values of a field that a text may fail to be; the texts that fail are noted."""
        taken = places.taken(place)
        period = place.segment == "DTP" and one.type is Type.DATE
        periods = Periods(self.block.tokens.data, place.through) if period else None
        values, odd = plain(taken, one.type, periods)
        if not len(odd):
            return values
        texts = strings(self.block.tokens.data, taken[odd])
        # of a frame: where a literal stands for the column, Polars 2.1 panics on ("abc", "-3") as amounts
        frame = pl.DataFrame({"text": texts})
        rest = frame.select(typed(pl.col("text"), one.type, period=period, through=place.through)).to_series()
        bad = rest.is_null().arg_true().to_numpy()
        if len(bad):
            self.note(one.path, odd[bad], texts.gather(bad), places.at[odd[bad]])
        return values.scatter(odd, rest)

    def _find(self, anchored: Anchored) -> Ints | None:
        """The segment an anchor stands for in each row; None when there is none at all.

        Where rows share stretches, in each stretch, and of none after the last.
        """
        place = anchored.place
        rows = self.block.layout.rows(place.loops, place.segment)
        if len(rows) and place.qualifiers:
            key = (place.loops, place.segment)
            if key not in self._codes:
                self._codes[key] = self.block.tokens.codes(rows, 1)
            rows = rows[is_one_of(self._codes[key], place.qualifiers)]
        if not len(rows) or not len(self.claim):
            return None
        ranges = self.scopes[anchored.scope]
        at = ranges.first(rows)
        if ranges.row is None:
            return at[:-1]
        return at if ranges.is_shared else at[ranges.row]

    def _numbers(self, at: Ints) -> Ints:
        """The numbers in the file of some segments, -1 for none."""
        return np.where(at >= 0, self.block.numbers.take(at, mode="wrap"), -1)

    def note(self, path: str, rows: Ints, values: pl.Series, at: Ints) -> None:
        """Note values of some rows of the frame that cannot be read, with their segments."""
        line = self.line[rows] if self.line is not None else None
        self.unreadable.add(self.claim[rows], line, path, values, self.block.numbers[at])

    def frame(self, **more: pl.Series) -> pl.DataFrame:
        """The frame of the grain: what was found and `more`, nulls for the rest."""
        columns = self.found | more
        nothing = {kind: repeated(None, kind, len(self.claim)) for kind in dict.fromkeys(schema(self.grain).values())}
        found = {name: columns.get(name, nothing[kind]) for name, kind in schema(self.grain).items()}
        return pl.DataFrame(
            {name: one if one.dtype == schema(self.grain)[name] else one.cast(schema(self.grain)[name])
             for name, one in found.items()}
        )  # fmt: skip


def of_every_element(field: Field, place: X12Place) -> bool:
    """Whether a field is one component of every element of its segments, which `coded` reads."""
    return field.type is Type.CODES and place.component is not None and place.last is None
