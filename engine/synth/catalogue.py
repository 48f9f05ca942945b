"""All kinds of error that can be put into a batch, each with the rule that finds it.

A kind changes one thing of a correct claim, on scenes where that thing is one mistake and not two, so
that its rule speaks and no other. It is for the types of claim its scenes are of. A new rule gets a
kind here when a plain mistake can make it fire.
"""

from __future__ import annotations

from typing import Final

from .defects import Defect
from .spoiled_money import MONEY
from .spoiled_parties import PARTIES
from .spoiled_places import PLACES
from .spoiled_services import SERVICES
from .spoiled_stays import STAYS
from .spoiled_teeth import TEETH

CATALOGUE: Final[tuple[Defect, ...]] = (*PARTIES, *SERVICES, *PLACES, *MONEY)
"""Every kind of error that a rule in force finds, in the order in which a claim passes the desks of a practice."""

AWAITED: Final[tuple[Defect, ...]] = (*STAYS, *TEETH)
"""Kinds whose rules are still to be written, under the ids they will have, or ask a table that a site imports.

None is put into a batch. A kind moves to the catalogue when its rule is there and speaks without an import, and
a test says so if that was forgotten.
"""
