"""All kinds of error that can be put into a batch."""
from .defects import Defect
CATALOGUE: tuple[Defect, ...] = ()
