"""The engine and the reports as commands use them; beside cli.py the one module that knows both homes.

In a checkout `commands`, `engine` and `reports` are packages at the top, installed they are parts of
`claimscrub`. The others of this package import from here and do not care.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__ == "commands":  # a checkout
    from engine import (
        assignments,
        cases,
        checking,
        code_gaps,
        code_sets,
        column_maps,
        documents,
        earlier_claims,
        handbook,
        linting,
        profile_pages,
        readers,
        records,
        rulebook,
        runs,
        skeleton,
        synth,
        triage,
    )
    from engine.code_sets import Listing, lookup, overview
    from engine.code_sets.release import Release
    from engine.code_sets.store import VARIABLE, Store, default_folder
    from engine.entries import Entries
    from engine.errors import Problem, RulesError, UsageError
    from engine.profiles import folders_of
    from reports import code_pages, forms, frequency, outlet, record_pages, rule_pages, terminal
else:  # installed, as claimscrub.commands
    from ..engine import (
        assignments,
        cases,
        checking,
        code_gaps,
        code_sets,
        column_maps,
        documents,
        earlier_claims,
        handbook,
        linting,
        profile_pages,
        readers,
        records,
        rulebook,
        runs,
        skeleton,
        synth,
        triage,
    )
    from ..engine.code_sets import Listing, lookup, overview
    from ..engine.code_sets.release import Release
    from ..engine.code_sets.store import VARIABLE, Store, default_folder
    from ..engine.entries import Entries
    from ..engine.errors import Problem, RulesError, UsageError
    from ..engine.profiles import folders_of
    from ..reports import code_pages, forms, frequency, outlet, record_pages, rule_pages, terminal

__all__ = [
    "VARIABLE",
    "Entries",
    "Listing",
    "Problem",
    "Release",
    "RulesError",
    "Store",
    "UsageError",
    "assignments",
    "cases",
    "checking",
    "code_gaps",
    "code_pages",
    "code_sets",
    "column_maps",
    "default_folder",
    "documents",
    "earlier_claims",
    "folders_of",
    "forms",
    "frequency",
    "handbook",
    "importer",
    "linting",
    "lookup",
    "outlet",
    "overview",
    "profile_pages",
    "readers",
    "record_pages",
    "records",
    "rule_pages",
    "rulebook",
    "runs",
    "skeleton",
    "synth",
    "terminal",
    "triage",
]


def importer(paths: Sequence[Path], described: Path | None = None, effective: date | None = None) -> list[Release]:
    """The releases in files; what takes them is loaded here, for no other command needs it."""
    module = importlib.import_module(f"{Store.__module__.rpartition('.code_sets.')[0]}.code_files")
    description = None if described is None else module.read_description(described)
    releases: list[Release] = module.taken(paths, description, effective)
    return releases
