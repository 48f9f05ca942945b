"""A child process that reads what it is asked to, and what is said between it and its parent.

Messages are pickled, for both ends are this program; tables travel beside them in shared memory.
"""

from __future__ import annotations

import os
import pickle
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import InputError, Problem
from ..readers import ColumnMap, read
from ..readers.x12.blocks import Blocks
from ..readers.x12.digest import Digest, digest
from ..readers.x12.faults import FaultLog
from ..readers.x12.standing import Standing
from ..tables import Tables
from .parcels import Label, pack, unpack

if TYPE_CHECKING:  # a check of an 837 starts without them
    from ..readers.tabular.log import SheetLog
    from ..readers.tabular.parts import SheetPart

_SURROUNDINGS: Final = {
    "POLARS_MAX_THREADS": "1",
    # both give back what they freed at once, not after seconds: a child that reads sheets holds 50 to 100 MB less
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:200,muzzy_decay_ms:0",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}

_HEAD: Final = struct.Struct(">Q")  # the length of a message


@dataclass(frozen=True, slots=True)
class File:
    """The question for a whole input, which is answered by its tables, one after the other, and an end."""

    path: str
    block_bytes: int
    wanted: frozenset[str] | None
    columns: ColumnMap | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The question for some bytes of an 837 as one block."""

    path: str
    since: Standing
    bytes: int
    wanted: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child says: a label where tables come with it, and what belongs to them."""

    label: Label | None = None
    found: Digest | None = None  # of a part, without its tables
    standing: Standing | None = None  # behind a part
    end: dict[str, Any] | None = None  # what is known of a whole input at its end
    log: SheetLog | None = None  # of a part of a sheet, behind its tables
    refused: tuple[Problem, ...] = ()  # why the input is not read


class Child:
    """A process that answers questions in their order; it starts at once and is asked later."""

    def __init__(self) -> None:
        package = __package__ or "engine.reading_apart"
        root = Path(__file__).parents[package.count(".") + 1]
        self.has_ended = False  # as far as is known: it is seen when something is said
        self._line, other = socket.socketpair()
        begin = f"from {package}.children import serve; serve({other.fileno()})"
        program = f"import sys; sys.path.insert(0, {str(root)!r}); {begin}"
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
                [sys.executable, "-P", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a traceback could quote a claim
                pass_fds=[other.fileno()],
                env={**os.environ, **_SURROUNDINGS},
            )
        finally:
            other.close()

    def ask(self, question: File | Part | SheetPart) -> bool:
        """Put a question; False where nobody is there to answer."""
        try:
            _send(self._line, question)
        except OSError:
            self.has_ended = True
            return False
        return True

    def answer(self) -> tuple[Answer, Tables | None] | None:
        """The next answer, with its tables; None where the child has ended without one."""
        try:
            answer, descriptor = _received(self._line)
        except (OSError, EOFError):
            self.has_ended = True
            return None
        return answer, None if answer.label is None else unpack(descriptor, answer.label)

    def status(self) -> int:
        """The exit status of a child that has ended."""
        return self._process.wait()

    def close(self) -> None:
        """End the child, whatever it is at."""
        self.has_ended = True
        self._process.kill()
        self._line.close()
        self._process.wait()


def serve(descriptor: int) -> None:
    """What the child does: answer each question that comes over a line."""
    with socket.socket(fileno=descriptor) as line, suppress(EOFError):
        while True:
            question, _ = _received(line)
            if isinstance(question, File):
                _whole(line, question)
            elif isinstance(question, Part):
                _part(line, question)
            else:
                _sheet_part(line, question)


def _whole(line: socket.socket, asked: File) -> None:
    try:
        reading = read(Path(asked.path), block_bytes=asked.block_bytes, wanted=asked.wanted, columns=asked.columns)
        for tables in reading.tables:
            _send_tables(line, tables, Answer())
            del tables
    except InputError as error:
        _send(line, Answer(refused=tuple(error.problems)))
        return
    told = {name: getattr(reading, name) for name in reading.__slots__ if name not in {"file", "tables"}}
    _send(line, Answer(end=told))


def _part(line: socket.socket, asked: Part) -> None:
    log = FaultLog(asked.path)
    with Path(asked.path).open("rb") as stream:
        blocks = Blocks(stream, log, asked.bytes, asked.since)
        block = blocks.whole(os.pread(stream.fileno(), asked.bytes, asked.since.offset))
    standing = blocks.standing() if block else None
    if block is None or standing is None:
        _send(line, Answer())
        return
    tables, found = digest(block, asked.path, asked.wanted).apart()
    del block, blocks
    _send_tables(line, tables, Answer(found=found, standing=standing))


def _sheet_part(line: socket.socket, asked: SheetPart) -> None:
    try:
        made, log = asked.tables()
        for tables in made:
            _send_tables(line, tables, Answer())
            del tables
    except InputError as error:
        _send(line, Answer(refused=tuple(error.problems)))
        return
    _send(line, Answer(log=log))


def _send_tables(line: socket.socket, tables: Tables, answer: Answer) -> None:
    memory, label = pack(tables)
    try:
        _send(line, Answer(label, answer.found, answer.standing), memory)
    finally:
        os.close(memory)


def _send(line: socket.socket, message: object, descriptor: int | None = None) -> None:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    head = _HEAD.pack(len(content))
    socket.send_fds(line, [head], [] if descriptor is None else [descriptor])
    line.sendall(content)


def _received(line: socket.socket) -> tuple[Any, int]:
    """A message, and the descriptor that came with it or -1; EOFError where the other end is gone."""
    head, descriptors, _, _ = socket.recv_fds(line, _HEAD.size, 1)
    while 0 < len(head) < _HEAD.size:
        head += line.recv(_HEAD.size - len(head)) or b"\0" * _HEAD.size
    if not head:
        raise EOFError
    (left,) = _HEAD.unpack(head[: _HEAD.size])
    parts = bytearray(left)
    view = memoryview(parts)
    while left:
        count = line.recv_into(view[len(parts) - left :], left)
        if not count:
            raise EOFError
        left -= count
    return pickle.loads(parts), descriptors[0] if descriptors else -1  # noqa: S301  # from our own process
