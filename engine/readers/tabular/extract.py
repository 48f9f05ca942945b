"""The canonical tables of some claims of a sheet: the same that the X12 reader makes of an 837."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl

from ...fields import CLAIM_TYPES, PLURALS, Grain
from ...tables import ROW, Tables
from .block import Block, Dated, Places, columns_of, frame_of, int32
from .claims import ClaimRows
from .derived import complete_claims, complete_lines
from .diagnoses import diagnoses_of, line_diagnoses_of
from .layout import Layout
from .log import SheetLog
from .of_claims import ClaimValues, claim_values
from .of_lines import LineValues, line_values
from .of_parts import PART, part_rows

EVIDENCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "claim.type_of_bill": "837I", "line.revenue_code": "837I", "claim.facility_type_code": "837I",
        "tooth.code": "837D", "line.oral_cavity": "837D", "tooth.surfaces": "837D",
    }
)  # fmt: skip
"""Fields that only claims of one type have: a claim with a value in one is of that type."""

_PLURAL: Final = MappingProxyType({grain: name for name, grain in PLURALS.items()})
_SIMPLE: Final = (Grain.PROCEDURE, Grain.OCCURRENCE, Grain.OCCURRENCE_SPAN, Grain.VALUE_CODE, Grain.TOOTH_STATUS)


@dataclass(slots=True)
class Extractor:
    """Makes tables of whole claims; `stated` is their type where the user said it, `otherwise` where nothing does."""

    layout: Layout
    dates: Mapping[int, Dated]
    log: SheetLog
    stated: str | None
    otherwise: str = "837P"
    other_payers: int = 0

    def tables(self, found: ClaimRows) -> Iterator[Tables]:
        """The claims of some rows, those of each type together."""
        if self.stated or not self.layout.of("claim.type", *EVIDENCE):
            yield self._tables(Block(self.stated or self.otherwise, found, self.layout, self.dates, self.log))
            return
        types, noted = self._types(found)
        of_row = types[found.claim]
        for claim_type in CLAIM_TYPES.values():
            chosen = np.flatnonzero(of_row == claim_type)
            if not len(chosen):
                continue
            some = found if len(chosen) == len(of_row) else found.of(chosen)
            block = Block(claim_type, some, self.layout, self.dates, self.log)
            if noted is not None:
                self._note_types(block)
            yield self._tables(block)

    def _types(self, found: ClaimRows) -> tuple[np.ndarray[tuple[int], np.dtype[np.str_]], pl.Series | None]:
        """The type of each claim: as its column says, else by what only claims of one type have."""
        block = Block("", found, self.layout, self.dates, SheetLog(self.log.file))
        types = np.full(found.count, self.otherwise, "<U4")
        for path, claim_type in EVIDENCE.items():
            for column in self.layout.of(path):
                there = block.texts(column).is_not_null().to_numpy()
                types[found.claim[there]] = claim_type
        stated = None
        for column in self.layout.of("claim.type"):
            every = Places(int32(found.claim), block.numbers)
            stated = block.values(block.texts(column), column.target.field, column, every)
            said = stated.is_not_null().to_numpy()
            types[found.claim[said]] = stated.filter(stated.is_not_null()).to_numpy()
        return types, stated

    def _note_types(self, block: Block) -> None:
        """Note the types that cannot be read, in the block they came to."""
        for column in self.layout.of("claim.type"):
            at = Places(int32(block.found.claim), block.numbers)
            block.values(block.texts(column), column.target.field, column, at)

    def _tables(self, block: Block) -> Tables:
        claims = claim_values(block)
        lines = line_values(block, claims)
        if block.claim_type != "837I" and "claim.place_of_service" not in claims.values:
            _place_of_first_line(claims, lines)
        complete_claims(claims.values, block.claim_type, block.found.count)
        complete_lines(lines.values, block.claim_type)
        _inherit(block, claims, lines)
        line_frame = frame_of(Grain.LINE, {**columns_of(lines.keys), **lines.values, **_numbers(lines)})
        diagnoses = diagnoses_of(block)
        _totals(claims, line_frame)
        parts = {_PLURAL[grain]: self._parts(block, grain) for grain in (*_SIMPLE, Grain.OTHER_PAYER)}
        return Tables(
            self.log.file,
            claims=frame_of(Grain.CLAIM, {**_claim_keys(block), **claims.values, **_days(block, claims, line_frame)}),
            lines=line_frame,
            diagnoses=diagnoses,
            line_diagnoses=line_diagnoses_of(line_frame, diagnoses),
            teeth=_teeth(lines),
            unreadable=block.noted(),
            headers={str(column.target): column.header for column in self.layout.columns},
            **parts,
        )

    def _parts(self, block: Block, grain: Grain) -> pl.DataFrame:
        rows = part_rows(block, grain)
        more: dict[str, pl.Series] = {}
        if grain is Grain.OTHER_PAYER:
            more["#other_payer"] = pl.int_range(
                self.other_payers + 1, self.other_payers + 1 + rows.height, dtype=pl.Int32, eager=True
            )
            self.other_payers += rows.height
        if grain is Grain.PROCEDURE:
            more["procedure.position"] = rows[PART].cast(pl.Int64)
            stated = rows["procedure.qualifier"] if "procedure.qualifier" in rows.columns else None
            first = pl.DataFrame({"n": rows[PART]}).select(
                pl.when(pl.col("n") == 1).then(pl.lit("BBR")).otherwise(pl.lit("BBQ"))
            ).to_series()  # fmt: skip
            more["procedure.qualifier"] = first if stated is None else stated.zip_with(stated.is_not_null(), first)
        return frame_of(grain, {**columns_of(rows), **more})


def _claim_keys(block: Block) -> dict[str, pl.Series]:
    count = block.found.count
    one = pl.repeat(1, count, dtype=pl.Int32, eager=True)
    return {
        "#claim": int32(np.arange(count)), "#interchange": one, "#group": one, "#transaction": one,
        "claim.type": pl.repeat(block.claim_type, count, dtype=pl.String, eager=True),
        ROW: block.numbers.gather(pl.Series(block.found.starts)),
    }  # fmt: skip


def _place_of_first_line(claims: ClaimValues, lines: LineValues) -> None:
    """The claim's place of service is that of its first line where only lines have one."""
    place = lines.values.get("line.own_place_of_service")
    if place is None:
        return
    first = (
        pl.DataFrame({"#claim": lines.keys["#claim"], "place": place})
        .drop_nulls("place")
        .unique("#claim", keep="first", maintain_order=True)
    )
    every = pl.DataFrame({"#claim": claims.places.claim})
    found = every.join(first, on="#claim", how="left", maintain_order="left")["place"]
    claims.values["claim.place_of_service"] = found


def _inherit(block: Block, claims: ClaimValues, lines: LineValues) -> None:
    """The values in force on a line: its own, else the claim's."""
    pairs = {"line.place_of_service": ("line.own_place_of_service", "claim.place_of_service")}
    if block.claim_type == "837I":
        pairs = {}
    elif block.claim_type == "837D":
        pairs |= {
            "line.service_date": ("line.service_date", "claim.own_service_date"),
            "line.service_through": ("line.service_through", "claim.own_service_through"),
        }
    for path, (own, of_claim) in pairs.items():
        inherited = claims.get(of_claim)
        value = lines.values.get(own)
        if inherited is not None:
            spread = inherited.gather(lines.keys["#claim"])
            value = spread if value is None else value.zip_with(value.is_not_null(), spread)
        if value is not None:
            lines.values[path] = value


def _numbers(lines: LineValues) -> dict[str, pl.Series]:
    """The numbers of lines: as they are stated, else as they follow one another in their claim."""
    claim = lines.keys["#claim"].to_numpy()
    counted = pl.Series(np.arange(len(claim)) - np.searchsorted(claim, claim) + 1)
    stated = lines.values.get("line.line_number")
    return {"line.line_number": counted if stated is None else stated.zip_with(stated.is_not_null(), counted)}


def _totals(claims: ClaimValues, lines: pl.DataFrame) -> None:
    """The total charge of claims whose sheet has no column for it: of their lines, unless one of these is not known."""
    if "claim.total_charge" in claims.values:
        return
    charge = pl.col("line.charge")
    sums = lines.group_by("#claim").agg(pl.when(charge.is_not_null().all()).then(charge.sum()).alias("total"))
    every = pl.DataFrame({"#claim": claims.places.claim})
    claims.values["claim.total_charge"] = every.join(sums, on="#claim", how="left", maintain_order="left")["total"]


def _days(block: Block, claims: ClaimValues, lines: pl.DataFrame) -> dict[str, pl.Series]:
    """The first and last day of service: of the lines, of an institutional claim its statement's."""
    days = lines.group_by("#claim").agg(
        pl.col("line.service_date").min().alias("from"),
        pl.max_horizontal("line.service_date", "line.service_through").max().alias("through"),
    )
    every = pl.DataFrame({"#claim": claims.places.claim})
    days = every.join(days, on="#claim", how="left", maintain_order="left")
    found = {"claim.service_from": days["from"], "claim.service_through": days["through"]}
    if block.claim_type == "837I":
        for name in ("from", "through"):
            if (stated := claims.get(f"claim.statement_{name}")) is not None:
                path = f"claim.service_{name}"
                found[path] = stated.zip_with(stated.is_not_null(), found[path])
    return found


def _teeth(lines: LineValues) -> pl.DataFrame:
    """The tooth of each line that names one."""
    if not lines.teeth:
        return frame_of(Grain.TOOTH, columns_of(lines.keys.clear()))
    frame = lines.keys.with_columns(**lines.teeth)
    return frame_of(Grain.TOOTH, columns_of(frame.filter(~pl.all_horizontal(pl.col(list(lines.teeth)).is_null()))))
