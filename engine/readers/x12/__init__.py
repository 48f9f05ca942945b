"""The X12 reader: an 837 becomes the canonical tables, block by block.

    delimiters, tokens          bytes -> segments and elements, by column
    loops, layout               the loop of every segment
    blocks                      bounded blocks with the context their claims need
    guides, envelope, hierarchy what is refused, and what is a fault of the whole
    structure                   what is a fault of a block
    plan, scopes, columns       the field dictionary -> frames
    extract                     the tables of a block
    digest                      what a block says by itself, and the blocks put together

A claim in the file is handed over or the file is refused; what is doubtful about an envelope is a
fault, which holds every claim of its scope.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import IO, Final

from ...tables import Tables
from ..reading import Reading
from .blocks import Blocks
from .digest import Ledger, digest
from .faults import FaultLog

__all__ = ["finish", "needed", "read"]

NEEDED: Final = frozenset(
    {
        "claim.place_of_service", "line.own_place_of_service", "line.diagnosis_pointers", "diagnosis.qualifier",
        "claim.facility_type_code", "claim.frequency_code", "claim.transaction.type_code", "claim.transaction.guide",
        "claim.transaction.date", "claim.subscriber.relationship", "claim.claim_id",
    }
)  # fmt: skip
"""Fields that others are derived from, or are placed by, read whoever asks."""


def needed(wanted: frozenset[str] | None) -> frozenset[str] | None:
    """The fields to read for those that somebody will look at; None for all."""
    return wanted and NEEDED.union(wanted)


def read(stream: IO[bytes], file: str, *, block_bytes: int, wanted: frozenset[str] | None) -> Reading:
    """Begin to read a stream that begins with an ISA; `file` is what its user called it.

    What the groups of the file hold is seen when the tables are taken.
    """
    reading = Reading(file, iter(()))
    reading.tables = _tables(reading, stream, block_bytes, needed(wanted))
    return reading


def _tables(reading: Reading, stream: IO[bytes], block_bytes: int, wanted: Container[str] | None) -> Iterator[Tables]:
    ledger = Ledger(FaultLog(reading.file))
    with stream:
        blocks = Blocks(stream, ledger.log, block_bytes)
        for block in blocks:
            found = ledger.take(digest(block, reading.file, wanted))
            reading.claims = ledger.claims
            if len(found.claims):
                yield found
            del block, found  # or the next block would be made beside them
            ledger.require_readable()
    finish(reading, ledger, blocks.segments, blocks.bytes_read)


def finish(reading: Reading, ledger: Ledger, segments: int, bytes_read: int) -> None:
    """Complete what a reading says of its file, at its end."""
    ledger.envelopes.end()
    reading.faults += ledger.log.faults()
    reading.warnings += ledger.log.warnings()
    reading.segments, reading.bytes = segments, bytes_read
    position = ledger.envelopes.position
    reading.interchanges, reading.groups, reading.transactions = (
        position.interchange, position.group, position.transaction,
    )  # fmt: skip
