"""Fuzzes the reader of 837 files: whatever bytes come in, no claim is lost and nothing but a refusal is raised.

Run by `make fuzz`, and no test by itself: what it found became tests (test_broken_replayed.py). atheris changes
sound files and keeps what reaches new code; each is read whole and in small blocks.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # installed by make fuzz

with atheris.instrument_imports(include=["engine.readers.x12"]):
    from engine.readers import x12

from engine.errors import InputError
from engine.readers.reading import BLOCK_BYTES, Reading
from engine.readers.seen import count
from engine.readers.x12.delimiters import WHITE_SPACE, begins_isa, delimiters_of
from tests.broken import SMALL, sound
from tests.test_broken_catalogue import CLASSES
from tests.x12_text import text_of

_CUT_OFF = {"breaks-off", "missing-trailer"}
_LARGEST = 4_000


def _read(content: bytes, block_bytes: int) -> tuple[int, str, Reading]:
    reading = x12.read(BytesIO(content), "night.837", block_bytes=block_bytes, wanted=None)
    claims = 0
    try:
        for tables in reading.tables:
            claims += tables.claims.height
    except InputError as error:
        return claims, error.problems[0].head, reading
    return claims, "", reading


def one(content: bytes) -> None:
    """Read one input in both ways; an AssertionError is what is looked for."""
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip(WHITE_SPACE)
    try:
        if not begins_isa(text, 0):
            return
        delimiters_of(text, 0, "night.837", 1)
    except InputError:
        return
    claims, refused, reading = _read(content, BLOCK_BYTES)
    claims_again, refused_again, again = _read(content, SMALL)
    assert (claims, refused, reading.faults, reading.warnings) == (
        claims_again, refused_again, again.faults, again.warnings,
    )  # fmt: skip
    seen = count(BytesIO(content))
    if refused or _CUT_OFF & {fault.problem.kind for fault in reading.faults}:
        assert claims <= seen
    else:
        assert (claims, reading.bytes) == (seen, len(content))


def seeds(folder: Path) -> None:
    """Write what to begin with: sound files of all types, and some of each class of broken ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("837P", "837I", "837D"):
        (folder / name).write_text(text_of(sound(name, 2), ends=""))
    for made in CLASSES:
        for number, (_, content) in enumerate(made()):
            if number % 9 == 0 and len(content) <= _LARGEST:
                (folder / f"{made.__name__}-{number}").write_bytes(content)


if __name__ == "__main__":
    corpus = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    if corpus:
        seeds(Path(corpus))
    atheris.Setup([*sys.argv, f"-max_len={_LARGEST}"], one)
    atheris.Fuzz()
