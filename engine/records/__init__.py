"""Records: what a site itself knows, coverage, providers, authorizations and fees, as tables that rules can ask.

    shapes         what each table can be asked
    columns        the sheets a site keeps, and what their columns may be called
    cells          cells -> values
    sheet_rows     a sheet -> rows that are right
    interchange    segments of an answer from a payer
    eligibility    271 -> rows of coverage
    certification  278 -> rows of authorizations
    remittances    835 -> what became of claims
    windows        contradictions, newer checks, what several persons share
    listings       rows -> tables
    log            what is told
    loading        a folder -> all of it
    template       a folder to begin from

Nothing here is a claim, and no `Record` of the language. A table of which a file cannot be read is not there:
what would be missing from it is no data, and not an answer.
"""

from __future__ import annotations

from .loading import EARLIER_CLAIMS, Records, load
from .log import Source
from .shapes import SHAPES
from .template import write_template

__all__ = ["EARLIER_CLAIMS", "SHAPES", "Records", "Source", "load", "write_template"]
