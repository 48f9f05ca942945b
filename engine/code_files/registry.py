"""All formats that are read, in the order in which a file is held against them."""

from __future__ import annotations

from typing import Final

from .code_editor import AGE_GROUPS, CODE_EDITOR, DISCHARGE_STATUSES
from .code_lists import CODE_LISTS
from .coverage import COVERAGE
from .editor_definitions import EDITOR_DEFINITIONS
from .fee_schedule import FEE_SCHEDULE
from .formats import Format
from .hcpcs import HCPCS
from .icd import ICD, POA_EXEMPT
from .icd_tabular import ICD_TABULAR
from .ncci_add_on import NCCI_ADD_ON
from .ncci_pairs import NCCI_PAIRS
from .ncci_units import NCCI_UNITS
from .outpatient_editor import OUTPATIENT_AGES, OUTPATIENT_FLAGS
from .providers import PROVIDERS

FORMATS: Final[tuple[Format, ...]] = (
    NCCI_PAIRS,
    NCCI_UNITS,
    NCCI_ADD_ON,
    FEE_SCHEDULE,
    HCPCS,
    ICD,
    ICD_TABULAR,
    POA_EXEMPT,
    CODE_EDITOR,
    EDITOR_DEFINITIONS,
    AGE_GROUPS,
    DISCHARGE_STATUSES,
    OUTPATIENT_FLAGS,
    OUTPATIENT_AGES,
    COVERAGE,
    PROVIDERS,
    *CODE_LISTS,
)
