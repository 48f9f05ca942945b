"""The columns of one grain's frame, filled from the segments of a block as the plan says.

All elements that a frame wants are fetched in one `take`; columns without a single value cost
nothing but their nulls.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...fields import CLAIM_TYPES, Field, Grain, Type
from ...tables import UNREADABLE, schema
from ...x12_place import X12Place
from .blocks import Block
from .plan import Anchored, Scope, plan
from .scopes import Ranges
from .tokens import Ints, Keys, is_one_of
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
                    "field": pl.repeat(path, len(claim), dtype=pl.String, eager=True),
                    "value": values,
                    "segment": ordinals(segments),
                },
                schema=UNREADABLE,
            )
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that a segment may fill: where each of its elements stands, row by row."""

    field: Field
    place: X12Place
    at: Ints
    elements: tuple[Ints, ...]


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
        asked = [
            _Asked(field, place, at, tuple(self._places(at, place, element) for element in _elements(place)))
            for anchored in plan(self.grain, self.block.claim_type)
            if (at := self._find(anchored)) is not None
            for field, place in anchored.fields
            # what can fail to be read is read in any case, for an unreadable value is a finding
            if not of_every_element(field, place)
            and (self.wanted is None or field.path in self.wanted or field.type in CHECKED)
        ]
        if not asked:
            return
        places = [element for one in asked for element in one.elements]
        # Column by column, so that the arrays in between stay in the processor's cache.
        tokens = self.block.tokens
        frame = pl.DataFrame([tokens.texts(element).alias(str(n)) for n, element in enumerate(places)])
        expressions: list[pl.Expr] = []
        composed: list[str] = []
        texts_of: dict[str, str] = {}
        n = 0
        for one in asked:
            columns = [str(n + k) for k in range(len(one.elements))]
            n += len(columns)
            if one.place.component:
                composed.append(columns[0])
            expressions.append(_expression(one, columns).alias(one.field.path))
            texts_of[one.field.path] = columns[0]
        if composed:
            frame = frame.with_columns(pl.col(composed).str.split(self.block.tokens.delimiters.component_text))
        values = frame.select(expressions)
        self.found |= {series.name: series for series in values.get_columns()}
        for one in asked:
            if one.field.type in CHECKED:
                self._check(one, frame[texts_of[one.field.path]], values[one.field.path])

    def _find(self, anchored: Anchored) -> Ints | None:
        """The segment an anchor stands for in each row, kept as the anchor column; None when there is none at all."""
        place = anchored.place
        rows = self.block.layout.rows(place.loops, place.segment)
        if len(rows) and place.qualifiers:
            key = (place.loops, place.segment)
            if key not in self._codes:
                self._codes[key] = self.block.tokens.codes(rows, 1)
            rows = rows[is_one_of(self._codes[key], place.qualifiers)]
        if not len(rows) or not len(self.claim):
            return None
        at = self.scopes[anchored.scope].first(rows)
        self.found[anchored.column] = ordinals(np.where(at >= 0, self.block.numbers[at], -1))
        return at

    def _places(self, at: Ints, place: X12Place, element: int) -> Ints:
        """Where an element of each row's segment stands, -1 where its condition is not met."""
        places = self.block.tokens.places(at, element)
        if place.if_element:
            codes = self.block.tokens.codes(at, place.if_element)
            places[~is_one_of(codes, place.if_values)] = -1
        return places

    def _check(self, one: _Asked, texts: pl.Series, values: pl.Series) -> None:
        """Note the texts that gave no value."""
        if texts.null_count() == values.null_count():
            return
        bad = (texts.is_not_null() & values.is_null()).arg_true().to_numpy()
        self.note(one.field.path, bad, texts.gather(bad), one.at[bad])

    def note(self, path: str, rows: Ints, values: pl.Series, at: Ints) -> None:
        """Note values of some rows of the frame that cannot be read, with their segments."""
        line = self.line[rows] if self.line is not None else None
        self.unreadable.add(self.claim[rows], line, path, values, self.block.numbers[at])

    def frame(self, **more: pl.Series) -> pl.DataFrame:
        """The frame of the grain: what was found and `more`, nulls for the rest."""
        columns = self.found | more
        nothing = {
            kind: pl.repeat(None, len(self.claim), dtype=kind, eager=True)
            for kind in dict.fromkeys(schema(self.grain).values())
        }
        return pl.DataFrame(
            [columns.get(name, nothing[kind]).cast(kind).alias(name) for name, kind in schema(self.grain).items()]
        )


def of_every_element(field: Field, place: X12Place) -> bool:
    """Whether a field is one component of every element of its segments, which `coded` reads."""
    return field.type is Type.CODES and place.component is not None and place.last is None


def _elements(place: X12Place) -> range:
    return range(place.element, (place.last if place.last and not place.component else place.element) + 1)


def _expression(one: _Asked, columns: list[str]) -> pl.Expr:
    """The field's values from the texts of its elements; those of composed elements are split."""
    place, text = one.place, pl.col(columns[0])
    if place.component:
        first = place.component - 1
        if place.last:
            return _cleaned(text.list.slice(first, place.last - first))
        part = text.list.get(first, null_on_oob=True).str.strip_chars()
        return typed(pl.when(part != "").then(part), one.field.type)
    if place.last:
        return _cleaned(pl.concat_list(columns))
    if place.time:
        return time_of(text)
    return typed(text, one.field.type, period=place.segment == "DTP", through=place.through)


def _cleaned(lists: pl.Expr) -> pl.Expr:
    """Lists of codes without empty members, in capitals; null for what is then empty."""
    element = pl.element().str.strip_chars().str.to_uppercase()
    full = lists.list.eval(element.filter((element != "").fill_null(False)))
    return pl.when(full.list.len() > 0).then(full)
