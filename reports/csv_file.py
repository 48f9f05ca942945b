"""The findings of a run as a CSV file, one row a finding with what its claim is about.

Spreadsheets take a cell that begins with = + - or @ for a formula, whoever sent the claim. Such
text gets a quote in front; a plain negative number stays one. All text is in quotation marks and
figures are not, so that a program can tell the code 0450 from the number 450.
"""

from __future__ import annotations

from typing import Final, TextIO

import polars as pl

from .run import Run, batches, redacted

_OF_CLAIM: Final = (
    "claim", "payer_id", "payer_name", "profile", "service_from", "service_through", "total_charge", "disposition",
    "claim_type", "encounter",
)  # fmt: skip

COLUMNS: Final = (
    "claim", "claim_id", "disposition", "severity", "rule", "title", "message", "remedy", "desk", "line",
    "carc", "rarc", "family", "field", "value", "box", "loop", "segment_id", "element", "segment", "row", "column",
    "file", "explained_by", "payer_id", "payer_name", "profile", "service_from", "service_through", "total_charge",
    "claim_type", "encounter",
)  # fmt: skip
"""The columns in their order; total_charge is in dollars."""


def write(run: Run, stream: TextIO, *, redact: bool = False) -> None:
    """Write all findings; with `redact`, without names, identifiers, dates of service and values."""
    shown = redacted(run, redact=redact)
    stream.write(",".join(f'"{column}"' for column in COLUMNS) + "\n")
    for findings in batches(shown.findings):
        numbers = findings["claim"]
        near = pl.col("claim").is_between(numbers.min(), numbers.max())
        claims = shown.claims.select(_OF_CLAIM).filter(near).collect()
        rows = findings.join(claims, on="claim", how="left", maintain_order="left").select(COLUMNS)
        dollars = (pl.col("total_charge").cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))
        stream.write(table(rows.with_columns(dollars.alias("total_charge")), header=False))


def table(frame: pl.DataFrame, *, header: bool = True) -> str:
    """A frame as CSV that no spreadsheet takes for formulas: text in quotation marks, figures bare."""
    days = pl.selectors.date().dt.to_string("iso")
    harmless = frame.with_columns(days).with_columns(_harmless(pl.selectors.string()))
    return harmless.write_csv(include_header=header, quote_style="non_numeric")


def _harmless(text: pl.Expr) -> pl.Expr:
    """A quote before what could be a formula, also in the wide forms that some spreadsheets accept."""
    formula = text.str.contains(r"^[\s\x00]*[=+\-@\t\r\n\x00＝＋－＠]|^[\t\r\n\x00]")
    figure = text.str.contains(r"^-[0-9]+(\.[0-9]+)?$")
    return pl.when(formula & ~figure).then("'" + text).otherwise(text).name.keep()
