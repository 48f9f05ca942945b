"""All formats that are read, in the order in which a file is held against them."""

from __future__ import annotations

from typing import Final

from .fee_schedule import FEE_SCHEDULE
from .formats import Format
from .hcpcs import HCPCS
from .ncci_add_on import NCCI_ADD_ON
from .ncci_pairs import NCCI_PAIRS
from .ncci_units import NCCI_UNITS

FORMATS: Final[tuple[Format, ...]] = (NCCI_PAIRS, NCCI_UNITS, NCCI_ADD_ON, FEE_SCHEDULE, HCPCS)
