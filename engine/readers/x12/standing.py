"""Where a reader stands between two blocks: enough to go on from there, in another process too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .delimiters import Delimiters


class Stretch(NamedTuple):
    """Segments in a row that still hold for what follows: a header, or an open HL up to its first claim."""

    text: bytes
    first: int  # the number of the first in the file
    size: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A place between two blocks of a file, and what holds there.

    `offset` is the bytes handed over, `segments` how many segments they hold; `guide` is that of the
    last group.
    """

    offset: int
    segments: int
    delimiters: Delimiters
    context: tuple[Stretch, ...]
    guide: str
    claim_type: str
