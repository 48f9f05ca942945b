"""A folder of record files as tables, with what is wrong in them and how old they are."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from ..code_sets import Listing, Shape
from ..errors import ClaimscrubError, InputError, Problem
from . import listings
from .certification import read_decisions
from .columns import SHEETS, Sheet
from .eligibility import read_answers
from .interchange import segments
from .log import Log, Source
from .remittances import read_payments
from .shapes import SHAPES
from .sheet_rows import FILE, ROW, read_rows
from .windows import FROM, TO, Telling, without_contradicting_members

EARLIER_CLAIMS: Final = "earlier-claims"
"""The folder within that has the lines of claims that were sent; `engine/earlier_claims.py` reads it."""

_ALWAYS: Final = (date.min, date.max)
_NO_DAY: Final = pl.lit(None, pl.Date)

_MAKERS: Final[Mapping[str, Callable[[pl.DataFrame, Telling], dict[str, pl.DataFrame]]]] = {
    "coverage": listings.coverage,
    "benefit-authorizations": listings.benefits,
    "providers": listings.providers,
    "enrollments": listings.enrollments,
    "authorizations": listings.authorizations,
    "fees": listings.fees,
    "remittances": listings.remittances,
}

PAYERS: Final = "payers"
_PAYER_IDS: Final = ("payer_id", "other_payer_id")

_SHEET: Final = re.compile(
    rf"({'|'.join(SHEETS)})(?:-.*)?\.(?:csv|txt|tsv|parquet|ndjson|jsonl|xlsx)(?:\.gz)?", re.IGNORECASE
)
_ANSWER: Final = re.compile(r".+\.(271|278|835)(?:\.gz)?")
_FED_BY: Final = {
    "271": ("coverage", "benefit-authorizations"), "278": ("authorizations",), "835": ("remittances",),
}  # fmt: skip
_GUIDES: Final = {"271": "005010X279", "278": "005010X217", "835": "005010X221"}


@dataclass(frozen=True)
class Records:
    """The tables of a folder by name; those the folder has nothing for are not there.

    A listing's rows have the keys and attributes of `SHAPES`, with `from` and `to`; it answers for all days.
    `problems` are in the order of the files, and of `sources` each is a file. `as_of` is the day a table was known
    on: its newest `checked_on`, or else the day its newest file was written.
    """

    listings: Mapping[str, Listing]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    as_of: Mapping[str, date]

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """What each table can be asked, whether or not it is there."""
        return SHAPES


@dataclass(slots=True)
class _Gathering:
    """The rows of the files by sheet, each file with its log."""

    logs: list[Log] = field(default_factory=list)
    rows: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    failed: set[str] = field(default_factory=set)
    written: dict[str, date] = field(default_factory=dict)
    digests: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, rows: pl.DataFrame, path: Path) -> None:
        """Rows of a sheet, from the file of the last log."""
        file = pl.lit(len(self.logs) - 1, pl.Int64).alias(FILE)
        self.rows[name].append(rows.with_columns(file))
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        self.written[name] = max(day, self.written.get(name, day))
        self.digests[name].append(hashlib.sha256(path.read_bytes()).digest())

    def tell(self, file: int, row: int, before: int) -> None:
        """A row that contradicts one before it is refused."""
        log = self.logs[file]
        log.source.refused += 1
        sentence = f"it says otherwise of the same days than row {before} does, and is left out"
        hint = "correct one of the two, or end the days of the one before the other begins"
        if log.source.table in _FED_BY:
            log.segment(row, "HCR" if log.source.table == "278" else "NM1", sentence.replace("row", "segment"),
                        "contradiction", hint)  # fmt: skip
        else:
            log.row(row, "", sentence, "contradiction", hint)


def load(folder: Path) -> Records:
    """The records of a folder; InputError where there is no such folder, or neither records nor earlier claims in it.

    What is wrong with a file is a problem and no error: see `Records.problems`.
    """
    if not folder.is_dir():
        raise InputError([Problem(str(folder), None, "there is no such folder", "no-folder")])
    gathering = _Gathering()
    other: list[Problem] = []
    for path in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
        if (sheet := _SHEET.fullmatch(path.name)) is not None:
            _read_sheet(path, SHEETS[sheet[1].lower()], gathering)
        elif (answer := _ANSWER.fullmatch(path.name)) is not None:
            _read_answer(path, answer[1], gathering)
        else:
            sentence = "the name says of no table that it is for, and the file is left aside"
            other.append(Problem(str(path), None, sentence, "unknown-file", "see docs/records.md", level="warning"))
    if not gathering.logs and not (folder / EARLIER_CLAIMS).is_dir():
        hint = f"name a file {', '.join(f'{name}.csv' for name in _MAKERS)}, or end it with .271, .278 or .835"
        raise InputError([Problem(str(folder), None, "there is no file of records in the folder", "no-records", hint)])
    made, as_of = _made(gathering)
    problems = [problem for log in gathering.logs for problem in log.problems()]
    return Records(made, (*problems, *other), tuple(log.source for log in gathering.logs), as_of)


def _read_sheet(path: Path, sheet: Sheet, gathering: _Gathering) -> None:
    log = Log(Source(str(path), sheet.name))
    gathering.logs.append(log)
    try:
        gathering.add(sheet.name, read_rows(path, sheet, log), path)
    except ClaimscrubError as error:
        log.fail(error.problems)
        gathering.failed.add(sheet.name)


def _read_answer(path: Path, transaction: str, gathering: _Gathering) -> None:
    log = Log(Source(str(path), transaction))
    gathering.logs.append(log)
    names = _FED_BY[transaction]
    try:
        found = segments(path, str(path), transaction, _GUIDES[transaction])
    except ClaimscrubError as error:
        log.fail(error.problems)
        gathering.failed.update(names)
        return
    match transaction:
        case "271":
            made: Sequence[list[dict[str, object]]] = read_answers(found, log)
        case "278":
            made = (read_decisions(found, log),)
        case _:
            made = (read_payments(found, log),)
    for name, rows in zip(names, made, strict=True):
        if rows or name == names[0]:
            gathering.add(name, _frame(name, rows), path)


def _frame(name: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    schema = {ROW: pl.Int64(), **SHEETS[name].schema}
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema)


def _made(gathering: _Gathering) -> tuple[dict[str, Listing], dict[str, date]]:
    made: dict[str, Listing] = {}
    as_of: dict[str, date] = {}
    one_name = _one_name(gathering)
    for name, frames in gathering.rows.items():
        rows = pl.concat(frames, how="diagonal")
        payers = [column for column in _PAYER_IDS if column in rows.columns]
        if name == PAYERS or name in gathering.failed or (payers and PAYERS in gathering.failed):
            continue
        rows = rows.with_columns(pl.col(payers).replace(one_name))
        files = [*gathering.digests[name], *(gathering.digests[PAYERS] if payers else ())]
        digest = hashlib.sha256(b"".join(files)).hexdigest()[:12]
        newest = rows["checked_on"].max() if "checked_on" in rows.columns else None
        day = newest if isinstance(newest, date) else gathering.written[name]
        for table, listed in _MAKERS[name](rows, gathering.tell).items():
            made[table] = Listing(f"{day} sha256 {digest}", day, _ALWAYS, listed)
            as_of[table] = day
    return made, as_of


def _one_name(gathering: _Gathering) -> dict[str, str]:
    """The identifier that claims have of a payer, by each other one it goes by."""
    if not (frames := gathering.rows.get(PAYERS)):
        return {}
    others = pl.concat(frames).explode("also", empty_as_null=True).with_columns(_NO_DAY.alias(FROM), _NO_DAY.alias(TO))
    kept = without_contradicting_members(others, ["also"], gathering.tell)
    return dict(kept.select("also", "payer_id").iter_rows())
