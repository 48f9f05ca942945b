"""Reading a large file in a process of its own, so that it does not wait for Python's lock.

In one process a reader and a scrub in two threads take turns: together 1.4 times as fast as one after
the other, where two processes are twice as fast. A block of 12 MB crosses as Arrow in a tenth of a
second. The child sends one message a block, then what it knows at the end of the file, or the
problems that ended it; a child that dies is a file that could not be read.
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any, Final, Self

import polars as pl

from .errors import InputError, Problem, Span
from .fields import Grain
from .readers import BLOCK_BYTES, ColumnMap, Reading, inputs, read, size
from .tables import Fault, Tables, schema

_HEAD: Final = struct.Struct(">cQ")  # what a message or a part of it is, and its length in bytes
_TABLES, _END, _REFUSED = b"T", b"E", b"R"
_EMPTY: Final = Tables("", pl.DataFrame(schema=schema(Grain.CLAIM)))
_SCHEMAS: Final[dict[str, pl.Schema]] = {
    one.name: getattr(_EMPTY, one.name).schema for one in fields(Tables) if one.name not in {"file", "headers"}
}
_COUNTS: Final = ("claims", "rows", "segments", "bytes", "interchanges", "groups", "transactions")


APART_BYTES: Final = 3 * BLOCK_BYTES
"""From this size on a file is read apart: the child takes half a second to start."""


def is_large(path: Path) -> bool:
    """Whether an input is worth a process of its own; False also for what cannot be looked at."""
    return size(path) >= APART_BYTES


@contextmanager
def started_for(files: Iterable[Path]) -> Iterator[ReadingProcess | None]:
    """A reading process where one of the files, or a member of one, is large; else none."""
    if any(is_large(one.path) for path in files for one in inputs(path) if one.refusal is None):
        with ReadingProcess() as process:
            yield process
    else:
        yield None


class ReadingProcess:
    """A child that reads files one after the other; started at once, so that it starts while rules are read."""

    def __init__(self) -> None:
        package = __package__ or "engine"
        root = Path(__file__).parents[package.count(".") + 1]
        program = f"import sys; sys.path.insert(0, {str(root)!r}); from {package}.reading_apart import serve; serve()"
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote a claim
            pipesize=1 << 20,  # a block is 30 MB, and each filling of the pipe waits for Python's lock
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
        )

    def read(
        self,
        path: Path,
        *,
        block_bytes: int = BLOCK_BYTES,
        wanted: frozenset[str] | None = None,
        columns: ColumnMap | None = None,
    ) -> Reading:
        """The same as `readers.read`; what is refused, is refused when tables are taken."""
        reading = Reading(str(path), iter(()))
        asked = {
            "path": str(path),
            "block_bytes": block_bytes,
            "wanted": None if wanted is None else sorted(wanted),
            "columns": columns and columns.plain(),
        }
        reading.tables = self._received(reading, asked)
        return reading

    def _received(self, reading: Reading, asked: dict[str, Any]) -> Iterator[Tables]:
        questions, answers = self._child.stdin, self._child.stdout
        assert questions is not None and answers is not None  # noqa: S101, PT018  # both are PIPE
        try:
            questions.write(json.dumps(asked).encode() + b"\n")
            questions.flush()
        except OSError:
            raise self._stopped(reading.file) from None
        while True:
            match _message(answers):
                case (kind, parts) if kind == _TABLES:
                    found = _tables(reading.file, parts)
                    del parts
                    reading.claims += found.claims.height
                    yield found
                    del found
                case (kind, [told]) if kind == _END:
                    _complete(reading, json.loads(told))
                    return
                case (_, parts):
                    raise InputError(_problem(one) for one in json.loads(b"".join(parts)))
                case None:
                    raise self._stopped(reading.file)

    def _stopped(self, file: str) -> InputError:
        sentence = f"its reading stopped in the middle (exit status {self._child.wait()})"
        return InputError([Problem(file, None, sentence, "reading-stopped", "check it once more")])

    def close(self) -> None:
        """End the child, whatever it is at."""
        self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with suppress(OSError):  # a question that was not taken is lost with the child
                    stream.close()
        self._child.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _message(stream: IO[bytes]) -> tuple[bytes, list[bytes]] | None:
    """The parts of the next message; None where the child has ended without one."""
    if (head := _part_head(stream)) is None:
        return None
    (kind, left), parts = head, list[bytes]()
    while left:
        if (head := _part_head(stream)) is None or len(part := stream.read(head[1])) < head[1]:
            return None
        parts.append(part)
        left -= _HEAD.size + len(part)
    return kind, parts


def _part_head(stream: IO[bytes]) -> tuple[bytes, int] | None:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    return kind, length


def _tables(file: str, parts: list[bytes]) -> Tables:
    """The tables of a message; columns without a value were left out and are put back."""
    frames = {}
    for (name, columns), part in zip(_SCHEMAS.items(), parts[1:], strict=True):
        there = pl.read_ipc(part) if part else pl.DataFrame(schema=columns)
        nothing = [pl.lit(None, kind).alias(column) for column, kind in columns.items() if column not in there.columns]
        frames[name] = there.with_columns(nothing).select(list(columns))
    return Tables(file, **frames, headers=json.loads(parts[0]))


def _complete(reading: Reading, told: dict[str, Any]) -> None:
    for name in _COUNTS:
        setattr(reading, name, told[name])
    reading.warnings += [_problem(one) for one in told["warnings"]]
    reading.faults += [Fault(**{**one, "problem": _problem(one["problem"])}) for one in told["faults"]]


def _problem(told: dict[str, Any]) -> Problem:
    place = told["place"]
    return Problem(**{**told, "place": Span(**place) if isinstance(place, dict) else place})


def serve() -> None:
    """What the child does: read each file it is asked for, and send what it finds to standard output."""
    for line in sys.stdin:
        _answer(json.loads(line), sys.stdout.buffer)


def _answer(asked: dict[str, Any], answers: IO[bytes]) -> None:
    wanted = None if asked["wanted"] is None else frozenset(asked["wanted"])
    columns = asked["columns"] and ColumnMap.from_plain(asked["columns"])
    try:
        reading = read(Path(asked["path"]), block_bytes=asked["block_bytes"], wanted=wanted, columns=columns)
        for tables in reading.tables:
            headers = json.dumps(dict(tables.headers)).encode()
            _send(answers, _TABLES, headers, *(_packed(getattr(tables, name)) for name in _SCHEMAS))
            del tables
    except InputError as error:
        _send(answers, _REFUSED, json.dumps([asdict(problem) for problem in error.problems]).encode())
        return
    told = {name: getattr(reading, name) for name in _COUNTS}
    found = {"warnings": _plain(reading.warnings), "faults": _plain(reading.faults)}
    _send(answers, _END, json.dumps(told | found).encode())


def _plain(things: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(thing) for thing in things]


def _packed(frame: pl.DataFrame) -> memoryview:
    """The columns of a frame that have a value, as Arrow; nothing where it has no row."""
    stream = io.BytesIO()
    if frame.height:
        frame.select(column for column in frame if column.null_count() < frame.height).write_ipc(stream)
    return stream.getbuffer()


def _send(stream: IO[bytes], kind: bytes, *parts: bytes | memoryview) -> None:
    """One message of several parts, each with its length; they are large, and not put together first."""
    stream.write(_HEAD.pack(kind, sum(_HEAD.size + len(part) for part in parts)))
    for part in parts:
        stream.write(_HEAD.pack(b"P", len(part)))
        stream.write(part)
    stream.flush()
