"""A batch of made-up claims as an 837 file, piece by piece, with its answer key."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Final

from .draft import ClaimType
from .group import Group, KeyRow, Piece
from .segments import day_text
from .sheet import ONLY_IN_837, Sheet

SUBMITTED: Final = date(2026, 5, 6)
TYPES: Final[tuple[ClaimType, ...]] = ("837P", "837I", "837D")
"""All types there are: what a mixed batch has."""
SHEET: Final = ".csv"
"""What a path ends in that gets a sheet."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch came to: claims, bytes, and the errors put in, by kind."""

    claims: int
    size: int
    errors: Counter[str]


def synthesize(
    claims: int,
    seed: int,
    errors: float = 0.0,
    *,
    submitted: date = SUBMITTED,
    types: Sequence[ClaimType] = ("837P",),
    encounters: bool = False,
) -> Iterator[Piece]:
    """The pieces of a file of so many claims, the same for the same numbers.

    `errors` is the share of claims that get one error each, the kinds taking turns. Days of service
    lie between FIRST_DAY and two days before `submitted`, which is the date in the file. Each type
    has a functional group of its own with an equal share of the claims. Encounters are sent to
    report what was done (BHT06 RP) and not to be paid.
    """
    day = day_text(submitted)
    yield Piece(_interchange_head(day).encode("ascii"), ())
    written = groups = 0
    for nth, kind in enumerate(types, start=1):
        share = claims * nth // len(types) - written
        if not share:  # a batch may have fewer claims than types, and a group has a transaction
            continue
        groups += 1
        group = Group(kind, groups, share, seed, errors, submitted, encounters=encounters)
        yield Piece(group.head().encode("ascii"), ())
        while group.written < share:
            piece = group.piece()
            yield piece if not written else Piece(piece.content, tuple(_later(row, written) for row in piece.key))
        yield Piece(group.tail().encode("ascii"), ())
        written += share
    yield Piece(f"IEA*{groups}*000000001~\n".encode("ascii"), ())


def write(
    path: Path,
    key_path: Path | None,
    claims: int,
    seed: int,
    errors: float = 0.0,
    *,
    types: Sequence[ClaimType] = ("837P",),
    encounters: bool = False,
) -> Written:
    """Write a batch and, where asked for, its answer key as CSV: claim, claim_id, rule, line, kind.

    A path that ends in .csv gets the professional claims of the batch as a sheet of one row a line;
    `types` and `encounters` are then not asked.
    """
    if path.suffix.lower() == SHEET:
        size, rows = _write_sheet(path, claims, seed, errors)
    else:
        size, rows = 0, list[KeyRow]()
        with path.open("wb") as file:
            for piece in synthesize(claims, seed, errors, types=types, encounters=encounters):
                size += file.write(piece.content)
                rows += piece.key
    if key_path:
        with key_path.open("w", encoding="utf-8", newline="") as file_of_key:
            key = csv.writer(file_of_key, lineterminator="\n")
            key.writerow([column.name for column in fields(KeyRow)])
            key.writerows([astuple(row) for row in rows])
    return Written(claims, size, Counter(row.kind for row in rows))


def _write_sheet(path: Path, claims: int, seed: int, errors: float) -> tuple[int, list[KeyRow]]:
    group = Group("837P", 1, claims, seed, errors, SUBMITTED, without=ONLY_IN_837)
    rows: list[KeyRow] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = Sheet(file)
        while group.written < claims:
            drafts, key = group.drafts()
            sheet.add(drafts)
            rows += key
        size = file.tell()
    return size, rows


def _later(row: KeyRow, written: int) -> KeyRow:
    """A row of the key, after so many claims of the groups before."""
    return replace(row, claim=row.claim + written)


def _interchange_head(day: str) -> str:
    sender, receiver = f"{'SYNTHETIC':15}", f"{'CLEARINGHOUSE':15}"
    return f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender}*ZZ*{receiver}*{day[2:]}*0800*^*00501*000000001*0*T*:~\n"
