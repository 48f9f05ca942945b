"""What a format is: how its files are known by what they hold, which of them belong together, how they are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ..code_sets.release import Release
from .downloads import Download

Taking: TypeAlias = Callable[[Sequence[Download], date | None], Iterable[Release]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of one publisher, and the code sets that it `gives`.

    `recognised` looks at the beginning of a file. Files for which `together` says the same are parts of
    one release, and are handed to `take` with the day the user gave for those that name none; it
    raises InputError with every problem that keeps it from taking them.
    """

    name: str
    gives: tuple[str, ...]
    recognised: Callable[[Download], bool]
    together: Callable[[Download], str]
    take: Taking
