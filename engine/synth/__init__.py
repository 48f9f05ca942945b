"""Made-up claims with an answer key: a batch to learn on, to test with and to measure by.

    draws                 seeded chance
    people, parties       who comes up: patients, providers, payers, none of whom exist
    draft, stage          a claim in plain values, and where it is put together
    visits, services      the scenes professional claims are made of
    stays, outpatients    those of institutional ones; `bills` is what both share
    teeth, oral           those of dental ones; `scenes` says how often each comes up
    defects, spoiled_*    errors to put in, each with the rule that finds it; `catalogue` has them all
    drafter               which scene comes next, and which error goes into it
    segments              what all claims write alike; `professional`, `institutional` and `dental` write the rest
    group, batch          the drafts of one type, a file of them, the key

A batch without errors gives no error and no warning under the rules shipped, and one with errors gives
its key and nothing more: a test holds both, so a rule that fires falsely is seen at once.
"""

from .batch import SUBMITTED, TYPES, Written, synthesize, write
from .catalogue import AWAITED, CATALOGUE
from .defects import Defect
from .draft import ClaimType
from .group import FIRST_DAY, KeyRow, Piece

__all__ = [
    "AWAITED",
    "CATALOGUE",
    "FIRST_DAY",
    "SUBMITTED",
    "TYPES",
    "ClaimType",
    "Defect",
    "KeyRow",
    "Piece",
    "Written",
    "synthesize",
    "write",
]
