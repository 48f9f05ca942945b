"""The functions of the language: each has one plain meaning and one for columns, tested as a pair."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import dates, lists, presence, texts, workdays
from .function import Function

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {f.name: f for module in (presence, texts, lists, dates, workdays) for f in module.FUNCTIONS}
)
"""All functions by name. `any`, `listed`, `date` and their kin are forms of the checker instead."""

__all__ = ["FUNCTIONS", "Function"]
