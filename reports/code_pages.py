"""Code sets for the terminal and for programs: what an import took, what a site has, what is said of a code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from .rule_pages import write_table

if TYPE_CHECKING:
    from pathlib import Path

    from engine.code_gaps import CodeGap
    from engine.code_sets.code_set import CodeSet
    from engine.code_sets.difference import Difference, Example
    from engine.code_sets.lookup import Answer
    from engine.code_sets.overview import Overview
    from engine.code_sets.reach import Answering
    from engine.code_sets.store import Added
    from engine.code_sets.window import Window


class CodesForm(StrEnum):
    """Forms of what is told of code sets."""

    TABLE = "table"
    JSON = "json"


def write_added(added: Added, stream: TextIO) -> None:
    """What was taken of one release, and how it differs from the one before."""
    release = added.release
    name = f"{release.code_set} {release.edition}"
    stream.write(f"{name}: {'taken' if added.is_new else 'nothing changed, it is here already'}\n")
    told = [
        f"{release.read:,} rows read, {release.rows:,} kept, {release.refused:,} refused",
        f"{release.distinct_keys:,} distinct keys ({', '.join(release.keys)})",
        f"rows begin {_window(release.effective)}" if release.effective[0] else "rows have no dates of their own",
        f"answers {_window(release.reaches)}",
        *(f"from {source.name}, {source.bytes:,} bytes, sha256 {source.sha256}" for source in release.sources),
        *(f"note: {note}" for note in release.notes),
    ]
    if added.corrects is not None and added.is_new:
        told.append(
            f"it corrects the one imported {added.corrects.imported:%Y-%m-%d}, which is kept and no longer asked"
        )
    if added.preferred != release:
        told.append(f"another one of this edition, imported {added.preferred.imported:%Y-%m-%d}, answers in its place")
    if added.difference is not None:
        told += _difference(added.difference)
    elif added.is_new:
        told.append("there is no earlier edition here to compare it with")
    stream.writelines(f"    {line}\n" for line in told)


def _difference(difference: Difference) -> Iterator[str]:
    if difference.is_none:
        yield f"it says the same as {difference.before}"
        return
    parts = {
        "added": difference.added,
        "ended": difference.ended,
        "changed": difference.changed,
        "taken out": difference.taken_out,
    }
    yield f"against {difference.before}: " + ", ".join(f"{part.count:,} {word}" for word, part in parts.items())
    for word, part in parts.items():
        for example in part.examples:
            yield f"    {word:<9}  {_example(example)}"
        if part.count > len(part.examples):
            yield f"    {word:<9}  and {part.count - len(part.examples):,} more"


def _example(example: Example) -> str:
    return f"{', '.join(example.codes)} {_window(example.window)}"


def write_overview(found: Sequence[Overview], store: Path, form: CodesForm, stream: TextIO) -> None:
    """Every code set with its editions, what is superseded, and days that none reaches."""
    if form is CodesForm.JSON:
        _write_json({"store": str(store), "code_sets": [_listed(one) for one in found]}, stream)
        return
    rows: list[Sequence[str]] = []
    for one in found:
        for answer in one.releases:
            release = answer.release
            state = "superseded" if not answer.windows else f"answers {_windows(answer.windows)}"
            imported = f"{release.imported:%Y-%m-%d}"
            rows.append((one.name, release.edition, _window(release.reaches), f"{release.rows:,}", imported, state))
        for own in one.bundled.editions if one.bundled else ():
            codes = f"{own.rows_of({}).height:,}"
            rows.append((one.name, own.edition, _window(own.reaches), codes, "", "comes with the program"))
        rows += [(one.name, "no data", _window(gap.window), "", "", gap.mend) for gap in one.gaps]
    write_table(("code set", "edition", "reaches", "rows", "imported", "what"), rows, stream)


def _listed(one: Overview) -> dict[str, object]:
    return {
        "name": one.name,
        "bundled": _bundled(one.bundled) if one.bundled else None,
        "releases": [_released(answer) for answer in one.releases],
        "gaps": [{"days": _days(gap.window), "mend": gap.mend} for gap in one.gaps],
    }  # fmt: skip


def _released(answer: Answering) -> dict[str, object]:
    release = answer.release
    return {
        "edition": release.edition,
        "reaches": _days(release.reaches),
        "answers": [_days(window) for window in answer.windows],
        "rows": release.rows,
        "refused": release.refused,
        "imported": release.imported.isoformat(),
        "content": release.content,
        "folder": release.path.name,
        "sources": [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in release.sources],
    }


def _bundled(code_set: CodeSet) -> dict[str, object]:
    (own,) = code_set.editions
    return {"edition": own.edition, "reaches": _days(own.reaches), "codes": own.rows_of({}).height}


def write_answers(
    found: Sequence[Answer], codes: Sequence[str], day: date | None, form: CodesForm, stream: TextIO
) -> None:
    """What is said of codes, with the edition and the files, or that there is no data."""
    if form is CodesForm.JSON:
        document = {"codes": list(codes), "on": day and day.isoformat(), "answers": [_answered(one) for one in found]}
        _write_json(document, stream)
        return
    asked = " ".join(codes) + (f" on {day}" if day else "")
    for one in found:
        if one.rows is None:
            stream.write(f"{one.code_set}: no data{f' for {day}' if day else ''}; to mend it, {one.mend}\n")
            continue
        answers = f", answers {_windows(one.answers_for)}"
        sources = _sources(one.sources)
        said = f"{asked} is not in it" if one.rows.is_empty() else f"{one.rows.height:,} row(s)"
        stream.write(f"{one.code_set} {one.edition}{answers} ({sources}): {said}\n")
        if not one.rows.is_empty():
            rows = [[_cell(value) for value in row] for row in one.rows.iter_rows()]
            write_table(one.rows.columns, rows, stream, headed=True)


def _sources(names: Sequence[str]) -> str:
    """The files in a line: of those of one archive the archive, of many the first."""
    files = list(dict.fromkeys(name.partition("/")[0] for name in names))
    if not files:
        return "comes with the program"
    return files[0] + (f" and {len(files) - 1} more" if len(files) > 1 else "")


def _answered(one: Answer) -> dict[str, object]:
    if one.rows is None:
        return {"code_set": one.code_set, "data": False, "mend": one.mend}
    return {
        "code_set": one.code_set,
        "data": True,
        "edition": one.edition,
        "answers": [_days(window) for window in one.answers_for],
        "sources": list(one.sources),
        "rows": one.rows.to_dicts(),
    }


def write_gaps(found: Sequence[CodeGap], window: Window, stream: TextIO) -> None:
    """Days without data, the rules that cannot be evaluated on them, and what to import."""
    if not found:
        stream.write(f"Every rule has the code sets it asks, {_window(window)}.\n")
        return
    rows = [(gap.code_set, _window(gap.window), f"{len(gap.rules)}: {', '.join(gap.rules)}", gap.mend) for gap in found]
    write_table(("code set", "no data", "rules that are not evaluated", "to mend it"), rows, stream)


def _window(window: tuple[date | None, date | None]) -> str:
    first, last = (None if day in (date.min, date.max) else day for day in window)
    if first is None or last is None:
        return f"from {first}" if first else f"to {last}" if last else "on all days"
    return f"from {first} to {last}"


def _windows(windows: Iterable[Window]) -> str:
    return ", ".join(_window(window) for window in windows)


def _days(window: Window) -> list[str]:
    return [day.isoformat() for day in window]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _write_json(document: Mapping[str, object], stream: TextIO) -> None:
    stream.write(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n")
