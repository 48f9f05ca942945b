"""Earlier claims of a site: kept in its records as they were sent, and those of the batch so far.

    records/earlier-claims/3f2a91c04b7e19d2.parquet     the lines of one file, named by its digest

A file that was sent is kept as its lines alone (`keep`), sorted by patient, and a check reads of all
files the rows of the patients it has before it. What a batch has shown so far is put by on disk once
it is large, so that memory does not grow with the claims.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import polars as pl

from .earlier import BEFORE, NEEDED, PATIENT, SCHEMA, lines_of, patients
from .errors import InputError, Problem
from .readers import digest, read
from .records import EARLIER_CLAIMS
from .runs import Run
from .tables import Tables

_MOST_ROWS: Final = 300_000
"""Lines of the batch that are held in memory: some 60 MB."""

_IN_BATCH: Final = "earlier_line.in_batch"


class EarlierClaims:
    """What is known of earlier claims while a batch is checked."""

    def __init__(self, records: Path | None = None) -> None:
        self._kept = sorted((records / EARLIER_CLAIMS).glob("*.parquet")) if records else []
        self._batch: list[pl.DataFrame] = []
        self._rows = 0
        self._put_by: list[Path] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def digest(self) -> str:
        """What tells these earlier claims from others; empty without any."""
        names = "".join(path.name for path in self._kept)
        return hashlib.sha256(names.encode()).hexdigest()[:12] if names else ""

    def beside(self, tables: Tables, fields: Iterable[str]) -> pl.DataFrame:
        """Some fields of the earlier lines of a block's patients, those of its own claims among them.

        To be asked once a block, in their order: the next block then sees the claims of this one.
        """
        own, of_patients = lines_of(tables), pl.col(PATIENT).is_in(patients(tables).implode())
        asked = [PATIENT, *sorted(fields)]
        files = [*self._kept, *self._put_by]
        found = [scan.filter(of_patients).select(asked).collect() for scan in map(pl.scan_parquet, files)]
        found += [part.filter(of_patients).select(asked) for part in self._batch]
        earlier = [rows.select(pl.lit(-1, pl.Int32).alias(BEFORE), *asked) for rows in found]
        self._batch.append(own.select(*SCHEMA))
        self._rows += own.height
        if self._rows > _MOST_ROWS:
            self._put_batch_by()
        return pl.concat([*earlier, own.select(BEFORE, *asked)])

    def _put_batch_by(self) -> None:
        if not self._put_by:
            self._folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="claimscrub-")))
        path = self._folder / f"{len(self._put_by)}.parquet"
        pl.concat(self._batch).sort(PATIENT, maintain_order=True).write_parquet(path)
        self._put_by.append(path)
        self._batch, self._rows = [], 0


def keep(file: Path, records: Path, sent: Iterable[bool] | None = None) -> tuple[Path, int]:
    """Keep the claims of a file that was sent in a site's records; the path and the number of their lines.

    `sent` says of each claim in turn whether it was, None that all were. The same file again is found
    there and kept once. InputError where the file cannot be read to its end: then nothing is kept.
    """
    flags = None if sent is None else list(sent)
    which = None if flags is None else iter(flags)
    parts = [_sent(tables, which) for tables in _blocks(file)]
    lines = pl.concat([pl.DataFrame(schema=SCHEMA), *parts]).with_columns(pl.lit(value=False).alias(_IN_BATCH))
    lines = lines.sort(PATIENT, maintain_order=True)
    folder = records / EARLIER_CLAIMS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{_digest(file, flags)}.parquet"
    if not path.exists():
        descriptor, partial = tempfile.mkstemp(dir=folder, prefix=".", suffix=".partial")
        with open(descriptor, "wb") as stream:  # noqa: PTH123  # a descriptor has no path to open
            lines.write_parquet(stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(partial).rename(path)
    return path, lines.height


def keep_run(run: Run, records: Path) -> int:
    """Keep the claims of a run that were not held, of the files it checked; the number of their lines.

    InputError where a file is no longer what the run checked.
    """
    claims = run.claims.select("file", sent=pl.col("disposition") != "held").collect()
    for one in run.manifest["inputs"]:
        path = Path(one["file"])
        if not path.exists() or digest(path)[0] != one["sha256"]:
            sentence = f"this is not the file that {run.manifest['name']} checked"
            raise InputError([Problem(str(path), None, sentence, "other-file", "name the file itself, if it was sent")])
    lines = 0
    for one in run.manifest["inputs"]:
        sent = claims.filter(pl.col("file") == one["file"])["sent"]
        lines += keep(Path(one["file"]), records, sent)[1]
    return lines


def _blocks(file: Path) -> Iterator[Tables]:
    reading = read(file, wanted=NEEDED)
    yield from reading.tables
    if reading.cut_off:
        raise InputError(reading.cut_off)


def _sent(tables: Tables, which: Iterator[bool] | None) -> pl.DataFrame:
    lines = lines_of(tables)
    if which is not None:
        flags = [next(which, False) for _ in range(tables.claims.height)]
        chosen = tables.claims.filter(pl.Series(flags, dtype=pl.Boolean))["#claim"]
        lines = lines.filter(pl.col(BEFORE).is_in(chosen.implode()))
    return lines.select(*SCHEMA)


def _digest(file: Path, flags: list[bool] | None) -> str:
    """The same for the same bytes of which the same claims were sent."""
    return digest(file, bytes(flags) if flags is not None else b"all")[0][:16]
