"""All kinds of error that can be put into a batch, each with the rule that finds it.

A kind changes one thing of a correct claim, so that nothing but its rule speaks; where one mistake
is rightly two findings, the kind names the other in `also`.
"""

from __future__ import annotations

from typing import Final

from .defects import Defect
from .spoiled_money import MONEY
from .spoiled_parties import PARTIES
from .spoiled_places import PLACES
from .spoiled_services import SERVICES

CATALOGUE: Final[tuple[Defect, ...]] = (*PARTIES, *SERVICES, *PLACES, *MONEY)
"""Every kind of error, in the order in which a claim passes the desks of a practice."""
