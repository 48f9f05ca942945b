"""What is done with a claim's findings: what explains what, whose desk it is, and whether the claim goes out.

Rules about findings stand in `rulesets/triage`. A scrub gives `Triage.judge` the findings and claims of
a block; the other modules are its own.
"""

from __future__ import annotations

from .judge import Triage
from .rules import TriageRules

__all__ = ["Triage", "TriageRules"]
