"""A site's records for the terminal and for programs: files and their counts, tables with their days and age."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .rule_pages import write_table

if TYPE_CHECKING:
    from engine.records import Records, Source


def write_sources(sources: Iterable[Source], stream: TextIO) -> None:
    """What was read of each file: records read, taken and left out."""
    rows = [
        (Path(one.file).name, one.table, "not read", "", "")
        if one.failed
        else (Path(one.file).name, one.table, f"{one.read:,}", f"{one.taken:,}", f"{one.refused:,}")
        for one in sources
    ]
    write_table(("file", "holds", "read", "taken", "left out"), rows, stream, headed=True)


def write_tables(records: Records, today: date, stream: TextIO) -> None:
    """Each table with its keys, rows, days, newest check and age."""
    rows = [
        (
            table["name"], ", ".join(table["keys"]), f"{table['rows']:,}",
            _span(table["from"], table["to"]), table["as_of"], _age(table["age_days"]),
        )
        for table in _tables(records, today)
    ]  # fmt: skip
    write_table(("table", "keys", "rows", "days", "known as of", "age"), rows, stream, headed=True)


def write_json(records: Records, today: date, stream: TextIO) -> None:
    """The same for programs."""
    sources = [
        {"file": Path(one.file).name, "holds": one.table, "read": one.read, "taken": one.taken, "refused": one.refused,
         "failed": one.failed}
        for one in records.sources
    ]  # fmt: skip
    document = {"files": sources, "tables": _tables(records, today)}
    stream.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _tables(records: Records, today: date) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "keys": list(records.shapes[name].keys), "rows": listing.rows.height,
            "from": _iso(listing.rows["from"].min()), "to": _iso(listing.rows["to"].max()),
            "edition": listing.edition, "as_of": records.as_of[name].isoformat(),
            "age_days": (today - records.as_of[name]).days,
        }
        for name, listing in sorted(records.listings.items())
    ]  # fmt: skip


def _iso(day: object) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _span(first: str | None, last: str | None) -> str:
    if first is None and last is None:
        return "open"
    return f"{first or '...'} to {last or '...'}"


def _age(days: int) -> str:
    if days < 0:
        return "in the future"
    return "1 day" if days == 1 else f"{days:,} days"
