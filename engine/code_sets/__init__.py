"""Code sets: dated tables that say whether a code may be used on a day.

    code_set            one code set and all of them, asked by the language
    shapes, catalogue   what every known one can be asked, and where its files come from
    bundled             those that come with the program
    release             one publication of a code set, as an importer takes it from the publisher's files
    store, stored       the folder in which releases are kept, and one of them
    content, difference what makes two releases the same, and what one changes
    lookup, overview    what a user is shown of them
    reach, window       days

A code set answers true, false or *no data*: outside the days its release reaches it knows nothing,
and nothing is not a pass.
"""

from __future__ import annotations

from .bundled import bundled, icd_10_cm, load, read_csv
from .code_set import DAY, DTYPES, LISTED, REACHED, CodeSet, CodeSets, Listing, Shape
from .window import Window

__all__ = [
    "DAY", "DTYPES", "LISTED", "REACHED", "CodeSet", "CodeSets", "Listing", "Shape", "Window", "bundled", "icd_10_cm",
    "load", "read_csv",
]  # fmt: skip
