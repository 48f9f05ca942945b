"""Which claim of a file comes to which profile, and why: without judging any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from .profile_matches import FIELDS_OF_MATCHES
from .readers import read
from .rulebook import Rulebook


def assignments(path: Path, rulebook: Rulebook) -> Iterator[pl.DataFrame]:
    """For each claim of a file, block by block: claim_id, profile, profile_by; InputError where it cannot be read."""
    names = [profile.id for profile in rulebook.profiles]
    numbers = list(range(len(names)))
    wanted = frozenset({"claim.claim_id", *FIELDS_OF_MATCHES})
    for tables in read(path, wanted=wanted).tables:
        yield tables.claims.select(
            claim_id="claim.claim_id",
            profile=rulebook.profile_number().replace_strict(numbers, names, return_dtype=pl.String),
            profile_by=rulebook.profile_why(),
        )
