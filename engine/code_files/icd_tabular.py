"""The tabular list of ICD-10-CM (XML): which codes exclude one another, seventh characters, what is coded first.

A note at a chapter, a section or a category holds for everything beneath it, and so does a definition of
seventh characters, under which a code is filled with X to six. What a note refers to is kept as stems
(see `icd_references`), each beside the note's own words, so that a finding can quote them. An edition
holds for its fiscal year, that of April for the rest of one. Whether a code is valid is not asked here:
a few seventh characters are defined above codes that may not have them. Source: CDC/NCHS, icd10cm tabular XML of
2026; the titles and notes are US Government work.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .downloads import Download
from .editions import fiscal_year_end
from .formats import Format
from .icd import begins_in_fiscal_year
from .icd_references import References
from .parts import Part, released

_ROOT: Final = b"<ICD10CM.tabular"
_LEVELS: Final = ("chapter", "section", "diag")
_ELSEWHERE: Final = "classified elsewhere"
_MOST_NAMED: Final = 100
_SCHEMA: Final[dict[str, pl.DataType]] = {
    "code": pl.String(), FROM: pl.Date(), TO: pl.Date(), "excludes1": pl.List(pl.String),
    "excludes1_notes": pl.List(pl.String), "code_first": pl.List(pl.String), "seventh_characters": pl.List(pl.String),
    "manifestation": pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """What holds at a code, its own and from above."""

    code: str
    excludes1: tuple[str, ...]  # notes
    code_first: tuple[str, ...]
    seventh: tuple[str, ...]
    elsewhere: bool
    is_leaf: bool


@dataclass(slots=True)
class _Read:
    """What was not understood of the notes, each once."""

    unread: dict[str, None] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    own: int = 0


def _notes(element: ET.Element, name: str) -> tuple[str, ...]:
    """The notes of one kind that stand at an element itself, headings put before what stands under them."""
    found, heading = [], ""
    for group in element.findall(name):
        for note in group.findall("note"):
            text = " ".join((note.text or "").split())
            if text.endswith(":"):
                heading = text
            elif text:
                found.append(f"{heading} {text}" if heading else text)
        heading = ""
    return tuple(found)


def _entries(element: ET.Element, above: _Entry) -> Iterator[_Entry]:
    """All codes beneath an element, each with what holds there."""
    for child in element:
        if child.tag not in _LEVELS:
            continue
        defined = tuple(
            one.get("char", "") for group in child.findall("sevenChrDef") for one in group.iter("extension")
        )
        title = (child.findtext("desc") or "").casefold()
        here = _Entry(
            (child.findtext("name") or "").replace(".", "") if child.tag == "diag" else "",
            above.excludes1 + _notes(child, "excludes1"),
            above.code_first + _notes(child, "codeFirst"),
            tuple(dict.fromkeys(defined)) or above.seventh,
            above.elsewhere or (_ELSEWHERE in title and child.tag == "diag"),
            child.find("diag") is None,
        )
        if here.code:
            yield here
        yield from _entries(child, here)


def _codes(entry: _Entry) -> list[str]:
    """The code itself, and with each of its seventh characters."""
    if not entry.is_leaf:
        return [entry.code]
    return [entry.code, *(entry.code.ljust(6, "X") + char for char in entry.seventh)]


def _row(entry: _Entry, code: str, references: References, read: _Read) -> tuple[object, ...]:
    stems: dict[str, str] = {}
    for note in entry.excludes1:
        found, unread = references.read(note)
        read.unread.update(dict.fromkeys(f"'{fragment}' in '{note}'" for fragment in unread))
        if not found and not unread:
            read.without.add(note)
        for stem in found:
            if code.startswith(stem):  # a code does not exclude itself
                read.own += 1
            else:
                stems.setdefault(stem, note)
    first = [stem for note in entry.code_first for stem in references.read(note)[0]]
    manifestation = bool(entry.code_first) and entry.elsewhere
    return (code, None, None, list(stems), list(stems.values()), list(dict.fromkeys(first)), list(entry.seventh),
            manifestation)  # fmt: skip


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    if b"<!ENTITY" in download.content:
        download.refuse("the XML defines entities of its own, which the publisher's does not", "bad-xml")
    try:
        root = ET.fromstring(download.content)  # noqa: S314  # entities are refused above
    except ET.ParseError as error:
        line, column = error.position
        download.refuse("the XML is damaged or breaks off", "bad-xml", place=f"line {line}, column {column}")
    begins = begins_in_fiscal_year(download.path.name) or _version(root) or effective
    if begins is None:
        download.refuse("neither the file nor its name says of which fiscal year it is", "no-date")
    entries = list(_entries(root, _Entry("", (), (), (), elsewhere=False, is_leaf=False)))
    references = _Remembered(code for entry in entries for code in _codes(entry))
    read = _Read()
    rows = [_row(entry, code, references, read) for entry in entries for code in _codes(entry)]
    table = pl.DataFrame(rows, schema=_SCHEMA, orient="row").unique("code", keep="first", maintain_order=True)
    if table.is_empty():
        download.refuse("the list has no code", "bad-xml")
    notes = [f"{len(read.unread)} references of Excludes1 notes are not understood and do not count"]
    notes += [f"not understood: {text}" for text in list(read.unread)[:_MOST_NAMED]]
    if read.without:
        notes.append(f"{len(read.without)} Excludes1 notes name no code and do not count")
    if read.own:
        notes.append(f"{read.own} times a note refers to the code it stands at, which does not count")
    taken = Part(download.source, table, len(entries))
    reaches = (begins, fiscal_year_end(begins))
    return [released("icd-10-cm-notes", begins.isoformat(), reaches, ("code",), [taken], notes)]


class _Remembered(References):
    """References that reads each note once: one at a chapter holds for thousands of codes."""

    def __init__(self, codes: Iterator[str]) -> None:
        super().__init__(codes)
        self._read: dict[str, tuple[list[str], list[str]]] = {}

    def read(self, note: str) -> tuple[list[str], list[str]]:
        """As `References.read`."""
        if note not in self._read:
            self._read[note] = super().read(note)
        return self._read[note]


def _version(root: ET.Element) -> date | None:
    text = (root.findtext("version") or "").strip()
    return date(int(text) - 1, 10, 1) if text.isdigit() and len(text) == 4 else None


ICD_TABULAR: Final = Format(
    "ICD-10-CM tabular list",
    ("icd-10-cm-notes",),
    lambda one: one.kind == "xml" and _ROOT in one.head,
    lambda one: one.file,
    _take,
)
