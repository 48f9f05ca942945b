"""NPPES, the registry of providers: the monthly file, weekly updates and the report of deactivations.

CSV of 330 columns, all quoted, with nine million rows: it is read in a stream, by batches, the columns
that are wanted by name alone, and what is taken of it is put by on disk. Given together the newest file
says what a provider is. An update given without a monthly file is a code set of its own, `nppes-update`,
for who is not in it is not unknown.

A deactivated provider's row holds nothing but NPI and day; what is known of it from an older file is
kept. Windows are the days a provider is active: two for who came back. Whether the day of deactivation is
one of them is not stated; here it is. Source: CMS, NPPES data dissemination (V.2), header by name.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import IO, Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types
from pyarrow import csv

from ..code_sets.content import canonical
from ..code_sets.parted import Parted
from ..code_sets.release import FROM, TO, Release, Source
from ..errors import Problem
from .columns import LINE, Column, beneath, header_row, loosely
from .downloads import Download
from .formats import Format
from .gathering import AGE, Gathered
from .parts import MOST_REFUSALS, Part, Wrong, checked, first_day, released
from .values import day

_KEYS: Final = ("npi",)
_MOST_TAXONOMIES: Final = 15
_NUMBERS: Final = range(1, _MOST_TAXONOMIES + 1)
BLOCK_BYTES: Final = 16 << 20

_IDENTITY: Final = (
    Column("npi", ("npi",)),
    Column("entity_type", ("entitytypecode",)),
    Column("replacement_npi", ("replacementnpi",)),
    Column("organization", ("providerorganizationname*",)),
    Column("last_name", ("providerlastname*",)),
    Column("first_name", ("providerfirstname",)),
    Column("enumerated", ("providerenumerationdate",)),
    Column("deactivated", ("npideactivationdate",)),
    Column("reactivated", ("npireactivationdate",)),
)
COLUMNS: Final = (
    *_IDENTITY,
    *(Column(f"taxonomy_{at}", (f"healthcareprovidertaxonomycode{at}",)) for at in _NUMBERS),
    *(Column(f"primary_{at}", (f"healthcareproviderprimarytaxonomyswitch{at}",)) for at in _NUMBERS),
)
_REPORT: Final = (Column("npi", ("npi",)), Column("deactivated", ("nppesdeactivationdate", "npideactivationdate")))

_SPAN: Final = re.compile(r"(20\d{6})-(20\d{6})")
_REPORTED: Final = re.compile(r"report[-_ ]+(20\d{6}|\d{6})(?!\d)")
_FIRST_MONTHLY: Final = "20050523"
_FORM: Final = "MM/DD/YYYY"
_YEAR: Final = timedelta(days=365)
_TAXONOMY: Final = "[0-9A-Z]{10}"
_NPI: Final = r"^\d{10}$"


def _is_registry(download: Download) -> bool:
    """By the header, whose first fields are these; the file that is a header alone has no second row."""
    rows = download.first_rows
    names = {loosely(cell) for cell in rows[0]} if rows else set()
    return len(rows) > 1 and {"npi", "entitytypecode", "npideactivationdate"} <= names


def _is_report(download: Download) -> bool:
    at = header_row(download.first_rows[:5], _REPORT)
    return at is not None and len(download.first_rows[at]) <= 4


def _through(download: Download) -> date | None:
    """The day up to which a file knows, by its name."""
    name = download.name.casefold()
    if found := _SPAN.search(name):
        return date.fromisoformat(found[2])
    if found := _REPORTED.search(name):
        text = found[1]
        month, day_of, year = text[:2], text[2:4], text[4:]
        return date.fromisoformat(text) if len(text) == 8 else date(2000 + int(year), int(month), int(day_of))
    return None


def _is_whole(download: Download) -> bool:
    """Whether a file has everybody: its span begins when the registry did."""
    found = _SPAN.search(download.name)
    return _is_registry(download) and found is not None and found[1] == _FIRST_MONTHLY


class _Counted(io.RawIOBase):
    """A stream that counts and hashes what is read of it, and raises UnicodeDecodeError where it is not UTF-8.

    Arrow would find that out itself, but not in a row that it has to skip.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.bytes = 0
        self.sha256 = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        part = self._stream.read(size)
        self.bytes += len(part)
        self.sha256.update(part)
        self._decoder.decode(part, final=not part)
        return part


def _batches(download: Download, stream: _Counted, skipped: list[int]) -> Iterator[pl.DataFrame]:
    """The columns that are wanted as text, named as here, batch by batch, with their lines."""
    names = next(iter(download.first_rows))
    found = {one.name: next((name for name in names if one.goes_by(loosely(name))), None) for one in COLUMNS}
    missing = [f"'{one.name}'" for one in _IDENTITY if found[one.name] is None]
    if missing:
        sentence = f"the header has no column for {', '.join(missing)}: the publisher has changed the layout"
        download.refuse(sentence, "missing-column", place="line 1")
    wanted = {name: ours for ours, name in found.items() if name is not None}

    def skip(row: csv.InvalidRow) -> str:
        skipped.append(row.number or 0)
        return "skip"

    reader = csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
        parse_options=csv.ParseOptions(invalid_row_handler=skip),
        convert_options=csv.ConvertOptions(
            include_columns=list(wanted), column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )
    line = 2
    for batch in reader:
        rows = pl.DataFrame(pl.from_arrow(batch)).rename(wanted)
        absent = [pl.lit("").alias(one.name) for one in COLUMNS if one.name not in rows.columns]
        yield rows.with_columns(absent).with_row_index(LINE, line)
        line += rows.height


def _blank(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)


_DAYS: Final = ("enumerated", "deactivated", "reactivated")
_WRONGS: Final = [
    Wrong(~pl.col("npi").str.contains(_NPI).fill_null(value=False), "the NPI has not 10 digits", "bad-npi"),
    *(
        Wrong(pl.col(name).is_not_null() & day(name, _FORM).is_null(), f"{name} is not a date {_FORM}", "bad-date")
        for name in _DAYS
    ),
]


def _provider(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each provider of a batch: who it is, its taxonomies, and three days."""
    # One text of codes and switches, `282N00000X Y 273R00000X N`: lists of fifteen columns took a third of the time.
    pairs = (pl.col(name) for at in _NUMBERS for name in (f"taxonomy_{at}", f"primary_{at}"))
    written = pl.concat_str(*pairs, separator=" ")
    return rows.select(
        "npi",
        "entity_type",
        pl.coalesce("organization", "last_name").alias("name"),
        "first_name",
        written.str.extract_all(_TAXONOMY).alias("taxonomies"),
        written.str.extract(f"({_TAXONOMY}) Y").alias("primary_taxonomy"),
        "replacement_npi",
        *(day(name, _FORM).alias(name) for name in _DAYS),
    )


def _registry(download: Download, age: int, gathered: Gathered) -> Part:
    """All providers of a monthly or weekly file, gathered batch by batch; the part has the counts alone."""
    texts = [one.name for one in _IDENTITY]
    batches = 0
    skipped: list[int] = []
    refused: list[Problem] = []
    read = refused_count = 0
    with download.stream() as stream:
        counted = _Counted(stream)
        try:
            for rows in _batches(download, counted, skipped):
                blank = rows.with_columns(_blank(name) for name in texts)
                wrong = blank.filter(pl.any_horizontal(one.found.fill_null(value=False) for one in _WRONGS))
                kept = blank
                if not wrong.is_empty():
                    part = checked(download, blank, _WRONGS, measured=False)
                    refused += part.refused
                    refused_count += part.refused_count
                    kept = blank.filter(~pl.col(LINE).is_in(wrong[LINE].implode()))
                read += rows.height
                batches += 1
                gathered.add(_provider(kept), age)
            while counted.read(1 << 20):  # what stands behind the table belongs to the file too
                pass
        except (pa.ArrowInvalid, UnicodeDecodeError):
            download.refuse("the table cannot be read to its end: it is damaged, or not in UTF-8", "bad-table")
    if not batches:
        download.refuse("no row of the table has as many fields as the header", "bad-table")
    source = Source(download.name, counted.bytes, counted.sha256.hexdigest())
    refused += [Problem(download.file, f"line {line}", "the row has not as many fields as the header", "bad-row")
                for line in skipped[:MOST_REFUSALS]]  # fmt: skip
    count = refused_count + len(skipped)
    return Part(source, pl.DataFrame(), read + len(skipped), tuple(refused[:MOST_REFUSALS]), count)


def _report(download: Download, age: int, gathered: Gathered) -> Part:
    """The providers of a report of deactivations, of whom nothing else is known; the part has the counts alone."""
    at = header_row(download.first_rows[:5], _REPORT) or 0
    found = beneath(download, _REPORT, at + 1)
    form = "YYYY-MM-DD" if found.rows["deactivated"].str.contains(r"^\d{4}-").any() else _FORM
    text = pl.col("deactivated").str.slice(0, 10)
    taken = checked(
        download,
        found.rows,
        [
            _WRONGS[0],
            Wrong(day(text, form).is_null(), "the day of deactivation is not a date", "bad-date"),
        ],
    )
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("entity_type", "name", "first_name")]
    none = pl.lit([], pl.List(pl.String)).alias("taxonomies")
    last = [pl.lit(None, pl.String).alias(name) for name in ("primary_taxonomy", "replacement_npi")]
    days = [pl.lit(None, pl.Date).alias("enumerated"), day(text, form).alias("deactivated"),
            pl.lit(None, pl.Date).alias("reactivated")]  # fmt: skip
    gathered.add(taken.rows.select("npi", *nothing, none, *last, *days), age)
    return replace(taken, rows=pl.DataFrame())


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    """What the newest file says of each provider, and of one who is but deactivated there who it was before."""
    latest = rows.group_by("npi", maintain_order=True)
    identity = ["entity_type", "name", "first_name", "taxonomies", "primary_taxonomy", "replacement_npi", "enumerated"]
    known = pl.col("entity_type").is_not_null()
    return latest.agg(
        *(pl.coalesce(pl.col(name).filter(known).last(), pl.col(name).last()).alias(name) for name in identity),
        pl.col("deactivated").last(),
        pl.col("reactivated").last(),
    )


def _windows(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each time that a provider was active."""
    back = pl.col("reactivated").is_not_null() & (pl.col("deactivated") <= pl.col("reactivated")).fill_null(value=True)
    gone = pl.col("deactivated").is_not_null()
    first = rows.with_columns(pl.col("enumerated").alias(FROM), pl.col("deactivated").alias(TO))
    again = rows.filter(gone & back).with_columns(pl.col("reactivated").alias(FROM), pl.lit(None, pl.Date).alias(TO))
    both = pl.concat([first, again]) if again.height else first
    return both.select(
        "npi", FROM, TO, "entity_type", "name", "first_name", "taxonomies", "primary_taxonomy", "deactivated",
        "reactivated", "replacement_npi",
    )  # fmt: skip


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    dated = [(_through(download) or effective, download) for download in downloads]
    undated = [download for through, download in dated if through is None]
    if undated:
        undated[0].refuse("the name does not say up to which day it knows", "no-date", "say from which day it holds")
    in_order = sorted(((through, download) for through, download in dated if through), key=lambda one: one[0])
    gathered = Gathered()
    parts = [(_registry if _is_registry(one) else _report)(one, age, gathered) for age, (_, one) in enumerate(in_order)]
    begins = in_order[-1][0]
    whole = any(_is_whole(download) for download in downloads)
    alone = len(in_order) == 1  # nobody is in one file twice
    parted = Parted() if gathered.is_on_disk else None
    rows, first = pl.DataFrame(), begins
    for found in gathered.ranges():
        rows = canonical(_windows(found.drop(AGE) if alone else _newest(found)), _KEYS)
        first = first_day([replace(parts[0], rows=rows)], first)
        if parted is not None:
            parted.add(rows)
            rows = rows.clear()
    taken = [replace(part, rows=rows if not at else rows.clear()) for at, part in enumerate(parts)]
    notes = [] if whole else ["an update without the monthly file: who is not in it may be registered all the same"]
    name = "nppes" if whole else "nppes-update"
    release = released(name, begins.isoformat(), (first, begins + _YEAR), _KEYS, taken, notes)
    return [replace(release, parted=parted)]


PROVIDERS: Final = Format(
    "NPPES, the registry of providers",
    ("nppes", "nppes-update"),
    lambda one: _is_registry(one) or _is_report(one),
    lambda _: "nppes",
    _take,
)
