"""A release as it lies in the store: what is known of it at once, and its rows when they are asked for.

    ncci-ptp-practitioner/2026-07-01-v322r0-3f2a91c0/
        rows.parquet    sorted by its keys, so that a few codes are found without reading all
        release.json    what the release is, and the digests of its rows

`release.json` is small and holds its own digest, so that opening a store reads nothing else. Before
the first row of a release is read, its file is compared with the digest: damage is said, not read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import polars as pl

from ..errors import Problem, RulesError
from .content import KINDS, fingerprint
from .parted import InFile
from .release import Source
from .window import Window

FORMAT: Final = 1
"""Version of the folder's layout; a release of another is not read."""

ROWS, FACTS = "rows.parquet", "release.json"

_SEAL: Final = "seal"


class UnsoundError(Exception):
    """A folder that holds no release that could be read; the store makes a problem of it."""

    def __init__(self, sentence: str, kind: str, hint: str) -> None:
        self.sentence, self.kind, self.hint = sentence, kind, hint
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """The facts of one release of the store; see `Release` for what they mean.

    `content` is the hash of its rows, keys and reach, by which it is the same release or another one.
    `effective` are the first and the last day on which a row begins, `refused` counts rows of the files
    that were not taken, and `imported` says when, for of two with one edition the later one answers.
    """

    path: Path
    code_set: str
    edition: str
    reaches: Window
    keys: tuple[str, ...]
    columns: Mapping[str, str]  # each with the word for its type
    rows: int
    distinct_keys: int
    effective: tuple[date | None, date | None]
    sources: tuple[Source, ...]
    read: int
    refused: int
    notes: tuple[str, ...]
    imported: datetime
    program: str
    content: str
    bytes: int
    sha256: str  # of the Parquet file as it was written here

    @property
    def begins(self) -> date:
        """The day the edition takes effect, by which a later one is preferred."""
        return date.fromisoformat(self.edition[:10])

    @property
    def order(self) -> tuple[date, datetime, str]:
        """What decides between two releases that reach a day: the greater one answers."""
        return self.begins, self.imported, self.content

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of the rows with their types."""
        return {name: KINDS[word] for name, word in self.columns.items()}

    def scan(self) -> pl.LazyFrame:
        """The rows, to be collected; RulesError when the file is not the one that was written."""
        self.require_sound()
        return pl.scan_parquet(self.path / ROWS, glob=False)

    def rows_of(self, codes: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """The rows whose key columns are among these codes, for those keys that are named.

        Of a table of pairs a claim concerns both columns. A key that is not named is not asked.
        """
        if unknown := set(codes) - set(self.keys):
            raise ValueError(f"{self.code_set} has no key {min(unknown)!r}")
        asked = [pl.col(key).is_in(list(among)) for key, among in codes.items()]
        return self.scan().filter(*asked).collect()

    def require_sound(self) -> None:
        """RulesError when the file of rows is not the one that was written; it is compared once."""
        path = self.path / ROWS
        stat = path.stat()
        if not _is_as_written(path, stat.st_size, stat.st_mtime_ns, self.sha256):
            raise RulesError([self.damage])

    def verified(self) -> bool:
        """Whether the rows are still those of the content hash, computed anew from every value."""
        path = self.path / ROWS
        if not path.is_file() or _digest(path) != self.sha256:
            return False
        return fingerprint(InFile(path), self.keys, self.reaches) == self.content

    @property
    def damage(self) -> Problem:
        """The problem of a release whose rows are not those that were written."""
        names = ", ".join(dict.fromkeys(source.name for source in self.sources))
        sentence = f"{self.code_set} {self.edition} is not as it was written, and is not read"
        return Problem(_shown(self.path), None, sentence, "damaged-release", f"import it again: {names}")


def written(release: StoredRelease) -> bytes:
    """The release.json of a release."""
    facts = {"format": FORMAT, **asdict(release)}
    del facts["path"]
    return (json.dumps({**facts, _SEAL: _seal(facts)}, indent=2, default=_plain) + "\n").encode()


def read(folder: Path) -> StoredRelease:
    """The release of a folder; UnsoundError when there is none, or none that can be relied on."""
    damaged = UnsoundError(
        "the release is not as it was written, and is not read",
        "damaged-release",
        "move the folder away and import its files again",
    )
    try:
        # `format` and the seal say whether the rest is of this shape.
        facts = cast("dict[str, Any]", json.loads((folder / FACTS).read_bytes()))
        written_by = facts.pop("format")
        seal = facts.pop(_SEAL) if written_by == FORMAT else ""
        size = (folder / ROWS).stat().st_size if written_by == FORMAT else 0
    except (FileNotFoundError, NotADirectoryError):
        if (folder / FACTS).is_file():
            raise damaged from None
        sentence = "this folder holds no release of a code set, and is not read"
        raise UnsoundError(sentence, "foreign-folder", "move it out of the store") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise damaged from None
    if written_by != FORMAT:
        sentence = f"the release is of format {written_by}, which this program does not read; it reads {FORMAT}"
        raise UnsoundError(sentence, "other-format", "read it with the program that wrote it, or move it away")
    if seal != _seal({"format": FORMAT, **facts}):
        raise damaged
    release = _release(folder, facts)
    if size != release.bytes or not folder.name.endswith(release.content[:8]) or folder.parent.name != release.code_set:
        raise damaged
    return release


def _release(folder: Path, facts: dict[str, Any]) -> StoredRelease:
    def days(name: str) -> tuple[date | None, ...]:
        return tuple(None if text is None else date.fromisoformat(text) for text in facts[name])

    typed = {
        "keys": tuple(facts["keys"]),
        "notes": tuple(facts["notes"]),
        "sources": tuple(Source(**source) for source in facts["sources"]),
        "reaches": days("reaches"),
        "effective": days("effective"),
        "imported": datetime.fromisoformat(facts["imported"]),
    }
    return StoredRelease(path=folder, **{**facts, **typed})


def _plain(value: object) -> str:
    if isinstance(value, date):  # and a datetime, which is one
        return value.isoformat()
    raise TypeError(f"a fact of a release that JSON does not know: {value!r}")


def _seal(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=_plain).encode()).hexdigest()


def _shown(path: Path) -> str:
    """A folder of the store as problems name it: no path of a machine."""
    return "/".join(path.parts[-2:])


@cache
def _is_as_written(path: Path, size: int, changed: int, sha256: str) -> bool:  # noqa: ARG001  # a changed file is asked anew
    return _digest(path) == sha256


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
