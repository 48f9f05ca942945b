"""A new rule to begin from: every key in its place, both kinds of cases, and it loads as it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from .errors import Problem, UsageError
from .rules import TRIAGE

_TEXT = """\
id: {id}
title: Write in one line what is wrong
severity: warning                     # error holds, warning asks for review, info informs, off waits for a profile
each: claim                           # claim, line or diagnosis
desk: billing                         # front-desk, eligibility, coding, charge-entry, billing or credentialing
effective: {{from: 2020-01-01}}         # by date of service
parameters:
  most_days: {{unit: day, values: {{2020-01-01: 90}}}}
when: days_between(claim.service_from, run.submission_date) > most_days
field: claim.service_from
message: >-
  Submitted {{days_between(claim.service_from, run.submission_date)}} days after the first service.
remedy: >-
  Write what a new biller does about it.
sources:
  - {{title: Write the document and its section, checked: {today}}}
tests:
  clean:
    - {{name: the standard claim}}
    - {{name: the last day, run: {{submission_date: 2026-08-02}}}}
  found:
    - {{name: the day after, run: {{submission_date: 2026-08-03}}}}
"""


def new_rule(rulesets: Path, name: str, today: date) -> Path:
    """Write the skeleton of `family/rule-id` and say where; UsageError when it is there already or no such name."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        sentence = "a rule is named FAMILY/RULE-ID, in small letters and digits joined by -"
        raise UsageError([Problem(name, None, sentence, "bad-name")])
    if name.startswith(f"{TRIAGE}/"):
        sentence = "rules about findings stand in this family; a rule about claims needs another"
        raise UsageError([Problem(name, None, sentence, "bad-name")])
    path = rulesets / f"{name}.yaml"
    taken = sorted(rulesets.glob(f"*/{path.name}"))
    if taken:
        raise UsageError([Problem(str(taken[0]), None, "a rule of this id is there already", "duplicate-id")])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEXT.format(id=path.stem, today=today.isoformat()), encoding="utf-8")
    return path
