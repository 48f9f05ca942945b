"""A column map to begin from: what the columns of a file are recognised as, ready to be saved and edited.

It quotes the names of columns and nothing that stands below them.
"""

from __future__ import annotations

import json
from typing import IO

from .header import trimmed
from .layout import found_columns
from .reading import Format, opened
from .recognition import Known, Recognised
from .targets import Target

_SURE: dict[Known, str] = {
    "own name": "our own name",
    "Tuva layout": "Tuva medical_claim",
    "CMS-1500": "an item of the CMS-1500",
    "UB-04": "a form locator of the UB-04",
    "common name": "a common name; look at it",
}
_SAMPLE_BYTES = 1_000_000


def proposal(stream: IO[bytes], file: str, kind: Format) -> str:
    """The YAML of a column map for a sheet; InputError where no row of it names columns."""
    sheet = opened(stream, file, kind, None, _SAMPLE_BYTES)
    if sheet.header_row == 0:
        next(iter(sheet.batches(None)), None)  # records name their columns themselves
    found = [one for _, one in found_columns(trimmed(sheet.headers), None)]
    known = [one for one in found if one.target]
    unknown = [one for one in found if not one.target and not one.aside]
    aside = [one for one in found if one.aside]
    twice = {str(one.target) for one in known if sum(one.target == other.target for other in known) > 1}
    lines = [
        f"# Proposed for {json.dumps(file.replace(chr(10), ' '), ensure_ascii=False)}: read it, correct it, save it.",
        "# Which claims these are, if no column says it: 837P professional, 837I institutional, 837D dental.",
        "# type: 837P",
        "# How dates of three numbers are written: MDY, DMY or YMD.",
        "# dates: MDY",
    ]
    if sheet.header_row > 1:
        lines.append(f"header_row: {sheet.header_row}")
    lines.append("columns:" if known else "columns: {}")
    lines += _aligned([(one, _entry(one), _remark(one, twice)) for one in known])
    if unknown:
        lines.append("  # Not known: name the field, or list the column under ignore.")
        lines += [f"  # {_quoted(one.header)}: " for one in unknown]
    if aside:
        lines.append("# Tell nothing of a claim as it is billed:")
        lines.append(f"ignore: [{', '.join(_quoted(one.header) for one in aside)}]")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _entry(one: Recognised) -> str:
    target: Target | None = one.target
    return f"{_quoted(one.header)}: {target}"


def _remark(one: Recognised, twice: set[str]) -> str:
    sure = _SURE.get(one.known, "") if one.known else ""
    return f"{sure}; ANOTHER COLUMN HAS IT TOO" if str(one.target) in twice else sure


def _aligned(entries: list[tuple[Recognised, str, str]]) -> list[str]:
    """Entries with their remarks below one another; of two equal names the second is a comment, for keys stand once."""
    width = min(max((len(entry) for _, entry, _ in entries), default=0), 70)
    seen: set[str] = set()
    lines = []
    for one, entry, remark in entries:
        mark = "# " if one.header in seen else ""
        seen.add(one.header)
        lines.append(f"  {mark}{entry.ljust(width)}  # {remark}")
    return lines


def _quoted(text: str) -> str:
    """A name as a YAML scalar; JSON's quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)
