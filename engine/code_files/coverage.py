"""Coverage articles and determinations of the Medicare Coverage Database: which diagnoses support what, and where.

The exports (`current_article.zip`, `current_lcd.zip`) have a CSV for each table. Read are `article.csv`
(id, version, status, days), `article_x_hcpc_code.csv` with its groups, `article_x_icd10_covered.csv` and
`article_x_icd10_noncovered.csv` with theirs; `lcd.csv` and `lcd_related_documents.csv`, which names the articles
of a determination; and, where they are there, the tables of contractors and states. Names of tables and of these
columns are confirmed by several public programs that read the exports; no export was at hand here, so a column
of another name refuses the file. Descriptions are CPT text and never kept.

Three code sets: `coverage-article` has a row for each article and procedure, with contractors and states;
`coverage-diagnosis` one for each article, diagnosis and whether covered, with its groups; `coverage-lcd` one for
each determination with its articles. A group of diagnoses is tied to procedures by its paragraph alone, which is
prose: it is not interpreted. Codes left the determinations for their articles, and are not read there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, header_row
from .downloads import Download
from .formats import Format
from .parts import Part, Wrong, part, released
from .values import day

_ARTICLE: Final = (Column("article_id", ("articleid",)), Column("version", ("articleversion",)))
_LCD: Final = (Column("lcd_id", ("lcdid",)), Column("version", ("lcdversion",)))
_TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "articles": (
        *_ARTICLE,
        Column("status", ("status",)),
        Column("begins", ("articleeffdate",)),
        Column("ends", ("articleenddate",)),
    ),
    "procedures": (*_ARTICLE, Column("code", ("hcpccodeid",)), Column("group", ("hcpccodegroup",))),
    "covered": (*_ARTICLE, Column("code", ("icd10codeid",)), Column("group", ("icd10coveredgroup",))),
    "noncovered": (*_ARTICLE, Column("code", ("icd10codeid",)), Column("group", ("icd10noncoveredgroup",))),
    "determinations": (
        *_LCD,
        Column("title", ("title",), needed=False),
        Column("status", ("status",)),
        Column("revised", ("reveffdate",)),
        Column("begins", ("origdeteffdate",)),
        Column("revision_ends", ("revenddate",), needed=False),
        Column("ends", ("entdetenddate",), needed=False),
    ),
    "related": (*_LCD, Column("article_id", ("rarticleid",))),
    "determination contractors": (
        *_LCD,
        Column("contractor_id", ("contractorid",)),
        Column("contractor_type", ("contractortypeid",)),
        Column("contractor_version", ("contractorversion",)),
    ),
    "article contractors": (
        *_ARTICLE,
        Column("contractor_id", ("contractorid",)),
        Column("contractor_type", ("contractortypeid",)),
        Column("contractor_version", ("contractorversion",)),
    ),
    "contractors": (
        Column("contractor_id", ("contractorid",)),
        Column("contractor_type", ("contractortypeid",)),
        Column("contractor_version", ("contractorversion",)),
        Column("number", ("contractornumber",)),
    ),
    "jurisdictions": (
        Column("contractor_id", ("contractorid",)),
        Column("contractor_type", ("contractortypeid",)),
        Column("contractor_version", ("contractorversion",)),
        Column("state_id", ("stateid",)),
        Column("ended", ("termdate",)),
    ),
    "states": (Column("state_id", ("stateid",)), Column("state", ("stateabbrev",))),
}
_OF_ARTICLES: Final = ("articles", "procedures", "covered", "noncovered", "article contractors")
_OF_DETERMINATIONS: Final = ("determinations", "related", "determination contractors")
_NEEDED: Final = ("articles", "procedures", "covered", "determinations", "related")
_STEMS: Final = {
    "article": "articles", "article_x_hcpc_code": "procedures", "article_x_icd10_covered": "covered",
    "lcd": "determinations", "lcd_related_documents": "related", "lcd_x_contractor": "determination contractors",
    "article_x_icd10_noncovered": "noncovered", "article_x_contractor": "article contractors",
    "contractor": "contractors", "contractor_jurisdiction": "jurisdictions", "state_lookup": "states",
}  # fmt: skip
_IN_FORCE: Final = ("A",)
_DAYS: Final = ("begins", "ends", "revised", "revision_ends")
_NOWHERE: Final = pl.lit([], pl.List(pl.String))
_YEAR: Final = timedelta(days=365)
_WHO: Final = ["contractor_id", "contractor_type", "contractor_version"]


def _recognised(download: Download) -> bool:
    """By its name among the tables of the export, and a column that only they have."""
    table = _STEMS.get(download.stem)
    return table is not None and header_row(download.first_rows[:1], _TABLES[table][:1]) is not None


def _table(download: Download) -> Part:
    """The wanted columns of one table, as text; the others (descriptions among them) are left without a note."""
    columns = _TABLES[_STEMS[download.stem]]
    missing = [Wrong(pl.col(columns[0].name).is_null(), f"the row has no {columns[0].name}", "bad-row")]
    missing += [
        Wrong(pl.col(one.name).is_not_null() & _day(one.name).is_null(), f"{one.name} is not a date", "bad-date")
        for one in columns
        if one.name in _DAYS
    ]
    return part(download, beneath(download, columns, 1, passed=("*",), prose=True), missing)


def _day(name: str) -> pl.Expr:
    """A day written 2026-01-31, with or without a time, or 01/31/2026."""
    text = pl.col(name).str.slice(0, 10)
    return pl.coalesce(day(text, "YYYY-MM-DD"), day(text, "MM/DD/YYYY"))


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    tables = {_STEMS[one.stem]: _table(one) for one in downloads}
    # Both exports have the tables of contractors; of which it is the others tell.
    has_determinations = any(name in tables for name in _OF_DETERMINATIONS)
    has_articles = not has_determinations or any(name in tables for name in _OF_ARTICLES)
    wanted = (*_OF_ARTICLES * has_articles, *_OF_DETERMINATIONS * has_determinations)
    if missing := [name for name in _NEEDED if name in wanted and name not in tables]:
        files = ", ".join(f"{stem}.csv" for stem, name in _STEMS.items() if name in missing)
        downloads[0].refuse(f"of the export's tables {files} is not there", "missing-file", "give the whole archive")
    releases = _take_articles(downloads, tables, effective) if has_articles else []
    return [*releases, _determinations(downloads, tables, effective)] if has_determinations else releases


def _reach(
    downloads: Sequence[Download], documents: pl.DataFrame, effective: date | None
) -> tuple[date, tuple[date, date], list[str]]:
    """The day of an export, the days for which it answers, and what to say of that."""
    begins = effective or documents[FROM].max()
    if not isinstance(begins, date):
        downloads[0].refuse("no document in force says from which day", "no-date", "say from which day it holds")
    begins = max(begins, date(1990, 1, 1))
    notes = [] if effective else [f"the export does not say of when it is; {begins} is the latest day in it"]
    return begins, (min([begins, *documents[FROM].drop_nulls().to_list()]), begins + _YEAR), notes


def _determinations(downloads: Sequence[Download], tables: dict[str, Part], effective: date | None) -> Release:
    """The determinations in force, each with its articles."""
    rows = _in_force(downloads, tables["determinations"]).select(
        *("lcd_id", "version"),
        pl.coalesce(_day("revised"), _day("begins")).alias(FROM),
        pl.coalesce(_day("revision_ends"), _day("ends")).alias(TO),
        "title",
    )
    begins, reaches, notes = _reach(downloads, rows, effective)
    named = tables["related"].rows.filter(pl.col("article_id").str.contains("^[1-9]"))  # 0 says that there is none
    articles = named.group_by("lcd_id", "version").agg(pl.col("article_id").unique().sort().alias("articles"))
    rows = rows.join(articles, on=["lcd_id", "version"], how="left").drop("version")
    rows = rows.join(_where(tables, "determination contractors", "lcd_id"), on="lcd_id", how="left")
    rows = rows.with_columns(pl.col(name).fill_null(_NOWHERE) for name in ("articles", "contractors", "states"))
    parts = _parts(rows, tables, _OF_DETERMINATIONS)
    return released("coverage-lcd", begins.isoformat(), reaches, ("lcd_id",), parts, notes)


def _take_articles(downloads: Sequence[Download], tables: dict[str, Part], effective: date | None) -> list[Release]:
    articles = _articles(downloads, tables["articles"])
    begins, reaches, notes = _reach(downloads, articles, effective)
    where = _where(tables, "article contractors", "article_id")
    procedures = _of(tables["procedures"], articles).join(where, on="article_id", how="left")
    procedures = procedures.with_columns(pl.col(name).fill_null(_NOWHERE) for name in ("contractors", "states"))
    covered = [_of(tables["covered"], articles).with_columns(pl.lit(value=True).alias("covered"))]
    if "noncovered" in tables:
        covered.append(_of(tables["noncovered"], articles).with_columns(pl.lit(value=False).alias("covered")))
    edition = begins.isoformat()
    return [
        released("coverage-article", edition, reaches, ("article_id", "code"),
                 _parts(procedures, tables, ("articles", "procedures", "article contractors")), notes),
        released("coverage-diagnosis", edition, reaches, ("article_id", "code"),
                 _parts(pl.concat(covered), tables, ("covered", "noncovered")), notes),
    ]  # fmt: skip


def _articles(downloads: Sequence[Download], taken: Part) -> pl.DataFrame:
    """The versions of articles in force, with their days."""
    in_force = _in_force(downloads, taken)
    return in_force.select("article_id", "version", _day("begins").alias(FROM), _day("ends").alias(TO))


def _in_force(downloads: Sequence[Download], taken: Part) -> pl.DataFrame:
    in_force = taken.rows.filter(pl.col("status").str.to_uppercase().is_in(_IN_FORCE))
    if in_force.is_empty():
        downloads[0].refuse("no document of the export is in force (status A)", "bad-table")
    return in_force


def _of(taken: Part, articles: pl.DataFrame) -> pl.DataFrame:
    """The codes of the articles in force, each once with all its groups."""
    codes = taken.rows.filter(pl.col("code").is_not_null()).with_columns(
        pl.col("code").str.replace_all(".", "", literal=True).str.to_uppercase()
    )
    return (
        codes.join(articles, on=["article_id", "version"])
        .group_by("article_id", "code", FROM, TO, maintain_order=True)
        .agg(pl.col("group").drop_nulls().unique(maintain_order=True).alias("groups"))
    )


def _where(tables: dict[str, Part], which: str, key: str) -> pl.DataFrame:
    """The numbers of the contractors of each document and the states they are for."""
    if which not in tables:
        return pl.DataFrame(schema={key: pl.String, "contractors": pl.List(pl.String), "states": pl.List(pl.String)})
    found = tables[which].rows.select(key, *_WHO).unique(maintain_order=True)
    nothing = pl.lit(None, pl.String)
    if "contractors" in tables:
        found = found.join(tables["contractors"].rows.select(*_WHO, "number"), on=_WHO, how="left")
    else:
        found = found.with_columns(nothing.alias("number"))
    if "jurisdictions" in tables and "states" in tables:
        current = tables["jurisdictions"].rows.filter(pl.col("ended").is_null())
        states = current.join(tables["states"].rows, on="state_id").select(*_WHO, "state")
        found = found.join(states, on=_WHO, how="left")
    else:
        found = found.with_columns(nothing.alias("state"))
    return found.group_by(key, maintain_order=True).agg(
        pl.col("number").drop_nulls().unique().sort().alias("contractors"),
        pl.col("state").drop_nulls().unique().sort().alias("states"),
    )


def _parts(rows: pl.DataFrame, tables: dict[str, Part], names: Sequence[str]) -> list[Part]:
    """The rows with the sources and counts of the tables they came from."""
    used = [tables[name] for name in names if name in tables]
    return [
        Part(one.source, rows if not at else rows.clear(), one.read, one.refused, one.refused_count)
        for at, one in enumerate(used)
    ]


COVERAGE: Final = Format(
    "coverage articles and determinations",
    ("coverage-article", "coverage-diagnosis", "coverage-lcd"),
    _recognised,
    lambda one: f"coverage {one.archive or one.path.parent}",
    _take,
)
