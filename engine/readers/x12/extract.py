"""The canonical tables of one block: frames from the plan, then the few fields that are derived.

Diagnoses are the one thing with a shape of its own: up to twelve stand in one segment, and lines
point to them by number.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from ...fields import Grain
from ...tables import ELEMENT, Tables, schema
from .adjustments import adjustments
from .blocks import Block
from .columns import Columns, Unreadable, ordinals
from .faults import Position
from .guides import CLAIM_TYPES
from .scopes import Owners, owners
from .structure import Places
from .tokens import emptied

DIAGNOSIS_QUALIFIERS: Final = ("ABF", "ABJ", "ABK", "ABN", "APR", "BF", "BJ", "BK", "BN", "PR")
"""HI qualifiers that tell a diagnosis: ICD-10-CM with an A before, ICD-9-CM without."""

OTHER_QUALIFIERS: Final = ("BG", "BO", "BP")
"""HI qualifiers of a professional claim that tell something else: condition codes, anesthesia procedures."""


@dataclass(slots=True)
class Extractor:
    """Makes tables of blocks; `other_payers` counts those handed over.

    `wanted` are the paths of the fields that somebody will look at (None: all); texts and codes of
    others are left null, which saves a third of the time.
    """

    file: str
    wanted: Container[str] | None = None
    other_payers: int = 0

    def tables(self, block: Block, before: Position) -> Tables:
        """The claims that are new in a block; `before` is the position its new segments begin at."""
        own = owners(block)
        unreadable = Unreadable()
        every = np.arange(len(own.claims))
        claims = Columns(block, Grain.CLAIM, own.scopes, every, None, unreadable, self.wanted)
        claims.read()
        lines = Columns(
            block, Grain.LINE, {"own": own.line_ranges}, own.line_claim, np.arange(len(own.lines)), unreadable,
            self.wanted,
        )  # fmt: skip
        lines.read()
        diagnoses = _diagnoses(block, own, unreadable)
        line_frame = lines.frame(**_line_fields(own, claims, lines))
        return Tables(
            self.file,
            claims=claims.frame(**_claim_fields(block, own, line_frame, before)),
            lines=line_frame,
            diagnoses=diagnoses,
            line_diagnoses=_line_diagnoses(line_frame, diagnoses),
            other_payers=self._other_payers(block, own, unreadable),
            adjudications=_adjudications(block, own, unreadable),
            unreadable=unreadable.frame(),
        )

    def _other_payers(self, block: Block, own: Owners, unreadable: Unreadable) -> pl.DataFrame:
        columns = Columns(
            block, Grain.OTHER_PAYER, {"own": own.other_payer_ranges}, own.other_payer_claim, None, unreadable
        )
        columns.read()
        count = np.arange(len(own.other_payers)) + self.other_payers + 1
        self.other_payers += len(count)
        keys = {"#claim": ordinals(own.other_payer_claim), "#other_payer": ordinals(count)}
        return columns.frame(**keys, **adjustments(columns, own.other_payer_ranges, "2320"))


def _adjudications(block: Block, own: Owners, unreadable: Unreadable) -> pl.DataFrame:
    claim = own.line_claim[own.adjudication_line]
    columns = Columns(
        block, Grain.ADJUDICATION, {"own": own.adjudication_ranges}, claim, own.adjudication_line, unreadable
    )
    columns.read()
    keys = {"#claim": ordinals(claim), "#line": ordinals(own.adjudication_line)}
    return columns.frame(**keys, **adjustments(columns, own.adjudication_ranges, "2430"))


def _claim_fields(block: Block, own: Owners, lines: pl.DataFrame, before: Position) -> dict[str, pl.Series]:
    interchange, group, transaction = Places(block, before).columns(own.claims)
    days = lines.group_by("#claim").agg(
        pl.col("line.service_date").min().alias("from"),
        pl.max_horizontal("line.service_date", "line.service_through").max().alias("through"),
    )
    every = ordinals(np.arange(len(own.claims)))
    days = pl.DataFrame({"#claim": every}).join(days, on="#claim", how="left", maintain_order="left")
    (kind,) = CLAIM_TYPES.values()
    return {
        "#claim": every,
        "#interchange": ordinals(interchange),
        "#group": ordinals(group),
        "#transaction": ordinals(transaction),
        "claim.type": pl.repeat(kind, len(every), dtype=pl.String, eager=True),
        "claim.patient.is_subscriber": pl.Series(own.is_subscriber, dtype=pl.Boolean),
        "claim.service_from": days["from"],
        "claim.service_through": days["through"],
    }


def _line_fields(own: Owners, claims: Columns, lines: Columns) -> dict[str, pl.Series]:
    nothing = pl.repeat(None, len(own.lines), dtype=pl.String, eager=True)
    place = lines.found.get("line.own_place_of_service", nothing)
    if "claim.place_of_service" in claims.found:
        of_claim = claims.found["claim.place_of_service"].gather(pl.Series(own.line_claim))
        place = place.zip_with(place.is_not_null(), of_claim)
    return {
        "#claim": ordinals(own.line_claim),
        "#line": ordinals(np.arange(len(own.lines))),
        "line.place_of_service": place,
    }


def _diagnoses(block: Block, own: Owners, unreadable: Unreadable) -> pl.DataFrame:
    """One row per diagnosis of a claim, numbered in the order sent."""
    tokens = block.tokens
    segments = block.layout.rows(("2300",), "HI")
    sizes = tokens.size[segments] - 1
    rows = np.repeat(segments, sizes)
    element = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    claim = own.scopes["own"].owner(rows)
    texts = tokens.texts(tokens.first[rows] + element)
    parts = pl.DataFrame({"t": texts}).select(pl.col("t").str.split(tokens.delimiters.component_text).alias("p"))
    qualifier, code, composed, known = parts.select(
        _part(0).alias("qualifier"),
        _part(1).str.replace_all(".", "", literal=True).alias("code"),
        (pl.col("p").list.len() > 1).fill_null(False).alias("composed"),
        _part(0).is_in([*DIAGNOSIS_QUALIFIERS, *OTHER_QUALIFIERS]).fill_null(False).alias("known"),
    ).get_columns()
    for path, wrong in (
        ("diagnosis.code", texts.is_not_null() & ~composed),
        ("diagnosis.qualifier", composed & ~known),
    ):
        at = wrong.arg_true().to_numpy()
        if len(at):
            unreadable.add(claim[at], None, path, texts.gather(at), block.numbers[rows[at]])

    kept = (composed & qualifier.is_in(DIAGNOSIS_QUALIFIERS)).fill_null(False).arg_true().to_numpy()
    claim = claim[kept]
    position = np.arange(len(kept)) - np.searchsorted(claim, claim) + 1
    columns = {
        "#claim": ordinals(claim),
        "diagnosis.position": pl.Series(position),
        "diagnosis.qualifier": qualifier.gather(kept),
        "diagnosis.code": emptied(code.gather(kept)),
        "diagnosis.pointer": pl.repeat(None, len(kept), dtype=pl.String, eager=True),
        "@2300 HI": ordinals(block.numbers[rows[kept]]),
        ELEMENT: ordinals(element[kept]),
    }
    return pl.DataFrame([columns[name].cast(kind).alias(name) for name, kind in schema(Grain.DIAGNOSIS).items()])


def _part(index: int) -> pl.Expr:
    """One component of the split elements in `p`, in capitals; null when empty or not there."""
    part = pl.col("p").list.get(index, null_on_oob=True).str.strip_chars().str.to_uppercase()
    return pl.when(part != "").then(part)


def _line_diagnoses(lines: pl.DataFrame, diagnoses: pl.DataFrame) -> pl.DataFrame:
    """One row per pointer of a line, with the diagnosis it names, if there is one of that number."""
    pointers = (
        lines.lazy()
        .select("#claim", "#line", pl.col("line.diagnosis_pointers").alias("diagnosis.pointer"))
        .drop_nulls("diagnosis.pointer")
        .explode("diagnosis.pointer")
        .with_columns(
            pl.when(pl.col("diagnosis.pointer").str.contains("^[0-9]{1,9}$"))
            .then("diagnosis.pointer")
            .cast(pl.Int64)
            .alias("diagnosis.position")
        )
        .collect()
    )
    wanted = {"#claim": pl.Int32(), "#line": pl.Int32(), **schema(Grain.DIAGNOSIS)}
    pointed = diagnoses.drop("diagnosis.pointer").with_columns(there=pl.col("diagnosis.position"))
    joined = pointers.join(pointed, on=["#claim", "diagnosis.position"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("there").alias("diagnosis.position")).select(
        pl.col(name).cast(kind) for name, kind in wanted.items()
    )
