"""A code set whose rows hold for all codes beneath them: what ICD-10-CM notes of a category, and of its codes.

Notes stand at chapters, blocks and categories and hold for everything below. Written out for each of
98,000 codes they fill ten megabytes; written where something changes, three thousand rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ..errors import Problem, RulesError
from ..fields import Type
from .code_set import Listing, Shape
from .window import Window

_SHORTEST = 3  # a category


@dataclass(frozen=True, slots=True)
class Inherited(Listing):
    """An edition in memory in which a code has the row of the longest listed code that it begins with."""

    def rows_of(self, codes: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """The rows of these codes, each under the code that was asked; without any, those that are listed."""
        if not codes:
            return self.rows
        ((key, asked),) = codes.items()
        listed = set(self.rows[key])
        found = [(code, above) for code in asked if (above := _above(code, listed)) is not None]
        given = pl.DataFrame(found, {"#asked": pl.String, key: pl.String}, orient="row")
        rows = given.join(self.rows, on=key, how="left", maintain_order="left")
        return rows.drop(key).rename({"#asked": key}).select(self.rows.columns)


def _above(code: str, listed: set[str]) -> str | None:
    return next((code[:size] for size in range(len(code), _SHORTEST - 1, -1) if code[:size] in listed), None)


def read(path: Path, shape: Shape, reaches: Window) -> Inherited:
    """A CSV of such rows: the key, then attributes, lists with spaces between their members, yes and no.

    RulesError where it is anything else, with the first line that is.
    """
    raw = path.read_bytes()
    try:
        rows = pl.read_csv(raw, infer_schema=False).fill_null("").with_row_index("#line", 2)
    except pl.exceptions.PolarsError:
        raise RulesError([Problem(path.name, None, "this is no table of comma-separated columns", "bad-row")]) from None
    (key,) = shape.keys
    kinds = {name: kind for name, kind in shape.attributes.items() if name in rows.columns}
    if set(rows.columns) != {"#line", key, *kinds}:
        sentence = f"the columns are {key} and some of {', '.join(shape.attributes)}"
        raise RulesError([Problem(path.name, "line 1", sentence, "missing-column")])
    truths = [pl.col(name).is_in(["yes", "no"]) for name, kind in kinds.items() if kind is Type.TRUTH]
    wrong = rows.filter(pl.all_horizontal(pl.col(key).str.len_chars() >= _SHORTEST, *truths).not_())
    if wrong.height:
        sentence = f"a row has a code of {_SHORTEST} characters or more, and yes or no"
        raise RulesError([Problem(path.name, f"line {wrong['#line'][0]}", sentence, "bad-row")])
    always = [pl.lit(None, pl.Date).alias(end) for end in ("from", "to")]
    frame = rows.select(key, *always, *(_typed(name, kind) for name, kind in kinds.items()))
    return Inherited(f"sha256 {hashlib.sha256(raw).hexdigest()[:12]}", reaches[0], reaches, frame)


def _typed(name: str, kind: Type) -> pl.Expr:
    column = pl.col(name)
    match kind:
        case Type.TRUTH:
            return column == "yes"
        case Type.CODES:
            return (
                pl.when(column == "").then(pl.lit([], pl.List(pl.String))).otherwise(column.str.split(" ")).alias(name)
            )
        case _:
            return column
