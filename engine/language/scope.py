"""What an expression may name where it stands: rows, parameters, `let` names and code sets."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ..code_sets import Shape
from ..documents import Text
from ..fields import Grain, Type
from .syntax import Node

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
RESERVED: Final = frozenset({*Grain, *keyword.kwlist, "true", "false"})
"""Words of the language, which a parameter or a `let` name cannot be."""


def name_fault(name: str) -> str | None:
    """Why a rule cannot give a part this name, as a sentence; None when it can.

    >>> name_fault("line"), name_fault("last_day")
    ("'line' cannot be a name here", None)
    """
    if not NAME.fullmatch(name):
        return f"'{name}' is no name; write small letters joined by _"
    return f"'{name}' cannot be a name here" if name in RESERVED else None


ANCESTORS: Final[Mapping[Grain, tuple[Grain, ...]]] = {
    Grain.CLAIM: (Grain.CLAIM, Grain.RUN),
    Grain.LINE: (Grain.LINE, Grain.DAY, Grain.SERVICE, Grain.CLAIM, Grain.RUN),
    Grain.DIAGNOSIS: (Grain.DIAGNOSIS, Grain.CLAIM, Grain.RUN),
    Grain.DAY: (Grain.DAY, Grain.CLAIM, Grain.RUN),
    Grain.SERVICE: (Grain.SERVICE, Grain.CLAIM, Grain.RUN),
    Grain.PAIR: (Grain.PAIR, Grain.LINE, Grain.DAY, Grain.SERVICE, Grain.CLAIM, Grain.RUN),
}
"""The rows a rule for each of these sees: its own, its claim and the run."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use."""

    each: Grain
    visible: tuple[Grain, ...]
    parameters: Mapping[str, Type] = field(default_factory=dict)
    lets: Mapping[str, tuple[Text, Node]] = field(default_factory=dict)
    code_sets: Mapping[str, Shape] = field(default_factory=dict)  # what each can be asked

    @classmethod
    def of(cls, each: Grain) -> Scope:
        """The scope of a rule for each claim, line or diagnosis, before it names anything itself."""
        return cls(each, ANCESTORS[each])

    def inside(self, owner: Grain, member: Grain) -> Scope:
        """The scope within `… for member in owner.members`: rows that do not own it are out of sight."""
        return replace(self, visible=(member, *(g for g in ANCESTORS[owner] if g is not member)))
