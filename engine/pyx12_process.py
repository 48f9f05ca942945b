"""The process in which pyx12 reads: one transaction at a time, within bounds of time and memory.

pyx12 4.0.0 ends with an exception on many odd files, stops reading without a word on others (at an
empty segment, after 8 KB without a terminator), and quotes values in what it says. So it is given
small sound files, made of one transaction each, in a child whose words are never shown: it answers
which segments and elements it objects to and how far it read, and an answer that does not reach
the last segment is none.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

SECONDS: Final = 20.0
SECONDS_PER_MB: Final = 40.0
"""A transaction of 1 MB, some 1,300 claims, takes 4 seconds on the slow machine where this was measured."""

TOO_MANY: Final = "too many"
"""The limit of an objection to elements or components beyond the last that the guide has."""

_LENGTH: Final = struct.Struct(">Q")


class Pyx12Fault(Exception):
    """pyx12 did not read to the end, in words; caught where the claims concerned are then held."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing pyx12 objects to. `place` counts the segments handed over from 1; nothing quotes a value but `value`.

    `code` is the code of a 999: of IK304 for a segment, of IK403 for an element, or pyx12's own.
    `limit` is the length allowed where that is the objection, the relation where elements do not go
    together (`P0304`), or TOO_MANY.
    """

    place: int
    of_element: bool
    code: str
    loop: str
    segment: str
    element: str
    name: str
    value: str | None
    limit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What pyx12 says of a transaction; `has_map` is false where it does not know the guide."""

    has_map: bool
    objections: list[Objection]


class Pyx12Process:
    """A child that reads transactions one after the other, from its start to its first fault."""

    def __init__(self, *, seconds: float = SECONDS, seconds_per_mb: float = SECONDS_PER_MB) -> None:
        package = __package__ or "engine"
        root = Path(__file__).parents[package.count(".") + 1]
        program = f"import sys; sys.path.insert(0, {str(root)!r}); from {package}.pyx12_child import serve; serve()"
        self._seconds, self._seconds_per_mb = seconds, seconds_per_mb
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # pyx12 quotes values of claims
        )

    def ask(self, text: bytes, segments: int) -> Answer:
        """What pyx12 says of a file of that many segments; Pyx12Fault where it does not read to its end.

        After a fault the child may be gone; `is_alive` says whether it can be asked again.
        """
        told = self._exchange(text)
        if "failed" in told:
            raise Pyx12Fault(f"pyx12 failed ({told['failed']})")
        if not told["has_map"]:
            return Answer(has_map=False, objections=[])
        if told["read"] != segments:
            raise Pyx12Fault("pyx12 stopped reading")
        return Answer(has_map=True, objections=[Objection(*row) for row in told["objections"]])

    def _exchange(self, text: bytes) -> dict[str, Any]:
        """A file to the child and an answer back; a timer kills the child when that takes too long."""
        questions, answers = self._child.stdin, self._child.stdout
        assert questions is not None and answers is not None  # noqa: S101, PT018  # both are PIPE
        late = threading.Event()

        def end() -> None:
            late.set()
            self._child.kill()

        timer = threading.Timer(self._seconds + self._seconds_per_mb * len(text) / 1e6, end)
        timer.daemon = True
        timer.start()
        try:
            send(questions, text)
            answer = framed(answers)
        except OSError:  # the child is dead
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.close()
            raise Pyx12Fault("pyx12 took too long" if late.is_set() else "pyx12 died")
        found = json.loads(answer)
        assert isinstance(found, dict)  # noqa: S101  # our own child says it
        return found

    @property
    def is_alive(self) -> bool:
        """Whether the child can be asked."""
        return self._child.poll() is None

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


def send(stream: IO[bytes], message: bytes) -> None:
    """One message, with its length before it."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def framed(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the other side has ended without one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None
