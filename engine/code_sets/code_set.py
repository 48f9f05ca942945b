"""One code set and all of them: what they say of codes on days, asked of one code or of a frame of them.

An answer has three parts: whether some edition reaches the day at all, whether the code (or pair of
codes) is there on it, and if so its attributes. What no edition reaches is *no data*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Protocol, TypeAlias

import polars as pl

from ..fields import Type
from .catalogue import mend
from .window import Window

Row: TypeAlias = Mapping[str, object]
"""The attributes of a code that is there."""

DAY, REACHED, LISTED = "#asked_day", "#reached", "#listed"
"""Columns of an answer: the day asked for, whether an edition reaches it, whether the code is there on it."""

CODE_SET, RECORDS = "code set", "records"
"""What a table is: published, or the site's own."""

_FROM, _TO = "from", "to"
_TYPES: Final[Mapping[pl.DataType, Type]] = {
    pl.String(): Type.TEXT, pl.Int64(): Type.INTEGER, pl.Boolean(): Type.TRUTH, pl.Date(): Type.DATE,
    pl.List(pl.String()): Type.CODES,
}  # fmt: skip
DTYPES: Final[Mapping[Type, pl.DataType]] = {kind: dtype for dtype, kind in _TYPES.items()}
"""The Polars type of each type an attribute may have."""


class Edition(Protocol):
    """One publication of a code set, in memory or in the store; see `Release` for what its parts mean."""

    @property
    def edition(self) -> str:
        """The publisher's word for it, which begins with the day it takes effect."""

    @property
    def begins(self) -> date:
        """The day it takes effect, by which a later one is preferred."""

    @property
    def reaches(self) -> Window:
        """The days it answers for."""

    def rows_of(self, codes: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """The rows whose keys are among these codes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An edition in memory: `rows` have the keys, `from`, `to` and attributes."""

    edition: str
    begins: date
    reaches: Window
    rows: pl.DataFrame

    def rows_of(self, codes: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """The rows whose keys are among these codes."""
        return self.rows.filter(*(pl.col(key).is_in(list(among)) for key, among in codes.items()))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a code set can be asked: the columns that name a row, and its attributes with their types.

    `known_by` are the keys that some row must have, on whatever day, for the table to know anything of
    what is asked: a member whose coverage nobody looked up is no data, and not without coverage. `what`
    says where such a table comes from.
    """

    keys: tuple[str, ...]
    attributes: Mapping[str, Type] = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    what: str = CODE_SET

    @property
    def answers(self) -> Mapping[str, Type]:
        """All that can be looked up: the attributes, and the first and last day of the row that answers."""
        return {**self.attributes, _FROM: Type.DATE, _TO: Type.DATE}


@dataclass(slots=True)
class CodeSet:
    """One code set in all its editions, those that are preferred later; with none it has no data for any day."""

    name: str
    shape: Shape
    editions: tuple[Edition, ...] = ()
    _known: dict[int, _Known] = field(default_factory=dict, repr=False)
    _answered: dict[tuple[tuple[str, ...], date, bool], Row | None] = field(default_factory=dict, repr=False)

    def has_data(self, day: date, codes: Sequence[str] = ()) -> bool:
        """Whether some edition answers for a day and, where codes are given, knows anything of them."""
        number = self._edition(day)
        if number is None or not codes or not self.shape.known_by:
            return number is not None
        asked = {key: [code] for key, code in zip(self.shape.keys, codes, strict=True) if key in self.shape.known_by}
        return self.editions[number].rows_of(asked).height > 0

    def answer(self, codes: Sequence[str], day: date, *, latest: bool = False) -> Row | None:
        """The attributes of a code on a day, None where it is not there; to be asked where the day is reached.

        With `latest` those of the row that began last by the day, whether or not it had ended by then.
        """
        asked = (tuple(codes), day, latest)
        if asked not in self._answered:
            frame = pl.DataFrame({**dict(zip(self.shape.keys, ([code] for code in codes), strict=True)), DAY: [day]})
            (row,) = self.answers(frame, latest=latest).iter_rows(named=True)
            known = {name: row[name] for name in self.shape.answers}
            self._answered[asked] = known if row[LISTED] else None
        return self._answered[asked]

    def answers(self, asked: pl.DataFrame, *, latest: bool = False) -> pl.DataFrame:
        """The same for many at once: `asked` has the keys and DAY, none of them null and no row twice.

        Gives its rows, in any order, with REACHED, LISTED (null where the day is not reached), all
        attributes, `from` and `to` (null where the code is not there).
        """
        days = asked[DAY].unique()
        by_day = pl.DataFrame({DAY: days, "#edition": [self._edition(day) for day in days]}, {
            DAY: pl.Date, "#edition": pl.Int32,
        })  # fmt: skip
        parts = [
            self._of_edition(None if number is None else int(number), some.drop("#edition"), latest=latest)
            for (number,), some in asked.join(by_day, on=DAY).group_by("#edition")
        ]
        return pl.concat(parts) if parts else self._of_edition(None, asked, latest=latest)

    def pairs_between(self, codes: Sequence[str]) -> pl.DataFrame:
        """Of a code set of pairs, those that are of these codes on both sides, on whatever day."""
        keys = list(self.shape.keys)
        asked = pl.Series(codes, dtype=pl.String)
        found = [self._rows(number, dict.fromkeys(keys, asked)).select(keys) for number in range(len(self.editions))]
        nothing = pl.DataFrame(schema=dict.fromkeys(keys, pl.String))
        return pl.concat([nothing, *found]).unique()

    def _edition(self, day: date) -> int | None:
        """The edition that answers for a day: the latest that reaches it."""
        there = [n for n, one in enumerate(self.editions) if one.reaches[0] <= day <= one.reaches[1]]
        return there[-1] if there else None

    def _of_edition(self, number: int | None, asked: pl.DataFrame, *, latest: bool) -> pl.DataFrame:
        keys, kinds = list(self.shape.keys), {name: DTYPES[kind] for name, kind in self.shape.answers.items()}
        if number is None:
            nothing = {name: pl.lit(None, kind) for name, kind in kinds.items()}
            return asked.with_columns(
                pl.lit(value=False).alias(REACHED), pl.lit(None, pl.Boolean).alias(LISTED), **nothing
            )
        rows = self._rows(number, {key: asked[key].unique() for key in keys})
        day, first, last = pl.col(DAY), pl.col(_FROM).fill_null(date.min), pl.col(_TO).fill_null(date.max)
        found = (
            asked.join(rows, on=keys)
            .filter(day >= first, pl.lit(value=True) if latest else day <= last)
            # where two windows hold, as of a pair that was taken back the day it began, the one that lasts
            .sort((first, last) if latest else (last, first), descending=True)
            .unique([*keys, DAY], keep="first", maintain_order=True)
            .select(*keys, DAY, *(pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, kind).alias(name)
                                  for name, kind in kinds.items()), pl.lit(value=True).alias(LISTED))
        )  # fmt: skip
        known, by = pl.lit(value=True), list(self.shape.known_by)
        if by:
            there = self.editions[number].rows_of({key: asked[key].unique().to_list() for key in by})
            asked = asked.join(there.select(*by, pl.lit(value=True).alias(REACHED)).unique(), on=by, how="left")
            known = pl.col(REACHED).fill_null(value=False)
        listed = pl.when(known).then(pl.col(LISTED).fill_null(value=False)).alias(LISTED)
        answered = asked.join(found, on=[*keys, DAY], how="left")
        return answered.select(*keys, DAY, known.alias(REACHED), listed, *kinds)

    def _rows(self, number: int, codes: Mapping[str, pl.Series]) -> pl.DataFrame:
        """The rows of an edition for some codes, and for others that were asked for before."""
        known = self._known.get(number)
        new = {key: set(some.to_list()) - (known.codes[key] if known else set()) for key, some in codes.items()}
        if known and not any(new.values()):
            return known.rows
        every = {key: new[key] | (known.codes[key] if known else set()) for key in new}
        # of one key only what is new is read; with two, new codes also go with those known before
        fetched = self.editions[number].rows_of(
            {key: sorted(some) for key, some in (new if len(new) == 1 else every).items()}
        )
        rows = pl.concat([known.rows, fetched]) if known and len(new) == 1 else fetched
        self._known[number] = _Known(every, rows)
        return rows


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes that were looked for in an edition, and their rows."""

    codes: dict[str, set[str]]
    rows: pl.DataFrame


class CodeSets:
    """All code sets of a run, by name."""

    def __init__(self, code_sets: Iterable[CodeSet]) -> None:
        self._by_name = {code_set.name: code_set for code_set in code_sets}

    def __getitem__(self, name: str) -> CodeSet:
        return self._by_name[name]

    def __iter__(self) -> Iterator[CodeSet]:
        return iter(self._by_name.values())

    @property
    def shapes(self) -> dict[str, Shape]:
        """The names of the code sets, each with what it can be asked."""
        return {name: code_set.shape for name, code_set in self._by_name.items()}

    @property
    def editions(self) -> dict[str, str]:
        """Which editions of each code set answer, for the manifest of a run; those without any are left out."""
        return {
            name: ", ".join(one.edition for one in code_set.editions)
            for name, code_set in sorted(self._by_name.items())
            if code_set.editions
        }

    def mend(self, needs: str, day: date | None = None) -> str:
        """What to do where there was no data for `needs` ("code set icd-10-cm", "records coverage") on a day."""
        what, _, name = needs.rpartition(" ")
        if what == RECORDS:
            return f"add the missing rows to the records of {name}"
        if what != CODE_SET:
            return "state a value that begins earlier, in the rule or in the profile"
        return mend(name, day)

    def has_data(self, code_set: str, day: date, codes: Sequence[str] = ()) -> bool:
        """Whether a code set has data for a day, and of codes; see `CodeSet.has_data`."""
        return self._by_name[code_set].has_data(day, codes)

    def answer(self, code_set: str, codes: Sequence[str], day: date, *, latest: bool = False) -> Row | None:
        """The answer of one code set; see `CodeSet.answer`."""
        return self._by_name[code_set].answer(codes, day, latest=latest)

    def listed(self, code_set: str, attribute: str | None, code: str, day: date) -> bool | None:
        """Whether a code is there on a day (and has the attribute); None: no data."""
        if not self.has_data(code_set, day):
            return None
        found = self.answer(code_set, [code], day)
        return found is not None and (attribute is None or found[attribute] is True)

    @cached_property
    def own(self) -> CodeSets:
        """The same without what a site imported, so that the cases of rules mean the same everywhere."""
        return CodeSets(
            one
            if one.shape.what != RECORDS and all(isinstance(edition, Listing) for edition in one.editions)
            else CodeSet(one.name, one.shape, tuple(e for e in one.editions if _is_own(one, e)))
            for one in self
        )

    def with_listings(self, listings: Mapping[str, pl.DataFrame]) -> CodeSets:
        """The same, with some code sets holding these rows alone, on every day: what a case states."""
        always = (date.min, date.max)
        stated = [
            CodeSet(name, self._by_name[name].shape, (Listing("stated", date.min, always, rows),))
            for name, rows in listings.items()
        ]
        return CodeSets([*self._by_name.values(), *stated])


def _is_own(code_set: CodeSet, edition: Edition) -> bool:
    return isinstance(edition, Listing) and code_set.shape.what != RECORDS


def shape_of(keys: Sequence[str], schema: Mapping[str, pl.DataType]) -> Shape:
    """The shape of rows with some keys; columns of a type that no rule can ask for are left out."""
    others = {name: kind for name, kind in schema.items() if name not in {*keys, _FROM, _TO}}
    return Shape(tuple(keys), {name: _TYPES[kind] for name, kind in others.items() if kind in _TYPES})
