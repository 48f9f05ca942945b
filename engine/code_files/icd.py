"""ICD-10-CM and ICD-10-PCS by fiscal year: order files, lists of codes, and the codes exempt from POA.

An order file has every code and every heading at fixed positions, with a flag that tells which may be
billed; the list of codes beside it has those that may be billed and is read only where the order file is
not given. Neither has dates: a release holds for its fiscal year (October to September), that of April
for the rest of one. The publisher's addenda are differences and not read.
Source: CDC/NCHS and CMS, icd10OrderFiles.pdf of 2026; POA exempt lists of FY 2026.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets import lacks_seventh
from ..code_sets.release import FROM, TO, Release
from .columns import LINE, Column, beneath, header_row
from .downloads import Download
from .editions import fiscal_year_end, year_named
from .fixed_width import field, lines
from .formats import Format
from .parts import Wrong, checked, part, released

_ORDER: Final = re.compile(r"\d{5} [A-Z0-9]{3,7} {1,5}[01] \S.{59}")
_CODES: Final = re.compile(r"(?:[A-Z][0-9A-Z]{2,6} {1,5}|[A-HJ-NP-Z0-9]{7} )\S")
CM: Final = r"^[A-Z][0-9A-Z][0-9A-Z]{1,5}$"  # a letter may be second: QA0 of FY 2026
PCS: Final = r"^[0-9A-HJ-NP-Z]{3,7}$"
_POA: Final = (Column("code", ("poaexemptcode*",)), Column("order", ("order*",)))
_CHANGES: Final = re.compile(r"add|delete|revise")
_ENOUGH: Final = 2


def _form(download: Download) -> str:
    """`order`, `codes` or nothing, by the first lines."""
    first = [line for line in download.text_head.splitlines()[:40] if line.strip()]
    if len(first) < _ENOUGH:
        return ""
    for form, line_of in (("order", _ORDER), ("codes", _CODES)):
        if all(line_of.match(line) for line in first):
            return form
    return ""


def code_set_of(codes: Sequence[str], diagnoses: str, procedures: str) -> str:
    """Which of two code sets codes are of: those of procedures begin, in their order, with a digit."""
    return procedures if any(code[:1].isdigit() for code in codes) else diagnoses


def _code_set(download: Download) -> str:
    first = (1, 7) if _form(download) == "codes" else (7, 13)
    codes = [line[first[0] - 1 : first[1]] for line in download.text_head.splitlines()[:40] if line.strip()]
    return code_set_of(codes, "icd-10-cm", "icd-10-pcs")


def begins_in_fiscal_year(name: str) -> date | None:
    """The day from which a release of a fiscal year holds: October 1 of the year before, or its April 1.

    >>> begins_in_fiscal_year("icd10cm_order_2026.txt"), begins_in_fiscal_year("icd10cm-order-April-2026.txt")
    (datetime.date(2025, 10, 1), datetime.date(2026, 4, 1))
    """
    year = year_named(name)
    if year is None:
        return None
    return date(year, 4, 1) if re.search(r"apr", name.casefold()) else date(year - 1, 10, 1)


def _begins(download: Download) -> date | None:
    return begins_in_fiscal_year(download.path.name) or begins_in_fiscal_year(download.name)


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    download, *others = sorted(downloads, key=_form, reverse=True)
    begins = _begins(download) or effective
    if begins is None:
        download.refuse("the name does not say of which fiscal year it is", "no-date", "say from which day it holds")
    code_set = _code_set(download)
    records = lines(download)
    if _form(download) == "order":
        long, short = field(78), field(17, 76)
        rows = records.select(LINE, field(7, 13).alias("code"), field(15, 15).alias("flag"),
                              pl.coalesce(long, short).alias("title"))  # fmt: skip
    else:
        rows = records.select(LINE, field(1, 7).alias("code"), pl.lit("1").alias("flag"), field(8).alias("title"))
    form, more = (CM, [lacks_seventh()]) if code_set == "icd-10-cm" else (PCS, [])
    taken = checked(
        download,
        rows,
        [
            Wrong(
                ~pl.col("code").str.contains(form).fill_null(value=False), "the code is of no known form", "bad-code"
            ),
            Wrong(~pl.col("flag").is_in(["0", "1"]).fill_null(value=False), "position 15 is not 0 or 1", "bad-flag"),
        ],
    ).select(
        "code",
        pl.lit(None, pl.Date).alias(FROM),
        pl.lit(None, pl.Date).alias(TO),
        (pl.col("flag") == "1").alias("billable"),
        *more,
        "title",
    )
    notes = [f"{one.name} was passed over: {download.name} has its codes" for one in others]
    if _form(download) == "codes":
        notes.append("a list of codes has no headings: the order file of the same release knows those too")
    return [released(code_set, begins.isoformat(), (begins, fiscal_year_end(begins)), ("code",), [taken], notes)]


def _take_exempt(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    at = header_row(download.first_rows, _POA) or 0
    begins = _exempt_begins(download, at) or effective
    if begins is None:
        download.refuse("neither header nor name say of which fiscal year it is", "no-date", "say when it begins")
    code = pl.col("code").str.replace_all(".", "", literal=True)
    taken = part(
        download,
        beneath(download, _POA, at + 1, passed=("description",)),
        [Wrong(~code.str.contains(CM).fill_null(value=False), "the code is no ICD-10-CM code", "bad-code")],
    ).select(code.alias("code"), pl.lit(None, pl.Date).alias(FROM), pl.lit(None, pl.Date).alias(TO))
    return [released("poa-exempt", begins.isoformat(), (begins, fiscal_year_end(begins)), ("code",), [taken])]


def _exempt_begins(download: Download, at: int) -> date | None:
    """October 1 of the fiscal year that the header (`Order26`) or the name (`FY26`) states."""
    texts = [*download.first_rows[at], *re.findall(r"fy\d\d", download.name.casefold())]
    years = [found[1] for text in texts if (found := re.fullmatch(r"(?:order|fy)(\d\d)", text.casefold()))]
    return date(1999 + int(years[0]), 10, 1) if years else None


ICD: Final = Format(
    "ICD-10 order file or codes",
    ("icd-10-cm", "icd-10-pcs"),
    lambda download: bool(_form(download)),
    lambda download: f"{_code_set(download)} {_begins(download)}",
    _take,
)
POA_EXEMPT: Final = Format(
    "POA exempt codes",
    ("poa-exempt",),
    lambda download: not _CHANGES.search(download.stem) and header_row(download.first_rows, _POA) is not None,
    lambda download: download.stem,
    _take_exempt,
)
