"""Readers of claim files: whatever the format, the canonical tables come out, block by block.

opening     the door: what an input is, and which reader it is for
archives    zip archives, whose members are inputs
unpacking   packed files as streams
x12         837 files
tabular     sheets: CSV, XLSX, Parquet, NDJSON
reading     what every reader hands over
seen        how many claims stand in the bytes, for what was not read
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import InputError, Problem
from . import x12
from .opening import Format, Input, content, inputs, opened, size
from .reading import BLOCK_BYTES, Reading
from .seen import claims_seen
from .tabular import ColumnMap
from .x12.transactions import Transaction
from .x12.transactions import transactions as transactions_of

__all__ = [
    "BLOCK_BYTES",
    "ColumnMap",
    "Input",
    "Reading",
    "Transaction",
    "claims_seen",
    "content",
    "digest",
    "inputs",
    "plain_format",
    "proposal",
    "read",
    "size",
    "transactions",
]


_HASHED: Final = 1 << 20  # bytes at a time

_FORMATS: Final[tuple[Format, ...]] = ("x12", "csv", "ndjson", "parquet", "xlsx")
"""What is read; the door refuses the rest."""


def read(
    path: Path,
    *,
    block_bytes: int = BLOCK_BYTES,
    wanted: frozenset[str] | None = None,
    columns: ColumnMap | None = None,
) -> Reading:
    """Begin to read an input, named as the user named it: a file, packed or not, or a member of an archive.

    `wanted` are the paths of the fields somebody will look at; texts and codes of other fields may
    then be left null. None reads all. `columns` says what the columns of a sheet are, where the user says it.

    Raises InputError for what is no file, cannot be opened or is of no format that is read; what the
    file holds is seen when the tables are taken. A packed file that is damaged is read as far as it
    goes, and then InputError is raised.
    """
    found = opened(path, _FORMATS)
    if found.format == "x12":
        reading = x12.read(found.stream, found.file, block_bytes=block_bytes, wanted=wanted)
    else:
        from .tabular.reading import read as read_sheet

        reading = read_sheet(
            found.stream, found.file, found.format, block_bytes=block_bytes, wanted=wanted, columns=columns
        )
    reading.tables = found.whole(reading.tables)
    return reading


def plain_format(path: Path) -> Format | None:
    """The format of an input that lies on the disk as it is; None where it is packed, a pipe or not to be read."""
    if not path.is_file():
        return None
    try:
        found = opened(path, _FORMATS)
    except InputError:
        return None
    found.stream.close()
    return None if found.unpacked else found.format


def digest(path: Path, before: bytes = b"") -> tuple[str, int]:
    """SHA-256 of what an input holds, with some bytes before it, and how many bytes it holds; as `content` opens it."""
    sha256, length = hashlib.sha256(before), 0
    with content(path) as stream:
        while part := stream.read(_HASHED):
            sha256.update(part)
            length += len(part)
    return sha256.hexdigest(), length


def proposal(path: Path) -> str:
    """The YAML of a column map to begin from, for a sheet; InputError for what is none."""
    found = opened(path, _FORMATS)
    with found.stream:
        if found.format == "x12":
            sentence = "this is an 837, whose fields have their places; only a sheet has columns"
            raise InputError([Problem(found.file, None, sentence, "not-a-sheet")])
        from .tabular.proposal import proposal as propose

        return propose(found.stream, found.file, found.format)


def transactions(path: Path) -> Iterator[Transaction]:
    """The transactions of an X12 input, each as a small file of its own; none of an input of another format."""
    found = opened(path, _FORMATS)
    if found.format == "x12":
        yield from transactions_of(found.stream, found.file, BLOCK_BYTES)
    else:
        found.stream.close()
