"""Short lists of codes: those of institutional claims, remittance codes, places, provider taxonomy, ZIP codes.

A list tells by its header what it may be; which of those with a header in common it is, its name must
tell (`revenue_code.csv`), for codes of two digits are of anything. CARC and RARC are told apart by their
codes, as offered by X12 or flat. No text is kept: they are X12's, the AHA's and the AMA's. What is reserved
or not assigned is not taken, for it is not a code that may be used. A list without dates of publication
answers for a year from the day the user gives or the latest day that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, header_row
from .downloads import Download
from .formats import Format
from .parts import Part, Wrong, part, released
from .values import FORMS, day

_CODE: Final = Column("code", ("code",))
_STATUS: Final = Column("status", ("status",))
_DATED: Final = (
    _CODE,
    Column("start", ("start", "startdate")),
    Column("end", ("end", "stopdate", "enddate")),
)
_REMARKS: Final = (*_DATED, Column("last_modified", ("lastmodified*",)))
_TAXONOMY: Final = (_CODE, Column("classification", ("classification",)), Column("rest", ("specialization",)))
_ZIP: Final = (Column("code", ("zip", "zipcode")), Column("state", ("state",)), Column("county", ("county",)),
               Column("type", ("type",)), Column("active", ("active",)))  # fmt: skip
_TEXTS: Final = ("shortname", "description", "notes", "newbornmeaning", "city", "grouping", "definition",
                 "displayname", "section")  # fmt: skip

NAMED: Final = frozenset(
    {
        "place-of-service", "revenue-code", "type-of-bill", "type-of-bill-facility-classification",
        "type-of-bill-frequency", "condition-code", "occurrence-code", "occurrence-span-code", "value-code",
        "patient-status", "admission-type", "admission-source", "adjustment-group", "claim-status-code",
        "claim-status-category", "service-type-code", "entity-identifier-code", "hcpcs-modifier",
    }
)  # fmt: skip
"""Lists that are known by their names; those of codes alone need the day from the user."""

_MODIFIER_FLAGS: Final = ("ncci", "therapy", "non_discount", "died_transferred", "device_req_exclusion", "telehealth",
                          "assistant_surgeon")  # fmt: skip
_ATTRIBUTES: Final[dict[str, list[pl.Expr]]] = {
    "place-of-service": [
        pl.col("payment_setting").replace_strict(
            {"facility": True, "non-facility": False}, default=None, return_dtype=pl.Boolean
        ).alias("facility")
    ],
    "hcpcs-modifier": [(pl.col(name) == "1").alias(name) for name in _MODIFIER_FLAGS],
}  # fmt: skip
"""What a named list says of its codes beside their status."""

_NO_CODES: Final = ("reserved", "unassigned", "group")
_YEAR: Final = timedelta(days=365)


def _named(download: Download) -> str:
    name = re.sub(r"[_ ]+", "-", download.stem)
    name = "hcpcs-modifier" if name == "modifier" else name
    return name if name in NAMED else ""


def _days(download: Download) -> str:
    """How the days of a list are written."""
    at = header_row(download.first_rows, (_CODE,)) or 0
    cells = [cell for row in download.first_rows[at + 1 :] for cell in row]
    return next((form for form, (looks, _) in FORMS.items() if any(re.fullmatch(looks, cell) for cell in cells)),
                "YYYYMMDD")  # fmt: skip


def _dated(download: Download, columns: Sequence[Column], attributes: Iterable[str | pl.Expr]) -> Part:
    present = [one if one.name == "code" else replace(one, needed=False) for one in columns]
    form = _days(download)
    at = header_row(download.first_rows, (_CODE,)) or 0
    names = [one.name for one in columns]
    dates = [name for name in ("start", "end", "last_modified") if name in names]
    wrongs = [Wrong(pl.col("code").is_null(), "the row has no code", "bad-code")]
    wrongs += [
        Wrong(pl.col(name).is_not_null() & day(name, form).is_null(), f"the {name} is not a date {form}", "bad-date")
        for name in dates
    ]
    wrongs.append(Wrong(day("end", form) < day("start", form), "the code ends before it begins", "bad-date"))
    taken = part(download, beneath(download, present, at + 1, passed=_TEXTS), wrongs)
    modified = day("last_modified", form) if "last_modified" in dates else pl.lit(None, pl.Date)
    return taken.select(
        "code", day("start", form).alias(FROM), day("end", form).alias(TO), modified.alias("_modified"), *attributes
    )


def _release(code_set: str, download: Download, taken: Part, effective: date | None) -> list[Release]:
    """A release from the day the user says, or the latest that stands in the list."""
    known = [one for name in (FROM, TO, "_modified") for one in taken.rows[name].drop_nulls().to_list()]
    begins = effective or max(known, default=None)
    if begins is None:
        download.refuse("nothing in the list says of when it is", "no-date", "say from which day it holds")
    first = min([begins, *taken.rows[FROM].drop_nulls().to_list()])
    notes = [] if effective else [f"the list does not say of when it is; {begins} is the latest day in it"]
    rows = taken.select(pl.exclude("_modified"))
    return [released(code_set, begins.isoformat(), (first, begins + _YEAR), ("code",), [rows], notes)]


def _take_named(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    code_set = _named(download)
    extra = {
        "place-of-service": [Column("payment_setting", ("paymentsetting",))],
        "hcpcs-modifier": [Column(name, (name.replace("_", ""),)) for name in _MODIFIER_FLAGS],
    }.get(code_set, [])
    taken = _dated(download, [*_DATED, _STATUS, *extra], ["status", *_ATTRIBUTES.get(code_set, ())])
    if code_set == "type-of-bill":
        # as in the UB-04 and on claims, with the nought in front that lists leave out
        padded = pl.when(pl.col("code").str.len_chars() == 3).then("0" + pl.col("code")).otherwise("code")
        taken = taken.select(padded.alias("code"), pl.exclude("code"))
    usable = taken.rows.filter(~pl.col("status").is_in(_NO_CODES).fill_null(value=False))
    left = taken.rows.height - usable.height
    notes = [f"{left} codes that are reserved, not assigned or headings were left out"] if left else []
    return _release(code_set, download, replace(taken, rows=usable, notes=(*taken.notes, *notes)), effective)


def _take_remarks(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    taken = _dated(download, _REMARKS, [])
    remarks = taken.rows["code"].str.contains(r"^(?:MA?|N)\d+$").any()
    return _release("rarc" if remarks else "carc", download, taken, effective)


def _take_taxonomy(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    at = header_row(download.first_rows, _TAXONOMY) or 0
    wrong = ~pl.col("code").str.contains(r"^[0-9A-Z]{9}X$").fill_null(value=False)
    taken = part(
        download,
        beneath(download, _TAXONOMY, at + 1, passed=_TEXTS),
        [Wrong(wrong, "the code is no taxonomy code", "bad-code")],
    ).select("code", *(pl.lit(None, pl.Date).alias(name) for name in (FROM, TO, "_modified")))
    version = re.search(r"(?<!\d)(\d\d)\.?([01])(?!\d)", download.stem)
    # NUCC publishes version 24.0 in January and 24.1 in July of 2024
    day_of = date(2000 + int(version[1]), 7 if version[2] == "1" else 1, 1) if version else None
    return _release("taxonomy", download, taken, day_of or effective)


def _take_zip(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    at = header_row(download.first_rows, _ZIP) or 0
    wrong = ~pl.col("code").str.contains(r"^\d{5}$").fill_null(value=False)
    taken = part(download, beneath(download, _ZIP, at + 1, passed=_TEXTS),
                 [Wrong(wrong, "the ZIP code has not 5 digits", "bad-code")])  # fmt: skip
    active = (pl.col("active").str.to_lowercase() == "true").fill_null(value=False).alias("active")
    empty = [pl.lit(None, pl.Date).alias(name) for name in (FROM, TO, "_modified")]
    rows = taken.select("code", *empty, "state", "county", "type", active)
    return _release("zip-code", download, rows, effective)


def _is(columns: Sequence[Column], download: Download) -> bool:
    return header_row(download.first_rows[:5], columns) is not None


CODE_LISTS: Final = (
    Format("remittance codes", ("carc", "rarc"), lambda one: _is(_REMARKS, one), lambda one: one.file, _take_remarks),
    Format("provider taxonomy", ("taxonomy",), lambda one: _is(_TAXONOMY, one), lambda one: one.file, _take_taxonomy),
    Format("ZIP codes", ("zip-code",), lambda one: _is(_ZIP, one), lambda one: one.file, _take_zip),
    Format(
        "list of codes",
        tuple(sorted(NAMED)),
        lambda one: bool(_named(one)) and _is((_CODE,), one),
        lambda one: one.file,
        _take_named,
    ),
)
