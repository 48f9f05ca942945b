"""Rows put together to claims: the rows of a claim follow one another, or the sheet is small enough to be sorted.

A row without the number of its claim, and rows of a claim that come back after those of others in a
large sheet, are faults: they are handed over with no claim, and the file is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from .log import SheetLog
from .rows import Rows, refused

SORTED_ROWS: Final = 50_000
"""A sheet of so many rows at most may have them in any order."""

PAGE_ROWS: Final = 40_000
"""Where a sheet holds claims of several types, they are handed over by types for so many rows at a time."""

LONGEST_CLAIM: Final = 20_000
"""Rows of one claim; an 837 has at most 999 lines."""

_MERGED: Final = 16  # so many sorted lists of claims seen are looked through one by one

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """The rows of whole claims, those of a claim together; `claim` numbers the claim of each row from 0."""

    rows: Rows
    claim: Ints

    @property
    def starts(self) -> Ints:
        """The first row of each claim."""
        return np.flatnonzero(np.diff(self.claim, prepend=-1))

    @property
    def count(self) -> int:
        """How many claims there are."""
        return int(self.claim[-1]) + 1 if len(self.claim) else 0

    def part(self, begin: int, end: int) -> ClaimRows:
        """Claims that follow one another, without a copy."""
        if (begin, end) == (0, self.count):
            return self
        first, last = np.searchsorted(self.claim, [begin, end]).tolist()
        return ClaimRows(_part(self.rows, first, last), self.claim[first:last] - begin)

    def of(self, chosen: Ints) -> ClaimRows:
        """Some rows, of which each claim has all or none."""
        kept = self.claim[chosen]
        claim = np.cumsum(np.diff(kept, prepend=kept[:1]) != 0) if len(kept) else kept
        return ClaimRows(_taken(self.rows, chosen), claim.astype(np.int64))


def _taken(rows: Rows, chosen: Ints) -> Rows:
    at = pl.Series(chosen)
    return Rows(rows.numbers.gather(at), rows.cells[at])


def _part(rows: Rows, begin: int, end: int | None) -> Rows:
    """Rows that follow one another, without a copy."""
    length = None if end is None else end - begin
    return Rows(rows.numbers.slice(begin, length), rows.cells.slice(begin, length))


def joined(parts: list[Rows]) -> Rows:
    """Rows of several batches, in their order."""
    if len(parts) == 1:
        return parts[0]
    cells = pl.concat([part.cells for part in parts], how="diagonal")
    return Rows(pl.concat([part.numbers for part in parts]), cells)


@dataclass(slots=True)
class Gathering:
    """Makes claims of batches of rows; `id_column` is the name of the column with the number of the claim.

    `single` says that each row is a claim of its own, and `paged` that batches must not depend on where the
    file was cut, for claims are parted by type.
    """

    log: SheetLog
    id_column: str
    single: bool
    paged: bool
    sorted_rows: int = SORTED_ROWS
    rows_read: int = 0
    streaming: bool = False  # whether there are so many rows that those of a claim have to follow one another
    _seen: list[tuple[npt.NDArray[np.uint64], Ints]] = field(default_factory=list)

    def claims(self, batches: Iterable[Rows]) -> Iterator[ClaimRows]:
        """Whole claims, some at a time."""
        found = self._singles(batches) if self.single else self._grouped(batches)
        yield from _pages(found) if self.paged else found

    def _identified(self, rows: Rows) -> Rows:
        """The rows that name their claim; the others are faults."""
        self.rows_read += len(rows.numbers)
        if self.id_column not in rows.cells.columns:
            rows = Rows(rows.numbers, rows.cells.with_columns(pl.lit(None, pl.String).alias(self.id_column)))
        ids = rows.cells[self.id_column]
        if not ids.null_count():
            return rows
        for number in rows.numbers.filter(ids.is_null()).to_list():
            self.log.fault(
                number, "the row does not say of which claim it is, and is left out", "row-without-claim",
                "fill the number of the claim in, or remove the row",
            )  # fmt: skip
        return _taken(rows, ids.is_not_null().arg_true().to_numpy().astype(np.int64))

    def _singles(self, batches: Iterable[Rows]) -> Iterator[ClaimRows]:
        for batch in batches:
            rows = self._identified(batch)
            if len(rows.numbers):
                yield ClaimRows(rows, np.arange(len(rows.numbers)))

    def _grouped(self, batches: Iterable[Rows]) -> Iterator[ClaimRows]:
        waiting: list[Rows] = []
        count = 0
        for batch in batches:
            rows = self._identified(batch)
            if not len(rows.numbers):
                continue
            waiting.append(rows)
            count += len(rows.numbers)
            if not self.streaming and count <= self.sorted_rows:
                continue
            self.streaming = True
            whole = joined(waiting)
            del batch, rows
            end = self._last_start(whole)
            waiting, count = [_part(whole, end, None)], len(whole.numbers) - end
            if count > LONGEST_CLAIM:
                raise refused(
                    self.log.file, f"more than {LONGEST_CLAIM:,} rows have the same number of the claim",
                    "endless-claim", "say in a column map which column holds it", f"row {waiting[0].numbers[0]}",
                )  # fmt: skip
            done = _part(whole, 0, end)
            del whole
            if end:
                yield from self._streamed(done)
            del done
        if waiting:
            whole = joined(waiting)
            yield from (
                self._streamed(whole) if self.streaming else [brought_together(whole, whole.cells[self.id_column])]
            )

    def _last_start(self, rows: Rows) -> int:
        """Where the last claim begins, which may go on in the next rows."""
        ids = rows.cells[self.id_column]
        others = (ids != ids[-1]).arg_true()
        return int(others[-1]) + 1 if len(others) else 0

    def _streamed(self, rows: Rows) -> Iterator[ClaimRows]:
        """Rows of which each run of one number is a claim, without the runs whose number was there before."""
        ids = rows.cells[self.id_column]
        claim = runs(ids)
        starts = np.flatnonzero(np.diff(claim, prepend=-1))
        begins = rows.numbers.gather(pl.Series(starts)).to_numpy().astype(np.int64)
        hashes = ids.gather(pl.Series(starts)).hash(seed=1).to_numpy()
        before = self._before(hashes, begins)
        again = np.flatnonzero(before >= 0)
        found = ClaimRows(rows, claim)
        if len(again):
            for at in again.tolist():
                self.log.fault(
                    int(begins[at]), f"the claim of row {before[at]} goes on here, after rows of other claims, and is "
                    "not whole", "scattered-claim", "sort the sheet by the number of the claim",
                )  # fmt: skip
            found = found.of(np.flatnonzero(~np.isin(claim, again)))
        if found.count:
            yield found

    def _before(self, hashes: npt.NDArray[np.uint64], begins: Ints) -> Ints:
        """For each run of rows the row in which its number was first met, -1 where it is new; all are then known."""
        order = np.argsort(hashes, kind="stable")
        ranked, rows = hashes[order], begins[order]
        first = np.searchsorted(ranked, ranked)
        found = np.where(first < np.arange(len(ranked)), rows[first], -1)
        # each in its order, or each would be looked for in another place of memory; the earliest last, for it counts
        for known, known_rows in reversed(self._seen):
            at = np.minimum(np.searchsorted(known, ranked), len(known) - 1)
            found = np.where(known[at] == ranked, known_rows[at], found)
        before = np.empty_like(found)
        before[order] = found
        self._seen.append((ranked, rows))
        if len(self._seen) > _MERGED:
            every = np.concatenate([one for one, _ in self._seen])
            every_row = np.concatenate([one for _, one in self._seen])
            order = np.lexsort((every_row, every))
            self._seen = [(every[order], every_row[order])]
        return before


def runs(ids: pl.Series) -> Ints:
    """The number of the claim of each row, where rows that follow one another with the same id are one."""
    return ids.rle_id().to_numpy().astype(np.int64)


def brought_together(rows: Rows, ids: pl.Series) -> ClaimRows:
    """All rows of a small sheet, those of each claim together, in the order of their first."""
    first = (
        pl.DataFrame({"id": ids})
        .with_row_index("at")
        .select(pl.col("at").min().over("id"))
        .to_series()
        .to_numpy()
        .astype(np.int64)
    )
    order = np.argsort(first, kind="stable")
    ranked = first[order]
    claim = np.cumsum(np.diff(ranked, prepend=ranked[:1]) != 0)
    ordered = rows if np.array_equal(order, np.arange(len(order))) else _taken(rows, order)
    return ClaimRows(ordered, claim.astype(np.int64))


def _pages(found: Iterable[ClaimRows]) -> Iterator[ClaimRows]:
    """The same claims, cut where a claim begins in another page of the sheet than the one before."""
    waiting: list[ClaimRows] = []
    page = -1
    for some in found:
        numbers = some.rows.numbers.to_numpy().astype(np.int64)
        pages = numbers[some.starts] // PAGE_ROWS
        begins = [0, *(np.flatnonzero(np.diff(pages)) + 1).tolist()]  # claims that begin in a page follow one another
        for begin, end in zip(begins, [*begins[1:], some.count], strict=True):
            at, part = int(pages[begin]), some.part(begin, end)
            if at != page and waiting:
                yield _merged(waiting)
                waiting = []
            page = at
            waiting.append(part)
    if waiting:
        yield _merged(waiting)


def _merged(parts: list[ClaimRows]) -> ClaimRows:
    if len(parts) == 1:
        return parts[0]
    first = np.cumsum([0, *(part.count for part in parts)])
    claim = np.concatenate([part.claim + begin for part, begin in zip(parts, first[:-1], strict=True)])
    return ClaimRows(joined([part.rows for part in parts]), claim)
