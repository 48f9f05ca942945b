"""What spreadsheets do to codes and amounts, undone where that is certain: one text at a time.

Each function takes the text of a cell that is not as an 837 writes it and says what it is: a value (with what was
repaired, where something was), or that it cannot be read and why. Writing an amount as `$1,234.50` or a tax
id as `12-3456789` is no damage and told to nobody; a lost zero put back is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final, TypeAlias

POINT: Final = "a '.0' that a spreadsheet added was taken off"
ZERO: Final = "a leading zero that a spreadsheet took off was put back"
ROUNDED: Final = "digits of a binary fraction beyond the last place were rounded"
LOST: Final = "a spreadsheet rounded it and its last digits are lost"
SHORT_ZIP: Final = "a leading zero may be missing, and the state does not say so"

_POINT: Final = re.compile(r"([0-9]+)\.0+")
_POWER: Final = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|[0-9]*\.?[0-9]+|[0-9]+\.")
_LABELLED: Final = re.compile(r"([0-9]{1,2}) ?[-–:] ?[A-Za-z].*")
_SEPARATORS: Final = re.compile(r"[\s,;:|/.&+-]+")


@dataclass(frozen=True, slots=True)
class Mended:
    """A value with what was repaired in it (nothing: ""); or None, and why the text cannot be read."""

    value: str | None
    told: str = ""


Mender: TypeAlias = Callable[[str, str | None], Mended]
"""Takes a text and the text of the column that goes with it (the state of a ZIP code)."""


def identifier(text: str, _: str | None = None) -> Mended:
    """A number that is a name: of a claim, a member, a provider, a payer."""
    text = text.lstrip("'")
    if match := _POINT.fullmatch(text):
        return Mended(match[1], POINT)
    if _POWER.fullmatch(text) and ("+" in text or "." in text):
        return Mended(None, LOST)
    return Mended(text.upper())


def npi(text: str, _: str | None = None) -> Mended:
    """A National Provider Identifier; one of another length is left to the rules."""
    found = identifier(text)
    if found.value is not None:
        digits = re.sub(r"[ -]", "", found.value)
        return Mended(digits if digits.isdigit() else found.value, found.told)
    return found


def digits_of(size: int) -> Mender:
    """Codes of so many digits, which cannot be shorter: place of service, revenue code."""

    def mended(text: str, _: str | None = None) -> Mended:
        text = text.lstrip("'")
        told = ""
        if match := _POINT.fullmatch(text):
            text, told = match[1], POINT
        elif (match := _LABELLED.fullmatch(text)) and size == 2:
            text = match[1]
        if text.isdigit() and len(text) < size:
            return Mended(text.zfill(size), ZERO)
        return Mended(text.upper(), told)

    return mended


def plain_digits(text: str, _: str | None = None) -> Mended:
    """Numbers that people write with dashes, blanks and brackets: tax ids, telephone numbers."""
    found = identifier(text)
    if found.value is None:
        return found
    bare = re.sub(r"[ ()./-]", "", found.value)
    return Mended(bare if bare.isdigit() else found.value, found.told)


BEGIN_WITH_ZERO: Final = frozenset({"CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI"})
"""States and territories whose ZIP codes all begin with 0 (USPS Publication 65); of New York one does."""


def zip_code(text: str, state: str | None) -> Mended:
    """A ZIP code without its dash; a short one is completed only where its state's codes begin with 0."""
    found = identifier(text)
    if found.value is None:
        return found
    bare = re.sub(r"[ -]", "", found.value)
    if not bare.isdigit():
        return found
    if len(bare) in {4, 8} or (len(bare) == 3 and state in {"PR", "VI"}):
        if (state or "").strip().upper() not in BEGIN_WITH_ZERO:
            return Mended(None, SHORT_ZIP)
        return Mended(bare.zfill(9 if len(bare) == 8 else 5), ZERO)
    return Mended(bare, found.told)


def bill_type(text: str, _: str | None = None) -> Mended:
    """A type of bill in four digits; its leading zero is often left out and can be nothing else."""
    text = text.lstrip("'").upper()
    told = ""
    if match := _POINT.fullmatch(text):
        text, told = match[1], POINT
    return Mended(f"0{text}" if re.fullmatch(r"[1-9][0-9][0-9A-Z]", text) else text, told)


def hour(text: str, _: str | None = None) -> Mended:
    """A time of day as HHMM; an hour code of the UB-04 is the full hour."""
    if match := re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2}.*)?", text):
        return Mended(f"{int(match[1]):02}{match[2]}")
    found = identifier(text)
    if found.value is not None and found.value.isdigit():
        if len(found.value) <= 2:
            return Mended(f"{int(found.value):02}00", found.told)
        return Mended(found.value.zfill(4), ZERO if len(found.value) == 3 else found.told)
    return found


def diagnosis_code(text: str, _: str | None = None) -> Mended:
    """A diagnosis code without its dot."""
    return Mended(text.lstrip("'").replace(".", "").replace(" ", "").upper())


def word_of(words: Mapping[str, str], *, strict: bool = False) -> Mender:
    """Codes that people write in words; other texts stay as they are or, where `strict`, cannot be read."""

    def mended(text: str, _: str | None = None) -> Mended:
        bare = re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
        if bare in words:
            return Mended(words[bare])
        if match := _POINT.fullmatch(text):
            return Mended(words.get(match[1], match[1]), POINT)
        return Mended(None) if strict else Mended(text.upper())

    return mended


def decimal_of(places: int) -> Mender:
    """Amounts with signs, groups and brackets, as the plain decimal; what binary fractions add is rounded off."""

    def mended(text: str, _: str | None = None) -> Mended:
        bare = text.lstrip("'").replace("$", "").replace("USD", "").strip()
        negative = (bare.startswith("(") and bare.endswith(")")) or bare.startswith("-") or bare.endswith("-")
        bare = bare.strip("()-+ ")
        told = ""
        if not _GROUPED.fullmatch(bare) and not re.fullmatch(r"[0-9.]+E-?\+?[0-9]{1,2}", bare, re.IGNORECASE):
            return Mended(None)
        try:
            number = Decimal(bare.replace(",", ""))
            rounded = number.quantize(Decimal(1).scaleb(-places))
        except InvalidOperation:  # no number, or more digits than any amount has
            return Mended(None)
        if number != rounded:
            # a double has 15 to 17 digits: 0.1 + 0.2 is off by less than a millionth of the last place
            if abs(number - rounded) >= Decimal(1).scaleb(-places - 6):
                return Mended(None, f"it has more than {places} decimals")
            told = ROUNDED
        return Mended(f"{'-' if negative and rounded else ''}{rounded:f}", told)

    return mended


def whole(text: str, _: str | None = None) -> Mended:
    """A whole number."""
    match = _POINT.fullmatch(text)
    return Mended(match[1], POINT) if match else Mended(None)


def pointers(text: str, diagnoses: int) -> list[str] | None:
    """The numbers of the diagnoses a line points to, from `A,B`, `AB`, `1:2` or `12`; None where it is not clear.

    `diagnoses` is how many a claim can have: with fewer than twelve, `12` can only be the first and the second.

    >>> pointers("AB", 4), pointers("1:2", 12), pointers("12", 4), pointers("12", 12)
    (['1', '2'], ['1', '2'], ['1', '2'], None)
    """
    text = text.strip("'\" ").upper()
    if match := _POINT.fullmatch(text):
        text = match[1]
    parts = [part for part in _SEPARATORS.split(text) if part]
    found: list[str] = []
    for part in parts:
        if re.fullmatch("[A-L]+", part):
            found += [str(ord(letter) - 64) for letter in part]
        elif not re.fullmatch("[0-9]+", part) or part.startswith("0"):
            return None
        elif len(part) == 1 or part == "10" or (len(part) == 2 and (len(parts) > 1 or part == "11")):
            found.append(part)
        elif "0" in part or (part == "12" and diagnoses >= 12):
            return None
        else:
            found += list(part)
    right = len(set(found)) == len(found) and all(int(one) <= 12 for one in found)
    return found if found and right else None


def pointer(text: str, _: str | None = None) -> Mended:
    """One pointer, in a column of its own: a letter of the CMS-1500 or a number."""
    found = pointers(text, 12)
    return Mended(found[0]) if found and len(found) == 1 else Mended(None, "it points to no single diagnosis")


def members(text: str, *, pairs: bool = False) -> list[str]:
    """The codes of a list in one cell, in capitals; `pairs` takes modifiers that stand together apart.

    >>> members("25,59"), members("2559", pairs=True), members("E11.9; I10")
    (['25', '59'], ['25', '59'], ['E11.9', 'I10'])
    """
    found = []
    for part in re.split(r"[\s,;:|/]+", text.strip("'\" ").upper()):
        code = match[1] if (match := _POINT.fullmatch(part)) else part
        if pairs and len(code) in {4, 6, 8}:
            found += [code[at : at + 2] for at in range(0, len(code), 2)]
        elif code:
            found.append(code)
    return found


YES_NO: Final = MappingProxyType({
    "yes": "Y", "true": "Y", "y": "Y", "1": "Y", "x": "Y", "no": "N", "false": "N", "n": "N", "0": "N",
})  # fmt: skip
SEX: Final = MappingProxyType({"male": "M", "female": "F", "unknown": "U", "m": "M", "f": "F", "u": "U"})
RELATIONSHIP: Final = MappingProxyType({
    "self": "18", "patient": "18", "insured": "18", "subscriber": "18", "spouse": "01", "wife": "01", "husband": "01",
    "child": "19", "son": "19", "daughter": "19", "other": "G8", "employee": "20", "unknown": "21",
    "life partner": "53", "domestic partner": "53", "organ donor": "39", "1": "01", "self 18": "18",
})  # fmt: skip
ASSIGNMENT: Final = MappingProxyType(
    {"yes": "A", "y": "A", "true": "A", "1": "A", "no": "C", "n": "C", "false": "C", "0": "C"}
)
FREQUENCY: Final = MappingProxyType({
    "original": "1", "replacement": "7", "corrected": "7", "void": "8", "cancel": "8", "01": "1", "07": "7", "08": "8",
})  # fmt: skip
CLAIM_TYPE: Final = MappingProxyType({
    **dict.fromkeys(("professional", "p", "837p", "prof", "cms 1500", "cms1500", "hcfa", "hcfa 1500", "1500"), "837P"),
    **dict.fromkeys(("institutional", "i", "837i", "inst", "ub 04", "ub04", "ub", "facility", "inpatient",
                     "outpatient"), "837I"),
    **dict.fromkeys(("dental", "d", "837d", "ada", "ada 2019"), "837D"),
})  # fmt: skip
RESPONSIBILITY: Final = MappingProxyType(
    {"primary": "P", "secondary": "S", "tertiary": "T", "1": "P", "2": "S", "3": "T"}
)
ICD: Final = MappingProxyType({
    **dict.fromkeys(("10", "0", "icd 10 cm", "icd10cm", "icd10", "icd 10", "icd10 cm", "abk"), "ABK"),
    **dict.fromkeys(("9", "icd 9 cm", "icd9cm", "icd9", "icd 9", "icd9 cm", "bk"), "BK"),
})  # fmt: skip
"""Words by the code they stand for; item 21 of the CMS-1500 has 0 for ICD-10-CM and 9 for ICD-9-CM."""
