"""A run of days."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

Window: TypeAlias = tuple[date, date]
"""First and last day of something, both inclusive."""
