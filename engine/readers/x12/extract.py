"""The canonical tables of one block: frames from the plan, then the few fields that are derived."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import polars as pl

from ...fields import PLURALS, Grain
from ...tables import LINE_DIAGNOSIS, Tables, repeated
from .adjustments import adjustments, with_line_totals
from .blocks import Block
from .coded import Coded, coded
from .columns import Columns, Unreadable, ordinals
from .places import Places
from .scopes import Owners, Ranges

ENCOUNTERS: Final = "RP"
"""BHT06 of a transaction that reports encounters."""

_CODED_PARTS: Final = (Grain.PROCEDURE, Grain.OCCURRENCE, Grain.OCCURRENCE_SPAN, Grain.VALUE_CODE)
_SEGMENTS: Final = MappingProxyType({Grain.TOOTH_STATUS: ("2300", "DN2"), Grain.TOOTH: ("2400", "TOO")})
_PLURAL: Final = MappingProxyType({grain: name for name, grain in PLURALS.items()})
_STATEMENT: Final = MappingProxyType(
    {"claim.service_from": "claim.statement_from", "claim.service_through": "claim.statement_through"}
)
_DENTAL_DAYS: Final = MappingProxyType(
    {"line.service_date": "claim.own_service_date", "line.service_through": "claim.own_service_through"}
)


@dataclass(slots=True)
class Extractor:
    """Makes tables of blocks, whose ordinals of envelopes and other payers count from the start of the block.

    `wanted` are the paths of the fields that somebody will look at (None: all); texts and codes of
    others are left null, which saves a third of the time.
    """

    file: str
    wanted: Container[str] | None = None

    def tables(self, block: Block, own: Owners, places: Places) -> Tables:
        """The claims that are new in a block; `own` are their segments."""
        unreadable = Unreadable()
        every = np.arange(len(own.claims))
        claims = Columns(block, Grain.CLAIM, own.scopes, every, None, unreadable, self.wanted)
        claims.read()
        lines = Columns(
            block, Grain.LINE, {"own": own.line_ranges}, own.line_claim, np.arange(len(own.lines)), unreadable,
            self.wanted,
        )  # fmt: skip
        lines.read()
        codes = coded(block, own, unreadable)
        diagnoses = codes.frame(Grain.DIAGNOSIS)
        line_frame = lines.frame(**_line_fields(block, own, claims, lines))
        decided = _adjudications(block, own, unreadable)
        parts: dict[str, Any] = {}
        if block.claim_type == "837I":
            parts = {_PLURAL[grain]: codes.frame(grain) for grain in _CODED_PARTS}
        elif block.claim_type == "837D":
            parts = {_PLURAL[grain]: _of_segments(block, own, unreadable, grain) for grain in _SEGMENTS}
        return Tables(
            self.file,
            claims=claims.frame(**_claim_fields(block, own, claims, codes, places), **_days(block, claims, line_frame)),
            lines=line_frame,
            diagnoses=diagnoses,
            line_diagnoses=_line_diagnoses(line_frame, diagnoses),
            other_payers=_other_payers(block, own, unreadable, decided),
            adjudications=decided,
            unreadable=unreadable.frame(),
            **parts,
        )


def _other_payers(block: Block, own: Owners, unreadable: Unreadable, decided: pl.DataFrame) -> pl.DataFrame:
    columns = Columns(
        block, Grain.OTHER_PAYER, {"own": own.other_payer_ranges}, own.other_payer_claim, None, unreadable
    )
    columns.read()
    count = np.arange(len(own.other_payers)) + 1
    keys = {"#claim": ordinals(own.other_payer_claim), "#other_payer": ordinals(count)}
    frame = columns.frame(**keys, **adjustments(columns, own.other_payer_ranges, "2320"))
    return with_line_totals(frame, decided)


def _of_segments(block: Block, own: Owners, unreadable: Unreadable, grain: Grain) -> pl.DataFrame:
    """The rows of a grain that is one segment each: teeth of lines, teeth of the claim."""
    loop, segment = _SEGMENTS[grain]
    rows = block.layout.rows((loop,), segment)
    rows = rows[rows >= block.context]
    claim = own.scopes["own"].owner(rows)
    line = own.line_ranges.owner(rows) if grain is Grain.TOOTH else None
    columns = Columns(block, grain, {"own": Ranges(rows, rows + 1)}, claim, line, unreadable)
    columns.read()
    keys = {"#claim": ordinals(claim)} | ({"#line": ordinals(line)} if line is not None else {})
    return columns.frame(**keys)


def _adjudications(block: Block, own: Owners, unreadable: Unreadable) -> pl.DataFrame:
    claim = own.line_claim[own.adjudication_line]
    columns = Columns(
        block, Grain.ADJUDICATION, {"own": own.adjudication_ranges}, claim, own.adjudication_line, unreadable
    )
    columns.read()
    keys = {"#claim": ordinals(claim), "#line": ordinals(own.adjudication_line)}
    return columns.frame(**keys, **adjustments(columns, own.adjudication_ranges, "2430"))


def _claim_fields(block: Block, own: Owners, claims: Columns, codes: Coded, places: Places) -> dict[str, pl.Series]:
    interchange, group, transaction = places.columns(own.claims)
    count = len(own.claims)
    reported = claims.found.get("claim.transaction.type_code")
    fields = {
        "#claim": ordinals(np.arange(count)),
        "#interchange": ordinals(interchange),
        "#group": ordinals(group),
        "#transaction": ordinals(transaction),
        "claim.type": repeated(block.claim_type, pl.String(), count),
        "claim.patient.is_subscriber": pl.Series(own.is_subscriber, dtype=pl.Boolean),
    }
    if reported is not None:
        fields["claim.is_encounter"] = reported == ENCOUNTERS
    if block.claim_type == "837I":
        fields["claim.condition_codes"] = codes.conditions(count)
        if (facility := claims.found.get("claim.facility_type_code")) is not None:
            frequency = claims.found.get("claim.frequency_code")
            if frequency is not None:
                fields["claim.type_of_bill"] = "0" + facility + frequency
    return fields


def _days(block: Block, claims: Columns, lines: pl.DataFrame) -> dict[str, pl.Series]:
    """The first and last day of service of each claim: of its lines, of an institutional claim its statement's."""
    days = lines.group_by("#claim").agg(
        pl.col("line.service_date").min().alias("from"),
        pl.max_horizontal("line.service_date", "line.service_through").max().alias("through"),
    )
    every = pl.DataFrame({"#claim": ordinals(np.arange(len(claims.claim)))})
    days = every.join(days, on="#claim", how="left", maintain_order="left")
    found = {"claim.service_from": days["from"], "claim.service_through": days["through"]}
    if block.claim_type == "837I":
        for name, stated in _STATEMENT.items():
            if (of_claim := claims.found.get(stated)) is not None:
                found[name] = of_claim.zip_with(of_claim.is_not_null(), found[name])
    return found


def _line_fields(block: Block, own: Owners, claims: Columns, lines: Columns) -> dict[str, pl.Series]:
    nothing = repeated(None, pl.String(), len(own.lines))
    at = pl.Series(own.line_claim)

    def inherited(name: str, of_line: pl.Series) -> pl.Series:
        """A value of the line, else the claim's."""
        of_claim = claims.found.get(name)
        return of_line if of_claim is None else of_line.zip_with(of_line.is_not_null(), of_claim.gather(at))

    fields = {"#claim": ordinals(own.line_claim), "#line": ordinals(np.arange(len(own.lines)))}
    if block.claim_type != "837I":
        place = lines.found.get("line.own_place_of_service", nothing)
        fields["line.place_of_service"] = inherited("claim.place_of_service", place)
    if block.claim_type == "837D":
        undated = nothing.cast(pl.Date)
        for name, stated in _DENTAL_DAYS.items():
            fields[name] = inherited(stated, lines.found.get(name, undated))
    return fields


def _line_diagnoses(lines: pl.DataFrame, diagnoses: pl.DataFrame) -> pl.DataFrame:
    """One row per pointer of a line, with the diagnosis it names, if there is one of that number."""
    pointers = lines.select("#claim", "#line", pl.col("line.diagnosis_pointers").alias("pointer"))
    pointers = pointers.filter(pl.col("pointer").is_not_null()).explode("pointer")
    number = pointers.select(
        pl.when(pl.col("pointer").str.contains("^[0-9]{1,9}$")).then("pointer").cast(pl.Int64).fill_null(0)
    ).to_series().to_numpy()  # fmt: skip
    claim, of_diagnosis = pointers["#claim"].to_numpy(), diagnoses["#claim"].to_numpy()
    first, after = np.searchsorted(of_diagnosis, claim), np.searchsorted(of_diagnosis, claim, "right")
    named = first + number - 1
    at = ordinals(np.where((number > 0) & (named < after), named, -1))
    own = {"#claim": pointers["#claim"], "#line": pointers["#line"], "diagnosis.pointer": pointers["pointer"]}
    return pl.DataFrame(
        [
            (own[name] if name in own else diagnoses[name].gather(at)).cast(kind).alias(name)
            for name, kind in LINE_DIAGNOSIS.items()
        ]
    )
