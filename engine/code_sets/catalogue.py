"""Every code set that an importer knows: what it is, who publishes it, how its files are called, and how often.

What a user can do where there is no data is said from here. A code set that is not here is a table of
the site's own. Names of files are as the publishers chose them; what cannot be foreseen in one is `…`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

from .window import Window

Published = Literal["quarterly", "with the fiscal year and in April", "twice a year", "monthly", "as it changes"]
"""How often; the fiscal year begins in October."""

_FIRST_MONTHS: Final[dict[Published, tuple[int, ...]]] = {
    "quarterly": (1, 4, 7, 10),
    "with the fiscal year and in April": (4, 10),
    "twice a year": (1, 7),
    "monthly": tuple(range(1, 13)),
}


@dataclass(frozen=True, slots=True)
class KnownCodeSet:
    """One code set of the catalogue.

    `title` is what its files are called in a sentence, `files` the name of a publication's file with words
    in braces for what changes. `since` is the first day a publication can answer for. With `has_history` a
    later publication answers for earlier days too, so that the newest is enough; one `is_rolling` drops what is
    some years old, so that of a day long ago only a publication of about that time knows.
    """

    name: str
    title: str
    publisher: str
    files: str
    published: Published
    since: date
    page: str
    has_history: bool = False
    is_rolling: bool = False

    def mend(self, day: date | None = None) -> str:
        """What to import where there is no data for a day: the files of that time, by their names."""
        if day is None or self.published == "as it changes":
            return f"import {self.title}, {self._file(day) if day else _written(self.files)}"
        or_later = " or later" if self.has_history and not self.is_rolling else ""
        return f"import {self.title} of {self._period(day)}{or_later}, {self._file(day)}"

    def publication(self, day: date) -> Window:
        """The days of the publication that a day falls into; all days where there is only one at a time."""
        months = _FIRST_MONTHS.get(self.published)
        if months is None:
            return date.min, date.max
        firsts = [date(year, month, 1) for year in (day.year - 1, day.year, day.year + 1) for month in months]
        begun = max(first for first in firsts if first <= day)
        following = min(first for first in firsts if first > day)
        return begun, following - timedelta(days=1)

    def missing(self, window: Window) -> list[Window]:
        """A window without data, cut so that one publication mends each part; days before the first one left out."""
        first, last = max(window[0], self.since), window[1]
        if first > last:
            return []
        if self.has_history or self.published == "as it changes":
            return [(first, last)]
        parts: list[Window] = []
        while first <= last:
            end = min(self.publication(first)[1], last)
            parts.append((first, end))
            first = end + timedelta(days=1)
        return parts

    def _period(self, day: date) -> str:
        begins = self.publication(day)[0]
        match self.published:
            case "quarterly":
                return f"{begins.year} Q{(begins.month - 1) // 3 + 1}"
            case "with the fiscal year and in April":
                update = "the April update of " if begins.month == 4 else ""
                return f"{update}fiscal year {_fiscal_year(begins)}"
            case _:
                return f"{begins:%B %Y}" if self.published == "monthly" else f"{_MONTHS[begins.month]} {begins.year}"

    def _file(self, day: date) -> str:
        begins = self.publication(day)[0]
        if begins == date.min:
            return _written(self.files)
        fiscal = _fiscal_year(begins)
        return self.files.format(
            year=begins.year, yy=f"{begins.year % 100:02}", quarter=(begins.month - 1) // 3 + 1,
            letter="ABCD"[(begins.month - 1) // 3], month=_MONTHS[begins.month], mon=_MONTHS[begins.month][:3].upper(),
            first=f"{begins:%m-%d-%Y}", half=begins.month // 7, fiscal=fiscal, volume=fiscal - 1983,
            update=int(begins.month == 4), april="April-" if begins.month == 4 else "",
            oce=begins.year - 1999, oce_part=(begins.month - 1) // 3,
        )  # fmt: skip


_MONTHS: Final = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _fiscal_year(day: date) -> int:
    return day.year + (day.month >= 10)


def _written(files: str) -> str:
    """A name of files with `…` for what changes."""
    return re.sub(r"(\{\w+\}|…)+", "…", files)


_CMS: Final = "Centers for Medicare & Medicaid Services (CMS)"
_NUBC: Final = "National Uniform Billing Committee (NUBC)"
_NCCI: Final = "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits"
_PTP: Final = f"{_NCCI}/medicare-ncci-procedure-procedure-ptp-edits"
_MUE: Final = f"{_NCCI}/medicare-ncci-medically-unlikely-edits"
_HCPCS: Final = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update"
_ICD: Final = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
_MCE: Final = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)
_OCE: Final = "https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce/quarterly-release-files"
_ICD_10: Final = date(2015, 10, 1)  # ICD-10 took the place of ICD-9
_CLAIMS: Final = date(2003, 10, 16)  # the day HIPAA made these transactions the standard
_UB_04: Final = date(2007, 3, 1)  # the form whose codes these are was first accepted
_FISCAL: Final[Published] = "with the fiscal year and in April"


def _ncci_pairs(setting: str, letters: str, since: date, *, is_rolling: bool = False) -> KnownCodeSet:
    name = f"medicare-ncci-{{year}}q{{quarter}}-{setting}-ptp-edits-{letters}-…-f1.zip to f4"
    return KnownCodeSet(
        f"ncci-ptp-{setting}", f"the NCCI PTP {setting} files", _CMS, name, "quarterly", since, _PTP,
        has_history=True, is_rolling=is_rolling,
    )  # fmt: skip


def _unit_limits(name: str, what: str, file: str) -> KnownCodeSet:
    # CMS has published the limits since October 2008.
    return KnownCodeSet(
        f"mue-{name}", f"the NCCI MUE table for {what}", _CMS, f"MCR_MUE_{file}_Eff_{{first}}.csv", "quarterly",
        date(2008, 10, 1), _MUE,
    )  # fmt: skip


def _billing_codes(name: str, what: str) -> KnownCodeSet:
    return _own_list(name, what, _NUBC, "from the UB-04 data specifications manual", _UB_04, "https://www.nubc.org")


def _own_list(name: str, what: str, publisher: str, files: str, since: date, page: str) -> KnownCodeSet:
    """A list that is known by its name; one with first days answers from the earliest of them."""
    title = f"a table of your own with the {what}"
    return KnownCodeSet(name, title, publisher, files, "as it changes", since, page, has_history=True)


def _x12_list(name: str, what: str) -> KnownCodeSet:
    return _own_list(name, what, "X12", f"{name}.csv with code, start, end", _CLAIMS, "https://x12.org/codes")


def _code_editor(name: str, what: str, file: str, since: date) -> KnownCodeSet:
    files = f"{file}, made of the Definitions of Medicare Code Edits {{volume}}.{{update}}"
    return KnownCodeSet(name, f"the Medicare Code Editor's {what}", _CMS, files, _FISCAL, since, _MCE, has_history=True)


def _outpatient_editor(name: str, file: str, since: date) -> KnownCodeSet:
    files = f"{file}, made of the I/OCE Quarterly Data Files V{{oce}}.{{oce_part}}"
    return KnownCodeSet(
        name, "the outpatient code editor's tables", _CMS, files, "quarterly", since, _OCE, has_history=True
    )


CATALOGUE: Final[dict[str, KnownCodeSet]] = {
    known.name: known
    for known in (
        _ncci_pairs("practitioner", "ccipra", date(1996, 1, 1)),
        # The release of 2026 Q2 begins with 2019-07-01: seven years, as of the outpatient code editor it belongs to.
        _ncci_pairs("hospital", "ccioph", date(2000, 8, 1), is_rolling=True),
        _unit_limits("practitioner", "practitioner services", "PractitionerServices"),
        _unit_limits("outpatient", "outpatient hospital services", "OutpatientHospitalServices"),
        _unit_limits("dme", "suppliers of durable medical equipment", "DMESupplierServices"),
        *(
            KnownCodeSet(
                name, "the NCCI add-on code edits", _CMS, "AOC_V{year}Q{quarter}-MCR.xlsx", "quarterly",
                date(2013, 4, 1), f"{_NCCI}/medicare-ncci-add-code-edits", has_history=True,
            )
            for name in ("add-on", "add-on-code")  # the pairs, and of each add-on code its type
        ),
        KnownCodeSet(
            "mpfs", "the physician fee schedule's relative value file", _CMS, "RVU{yy}{letter}.zip", "quarterly",
            date(1998, 1, 1), "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
        ),
        KnownCodeSet(
            "hcpcs", "the HCPCS Level II codes", _CMS, "HCPC{year}_{mon}_ANWEB….txt or .xlsx", "quarterly",
            _CLAIMS, _HCPCS, has_history=True, is_rolling=True,  # codes that ended some years ago are left out
        ),
        KnownCodeSet(
            "hcpcs-level-ii-modifier", "the HCPCS Level II codes with their modifiers", _CMS,
            "HCPC{year}_{mon}_ANWEB….txt or .xlsx", "quarterly", _CLAIMS, _HCPCS, has_history=True, is_rolling=True,
        ),
        _own_list(
            "hcpcs-modifier", "modifiers of CPT and HCPCS Level II", _CMS, "modifier.csv with code, start, end, ncci",
            _CLAIMS, _HCPCS,
        ),
        KnownCodeSet(
            "icd-10-cm", "the ICD-10-CM order file", _CMS, "icd10cm-order-{april}{fiscal}.txt", _FISCAL, _ICD_10, _ICD,
        ),
        KnownCodeSet(
            "icd-10-cm-notes", "the ICD-10-CM tabular list", "National Center for Health Statistics (NCHS)",
            "icd10cm-tabular-{april}{fiscal}.xml", _FISCAL, _ICD_10,
            "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
        ),
        KnownCodeSet(
            "icd-10-pcs", "the ICD-10-PCS order file", _CMS, "icd10pcs_order_{fiscal}.txt", _FISCAL, _ICD_10, _ICD,
        ),
        KnownCodeSet(
            "poa-exempt", "the codes exempt from present-on-admission reporting", _CMS,
            "{fiscal}-poa-exempt-codes.zip", _FISCAL, _ICD_10, _ICD,
        ),
        _code_editor("mce-icd-10-cm", "diagnosis flags", "a table with code, start, end, flags", _ICD_10),
        _code_editor("mce-icd-10-pcs", "procedure flags", "a table with code, start, end, flags", _ICD_10),
        _code_editor(
            "mce-age-group", "age groups", "a table with group, start age, end age, start, end", date(1984, 3, 1)
        ),
        _code_editor(
            "mce-discharge-status", "discharge statuses", "discharge_status.csv with code, start, end",
            date(1980, 10, 1),
        ),
        KnownCodeSet(
            "taxonomy", "the provider taxonomy", "National Uniform Claim Committee (NUCC)",
            "nucc_taxonomy_{yy}{half}.csv", "twice a year", date(2005, 5, 23), "https://www.nucc.org",
        ),
        KnownCodeSet(
            "nppes", "the NPPES file", _CMS, "NPPES_Data_Dissemination_{month}_{year}_V2.zip", "monthly",
            date(2005, 5, 23), "https://download.cms.gov/nppes/NPI_Files.html", has_history=True,
        ),
        KnownCodeSet(
            "nppes-update", "a weekly file of NPPES without the monthly one", _CMS,
            "NPPES_Data_Dissemination_…_Weekly_V2.zip", "as it changes", date(2005, 5, 23),
            "https://download.cms.gov/nppes/NPI_Files.html", has_history=True,
        ),
        KnownCodeSet(
            "carc", "the claim adjustment reason codes", "X12",
            "a table with Code, Description, Start Date, Last Modified, Stop Date", "as it changes", date(1995, 1, 1),
            "https://x12.org/codes/claim-adjustment-reason-codes", has_history=True,
        ),
        KnownCodeSet(
            "rarc", "the remittance advice remark codes", "X12",
            "a table with Code, Description, Start Date, Last Modified, Stop Date", "as it changes", date(1997, 1, 1),
            "https://x12.org/codes/remittance-advice-remark-codes", has_history=True,
        ),
        _billing_codes("revenue-code", "revenue codes"),
        _billing_codes("type-of-bill", "types of bill"),
        _billing_codes("type-of-bill-facility-classification", "facility types and classifications of bills"),
        _billing_codes("type-of-bill-frequency", "frequencies of bills"),
        _billing_codes("condition-code", "condition codes"),
        _billing_codes("occurrence-code", "occurrence codes"),
        _billing_codes("occurrence-span-code", "occurrence span codes"),
        _billing_codes("value-code", "value codes"),
        _billing_codes("patient-status", "patient discharge statuses"),
        _billing_codes("admission-type", "types of admission"),
        _billing_codes("admission-source", "points of origin for admission"),
        _x12_list("adjustment-group", "adjustment group codes"),
        _x12_list("claim-status-category", "claim status category codes"),
        _x12_list("claim-status-code", "claim status codes"),
        _x12_list("service-type-code", "service type codes"),
        _x12_list("entity-identifier-code", "entity identifier codes"),
        _own_list(
            "place-of-service", "place of service codes", _CMS, "from the page of the code set", _CLAIMS,
            "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",
        ),
        *(
            KnownCodeSet(
                name, f"the {documents} of the Medicare Coverage Database", _CMS, file, "as it changes", _ICD_10,
                "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx", has_history=True,
            )
            for name, documents, file in (
                ("coverage-article", "articles", "current_article.zip"),
                ("coverage-diagnosis", "articles", "current_article.zip"),
                ("coverage-lcd", "determinations", "current_lcd.zip"),
            )
        ),
        KnownCodeSet(
            "zip-code", "the ZIP code to carrier locality file", _CMS, "ZIP5_{mon}{year}.xlsx", "quarterly",
            date(2005, 1, 1), "https://www.cms.gov/medicare/payment/fee-schedules",
        ),
        _outpatient_editor("ioce-hcpcs", "a table of procedures with their flags", date(2000, 8, 1)),
        _outpatient_editor("ioce-hcpcs-age", "a table of procedures with low and high age", date(2000, 8, 1)),
        _outpatient_editor("ioce-icd-10-cm", "a table of diagnoses with low and high age", _ICD_10),
    )
}  # fmt: skip
"""The known code sets by name."""


@cache  # a check asks it for each rule and day of a block
def mend(code_set: str, day: date | None = None) -> str:
    """What a user can do where a code set has no data for a day.

    >>> mend("ncci-ptp-practitioner", date(2026, 8, 1))[:51]
    'import the NCCI PTP practitioner files of 2026 Q3 o'
    >>> mend("our-fees", date(2026, 8, 1))
    "import a table 'our-fees' that answers for 2026-08-01"
    """
    known = CATALOGUE.get(code_set)
    if known is not None:
        return known.mend(day)
    return f"import a table '{code_set}'" + (f" that answers for {day}" if day else "")


def missing(code_set: str, window: Window) -> list[Window]:
    """A window without data, cut so that one import mends each part; see `KnownCodeSet.missing`."""
    known = CATALOGUE.get(code_set)
    return [window] if known is None else known.missing(window)
