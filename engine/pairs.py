"""Pairs of lines that NCCI pays as one: what `each: pair` looks at, by columns and one claim at a time.

A pair is found through the table, never by holding every line against every other: of the codes that a
day of a claim has, those that stand in an edit with one another. So a stay of 999 lines has as many rows
here as edits it meets. Lines of one claim are compared, those of another claim of the day are not.
Source: CMS, NCCI Policy Manual, chapter I, and the layout of the PTP edit files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, cast

import polars as pl

from .code_sets import DAY, LISTED, REACHED, CodeSet, CodeSets
from .fields import FIELDS, Grain
from .language.columns import DAYS
from .language.records import Record
from .tables import COLUMN_TYPES

CODE_SET_OF: Final[Mapping[str, str]] = MappingProxyType({"837P": "ncci-ptp-practitioner", "837I": "ncci-ptp-hospital"})
"""Which edits are for claims of a type."""

AT, NO_DATA = "#at", "#no_data"
"""Columns of the frame of pairs: the row of the line, and whether a day had several codes and no edits to ask."""

NEEDED: Final = frozenset({"line.procedure_code", "line.modifiers", "line.line_number", "line.service_date"})
"""Fields that pairs are made of, read whoever asks."""

_FEW: Final = 40
"""Codes of one day up to which all are held against each other: most days have two or three."""

_CODE, _LINE_DAY = "line.procedure_code", DAYS[Grain.LINE]
_ONE, _OTHER = "column_1", "column_2"


def pair_frame(lines: pl.DataFrame, code_set: CodeSet) -> pl.DataFrame:
    """The pairs of a block: the columns of the line that has column 2, those of `pair`, AT and NO_DATA.

    Takes the frame of lines in order. A day that has several codes and is reached by no edition has one row,
    with NO_DATA true and no pair.
    """
    own = lines.with_row_index(AT).select(AT, "#claim", DAY=_LINE_DAY, code=_CODE).rename({"DAY": DAY})
    own = own.drop_nulls("code")
    codes = own.group_by("#claim", DAY, "code", maintain_order=True).agg(pl.col(AT).first())
    codes = codes.with_columns(pl.len().over("#claim", DAY).alias("several")).filter(pl.col("several") > 1)
    days = (
        codes.select(DAY)
        .unique()
        .filter(pl.col(DAY).map_elements(lambda day: not code_set.has_data(day), return_dtype=pl.Boolean))
    )
    open_ = codes.join(days, on=DAY, how="semi").unique(["#claim", DAY], keep="first", maintain_order=True)
    pairs = _listed(codes.join(days, on=DAY, how="anti"), code_set)
    others = own.join(lines.with_row_index(AT).select(AT, "line.line_number", "line.modifiers"), on=AT)
    others = others.group_by("#claim", DAY, pl.col("code").alias(_ONE), maintain_order=True).agg(
        pl.col("line.line_number").first().alias("pair.other_line_number"),
        pl.col("line.modifiers")
        .explode(empty_as_null=False)
        .drop_nulls()
        .unique(maintain_order=True)
        .alias("pair.other_modifiers"),
    )
    found = (
        own.rename({"code": _OTHER})
        .join(pairs, on=["#claim", DAY, _OTHER])
        .join(others, on=["#claim", DAY, _ONE], how="left")
        .with_columns(pl.when(pl.col("pair.other_modifiers").list.len() > 0).then("pair.other_modifiers"))
        .sort(AT, _ONE)
        .rename({_ONE: "pair.column_1", _OTHER: "pair.column_2"})
        .with_columns(pl.lit(value=False).alias(NO_DATA))
    )
    rows = pl.concat(
        [found.drop("#claim", DAY), open_.select(AT, pl.lit(value=True).alias(NO_DATA))], how="diagonal"
    ).sort(AT, maintain_order=True)
    kinds = {field.path: COLUMN_TYPES[field.type] for field in FIELDS.of(Grain.PAIR)}
    absent = [pl.lit(None, kind).alias(path) for path, kind in kinds.items() if path not in rows.columns]
    rows = rows.with_columns(absent).select(AT, NO_DATA, *(pl.col(path).cast(kind) for path, kind in kinds.items()))
    return lines[rows[AT]].hstack(rows)


def _listed(codes: pl.DataFrame, code_set: CodeSet) -> pl.DataFrame:
    """The edits between the codes of each claim and day, with their attributes."""
    few, many = codes.filter(pl.col("several") <= _FEW), codes.filter(pl.col("several") > _FEW)
    on = ["#claim", DAY]
    some = few.select(*on, code="code")
    candidates = [some.rename({"code": _ONE}).join(some.rename({"code": _OTHER}), on=on)]
    if many.height:
        between = code_set.pairs_between(many["code"].unique().to_list())
        some = many.select(*on, code="code")
        one = some.rename({"code": _ONE}).join(between, on=_ONE)
        candidates.append(one.join(some.rename({"code": _OTHER}), on=[*on, _OTHER], how="semi"))
    asked = pl.concat([one.select(*on, _ONE, _OTHER) for one in candidates]).filter(pl.col(_ONE) != pl.col(_OTHER))
    answers = code_set.answers(asked.select(_ONE, _OTHER, DAY).unique()).filter(pl.col(REACHED) & pl.col(LISTED))
    named = {name: f"pair.{name}" for name in ("modifier_indicator", "rationale")}
    return asked.join(answers.select(_ONE, _OTHER, DAY, *named).rename(named), on=[_ONE, _OTHER, DAY])


def pairs_of(claim: Record, code_sets: CodeSets, days: Mapping[int, date]) -> tuple[list[tuple[Record, Record]], bool]:
    """The pairs of one claim, each with the line that has column 2, and whether edits were missing: the plain meaning.

    `days` has the day of each line by its place in the claim.
    """
    code_set = code_sets[CODE_SET_OF[cast(str, claim.values["type"])]]
    lines = [(line, day) for at, line in enumerate(claim.members["lines"]) if (day := days.get(at)) is not None]
    found: list[tuple[Record, Record]] = []
    missing = False
    for line, day in lines:
        code = line.values.get("procedure_code")
        beside: dict[str, list[Record]] = {}
        for other, its_day in lines:
            other_code = other.values.get("procedure_code")
            if isinstance(code, str) and isinstance(other_code, str) and its_day == day and other_code != code:
                beside.setdefault(other_code, []).append(other)
        if beside and not code_set.has_data(day):
            missing = True
            continue
        for other_code in sorted(beside):
            answer = code_set.answer([other_code, cast(str, code)], day)
            if answer is not None:
                found.append((_pair(other_code, cast(str, code), beside[other_code], answer), line))
    return found, missing


def _pair(one: str, other: str, lines: list[Record], answer: Mapping[str, object]) -> Record:
    several = [cast("tuple[str, ...]", line.values.get("modifiers", ())) for line in lines]
    modifiers = dict.fromkeys(code for codes in several for code in codes)
    values: dict[str, Any] = {
        "column_1": one, "column_2": other, "modifier_indicator": answer.get("modifier_indicator"),
        "rationale": answer.get("rationale"), "other_line_number": lines[0].values.get("line_number"),
        "other_modifiers": tuple(modifiers) or None,
    }  # fmt: skip
    return Record(Grain.PAIR, {name: value for name, value in values.items() if value is not None})
