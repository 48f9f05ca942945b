"""The X12 reader: an 837 becomes the canonical tables, block by block.

    delimiters, tokens          bytes -> segments and elements, by column
    loops, layout               the loop of every segment
    blocks                      bounded blocks with the context their claims need
    guides, envelope, structure what is refused, and what is a fault
    plan, scopes, columns       the field dictionary -> frames
    extract                     the tables of a block

A claim in the file is handed over or the file is refused; what is doubtful about an envelope is a
fault, which holds every claim of its scope.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO, Final

from ...tables import Tables
from ..reading import BLOCK_BYTES, Reading
from .blocks import Blocks
from .envelope import Envelopes
from .extract import Extractor
from .faults import FaultLog
from .opening import opened
from .structure import Structure

__all__ = ["read"]

NEEDED: Final = frozenset(
    {"claim.place_of_service", "line.own_place_of_service", "line.diagnosis_pointers", "diagnosis.qualifier"}
)
"""Fields that others are derived from, read whoever asks."""


def read(path: Path, *, block_bytes: int = BLOCK_BYTES, wanted: frozenset[str] | None = None) -> Reading:
    """Begin to read a claim file, named as the user named it.

    `wanted` are the paths of the fields somebody will look at; texts and codes of other fields may
    then be left null. None reads all.

    Raises InputError for what is no file, cannot be opened or holds no X12; what the groups of the
    file hold is seen when the tables are taken.
    """
    file = str(path)
    stream = opened(path, file)
    reading = Reading(file, iter(()))
    reading.tables = _tables(reading, stream, block_bytes, wanted and NEEDED.union(wanted))
    return reading


def _tables(reading: Reading, stream: IO[bytes], block_bytes: int, wanted: Container[str] | None) -> Iterator[Tables]:
    log = FaultLog(reading.file)
    envelopes, structure, extractor = Envelopes(log), Structure(log), Extractor(reading.file, wanted)
    with stream:
        blocks = Blocks(stream, log, block_bytes)
        for block in blocks:
            before = envelopes.position
            envelopes.walk(block)
            structure.check(block, before)
            found = extractor.tables(block, before)
            reading.claims += len(found.claims)
            if len(found.claims):
                yield found
            del block, found  # or the next block would be made beside them
    envelopes.end()
    reading.faults += log.faults()
    reading.warnings += log.warnings()
    reading.segments, reading.bytes = blocks.segments, blocks.bytes_read
    position = envelopes.position
    reading.interchanges, reading.groups, reading.transactions = (
        position.interchange, position.group, position.transaction,
    )  # fmt: skip
