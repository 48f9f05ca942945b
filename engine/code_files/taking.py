"""Files in, releases out: each file is recognised by what it holds, and those that belong together are taken so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from ..code_sets.release import Release
from ..errors import InputError, Problem
from .description import TableDescription, described
from .downloads import Download, downloads
from .formats import Format
from .registry import FORMATS

_PREFERRED: Final = (".txt", ".csv", ".xml", ".xlsx")
"""Of the same table in several forms that of which most is known: text is exact where a sheet makes numbers."""

_WHAT_IT_IS: Final = {
    "web page": (
        "this is a web page and no file: the publisher shows its licence in place of a download",
        "open the page in a browser, accept the licence, and save the file it offers",
    ),
    "PDF": ("this is a PDF, which has no table to read", "give the text, CSV or XLSX that is published beside it"),
    "old workbook": ("this is a workbook of the old make (.xls)", "save it as .xlsx or CSV"),
    "binary": ("this is neither text nor a workbook", "get the file once more"),
    "nothing": ("the file is empty", "get the file once more"),
}


def taken(
    paths: Sequence[Path], description: TableDescription | None = None, effective: date | None = None
) -> list[Release]:
    """The releases that files hold, each named as downloaded: archives, texts, CSV, XLSX, XML.

    Files of one release given together become one. With a `description` the files are a table of the
    site's own; without, each is recognised by what it holds. `effective` is the day from which a table holds
    whose file does not say so (a MUE file without its published name). Members of an archive that are
    nothing we read, its notices and guides, are named in a note, unless no member is.

    Raises InputError with a sentence for each file that cannot be read or is not recognised; then
    nothing was taken, so that no part of a release passes for the whole.
    """
    formats: Sequence[Format] = FORMATS if description is None else [described(description)]
    found, problems = downloads(list(paths))
    groups: dict[tuple[int, str], list[Download]] = {}
    passed: list[Download] = []
    for download in found:
        try:
            number = next((at for at, one in enumerate(formats) if one.recognised(download)), None)
            if number is None:
                passed.append(download)
                download.forget()
            else:
                groups.setdefault((number, formats[number].together(download)), []).append(download)
        except InputError as error:
            problems += error.problems
    used = {download.given for group in groups.values() for download in group}
    problems += [_unknown(one) for one in passed if one.archive is None]
    problems += _archives_unknown([one for one in passed if one.archive is not None and one.given not in used])
    releases: list[Release] = []
    for (number, _), group in sorted(groups.items()):
        chosen, left = _chosen(group)
        archived = {download.given for download in group if download.archive}
        notes = [f"{one.name} was passed over: it is no table that is read" for one in passed if one.given in archived]
        notes += [f"{one.name} was passed over: it has the same table as {first.name}" for one, first in left]
        try:
            found_here = formats[number].take(chosen, effective)
            releases += [replace(release, notes=(*release.notes, *notes)) for release in found_here]
        except InputError as error:
            problems += error.problems
        for download in group:
            download.forget()
    if problems:
        raise InputError(problems)
    return releases


def _chosen(group: Sequence[Download]) -> tuple[list[Download], list[tuple[Download, Download]]]:
    """One of each table that is there in several forms or twice, and the others with the one in their place."""
    chosen: dict[tuple[Path, str], Download] = {}
    left = []
    for download in sorted(group, key=lambda one: (_rank(one), one.file)):
        key = (download.path.parent, download.stem)
        if key in chosen:
            left.append((download, chosen[key]))
        else:
            chosen[key] = download
    by_content: dict[str, Download] = {}
    for key, download in list(chosen.items()):
        if download.archive is None and len(group) == 1:
            continue
        head = f"{len(download.head)} {hash(download.head)}"
        if head in by_content and download.content == by_content[head].content:
            left.append((chosen.pop(key), by_content[head]))
        by_content.setdefault(head, download)
    return sorted(chosen.values(), key=lambda one: one.name), left


def _rank(download: Download) -> int:
    suffix = download.path.suffix.casefold()
    return _PREFERRED.index(suffix) if suffix in _PREFERRED else len(_PREFERRED)


def _unknown(download: Download) -> Problem:
    if download.kind in _WHAT_IT_IS:
        sentence, hint = _WHAT_IT_IS[download.kind]
        return Problem(download.file, None, sentence, "unknown-format", hint)
    sentence = "this is none of the files that are read: neither its header nor its rows are those of one"
    hint = "docs/code-sets.md lists them; a table of your own is read by a description of its columns"
    return Problem(download.file, None, sentence, "unknown-format", hint)


def _archives_unknown(members: Sequence[Download]) -> list[Problem]:
    """A problem for each archive of which no member is recognised."""
    by_archive: dict[Path, list[Download]] = {}
    for member in members:
        by_archive.setdefault(member.given, []).append(member)
    problems = []
    for archive, group in by_archive.items():
        if len(group) == 1:
            problems.append(_unknown(group[0]))
            continue
        problems.append(Problem(str(archive), None, "none of its members is a file that is read", "unknown-format"))
    return problems
