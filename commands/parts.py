"""The engine and the reports as commands use them; beside cli.py the one module that knows both homes.

In a checkout `commands`, `engine` and `reports` are packages at the top, installed they are parts of
`claimscrub`. The others of this package import from here and do not care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__ == "commands":  # a checkout
    from engine import cases, checking, column_maps, handbook, linting, readers, rulebook, runs, skeleton, synth, triage
    from engine.errors import Problem, UsageError
    from reports import forms, frequency, outlet, rule_pages, terminal
else:  # installed, as claimscrub.commands
    from ..engine import (
        cases,
        checking,
        column_maps,
        handbook,
        linting,
        readers,
        rulebook,
        runs,
        skeleton,
        synth,
        triage,
    )
    from ..engine.errors import Problem, UsageError
    from ..reports import forms, frequency, outlet, rule_pages, terminal

__all__ = [
    "Problem",
    "UsageError",
    "cases",
    "checking",
    "column_maps",
    "forms",
    "frequency",
    "handbook",
    "linting",
    "outlet",
    "readers",
    "rule_pages",
    "rulebook",
    "runs",
    "skeleton",
    "synth",
    "terminal",
    "triage",
]
