"""The columns of claims: what the rows of a claim say of it, once.

In a sheet of one row a line each row repeats what belongs to the claim. Where rows differ, a field that an 837 also has
on lines is the line's own on those rows (a rendering provider, a place of service); any other is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from ...fields import FIELDS, Grain
from .block import DISAGREE, Block, Dated, Places, int32, is_list, name_parts, upper_lists
from .layout import Column
from .recognition import line_twin
from .targets import LISTS
from .values import read


@dataclass(slots=True)
class ClaimValues:
    """Values of claims by path, and the texts of rows that are their line's own, by path with their column."""

    block: Block
    places: Places
    values: dict[str, pl.Series] = field(default_factory=dict)
    of_lines: dict[str, tuple[Column, pl.Series]] = field(default_factory=dict)

    def get(self, path: str) -> pl.Series | None:
        """The values of a field, if the sheet has a column of it."""
        return self.values.get(path)


def claim_values(block: Block) -> ClaimValues:
    """Read the columns of claims."""
    starts = block.found.starts
    every = int32(np.arange(block.found.count))
    made = ClaimValues(block, Places(every, block.numbers.gather(pl.Series(starts))))
    lists: dict[str, dict[int, pl.Series]] = {}
    columns = [column for column in block.layout.columns if column.target.grain is Grain.CLAIM and block.has(column)]
    whole_names = [column for column in columns if column.target.whole_name]
    states = {column.target.path: column for column in columns if column.target.path.endswith(".state")}
    for column in columns:
        path = column.target.path
        if path == "claim.type":
            continue  # read before the claims were parted by it
        texts = _once(made, column)
        if column.target.whole_name:
            continue
        if column.target.item is not None:
            items = block.values(texts, column.target.field, column, made.places)
            lists.setdefault(path, {})[column.target.item] = items
        elif is_list(path):
            made.values[path] = block.listed(texts, column, made.places)
        else:
            state = states.get(f"{path.removesuffix('zip')}state") if path.endswith(".zip") else None
            beside = None if state is None else _first(block, state)
            made.values[path] = block.values(texts, column.target.field, column, made.places, beside)
    for column in whole_names:
        _add_names(made, column)
    for path, members in lists.items():
        made.values[path] = upper_lists([members[item] for item in sorted(members)])
    return made


def _first(block: Block, column: Column) -> pl.Series:
    """For each claim the first text that one of its rows has."""
    first = block.first_texts(column)
    if block.is_steady(column) or not (missing := first.null_count()):
        return first
    texts = block.texts(column)
    if len(texts) - texts.null_count() > len(first) - missing:
        there = texts.is_not_null().arg_true().to_numpy()
        claim, at = np.unique(block.found.claim[there], return_index=True)
        first = first.scatter(claim, texts.gather(pl.Series(there[at])))
    return first


def _once(made: ClaimValues, column: Column) -> pl.Series:
    """The text of a column for each claim; rows that say something else are noted, or are of their lines."""
    block = made.block
    if block.is_steady(column):
        return block.first_texts(column)
    texts = block.texts(column)
    first = _first(block, column)
    differs = _differs(block, column, texts, first)
    if not differs.any():
        return first
    twin = line_twin(column.target.path)
    if (
        twin
        and not column.target.whole_name
        and block.claim_type in FIELDS[twin].claim_types
        and not any(one.target.path == twin for one in block.layout.columns)
    ):
        made.of_lines[twin] = (column, texts.set(~differs, None))
        return first
    at = Places(int32(block.found.claim), block.numbers)
    rows = differs.arg_true()
    block.note(at, rows, column.target.path, texts.gather(rows), column.header, DISAGREE)
    return first


def _differs(block: Block, column: Column, texts: pl.Series, first: pl.Series) -> pl.Series:
    """The rows whose text is another than the claim's, and means something else: `2` and `02` are one place."""
    of_claim = first.gather(int32(block.found.claim))
    differs = (texts != of_claim).fill_null(value=False)
    if not differs.any() or column.target.whole_name or column.target.field.type in LISTS:
        return differs
    rows = differs.arg_true()
    style = block.dates.get(column.index, Dated()).style
    one, other = (read(part.gather(rows), column.target.field, style).values for part in (texts, of_claim))
    return differs.scatter(rows, one.ne_missing(other))


def _add_names(made: ClaimValues, column: Column) -> None:
    """The last, first and middle names of a column of whole names, where no other column gives them."""
    stem = column.target.path.removesuffix("last_name")
    texts = _first(made.block, column)
    parts = dict(zip(("last_name", "first_name", "middle_name"), name_parts(texts), strict=True))
    for name, values in parts.items():
        if stem + name in FIELDS and stem + name not in made.values:
            made.values[stem + name] = values
