"""What a site says of itself in `claimscrub.yaml`, in the folder where the command is called.

records: records        # the folder of your own records, as seen from that file
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .parts import Entries, Problem, RulesError, documents

FILE: Final = Path("claimscrub.yaml")
_KEYS: Final = ("records",)


def records() -> Path | None:
    """The folder of records that the site's file names; None where there is no file or it names none.

    RulesError with the place of what the file should not say.
    """
    if not FILE.is_file():
        return None
    problems: list[Problem] = []
    entries = Entries.of(documents.read(FILE, FILE.name), "the site's file", _KEYS, problems)
    named = entries.text("records") if entries is not None else None
    if problems:
        raise RulesError(problems)
    return None if named is None else FILE.parent / named.value
