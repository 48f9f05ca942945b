"""The columns of lines: a row a line, or a group of columns for each line of a claim that stands in one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ...fields import FIELDS, Grain
from ...tables import REPEAT, ROW
from .block import Block, Places, int32, is_list, upper_lists
from .layout import Column
from .of_claims import ClaimValues
from .targets import OF_LINES

_KEYS = ("#claim", ROW, REPEAT)


@dataclass(frozen=True, slots=True)
class LineValues:
    """Values of lines by path, and of their teeth, with the keys of each line."""

    keys: pl.DataFrame
    values: dict[str, pl.Series]
    teeth: dict[str, pl.Series]


def line_values(block: Block, claims: ClaimValues) -> LineValues:
    """Read the columns of lines, in the order of claims and of the lines in them."""
    columns = [column for column in block.layout.columns if column.target.grain in OF_LINES and block.has(column)]
    texts, by_key = _by_groups(block, columns) if block.layout.wide else _by_rows(block, columns, claims)
    texts = texts.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("#line"))
    places = Places(texts["#claim"], texts[ROW], texts["#line"])
    values: dict[str, pl.Series] = {}
    lists: dict[str, dict[int, pl.Series]] = {}
    for key, holders in by_key.items():
        target = next(iter(holders.values())).target
        found = _read(block, texts, key, holders, places)
        if target.item is not None:
            lists.setdefault(target.path, {})[target.item] = found
        else:
            values[target.path] = found
    for path, items in lists.items():
        values[path] = upper_lists([items[item] for item in sorted(items)])
    keys = texts.select("#claim", "#line", ROW, REPEAT)
    teeth = {path: one for path, one in values.items() if path.startswith(f"{Grain.TOOTH}.")}
    return LineValues(keys, {path: one for path, one in values.items() if path not in teeth}, teeth)


def _by_rows(
    block: Block, columns: list[Column], claims: ClaimValues
) -> tuple[pl.DataFrame, dict[str, dict[int | None, Column]]]:
    """The texts of lines where each row is one; rows that tell of no line are none."""
    found: dict[str, dict[int | None, Column]] = {str(column.target): {None: column} for column in columns}
    parts = [block.texts(column).alias(str(column.target)) for column in columns]
    frame = pl.DataFrame([int32(block.found.claim).alias("#claim"), block.numbers.alias(ROW), *parts])
    there = frame.select(~pl.all_horizontal(pl.col(list(found)).is_null())).to_series() if found else None
    for path, (column, texts) in claims.of_lines.items():
        own = replace(column, target=replace(column.target, field=FIELDS[path]))
        found[path] = {None: own}
        frame = frame.with_columns(texts.alias(path))
    frame = frame.with_columns(pl.lit(None, pl.Int32).alias(REPEAT))
    return (frame if there is None or there.all() else frame.filter(there)), found


def _by_groups(block: Block, columns: list[Column]) -> tuple[pl.DataFrame, dict[str, dict[int | None, Column]]]:
    """The texts of lines where each has a group of columns; a column without a number is of all of them."""
    groups = sorted({column.target.row for column in columns if column.target.row is not None})
    shared = {str(column.target): column for column in columns if column.target.row is None}
    found: dict[str, dict[int | None, Column]] = {key: {None: column} for key, column in shared.items()}
    parts = []
    for group in groups:
        own = {str(replace(c.target, row=None)): c for c in columns if c.target.row == group}
        for key, column in own.items():
            found.setdefault(key, {})[group] = replace(column, target=replace(column.target, row=None))
        texts = {
            **{key: block.texts(c) for key, c in shared.items()},
            **{key: block.texts(c) for key, c in own.items()},
        }
        frame = pl.DataFrame(
            [
                int32(block.found.claim).alias("#claim"),
                block.numbers.alias(ROW),
                pl.repeat(group, len(block.numbers), dtype=pl.Int32, eager=True).alias(REPEAT),
                *(series.alias(key) for key, series in texts.items()),
            ]
        )
        parts.append(frame.filter(~pl.all_horizontal(pl.col(list(own)).is_null())))
    whole = pl.concat(parts, how="diagonal").sort("#claim", ROW, REPEAT, maintain_order=True)
    return whole.with_columns(pl.lit(None, pl.String).alias(key) for key in found if key not in whole.columns), found


def _read(
    block: Block, texts: pl.DataFrame, key: str, holders: Mapping[int | None, Column], places: Places
) -> pl.Series:
    """The values of one field of lines; each group of columns has a header, and dates, of its own."""
    first = next(iter(holders.values()))
    if len(holders) == 1:
        return _values(block, texts[key], first, places)
    groups = texts[REPEAT].to_numpy()
    parts, order = [], []
    for group in dict.fromkeys(groups.tolist()):
        at = np.flatnonzero(groups == group)
        holder = holders.get(group) or holders.get(None) or first  # a group without the column has no text of it
        rows = pl.Series(at)
        line = None if places.line is None else places.line.gather(rows)
        here = Places(places.claim.gather(rows), places.row.gather(rows), line)
        parts.append(_values(block, texts[key].gather(rows), holder, here))
        order.append(at)
    if not parts:
        return _values(block, texts[key], first, places)
    back = np.argsort(np.concatenate(order), kind="stable")
    return pl.concat(parts).gather(pl.Series(back))


def _values(block: Block, texts: pl.Series, column: Column, places: Places) -> pl.Series:
    if is_list(column.target.path) and column.target.item is None:
        return block.listed(texts, column, places)
    return block.values(texts, column.target.field, column, places)
