"""The Definitions of Medicare Code Edits as text: which codes stand under which heading.

Chapters are numbered lines (`6. Manifestation code as principal diagnosis`), their lists lettered ones
(`B. Pediatric diagnoses (age 0 through 17)`); a code is a line `CODE<tab>description`. The table of contents
repeats the headings with a tab and a page. Lists become the flags of the grouper's data; chapters whose
lists depend on other codes (non-covered procedures and the like) are named in a note and not taken. Only
codes with a flag are in a text, and none of an earlier time. Source: CMS, v41.1, as two public programs
read it; no text of CMS was at hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .downloads import Download, decoded
from .formats import Format
from .parts import Part, released

_CHAPTER: Final = re.compile(r"(\d{1,2})\. (\S[^\t]*)")
_LIST: Final = re.compile(r"[A-Z]\. (\S[^\t]*)")
_CODE: Final = re.compile(r"([A-Z0-9]{3,7})\t\S")
_AGES: Final = re.compile(r"age (\d{1,3})(?: (?:through|to|-) (\d{1,3}))?")
_VERSION: Final = re.compile(r"v[_ .]?(\d\d)(?:[_.](\d))?(?!\d)")
_TITLE: Final = "definitions of medicare code edits"
_UNLESS: Final = 'considered "acceptable" when a secondary diagnosis'

_FLAGS: Final = {
    "external cause": "ecodepdx", "manifestation code": "manifestation", "questionable admission": "qadm",
    "unacceptable principal": "unacceptable", "wrong procedure": "wrngproc", "unspecified code": "unspecified",
}  # fmt: skip
_LISTS: Final = {
    "perinatal/newborn": "newborn", "pediatric": "pediatric", "maternity": "maternity", "adult": "adult",
    "diagnoses for females": "female", "diagnoses for males": "male", "procedures for females": "female",
    "procedures for males": "male",
}  # fmt: skip
_GROUPS: Final = {"newborn": "Newborn", "pediatric": "Pediatric", "maternity": "Maternity", "adult": "Adult"}


def _flag(title: str, known: dict[str, str]) -> str:
    return next((flag for beginning, flag in known.items() if title.casefold().startswith(beginning)), "")


def _version(download: Download) -> tuple[int, int] | None:
    found = _VERSION.search(download.name.casefold())
    return (int(found[1]), int(found[2] or 0)) if found else None


def _recognised(download: Download) -> bool:
    head = download.text_head
    titled = _TITLE in head[:4000].casefold() or _TITLE in download.stem.replace("_", " ")
    return titled and any(_CHAPTER.fullmatch(line.rstrip()) for line in head.splitlines())


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    version = _version(download)
    if version is None and effective is None:
        download.refuse("the name does not say which version it is", "no-date", "name it as CMS does, ..._v_41_1.txt")
    number, minor = version or (0, 0)
    # version 41 is of fiscal year 2024, which began in October 2023; 41.1 followed in April
    begins = effective or (date(1983 + number, 4, 1) if minor else date(1982 + number, 10, 1))
    last = date(begins.year + 1, 3, 31) if begins.month == 10 else date(begins.year, 9, 30)
    flags, ages, left, read = _lists(decoded(download.content))
    if not flags:
        download.refuse("none of its lists is known", "bad-table", "the publisher has changed the headings")
    codes: dict[str, dict[str, list[str]]] = {"mce-icd-10-cm": {}, "mce-icd-10-pcs": {}}
    for code, marks in flags.items():
        is_procedure = "procedure" in marks or code[0].isdigit()
        codes["mce-icd-10-pcs" if is_procedure else "mce-icd-10-cm"][code] = [
            mark for mark in marks if mark != "procedure"
        ]
    edition = f"{begins} v{number}.{minor}" if version else begins.isoformat()
    notes = ["a text has only codes with a flag, and as they are in its half year"]
    notes += [f"{count} codes under '{title}' were left out: their meaning depends on other codes" for title, count in
              left.items()]  # fmt: skip
    releases = []
    for code_set, found in codes.items():
        if found:
            rows = pl.DataFrame(
                {"code": list(found), FROM: None, TO: None, "flags": list(found.values())},
                schema={"code": pl.String, FROM: pl.Date, TO: pl.Date, "flags": pl.List(pl.String)},
            )
            part = Part(download.source, rows, read)
            releases.append(released(code_set, edition, (begins, last), ("code",), [part], notes))
    if ages:
        rows = pl.DataFrame(
            [(group, None, None, first, end) for group, (first, end) in ages.items()],
            schema={"group": pl.String, FROM: pl.Date, TO: pl.Date, "start_age": pl.Int64, "end_age": pl.Int64},
            orient="row",
        )
        part = Part(download.source, rows, len(ages))
        releases.append(released("mce-age-group", edition, (begins, last), ("group",), [part]))
    return releases


def _lists(text: str) -> tuple[dict[str, list[str]], dict[str, tuple[int, int]], Counter[str], int]:
    """Codes with their flags, age groups, what was left out by heading, and the lines of codes that were read."""
    flags: dict[str, list[str]] = {}
    ages: dict[str, tuple[int, int]] = {}
    left: Counter[str] = Counter()
    read = 0
    title, of_chapter, flag, is_procedure, carved = "", "", "", False, False
    for raw in text.splitlines():
        line = raw.rstrip()
        if chapter := _CHAPTER.fullmatch(line):
            title, of_chapter, is_procedure, carved = chapter[2], _flag(chapter[2], _FLAGS), False, False
            flag = of_chapter
        elif listed := _LIST.fullmatch(line):
            flag = _flag(listed[1], _LISTS) or of_chapter
            is_procedure = listed[1].casefold().startswith("procedure")
            if flag in _GROUPS and (limits := _AGES.search(listed[1].casefold())):
                ages[_GROUPS[flag]] = (int(limits[1]), int(limits[2] or limits[1]))
        elif code := _CODE.match(line):
            read += 1
            if flag:
                marks = [("reqsdx" if carved else flag), *(["procedure"] if is_procedure else [])]
                known = flags.setdefault(code[1], [])
                known += [mark for mark in marks if mark not in known]
            else:
                left[title or "no heading"] += 1
        elif of_chapter == "unacceptable":
            carved = _UNLESS in line or (carved and not line.startswith("The following pages"))
    return flags, ages, left, read


EDITOR_DEFINITIONS: Final = Format(
    "Definitions of Medicare Code Edits",
    ("mce-icd-10-cm", "mce-icd-10-pcs", "mce-age-group"),
    _recognised,
    lambda download: download.file,
    _take,
)
