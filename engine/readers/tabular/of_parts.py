"""What a claim has several of besides lines: diagnoses, procedures, occurrences, values, teeth, other payers.

They stand in numbered columns, or all in one cell. In a sheet of one row a line each row names those of the claim;
where the rows of a claim name different ones, the claim has them all, in the order in which they come.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from ...fields import FIELDS, Grain
from ...tables import ELEMENT, ROW
from .block import DISAGREE, Block, Places, int32, is_list
from .claims import Ints
from .layout import Column
from .targets import KINDS

PART: Final = "#part"
KIND: Final = "#kind"
_ORDER: Final = "#order"
_SOURCE: Final = "#source"  # row of the block


def part_rows(block: Block, grain: Grain) -> pl.DataFrame:
    """The parts of one grain as typed columns by path, with their claim, row and number, and of diagnoses the kind."""
    columns = [column for column in block.layout.columns if column.target.grain is grain and block.has(column)]
    columns = [column for column in columns if column.target.row or column.target.kind or _is_code(column)]
    empty = pl.DataFrame(schema={"#claim": pl.Int32, ROW: pl.Int32, ELEMENT: pl.Int32, PART: pl.Int32, KIND: pl.String})
    if not columns:
        return empty
    rows = _rows_used(block, columns)
    made = [part for group in _groups(columns) if len(part := _group(block, group, rows))]
    if not made:
        return empty
    whole = pl.concat(made, how="diagonal_relaxed").sort(_SOURCE, _ORDER, PART, maintain_order=True)
    return _each_once(block, whole)


def _is_code(column: Column) -> bool:
    """Whether a column without a number is of the codes in one cell; its other fields are of all parts at once."""
    return column.target.field.name == "code"


def _groups(columns: list[Column]) -> list[list[Column]]:
    """Columns of the same part together: numbered ones first, then kinds that stand apart."""
    found: dict[tuple[int, int], list[Column]] = {}
    for column in columns:
        kind = KINDS.index(column.target.kind) + 1 if column.target.kind else 0
        found.setdefault((kind, column.target.row or 0), []).append(column)
    return [found[key] for key in sorted(found)]


def _rows_used(block: Block, columns: list[Column]) -> Ints:
    """The first row of each claim, and those of its rows that say something else than the first."""
    starts = block.found.starts
    if len(starts) == len(block.numbers):
        return starts
    first = pl.Series(starts).gather(int32(block.found.claim))
    differs = np.zeros(len(block.numbers), np.bool_)
    points = any(column.target.path == "line.diagnosis_pointers" for column in block.layout.columns)
    for column in columns:
        if block.is_steady(column):
            continue
        texts = block.texts(column)
        other = (texts != texts.gather(first)) | (texts.is_not_null() & texts.gather(first).is_null())
        other = other.fill_null(value=False)
        if not other.any():
            continue
        if points and column.target.grain is Grain.DIAGNOSIS:  # to one list, and there are several
            at = Places(int32(block.found.claim), block.numbers)
            rows = other.arg_true()
            block.note(at, rows, column.target.path, texts.gather(rows), column.header, DISAGREE)
        else:
            differs |= other.to_numpy()
    differs[starts] = True
    return np.flatnonzero(differs)


def _group(block: Block, columns: list[Column], rows: Ints) -> pl.DataFrame:
    """The parts that some columns tell, on the rows that have one."""
    at = pl.Series(rows)
    texts = [block.texts(column).gather(at) for column in columns]
    there = pl.DataFrame([one.alias(str(n)) for n, one in enumerate(texts)]).select(
        ~pl.all_horizontal(pl.all().is_null())
    )
    chosen = there.to_series().arg_true()
    source = at.gather(chosen)
    claim = int32(block.found.claim).gather(source)
    places = Places(claim, block.numbers.gather(source))
    target = columns[0].target
    order = (KINDS.index(target.kind) + 1 if target.kind else 0) * 100 + (target.row or 0)
    frame = pl.DataFrame(
        {
            "#claim": claim,
            ROW: places.row,
            _SOURCE: source.cast(pl.Int32),
            _ORDER: pl.repeat(order, len(source), dtype=pl.Int32, eager=True),
            ELEMENT: pl.repeat(target.row, len(source), dtype=pl.Int32, eager=True),
            PART: pl.repeat(target.row or 1, len(source), dtype=pl.Int32, eager=True),
            KIND: pl.repeat(target.kind, len(source), dtype=pl.String, eager=True),
        }
    )
    if target.row is None and target.kind is None:
        return _taken_apart(block, columns[0], frame, texts[0].gather(chosen), places)
    values = [
        _values(block, column, text.gather(chosen), places).alias(column.target.path)
        for column, text in zip(columns, texts, strict=True)
    ]
    return frame.with_columns(values)


def _values(block: Block, column: Column, texts: pl.Series, places: Places) -> pl.Series:
    if is_list(column.target.path):
        return block.listed(texts, column, places)
    return block.values(texts, column.target.field, column, places)


def _taken_apart(block: Block, column: Column, frame: pl.DataFrame, texts: pl.Series, places: Places) -> pl.DataFrame:
    """The codes of one cell as a part each."""
    path = column.target.path
    lists = block.listed(texts, column, places)
    many = frame.with_columns(
        lists.alias(path), pl.int_ranges(1, lists.list.len().fill_null(0) + 1, dtype=pl.Int32).alias(PART)
    )
    whole = many.explode(path, PART, empty_as_null=False)
    here = Places(whole["#claim"], whole[ROW])
    return whole.with_columns(block.values(whole[path], FIELDS[path], column, here).alias(path))


def _each_once(block: Block, parts: pl.DataFrame) -> pl.DataFrame:
    """Parts that a later row of a claim repeats are left out; those of such claims are numbered anew."""
    starts = block.found.starts
    first = pl.Series(starts).gather(parts["#claim"]).cast(pl.Int32)
    later = parts.with_columns(first.alias("#first")).filter(pl.col(_SOURCE) != pl.col("#first"))
    if not later.height:
        return parts.drop(_SOURCE, _ORDER)
    told = [name for name in parts.columns if not name.startswith(("#", "@"))]
    numbered = parts.with_row_index("#at")
    first_source = numbered.group_by("#claim", *told, KIND).agg(pl.col(_SOURCE).min().alias("#earliest"))
    joined = numbered.join(
        first_source, on=["#claim", *told, KIND], how="left", nulls_equal=True, maintain_order="left"
    )
    kept = joined.filter(pl.col(_SOURCE) == pl.col("#earliest"))
    several = pl.col("#claim").is_in(later["#claim"].unique().implode())
    again = pl.when(several & pl.col(KIND).is_null()).then(pl.int_range(1, pl.len() + 1).over("#claim").cast(pl.Int32))
    return kept.with_columns(again.otherwise(pl.col(PART)).alias(PART)).drop("#at", "#earliest", _SOURCE, _ORDER)
