"""What became of claims: the remittance advice (835, 005010X221), one row for each claim payment (CLP)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from .interchange import Segment, day, number
from .log import Log

Row: TypeAlias = dict[str, object]

_CENTS = 2  # places of an amount
_ADJUSTMENTS = range(2, 18, 3)  # the elements of a CAS with a reason code


def read_payments(segments: Sequence[Segment], log: Log) -> list[Row]:
    """The rows of remittances that some segments hold, each with "#row", its segment.

    A payment without the claim's number, or without a day, makes no row.
    """
    rows: list[Row] = []
    row: Row | None = None
    payer, paid_on = "", None
    for one in segments:
        match one.name:
            case "ST":
                row, payer, paid_on = None, "", None
            case "BPR":
                paid_on = day(one[16])
            case "N1" if one[1] == "PR":
                payer = one[4].upper()
            case "CLP":
                log.source.read += 1
                row = _row(one, payer, paid_on, log)
                if row is None:
                    log.source.refused += 1
                else:
                    rows.append(row)
            case "CAS" if row is not None:
                codes = row["adjustments"]
                assert isinstance(codes, list)  # noqa: S101  # made below
                codes += [f"{one[1]}-{one[at]}" for at in _ADJUSTMENTS if one[at]]
            case "SE" | "PLB":
                row = None
            case _:
                pass
    for made in rows:
        made["adjustments"] = list(dict.fromkeys(made["adjustments"])) or None  # type: ignore[call-overload]  # a list
    return rows


def _row(claim: Segment, payer: str, paid_on: date | None, log: Log) -> Row | None:
    if not claim[1] or paid_on is None:
        what = "no number of the claim (CLP01)" if paid_on else "no day (BPR16)"
        log.segment(claim.number, "CLP", f"the payment has {what}; it makes no record", "missing-value")
        return None
    charge, paid, owed = (_amount(claim, element, log) for element in (3, 4, 5))
    return {
        "#row": claim.number, "claim_id": claim[1], "payer_id": payer or None, "status": claim[2] or None,
        "charge": charge, "paid": paid, "patient_responsibility": owed, "payer_control_number": claim[7] or None,
        "adjustments": [], "paid_on": paid_on,
    }  # fmt: skip


def _amount(claim: Segment, element: int, log: Log) -> int | None:
    """An amount in cents, with its sign: a reversal has negative ones."""
    text = claim[element]
    made = number(text.removeprefix("-"), _CENTS)
    if text and made is None:
        log.segment(claim.number, "CLP", f"CLP{element:02} is no amount", "bad-value", level="warning")
    return None if made is None else -made if text.startswith("-") else made
