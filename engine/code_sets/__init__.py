"""Code sets: dated tables that say whether a code may be used on a day.

    window      a run of days
    code_set    one code set and all of them, asked by the language
    shapes      what each known one can be asked
    bundled     those that come with the program
    release     one publication of a code set, as an importer takes it from the publisher's files
    content     the order and form of its rows, and their hash
    store       the folder in which releases are kept
    stored      one release in it
    difference  what one release says that the one before did not
    reach       for which days a release answers, and for which none does
    catalogue   the code sets there are: publisher, names of files, how often, what to import for a day
    inherited   rows that hold for all codes beneath them; seventh: codes that lack their last character
    lookup      what is said of one code, for a person
    overview    what a site has, for a person

A code set answers true, false or *no data*: outside the days its release reaches it knows nothing,
and nothing is not a pass.
"""

from __future__ import annotations

from .bundled import bundled, icd_10_cm, load, read_csv
from .code_set import CODE_SET, DAY, DTYPES, LISTED, REACHED, RECORDS, CodeSet, CodeSets, Listing, Shape
from .release import Release, Source
from .seventh import lacks_seventh
from .store import Store
from .stored import StoredRelease
from .window import Window

__all__ = [
    "CODE_SET", "DAY", "DTYPES", "LISTED", "REACHED", "RECORDS", "CodeSet", "CodeSets", "Listing", "Release", "Shape",
    "Source", "Store", "StoredRelease", "Window", "bundled", "icd_10_cm", "lacks_seventh", "load", "read_csv",
]  # fmt: skip
