"""Lines that a table of pairs relates: what `each: pair` and `line.primary_procedures` look at, in both meanings.

A pair is found through the table, never by holding every line against every other: of the codes that a
day of a claim has, those that stand in an edit with one another. So a stay of 999 lines has as many rows
here as edits it meets. Lines of one claim are compared, those of another claim of the day are not.
Source: CMS, NCCI Policy Manual, chapter I (PTP edits and add-on codes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, cast

import polars as pl

from .code_sets import DAY, LISTED, REACHED, CodeSet, CodeSets
from .fields import FIELDS, Grain
from .language.columns import DAYS
from .language.records import Record
from .language.tree import Value
from .tables import COLUMN_TYPES

CODE_SET_OF: Final[Mapping[str, str]] = MappingProxyType({"837P": "ncci-ptp-practitioner", "837I": "ncci-ptp-hospital"})
"""Which edits are for claims of a type."""

ADD_ONS: Final = "add-on"
"""The code set through which the primary procedures of a line are found."""

AT, NO_DATA = "#at", "#no_data"
"""Columns of the frame of pairs: the row of the line, and whether a day had several codes and no edits to ask."""

NEEDED: Final = frozenset({"line.procedure_code", "line.modifiers", "line.line_number", "line.service_date"})
"""Fields that pairs are made of, read whoever asks."""

_FEW: Final = 40
"""Codes of one day up to which all are held against each other: most days have two or three."""

_CODE, _LINE_DAY = "line.procedure_code", DAYS[Grain.LINE]


def pair_frame(lines: pl.DataFrame, code_set: CodeSet) -> pl.DataFrame:
    """The pairs of a block: the columns of the line that has column 2, those of `pair`, AT and NO_DATA.

    Takes the frame of lines in order. A day that has several codes and is reached by no edition has one row,
    with NO_DATA true and no pair.
    """
    codes = _codes(lines)
    reached = _days(codes, code_set)
    named = {name: f"pair.{name}" for name in ("modifier_indicator", "rationale")}
    pairs = _listed(codes.join(reached, on=DAY, how="semi"), code_set, ("column_1", "column_2"), named)
    found = _beside(lines, pairs, "column_2", "column_1").with_columns(pl.lit(value=False).alias(NO_DATA))
    found = found.rename({
        "column_1": "pair.column_1", "column_2": "pair.column_2", "#number": "pair.other_line_number",
        "#modifiers": "pair.other_modifiers",
    })  # fmt: skip
    open_ = codes.join(reached, on=DAY, how="anti").unique(["#claim", DAY], keep="first", maintain_order=True)
    rows = pl.concat([found, open_.select(AT, pl.lit(value=True).alias(NO_DATA))], how="diagonal")
    rows = _typed(rows.sort(AT, "pair.column_1", maintain_order=True), Grain.PAIR, AT, NO_DATA)
    return lines[rows[AT]].hstack(rows)


def primary_frame(lines: pl.DataFrame, code_set: CodeSet) -> pl.DataFrame:
    """The primary procedures beside the add-on codes of a block: `#claim`, `#line` and `primary_procedure`.

    No data is none of its own here: a rule asks first whether the line's code is an add-on code.
    """
    codes = _codes(lines)
    pairs = _listed(
        codes.join(_days(codes, code_set), on=DAY, how="semi"),
        code_set,
        code_set.shape.keys,
        {"type": "primary_procedure.type"},
    )
    own, other = code_set.shape.keys
    found = _beside(lines, pairs, own, other).sort(AT, other)
    found = found.rename({other: "primary_procedure.code", "#number": "primary_procedure.line_number"})
    return _typed(found.with_columns(lines[found[AT]].select("#claim", "#line")), Grain.PRIMARY, "#claim", "#line")


def _codes(lines: pl.DataFrame) -> pl.DataFrame:
    """The codes of each claim and day that has several: AT of the first line, `#claim`, DAY, `code`, `several`."""
    own = lines.with_row_index(AT).select(AT, "#claim", pl.col(_LINE_DAY).alias(DAY), code=_CODE).drop_nulls("code")
    codes = own.group_by("#claim", DAY, "code", maintain_order=True).agg(pl.col(AT).first())
    return codes.with_columns(pl.len().over("#claim", DAY).alias("several")).filter(pl.col("several") > 1)


def _days(codes: pl.DataFrame, code_set: CodeSet) -> pl.DataFrame:
    """The days of some codes for which a code set has data."""
    days = codes[DAY].unique()
    return pl.DataFrame({DAY: days.filter(pl.Series([code_set.has_data(day) for day in days], dtype=pl.Boolean))})


def _beside(lines: pl.DataFrame, pairs: pl.DataFrame, own: str, other: str) -> pl.DataFrame:
    """Each line with its own column of a pair, and of the lines with the other: first number, all modifiers."""
    every = lines.with_row_index(AT).select(
        AT, "#claim", pl.col(_LINE_DAY).alias(DAY), pl.col(_CODE).alias(own), "line.line_number", "line.modifiers"
    )  # fmt: skip
    on = ["#claim", DAY]
    several = every.rename({own: other}).join(pairs.select(*on, other).unique(), on=[*on, other], how="semi")
    others = several.group_by(*on, other, maintain_order=True).agg(
        pl.col("line.line_number").first().alias("#number"),
        pl.col("line.modifiers")
        .explode(empty_as_null=False)
        .drop_nulls()
        .unique(maintain_order=True)
        .alias("#modifiers"),
    )
    found = every.select(AT, *on, own).join(pairs, on=[*on, own]).join(others, on=[*on, other], how="left")
    return found.with_columns(pl.when(pl.col("#modifiers").list.len() > 0).then("#modifiers")).drop(on)


def _typed(rows: pl.DataFrame, grain: Grain, *keys: str) -> pl.DataFrame:
    """Rows with some keys and all fields of a grain, nulls for what is not there."""
    kinds = {field.path: COLUMN_TYPES[field.type] for field in FIELDS.of(grain)}
    absent = [pl.lit(None, kind).alias(path) for path, kind in kinds.items() if path not in rows.columns]
    return rows.with_columns(absent).select(*keys, *(pl.col(path).cast(kind) for path, kind in kinds.items()))


def _listed(codes: pl.DataFrame, code_set: CodeSet, keys: Sequence[str], named: Mapping[str, str]) -> pl.DataFrame:
    """The pairs of a code set between the codes of each claim and day, with some attributes under other names."""
    one, other = keys
    few, many = codes.filter(pl.col("several") <= _FEW), codes.filter(pl.col("several") > _FEW)
    on = ["#claim", DAY]
    some = few.select(*on, "code")
    candidates = [some.rename({"code": one}).join(some.rename({"code": other}), on=on)]
    if many.height:
        between = code_set.pairs_between(many["code"].unique().to_list())
        some = many.select(*on, "code")
        first = some.rename({"code": one}).join(between, on=one)
        candidates.append(first.join(some.rename({"code": other}), on=[*on, other], how="semi"))
    asked = pl.concat([some.select(*on, one, other) for some in candidates]).filter(pl.col(one) != pl.col(other))
    answers = code_set.answers(asked.select(one, other, DAY).unique()).filter(pl.col(REACHED) & pl.col(LISTED))
    return asked.join(answers.select(one, other, DAY, *named).rename(dict(named)), on=[one, other, DAY])


def pairs_of(claim: Record, code_sets: CodeSets, days: Mapping[int, date]) -> tuple[list[tuple[Record, Record]], bool]:
    """The pairs of one claim, each with the line that has column 2, and whether edits were missing: the plain meaning.

    `days` has the day of each line by its place in the claim.
    """
    code_set = code_sets[CODE_SET_OF[cast(str, claim.values["type"])]]
    found: list[tuple[Record, Record]] = []
    missing = False
    for at, line in enumerate(claim.members["lines"]):
        beside = _lines_beside(claim, days, at)
        if beside and not code_set.has_data(days[at]):
            missing = True
            continue
        for other in sorted(beside):
            code = cast(str, line.values["procedure_code"])
            if (answer := code_set.answer([other, code], days[at])) is not None:
                found.append((_pair(other, code, beside[other], answer), line))
    return found, missing


def with_primaries(claim: Record, code_sets: CodeSets, days: Mapping[int, date]) -> Record:
    """The claim with the primary procedures of each of its lines, as the plain meaning has them."""
    code_set, lines = code_sets[ADD_ONS], []
    for at, line in enumerate(claim.members["lines"]):
        beside = _lines_beside(claim, days, at) if code_set.has_data(days[at]) else {}
        primaries = []
        for other in sorted(beside):
            answer = code_set.answer([cast(str, line.values["procedure_code"]), other], days[at])
            if answer is not None:
                values = {
                    "code": other,
                    "type": answer["type"],
                    "line_number": beside[other][0].values.get("line_number"),
                }
                primaries.append(Record(Grain.PRIMARY, {k: cast(Value, v) for k, v in values.items() if v is not None}))
        lines.append(Record(line.grain, line.values, {**line.members, "primary_procedures": primaries}))
    return Record(claim.grain, claim.values, {**claim.members, "lines": lines})


def _lines_beside(claim: Record, days: Mapping[int, date], at: int) -> dict[str, list[Record]]:
    """The lines of the same day as one, by their codes, without its own; none where it has no code."""
    lines = claim.members["lines"]
    code = lines[at].values.get("procedure_code")
    found: dict[str, list[Record]] = {}
    for place, line in enumerate(lines):
        other = line.values.get("procedure_code")
        if isinstance(code, str) and isinstance(other, str) and days[place] == days[at] and other != code:
            found.setdefault(other, []).append(line)
    return found


def _pair(one: str, other: str, lines: list[Record], answer: Mapping[str, object]) -> Record:
    several = [cast("tuple[str, ...]", line.values.get("modifiers", ())) for line in lines]
    modifiers = dict.fromkeys(code for codes in several for code in codes)
    values: dict[str, Any] = {
        "column_1": one, "column_2": other, "modifier_indicator": answer.get("modifier_indicator"),
        "rationale": answer.get("rationale"), "other_line_number": lines[0].values.get("line_number"),
        "other_modifiers": tuple(modifiers) or None,
    }  # fmt: skip
    return Record(Grain.PAIR, {name: value for name, value in values.items() if value is not None})
