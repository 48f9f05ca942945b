"""What the text of an element means, said plainly: the other half of the slow reader."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from engine.fields import Type
from engine.x12_place import X12Place

Value: TypeAlias = str | int | date | list[str] | None

_PERIOD = 17  # characters of CCYYMMDD-CCYYMMDD


def day(text: str) -> date | None:
    if not re.fullmatch("[0-9]{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def scaled(text: str, places: int) -> int | None:
    if not re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", text, re.ASCII):
        return None
    try:
        number = Decimal(text).scaleb(places)
    except InvalidOperation:
        return None
    whole = int(number)
    return whole if whole == number and abs(whole) < 10 ** (15 + places) else None


def meaning(text: str | None, kind: Type, place: X12Place | None = None) -> Value:
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
            if place and place.segment == "DTP":
                if len(text) == _PERIOD and text[8] == "-":
                    text = text[9:] if place.through else text[:8]
                elif re.fullmatch("[0-9]{12}", text, re.ASCII):
                    text = text[:8]
            return day(text)
        case _:
            return text
