"""What departs from the implementation guide is a finding, beside the values that cannot be read."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS
from .findings import FINDINGS
from .guide_words import RULES, Departure
from .tables import Tables
from .unreadable import FAMILY

HARMLESS: Final = frozenset({"element-not-used"})
"""What the guide does not allow and most who take claims pass over: it informs, and holds nothing."""

_KEY: Final = ("rule", "loop", "name", "element", "expected")
_PLACE: Final = ("#claim", "segment", "element")
_VALUE: Final = "\ue000"  # stands for the value in a sentence; no file has it


def findings_of(tables: Tables) -> pl.DataFrame:
    """A finding for each departure of a block, but none for a value that could not be read; `claim` counts from 0.

    Sentences are made once for each kind of departure and filled with the values by column: a file
    can depart a hundred thousand times in the same way.
    """
    if not tables.structure.height:
        return pl.DataFrame(schema=FINDINGS)
    found = tables.structure.join(_said(tables), on=_PLACE, how="anti", maintain_order="left")
    if not found.height:
        return pl.DataFrame(schema=FINDINGS)
    kinds = found.select(_KEY).unique(maintain_order=True)
    words = pl.DataFrame([_words(tables.claim_type, row) for row in kinds.iter_rows(named=True)])
    numbers = tables.lines["line.line_number"].cast(pl.Int32)
    return (
        found.join(kinds.hstack(words), on=_KEY, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.col("#claim").cast(pl.Int64).alias("claim"),
            numbers.gather(found["#line"]).alias("line") if len(numbers) else pl.lit(None, pl.Int32).alias("line"),
            pl.col("message").str.replace(_VALUE, pl.col("value").fill_null(""), literal=True),
        )
        .with_columns(pl.lit(None).cast(kind).alias(name) for name, kind in FINDINGS.items() if name not in _MADE)
        .select(FINDINGS.names())
        .cast(FINDINGS)
    )


def not_yet_told(departures: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The departures but those that a rule holds the claim for: one defect is one finding, and a rule says it better.

    The same is an element that a rule found wrong, and a segment in which, or for which, it misses a value.
    """
    errors = told.filter(pl.col("severity") == "error").with_columns(_alike)
    if not departures.height or not errors.height:
        return departures
    absent = errors.filter(pl.col("value").is_null())
    left = departures.with_columns(_alike)
    for same, said, only in (
        (("claim", "segment", "element"), errors, None),
        (("claim", "segment", "segment_id"), absent, None),
        (("claim", "alike", "segment_id"), absent.filter(pl.col("line").is_null()), "segment-missing"),
        (("claim", "alike", "segment_id", "line"), absent, "segment-missing"),
    ):
        asked = left if only is None else left.filter(pl.col("rule") == only)
        again = asked.join(said, on=same, how="semi")
        left = left.join(again, on=left.columns, how="anti", nulls_equal=True, maintain_order="left")
    return left.drop("alike")


_alike: Final = pl.col("loop").replace({"2430": "2330B"}).alias("alike")
"""The loop, by one name for the two in which another payer's day of decision may stand."""

_HI_PARTS: Final = ("", *(f"-{component}" for component in range(1, 10)))

_MADE: Final = frozenset(
    {
        "claim", "line", "rule", "family", "severity", "title", "message", "remedy", "desk", "carc", "field", "value",
        "loop", "segment", "segment_id", "element", "box",
    }
)  # fmt: skip


def _said(tables: Tables) -> pl.DataFrame:
    """The places of values that could not be read, which are findings of their own.

    Of a value of an HI only the segment is known, so that all its elements are named.
    """
    places = []
    for claim, path, segment in tables.unreadable.select("#claim", "field", "segment").iter_rows():
        place = FIELDS[path].places.get(tables.claim_type)
        if place and place.segment == "HI":
            places += [(claim, segment, f"{element:02}{part}") for element in range(1, 13) for part in _HI_PARTS]
        elif place:
            places.append((claim, segment, place.element_text))
    return pl.DataFrame(places, {"#claim": pl.Int32, "segment": pl.Int32, "element": pl.String}, orient="row")


def _words(claim_type: str, row: dict[str, Any]) -> dict[str, str | None]:
    """What is the same for all findings of one kind of departure."""
    departure = Departure(claim_type, **row)
    title, remedy = RULES[departure.rule]
    sentence = departure.sentence(_VALUE)
    field = departure.field
    return {
        "family": FAMILY,
        "severity": "info" if departure.rule in HARMLESS else "error",
        "title": title,
        "message": f"{sentence[0].upper()}{sentence[1:]}.",
        "remedy": remedy,
        "desk": "billing",
        "carc": "16",
        "field": field.path if field else None,
        "segment_id": departure.segment,
        "box": field.boxes.get(claim_type) if field else None,
    }
