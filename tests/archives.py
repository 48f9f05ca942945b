"""Makes zip archives, sound and spoiled, and reads what can be read of an input."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from engine.errors import InputError, Problem
from engine.readers import read


def zipped(members: dict[str, str | bytes], name: str = "batch.zip", packing: int = ZIP_DEFLATED) -> Path:
    with ZipFile(name, "w", packing) as archive:
        for member, held in members.items():
            archive.writestr(member, held)
    return Path(name)


def read_all(path: Path) -> tuple[int, list[Problem]]:
    """How many claims could be read of an input, and why not all."""
    claims = 0
    try:
        for tables in read(path, block_bytes=100_000).tables:
            claims += tables.claims.height
    except InputError as error:
        return claims, error.problems
    return claims, []
