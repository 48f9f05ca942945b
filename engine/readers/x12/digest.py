"""What one block says by itself, and how the blocks of a file are put together again.

A block can be looked at anywhere, in another process too: nothing in a digest depends on the blocks
before but the segments' numbers. What hangs together over blocks, envelopes and levels, is checked
in the ledger, which takes the digests in their order.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, fields, replace
from typing import Final

import polars as pl

from ...errors import InputError
from ...fields import Grain
from ...tables import STRUCTURE, Tables, schema
from .blocks import Block
from .conformity import conformity, log_faults
from .envelope import Envelopes, Trail, trail_of
from .extract import Extractor
from .faults import FaultLog, Position
from .hierarchy import Hierarchies, Levels, levels_of
from .places import Places
from .scopes import owners
from .structure import Structure, say_outside

NOTHING: Final = Tables("", pl.DataFrame(schema=dict(schema(Grain.CLAIM))))
"""Tables of no claim."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The claims of a block and what else it says; ordinals count from the start of the block."""

    tables: Tables
    trail: Trail
    levels: Levels
    log: FaultLog
    adrift: list[tuple[int, str, Position]]
    closes: bool | None

    def apart(self) -> tuple[Tables, Digest]:
        """The tables, and the digest without them, which is small."""
        return self.tables, replace(self, tables=NOTHING)

    def with_tables(self, tables: Tables) -> Digest:
        """The same digest with tables that went another way."""
        return replace(self, tables=tables)


def digest(block: Block, file: str, wanted: Container[str] | None) -> Digest:
    """Look at a block by itself."""
    log, places = FaultLog(file), Places(block)
    structure = Structure(block, places, log)
    structure.check()
    own = owners(block)
    departures = conformity(block, own)
    log_faults(departures, block, places, log)
    of_claims = departures.filter(pl.col("#claim").is_not_null()).select(STRUCTURE.names())
    tables = replace(Extractor(file, wanted).tables(block, own, places), structure=of_claims)
    return Digest(tables, trail_of(block), levels_of(block, places), log, structure.adrift, structure.closes)


@dataclass(slots=True)
class Ledger:
    """The file as far as its digests were taken: envelopes, levels, and what was found."""

    log: FaultLog
    envelopes: Envelopes = field(init=False)
    claims: int = 0
    refusal: InputError | None = None  # why the file cannot be read on
    _hierarchies: Hierarchies = field(init=False)
    _other_payers: int = 0
    _after_end: bool = False  # the last interchange is closed

    def __post_init__(self) -> None:
        self.envelopes, self._hierarchies = Envelopes(self.log), Hierarchies(self.log)

    def take(self, found: Digest) -> Tables:
        """Take the next digest: its claims with their ordinals in the file.

        Of a group that is not read here, and of what follows it, nothing is taken, and `refusal` says why.
        """
        before = self.envelopes.position
        try:
            self.envelopes.walk(found.trail)
        except InputError as error:
            self.refusal = error
        if self.refusal or self.envelopes.refused:
            found = replace(found, tables=_until(found.tables, self.envelopes.refused or self.envelopes.at))
        self._hierarchies.check(found.levels, before)
        self.log.merge(found.log, before)
        for number, name, position in found.adrift:
            say_outside(self.log, position.after(before), number, name, after=self._after_end)
        if found.closes is not None:
            self._after_end = found.closes
        tables = found.tables
        ordinals = {
            "#interchange": before.interchange, "#group": before.group, "#transaction": before.transaction,
        }  # fmt: skip
        claims = tables.claims.with_columns(pl.col(name) + count for name, count in ordinals.items() if count)
        payers = tables.other_payers.with_columns(pl.col("#other_payer") + self._other_payers)
        self._other_payers += payers.height
        self.claims += claims.height
        return replace(tables, claims=claims, other_payers=payers)

    def require_readable(self) -> None:
        """InputError where the file cannot be read on."""
        if self.refusal:
            raise self.refusal


def _until(tables: Tables, segment: int) -> Tables:
    """The claims that begin before a segment."""
    count = int((tables.claims["@2300 CLM"] < segment).sum())
    frames = [(one.name, getattr(tables, one.name)) for one in fields(tables)]
    kept = {name: one.filter(pl.col("#claim") < count) for name, one in frames if isinstance(one, pl.DataFrame)}
    return Tables(tables.file, headers=tables.headers, **kept)
