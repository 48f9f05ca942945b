"""Made-up releases of code sets, as an importer hands them over."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from engine.code_sets.release import Release, Source

Pair = tuple[str, str, date | None, date | None, str]

SCHEMA = pl.Schema(
    {"column_1": pl.String, "column_2": pl.String, "from": pl.Date, "to": pl.Date, "modifier": pl.String}
)

PAIRS: tuple[Pair, ...] = (
    ("X0001", "X0002", date(2020, 1, 1), None, "0"),
    ("X0001", "X0003", date(2020, 1, 1), None, "1"),
    ("X0004", "X0005", date(2015, 1, 1), date(2018, 12, 31), "0"),
    ("X0004", "X0005", date(2022, 1, 1), None, "1"),
    ("X0006", "X0007", date(1996, 1, 1), None, "0"),
    ("X0006", "X0007", date(1996, 1, 1), date(1996, 1, 1), "9"),
)
"""Pairs with every trap: a pair twice, with a gap, and twice with one first day."""

LATER: tuple[Pair, ...] = (
    ("X0001", "X0002", date(2020, 1, 1), date(2026, 6, 30), "0"),
    ("X0001", "X0003", date(2020, 1, 1), None, "0"),
    *PAIRS[2:5],
    ("X0008", "X0009", date(2026, 7, 1), None, "1"),
)
"""The quarter after: one row ended, one changed, one taken out, one added."""


CODES = np.array([f"{letter}{number:04}" for letter in "XYZ" for number in range(4_500)])
"""As many codes as NCCI pairs are made of."""


def source(name: str) -> Source:
    """A file of this name, whose content is its name."""
    return Source(name, len(name), hashlib.sha256(name.encode()).hexdigest())


def pairs(
    rows: Sequence[Pair] = PAIRS,
    *,
    code_set: str = "ncci-ptp-practitioner",
    edition: str = "2026-04-01 v321r0",
    reaches: tuple[date, date] = (date(1996, 1, 1), date(2026, 6, 30)),
) -> Release:
    """A release of pairs."""
    frame = pl.DataFrame(rows, SCHEMA, orient="row").sort("column_1", "column_2", "from", maintain_order=True)
    name = f"{code_set}-{edition.rsplit(maxsplit=1)[-1]}.zip"
    return Release(code_set, edition, reaches, ("column_1", "column_2"), frame, (source(name),), len(rows))


def later(rows: Sequence[Pair] = LATER) -> Release:
    """The release of the quarter after."""
    return pairs(rows, edition="2026-07-01 v322r0", reaches=(date(1996, 1, 1), date(2026, 9, 30)))


def limits(quarter: int = 2, units: int = 1) -> Release:
    """A release without history: a limit of units for one quarter of 2026."""
    first, last = [
        (date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 12, 31)),
    ][quarter - 1]  # fmt: skip
    rows = pl.DataFrame({"code": ["X0001", "X0002"], "from": [first] * 2, "to": [last] * 2, "units": [units, 3]})
    file = source(f"MCR_MUE_PractitionerServices_Eff_{first:%m-%d-%Y}.csv")
    return Release("mue-practitioner", f"{first} 2026 Q{quarter}", (first, last), ("code",), rows, (file,), 2)


def many(rows: int, edition: str = "2026-04-01 v321r0") -> Release:
    """A release of as many pairs as NCCI has, in no order, the same for the same number of rows."""
    draws = np.random.default_rng(2026)
    days = pl.Series(draws.integers(9_497, 20_000, rows)).cast(pl.Int32).cast(pl.Date)
    frame = pl.DataFrame(
        {
            "column_1": CODES[draws.integers(0, len(CODES), rows)],
            "column_2": CODES[draws.integers(0, len(CODES), rows)],
            "from": days,
            "to": days + pl.Series([timedelta(365) if ended else None for ended in draws.random(rows) < 0.3]),
            "modifier": pl.Series(draws.integers(0, 2, rows)).cast(pl.String),
            "rationale": np.array(["More extensive", "Mutually exclusive", "CPT Manual or CMS manual instruction"])[
                draws.integers(0, 3, rows)
            ],
        }
    )
    reaches = (date(1996, 1, 1), date(2026, 6, 30))
    keys = ("column_1", "column_2")
    return Release("ncci-ptp-practitioner", edition, reaches, keys, frame, (source("made-up.zip"),), rows)
