"""Breaks sound files in the ways files break, and says what came of reading one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from engine.errors import InputError
from engine.readers import BLOCK_BYTES, Reading, read
from engine.readers.seen import count
from tests.x12_text import Segments, dental, institutional, interchange, simple

WHOLE = BLOCK_BYTES
SMALL = 300
"""Bytes of a block in which no claim of these files fits."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: the claims handed over, what was said of them, and why it was refused."""

    claims: int
    seen: int
    refused: str
    faults: tuple[tuple[str, str], ...]  # kind and scope
    warnings: tuple[str, ...]
    findings: tuple[str, ...]  # of structure, and values that could not be read
    size: int
    bytes: int

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all was said."""
        return not (self.refused or self.faults or self.warnings or self.findings)


def outcome_of(text: str | bytes, block_bytes: int = WHOLE) -> Outcome:
    """Read a text as a file; nothing but InputError may come of it."""
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.837"
        path.write_bytes(content)
        return outcome(path, content, block_bytes)


def outcome(path: Path, content: bytes, block_bytes: int = WHOLE) -> Outcome:
    """The same for a file that is there."""
    reading, refused, claims, findings = Reading(str(path), iter(())), "", 0, list[str]()
    try:
        reading = read(path, block_bytes=block_bytes)
        for tables in reading.tables:
            claims += len(tables.claims)
            findings += tables.structure["rule"].to_list() + tables.unreadable["field"].to_list()
    except InputError as error:
        refused = error.problems[0].kind
    faults = tuple(sorted((fault.problem.kind, fault.scope) for fault in reading.faults))
    warnings = tuple(problem.kind for problem in reading.warnings)
    seen = count(BytesIO(content))
    return Outcome(claims, seen, refused, faults, warnings, tuple(sorted(findings)), len(content), reading.bytes)


def assert_nothing_is_lost(found: Outcome) -> None:
    """Claims seen in the bytes are handed over, or their file was refused or breaks off; then the rest is counted."""
    cut_off = {"breaks-off", "missing-trailer"} & {kind for kind, _ in found.faults}
    assert found.claims <= found.seen if found.refused or cut_off else found.claims == found.seen
    assert found.refused or found.bytes == found.size


@cache
def sound(claim_type: str = "837P", claims: int = 3) -> Segments:
    """The segments of a sound file."""
    if claim_type == "837I":
        return interchange(institutional(claims))
    return interchange(dental(claims) if claim_type == "837D" else simple(claims))


def places(segments: Segments, *names: str) -> Iterator[int]:
    """Where segments of some names stand."""
    return (n for n, segment in enumerate(segments) if segment.split("*")[0] in names)
