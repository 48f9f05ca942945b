"""Rules of whole folders: of the families, and of a payer's own; then all of them as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from .code_sets import Shape
from .documents import nearest
from .errors import Problem, RulesError
from .parameters import Parameter
from .rules import TRIAGE, Rule, read_rule

OWN: Final = "rules"
"""The folder of rules in the folder of a payer."""


def read_rules(
    folder: Path, code_sets: Mapping[str, Shape], *, with_cases: bool = True
) -> tuple[list[Rule], list[Problem]]:
    """All rules of a folder of families, in the order of family and id, and what is wrong with the others.

    One broken rule does not hide the next, and a rule where none is looked for is a problem too.
    """
    rules, problems = list[Rule](), list[Problem]()
    paths = dict[Path, str]()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml")):
        if path.relative_to(folder).parts[0] == TRIAGE:
            continue
        shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if path.suffix == ".yml" or path.parent.parent != folder:
            sentence = "a rule that stands here is not read"
            problems.append(Problem(shown, None, sentence, "misplaced-rule", "name it FAMILY/RULE-ID.yaml"))
            continue
        paths[path] = shown
    for path, shown in paths.items():
        try:
            rules.append(read_rule(path, code_sets, shown, with_cases=with_cases))
        except RulesError as error:
            problems += error.problems
    return rules, problems


def read_own_rules(
    folder: Path, code_sets: Mapping[str, Shape], *, with_cases: bool = True
) -> tuple[list[Rule], list[Problem]]:
    """The rules that stand beside profiles, `PROFILE/rules/RULE-ID.yaml`: their family and owner is the profile."""
    rules, problems = list[Rule](), list[Problem]()
    for path in sorted(folder.rglob(f"{OWN}/*.yaml")):
        owner, shown = path.parent.parent.name, f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            rule = read_rule(path, code_sets, shown, with_cases=with_cases)
        except RulesError as error:
            problems += error.problems
            continue
        rules.append(replace(rule, family=owner, owner=owner))
    return rules, problems


def put_together(rules: Iterable[Rule], problems: list[Problem]) -> list[Rule]:
    """Rules from all folders as one: an id once, and parameters that are another rule's as that rule has them.

    What is wrong is added to the problems; a rule that cannot be joined to the others is left out.
    """
    known = dict[str, Rule]()
    for rule in rules:
        if rule.id in known:
            problems.append(rule.place.problem(f"the id is taken by {known[rule.id].file}", "duplicate-id"))
        else:
            known[rule.id] = rule
    found = []
    for rule in known.values():
        parameters = {name: _lent(parameter, known, problems) for name, parameter in rule.parameters.items()}
        if parameters == rule.parameters:
            found.append(rule)
        elif all(parameter is not None for parameter in parameters.values()):
            found.append(replace(rule, parameters={n: p for n, p in parameters.items() if p is not None}))
    return found


def _lent(parameter: Parameter, rules: Mapping[str, Rule], problems: list[Problem]) -> Parameter | None:
    """A parameter with the history of the rule whose it is; None and a problem where that has none like it."""
    if parameter.of is None:
        return parameter
    name = parameter.place.value
    lender = rules.get(parameter.of.value)
    lent = lender.parameters.get(name) if lender is not None else None
    if lent is None or lent.of is not None or lent.unit != parameter.unit:
        sentence = f"the rule '{parameter.of.value}' has no parameter '{name}' of its own in '{parameter.unit}'"
        problems.append(parameter.of.problem(sentence, "unknown-parameter", nearest(parameter.of.value, list(rules))))
        return None
    return replace(parameter, history=lent.history)
