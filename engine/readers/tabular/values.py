"""Columns of texts as typed columns: at once where a text is as an 837 writes it, else each distinct text once.

Whatever a text turns out to be, it is one of three things: a value, an absent value (an empty cell), or a text
that cannot be read, with the reason. Nothing becomes null that was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import polars as pl

from ...fields import Field, Type
from . import mending
from .dates import Style, read_day
from .mending import Mended, Mender
from .targets import Target

NOTHING: Final = frozenset({"NULL", "null", "N/A", "n/a", "NaN", "nan", "None", "\\N", "#N/A"})
"""What programs write for no value; a name may be Null, so that texts are taken as they are."""

_PLACES: Final = {Type.MONEY: 2, Type.QUANTITY: 3}
_SPOILED: Final = r"(?i)^'|^[0-9]+\.0+$|^[0-9](?:\.[0-9]+)?e\+?[0-9]+$"


@dataclass(frozen=True, slots=True)
class Shape:
    """How the texts of a kind of code are known to be right (`fits`), and what is made of the others."""

    fits: str
    mend: Mender
    unfit: bool = False  # whether `fits` describes the texts that are not right


_IDENTIFIER: Final = Shape(_SPOILED, mending.identifier, unfit=True)
_YES_NO: Final = Shape("^[YN]$", mending.word_of(mending.YES_NO))

_BY_PATH: Final[dict[str, Shape]] = {
    "claim.type": Shape("^837[PID]$", mending.word_of(mending.CLAIM_TYPE, strict=True)),
    "claim.claim_id": _IDENTIFIER,
    "claim.original_reference": _IDENTIFIER,
    "claim.prior_authorization": _IDENTIFIER,
    "claim.referral_number": _IDENTIFIER,
    "claim.medical_record_number": _IDENTIFIER,
    "claim.payer.id": _IDENTIFIER,
    "claim.subscriber.member_id": _IDENTIFIER,
    "claim.subscriber.group_number": _IDENTIFIER,
    "claim.place_of_service": Shape("^[0-9]{2}$", mending.digits_of(2)),
    "line.own_place_of_service": Shape("^[0-9]{2}$", mending.digits_of(2)),
    "line.revenue_code": Shape("^[0-9]{4}$", mending.digits_of(4)),
    "claim.type_of_bill": Shape("^0[0-9]{2}[0-9A-Z]$", mending.bill_type),
    "claim.patient_status": Shape("^[0-9]{2}$", mending.digits_of(2)),
    "claim.drg": Shape("^[0-9]{3}$", mending.digits_of(3)),
    "claim.admission_hour": Shape("^[0-9]{4}$", mending.hour),
    "claim.discharge_hour": Shape("^[0-9]{4}$", mending.hour),
    "claim.frequency_code": Shape("^[1-9A-Z]$", mending.word_of(mending.FREQUENCY)),
    "claim.assignment_code": Shape("^[ABC]$", mending.word_of(mending.ASSIGNMENT)),
    "claim.payer_responsibility": Shape("^[A-HPSTU]$", mending.word_of(mending.RESPONSIBILITY)),
    "claim.patient.relationship": Shape("^[0-9G][0-9]$", mending.word_of(mending.RELATIONSHIP)),
    "claim.subscriber.relationship": Shape("^[0-9G][0-9]$", mending.word_of(mending.RELATIONSHIP)),
    "claim.provider_signature": _YES_NO,
    "claim.benefits_assignment": Shape("^[YNW]$", mending.word_of(mending.YES_NO)),
    "claim.release_of_information": Shape("^[IY]$", mending.word_of(mending.YES_NO)),
    "line.emergency": _YES_NO,
    "line.epsdt": _YES_NO,
    "line.family_planning": _YES_NO,
    "line.procedure_code": _IDENTIFIER,
    "line.modifiers": Shape("^[A-Z0-9]{2}$", mending.identifier),
    "line.diagnosis_pointers": Shape("^(?:[1-9]|1[0-2])$", mending.pointer),
    "claim.condition_codes": Shape("^[A-Z0-9]{2}$", mending.digits_of(2)),
    "line.ndc": Shape("^[0-9]{11}$", mending.plain_digits),
    "tooth.code": _IDENTIFIER,
    "diagnosis.code": Shape("^[A-Z0-9]{3,8}$", mending.diagnosis_code),
    "procedure.code": Shape("^[A-Z0-9]{3,8}$", mending.diagnosis_code),
    "diagnosis.qualifier": Shape("^(A?B[FJKN]|A?PR)$", mending.word_of(mending.ICD)),
}

_BY_END: Final[dict[str, Shape]] = {
    ".npi": Shape("^[0-9]{10}$", mending.npi),
    ".tax_id": Shape("^[0-9]{9}$", mending.plain_digits),
    ".ssn": Shape("^[0-9]{9}$", mending.plain_digits),
    ".phone": Shape("^[0-9]{10}$", mending.plain_digits),
    ".sex": Shape("^[FMU]$", mending.word_of(mending.SEX)),
    ".zip": Shape("^[0-9]{5}(?:[0-9]{4})?$", mending.zip_code),
}


@cache
def shape_of(path: str) -> Shape | None:
    """What is known of the texts of a field, if anything."""
    return _BY_PATH.get(path) or next((shape for end, shape in _BY_END.items() if path.endswith(end)), None)


@dataclass(slots=True)
class Read:
    """The values of a column; `why` has the reason at each text that could not be read ("" for none to tell)."""

    values: pl.Series
    why: pl.Series | None = None
    told: Counter[str] = field(default_factory=Counter)

    def unreadable(self) -> pl.Series:
        """The rows whose text cannot be read."""
        if self.why is None:
            return pl.Series(dtype=pl.UInt32)
        return self.why.is_not_null().arg_true()


def read(texts: pl.Series, of: Field, style: Style, form: str = "", beside: pl.Series | None = None) -> Read:
    """Texts as values of a field; null where there is no text.

    `style` and `form` (a format that most dates of the column have) are of dates. `beside` are the texts
    of a column that goes with it, the state of a ZIP code.
    """
    if texts.null_count() == len(texts):
        return Read(pl.repeat(None, len(texts), dtype=_column_type(of.type), eager=True))
    match of.type:
        case Type.DATE:
            return _dates(texts, style, form)
        case Type.MONEY | Type.QUANTITY:
            return _decimals(texts, _PLACES[of.type])
        case Type.INTEGER:
            return _integers(texts)
        case _:
            return _codes(texts, of, beside)


def _column_type(kind: Type) -> pl.DataType:
    match kind:
        case Type.DATE:
            return pl.Date()
        case Type.MONEY | Type.QUANTITY | Type.INTEGER:
            return pl.Int64()
        case _:
            return pl.String()


def _dates(texts: pl.Series, style: Style, form: str) -> Read:
    values = pl.repeat(None, len(texts), dtype=pl.Date, eager=True)
    if form:
        t = pl.col("t").str.strip_suffix(" 00:00:00")
        day = t.str.to_date(form, strict=False)
        # "1/2/24" has a year of four digits for Polars, and "2024012" a day of one
        right = day.dt.year().is_between(1800, 2199) & (t.str.len_bytes() == 8 if form == "%Y%m%d" else pl.lit(True))
        values = pl.DataFrame({"t": texts}).select(pl.when(right).then(day)).to_series()

    def one(text: str, _: str | None) -> tuple[object, str, str]:
        found = read_day(text, style)
        return found.day, found.told if found.day else "", "" if found.day else found.told

    return _completed(texts, values, one)


def _decimals(texts: pl.Series, places: int) -> Read:
    values = pl.DataFrame({"t": texts}).select(_plain(places)).to_series()
    mend = mending.decimal_of(places)

    def one(text: str, _: str | None) -> tuple[object, str, str]:
        found = mend(text, None)
        if found.value is None:
            return None, "", found.told
        number = int(found.value.replace(".", ""))
        return (number, found.told, "") if abs(number) < 10 ** (15 + places) else (None, "", "")

    return _completed(texts, values, one)


def _plain(places: int) -> pl.Expr:
    """Amounts of at most nine digits and as many decimals as there may be; exact, for a double has fifteen digits.

    It takes a third of the time that `decimals` of the X12 reader takes, which reads any length.
    """
    t = pl.col("t")
    number = (t.cast(pl.Float64, strict=False) * 10**places).round().cast(pl.Int64, strict=False)
    return pl.when(t.str.contains(rf"^[0-9]{{1,9}}(?:\.[0-9]{{1,{places}}})?$")).then(number)


def _integers(texts: pl.Series) -> Read:
    t = pl.col("t")
    values = (
        pl.DataFrame({"t": texts}).select(pl.when(t.str.contains("^-?[0-9]{1,15}$")).then(t).cast(pl.Int64)).to_series()
    )

    def one(text: str, _: str | None) -> tuple[object, str, str]:
        found = mending.whole(text)
        right = found.value is not None and len(found.value) <= 15
        return (int(found.value or 0), found.told, "") if right else (None, "", "")

    return _completed(texts, values, one)


def _codes(texts: pl.Series, of: Field, beside: pl.Series | None) -> Read:
    shape = shape_of(of.path)
    if shape is None:
        return Read(texts if of.type is Type.TEXT else texts.str.to_uppercase())
    t = pl.col("t")
    upper = t if of.type is Type.TEXT else t.str.to_uppercase()
    frame = pl.DataFrame({"t": texts})
    right = t.str.contains(shape.fits)
    values = frame.select(pl.when(~right if shape.unfit else right).then(upper)).to_series()
    text_stays = of.type is Type.TEXT

    def one(text: str, other: str | None) -> tuple[object, str, str]:
        found: Mended = shape.mend(text, other)
        if found.value is None:
            return None, "", found.told
        same = text_stays and found.value == text.upper()
        return (text if same else found.value) or None, found.told, ""

    return _completed(texts, values, one, beside)


def _completed(
    texts: pl.Series,
    values: pl.Series,
    one: Callable[[str, str | None], tuple[object, str, str]],
    beside: pl.Series | None = None,
) -> Read:
    """The values, with those that are still absent made of their texts, each distinct one once.

    `one` gives for a text its value, what was repaired, and where the value is None why it cannot be read.
    """
    if values.null_count() == texts.null_count():
        return Read(values)
    at = (texts.is_not_null() & values.is_null()).arg_true()
    other = pl.repeat(None, len(at), dtype=pl.String, eager=True) if beside is None else beside.gather(at)
    rest = pl.DataFrame({"t": texts.gather(at), "b": other})
    distinct = rest.group_by("t", "b", maintain_order=True).len()
    pairs = distinct.select("t", "b").rows()
    made = [(None, "", "") if text in NOTHING else one(text, other) for text, other in pairs]
    reasons = [
        None if value is not None or text in NOTHING else why
        for (value, _, why), (text, _) in zip(made, pairs, strict=True)
    ]
    answers = distinct.with_columns(
        pl.Series("value", [value for value, _, _ in made], values.dtype), pl.Series("why", reasons, pl.String)
    )
    found = rest.join(answers, on=["t", "b"], how="left", maintain_order="left", nulls_equal=True)
    told: Counter[str] = Counter()
    for (_, repaired, _), count in zip(made, distinct["len"].to_list(), strict=True):
        if repaired:
            told[repaired] += count
    why = pl.repeat(None, len(texts), dtype=pl.String, eager=True).scatter(at, found["why"])
    return Read(values.scatter(at, found["value"]), why if found["why"].null_count() < len(found) else None, told)


def read_lists(texts: pl.Series, target: Target, diagnoses: int) -> Read:
    """Cells that hold a whole list, as columns of lists; `diagnoses` is how many a claim can have."""

    def one(text: str) -> list[str] | None:
        if target.field.name == "diagnosis_pointers":
            return mending.pointers(text, diagnoses)
        return mending.members(text, pairs=target.field.name == "modifiers")

    distinct = pl.DataFrame({"t": texts.drop_nulls().unique(maintain_order=True)})
    lists = [one(text) for text in distinct["t"].to_list()]
    answers = distinct.with_columns(
        pl.Series("value", lists, pl.List(pl.String)),
        pl.Series("why", [None if some else "" for some in lists], pl.String),
    )
    found = pl.DataFrame({"t": texts}).join(answers, on="t", how="left", maintain_order="left")
    return Read(found["value"], found["why"] if any(not some for some in lists) else None)
