"""The functions of the language: each has one plain meaning and one for columns, tested as a pair."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import dates, lists, presence, texts
from .function import Function

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {f.name: f for f in (*presence.FUNCTIONS, *texts.FUNCTIONS, *lists.FUNCTIONS, *dates.FUNCTIONS)}
)
"""All functions by name. `any`, `listed`, `date` and their kin are forms of the checker instead."""

__all__ = ["FUNCTIONS", "Function"]
