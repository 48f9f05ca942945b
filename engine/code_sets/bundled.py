"""The code sets that come with the program: CSV files in `code_sets/`, and ICD-10-CM from a package."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from ..errors import Problem, RulesError
from .code_set import CodeSet, CodeSets, Listing, shape_of
from .inherited import read as read_inherited
from .seventh import lacks_seventh
from .shapes import SHAPES
from .store import Store

_ALWAYS: Final = (date.min, date.max)

_COLUMNS: Final = ("code", "from", "to")

_YEAR: Final = (date(2025, 10, 1), date(2026, 9, 30))
"""The fiscal year of the ICD-10-CM that comes with the program."""


def _refusal(file: str, line: int, sentence: str, kind: str) -> RulesError:
    return RulesError([Problem(file, f"line {line}", sentence, kind)])


def _day(text: str, file: str, line: int, column: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _refusal(file, line, f"column '{column}' is not a date; write YYYY-MM-DD", "bad-date") from None


def read_csv(path: Path, *, shown: str | None = None) -> CodeSet:
    """The code set of a bundled CSV: `code,from,to`, then a column per attribute with yes or no.

    RulesError with the first line that is anything else: a table that is half read would let codes pass.
    """
    name = shown or path.name
    raw = path.read_bytes()
    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines(), strict=True)
    columns = list(rows.fieldnames or ())
    if tuple(columns[:3]) != _COLUMNS or len(set(columns)) < len(columns):
        raise _refusal(name, 1, f"the first columns are {', '.join(_COLUMNS)}, and each stands once", "missing-column")
    found: list[dict[str, str | date | bool | None]] = []
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row["code"].strip():
            raise _refusal(name, number, f"a row has a code and {len(columns)} columns", "bad-row")
        start, end = (_day(row[column], name, number, column) for column in ("from", "to"))
        if start and end and end < start:
            raise _refusal(name, number, "the code ends before it begins", "bad-date")
        for attribute in columns[3:]:
            if row[attribute] not in ("yes", "no"):
                raise _refusal(name, number, f"column '{attribute}' is yes or no", "unknown-value")
        marked = {attribute: row[attribute] == "yes" for attribute in columns[3:]}
        found.append({"code": row["code"], "from": start, "to": end, **marked})
    if not found:
        raise _refusal(name, 1, "the table has no code", "empty-file")
    kinds = {"code": pl.String(), "from": pl.Date(), "to": pl.Date(), **dict.fromkeys(columns[3:], pl.Boolean())}
    edition = f"sha256 {hashlib.sha256(raw).hexdigest()[:12]}"
    listing = Listing(edition, date.min, _ALWAYS, pl.DataFrame(found, kinds))
    return CodeSet(path.stem, shape_of(["code"], kinds), (listing,))


def icd_10_cm() -> CodeSet:
    """ICD-10-CM of fiscal year 2026, with `billable` and `lacks_seventh`.

    The package's own import parses 10 MB of XML for two seconds; we need only its list of codes, of
    which one is billable when no longer code begins with it. A test holds both against the package.
    """
    spec = importlib.util.find_spec("simple_icd_10_cm")
    if spec is None or spec.origin is None:
        sentence = "the package simple-icd-10-cm is not installed, so diagnosis codes cannot be checked"
        raise RulesError([Problem("icd-10-cm", None, sentence, "missing-package", "install it again")])
    (listing,) = (Path(spec.origin).parent / "data").glob("code-list-*.txt")
    written = listing.read_text(encoding="utf-8").replace(".", "").split()
    # chapters are numbers and blocks are ranges; categories have three characters or more
    codes = sorted(code for code in set(written) if len(code) >= 3 and "-" not in code and not code.isdigit())
    billable = {code for code, following in zip(codes, [*codes[1:], ""], strict=True) if not following.startswith(code)}
    rows = pl.DataFrame(
        {"code": codes, "billable": [code in billable for code in codes]},
        {"code": pl.String, "billable": pl.Boolean},
    ).with_columns(lacks_seventh(), pl.lit(_YEAR[0]).alias("from"), pl.lit(_YEAR[1]).alias("to"))
    name = f"{_YEAR[0]} {listing.stem.removeprefix('code-list-')}"
    return CodeSet("icd-10-cm", SHAPES["icd-10-cm"], (Listing(name, _YEAR[0], _YEAR, rows),))


@cache
def bundled(folder: Path) -> CodeSets:
    """The code sets of a folder, and ICD-10-CM with its notes."""
    name = "icd-10-cm-notes"
    listed = [read_csv(path) for path in sorted(folder.glob("*.csv"))]
    notes = [read_inherited(path, SHAPES[name], _YEAR) for path in folder.glob("icd-10-cm/notes.csv")]
    return CodeSets([*listed, icd_10_cm(), CodeSet(name, SHAPES[name], tuple(notes))])


def load(folder: Path, store: Store | None = None) -> CodeSets:
    """All code sets a rule may ask: those of the program, those of a store, and the known ones without data.

    Where both have editions of one code set, that of the store answers for the days that both reach from
    one day on; a table of the site's own has the shape of its newest release.
    """
    made = {name: CodeSet(name, shape) for name, shape in SHAPES.items()}
    made |= {one.name: CodeSet(one.name, SHAPES.get(one.name, one.shape), one.editions) for one in bundled(folder)}
    for release in store.releases() if store else []:
        known = made.get(release.code_set)
        shape = SHAPES.get(release.code_set) or shape_of(release.keys, release.schema)
        editions = [*(known.editions if known else ()), release]
        editions.sort(key=lambda one: one.begins)  # what is in the store stands behind, for it is stable
        made[release.code_set] = CodeSet(release.code_set, shape, tuple(editions))
    return CodeSets(made.values())
