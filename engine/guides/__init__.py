"""What the implementation guides demand of an 837P, 837I and 837D, as data that can be read and compared.

    837P.txt, 837I.txt, 837D.txt    a guide: its loops, the segments of each, the elements of each
    standard.txt                    what X12 itself gives a segment: types, lengths, relations
    notation                        reads them
    guide                           what they become

A guide's file, line by line:

    loop 2010AA in 2000A R 1              a loop, its parents, required (R) or situational (S), how often at most
      NM1 R 1   R01*85 R02=1|2 R03 S04-05 S08=XX S09
                                          a segment in its order, R or S, how often at most; then its elements
    codes rank A B C                      a list of codes that several elements share: R01=$rank

`R02=1|2` is a required element 02 that may be 1 or 2; `S04-05` are situational elements; an element
that is not named is not used. After `*` stand the codes by which this segment is known among those of
its name in the loop: `REF*EI`, `DTP*431`. `R05(R1 R2=B R3)` has components. `>1` is any number.
Lines indented by six spaces go on with the line above.

In `standard.txt`, `AN1-60` is a type with its shortest and longest value, `ID2` one of a single
length, `AN1-35@2` a date in the format that element 2 names, `x5` five of the kind; relations such as
P0304 follow a semicolon.

There is no text of X12 here, only the facts one needs to check a file: places, numbers, codes.
"""

from __future__ import annotations

from functools import cache

from .guide import ElementUse, Guide, LoopUse, Relation, SegmentUse, Usage
from .notation import read

__all__ = ["ElementUse", "Guide", "LoopUse", "Relation", "SegmentUse", "Usage", "guide"]


@cache
def guide(claim_type: str) -> Guide:
    """The guide of a type of claims.

    >>> [use.name for use in guide("837P")["2010AA"].segments]
    ['NM1*85', 'N3', 'N4', 'REF*EI|SY', 'REF*0B|1G', 'PER']
    >>> guide("837I")["2400"].most
    999
    """
    return read(claim_type)
