"""Made-up 837P claims with an answer key: a batch to learn on, to test with and to measure by.

    draws                 seeded chance
    people, parties       who comes up: patients, providers, payers, none of whom exist
    draft, stage          a claim in plain values, and where it is put together
    visits, services      the scenes claims are made of; `scenes` says how often each comes up
    defects, spoiled_*    errors to put in, each with the rule that finds it; `catalogue` has them all
    drafter               which scene comes next, and which error goes into it
    segments, batch       a draft as X12, a file of drafts, the key

A batch without errors gives no error and no warning under the rules shipped, and one with errors gives
its key and nothing more: a test holds both, so a rule that fires falsely is seen at once.
"""

from .batch import FIRST_DAY, SUBMITTED, KeyRow, Piece, Written, synthesize, write
from .catalogue import CATALOGUE
from .defects import Defect

__all__ = ["CATALOGUE", "FIRST_DAY", "SUBMITTED", "Defect", "KeyRow", "Piece", "Written", "synthesize", "write"]
