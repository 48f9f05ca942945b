"""What the text of an element means, said plainly: the other half of the slow reader."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from engine.fields import Type

Value: TypeAlias = str | int | date | list[str] | None

_PERIOD = 17  # characters of CCYYMMDD-CCYYMMDD


def day(text: str) -> date | None:
    if not re.fullmatch("[0-9]{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def day_of_period(text: str, *, through: bool) -> date | None:
    """The first or last day of a period; of a single day, or a day with its time, that day."""
    if len(text) == _PERIOD and text[8] == "-":
        return day(text[9:] if through else text[:8])
    return day(text[:8] if re.fullmatch("[0-9]{12}", text, re.ASCII) else text)


def time_of(text: str | None) -> str | None:
    """HHMM of a time, or of a day with a time."""
    return text[-4:] if text and re.fullmatch("[0-9]{4}|[0-9]{12}", text, re.ASCII) else None


def scaled(text: str, places: int) -> int | None:
    if not re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", text, re.ASCII):
        return None
    try:
        number = Decimal(text).scaleb(places)
    except InvalidOperation:
        return None
    whole = int(number)
    return whole if whole == number and abs(whole) < 10 ** (15 + places) else None


def meaning(text: str | None, kind: Type, *, period: bool = False, through: bool = False) -> Value:
    """A text as a value of a type; None when it is not one."""
    if text is None:
        return None
    match kind:
        case Type.CODE:
            return text.upper()
        case Type.INTEGER:
            return int(text) if re.fullmatch("-?[0-9]{1,15}", text, re.ASCII) else None
        case Type.MONEY:
            return scaled(text, 2)
        case Type.QUANTITY:
            return scaled(text, 3)
        case Type.DATE:
            return day_of_period(text, through=through) if period else day(text)
        case _:
            return text
