"""Files of a size nobody sends: memory stays flat, and what never ends a claim is refused with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import ROOT
from tests.x12_text import CLAIM, LINE, SUBSCRIBER, file_of, interchange, simple, text_of, transaction

pytestmark = pytest.mark.soak

MOST: int = 1_500_000_000
"""Bytes that a reader may hold at any time, its libraries counted."""

READ = """
import resource, sys
from pathlib import Path
from engine.errors import InputError
from engine.readers import read
reading, claims, refused = read(Path(sys.argv[1])), 0, "none"
try:
    for tables in reading.tables:
        claims += tables.claims.height
except InputError as error:
    refused = error.problems[0].kind
scale = 1 if sys.platform == "darwin" else 1024
print(claims, refused, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale)
"""


def read_apart(path: Path) -> tuple[int, str, int]:
    """Claims, why the file was refused, and the most memory held, of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", READ, path], capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ}
    )
    claims, refused, memory = done.stdout.split()
    return int(claims), refused, int(memory)


def written(path: Path, parts: Iterator[str]) -> Path:
    with path.open("w", newline="") as stream:
        stream.writelines(parts)
    return path


HEAD, _, TAIL = file_of(simple()).partition("CLM*")


def one_element() -> Iterator[str]:
    yield HEAD + "CLM*A1"
    yield from ("X" * 1_000_000 for _ in range(1_000))


def one_claim() -> Iterator[str]:
    yield HEAD + "CLM*A1*100***11:B:1*Y*A*Y*I~"
    yield from ("REF*G1*1~" * 10_000 for _ in range(1_000))


def nothing_but_terminators() -> Iterator[str]:
    yield HEAD
    yield from ("~" * 1_000_000 for _ in range(100))


@pytest.mark.parametrize("parts", [one_element, one_claim, nothing_but_terminators])
def test_what_never_ends_a_claim_is_refused_before_it_fills_memory(tmp_path: Path, parts: object) -> None:
    assert callable(parts)
    claims, refused, memory = read_apart(written(tmp_path / "night.837", parts()))
    assert (claims, refused) == (0, "too-long")
    assert memory < MOST


def test_a_hundred_thousand_interchanges_are_read(tmp_path: Path) -> None:
    texts = (text_of(interchange(simple(), control=f"{number:09}")) for number in range(100_000))
    claims, refused, memory = read_apart(written(tmp_path / "night.837", texts))
    assert (claims, refused) == (100_000, "none")
    assert memory < MOST


def test_ten_million_segments_are_read(tmp_path: Path) -> None:
    levels = (["22", *SUBSCRIBER, *CLAIM, *LINE] for _ in range(1_000))
    one = text_of(transaction([["NM1*85*2*CLINIC*****XX*1912301953"], *levels]), ends="")
    isa, gs, *_, ge, iea = interchange(simple())

    def parts() -> Iterator[str]:
        yield text_of([isa, gs])
        yield from (one for _ in range(1_000))
        yield text_of([ge, iea])

    claims, refused, memory = read_apart(written(tmp_path / "night.837", parts()))
    assert (claims, refused) == (1_000_000, "none")
    assert memory < MOST
