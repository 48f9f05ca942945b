"""Which rules cannot be evaluated for which days, and which file would mend it, before a claim shows it."""

from __future__ import annotations

from dataclasses import dataclass

from .code_sets import CODE_SET, CodeSets, Window
from .code_sets.catalogue import mend, missing
from .code_sets.reach import uncovered
from .code_sets.store import Store
from .language.tree import Lookup, Unlisted, walk
from .rulebook import Rulebook
from .rules import Rule


@dataclass(frozen=True, slots=True)
class CodeGap:
    """Days for which a code set has no data, the rules that ask it on one of them, and what to import."""

    code_set: str
    window: Window
    rules: tuple[str, ...]
    mend: str


def code_sets_of(rule: Rule) -> set[str]:
    """The code sets and records that a rule asks in its condition, and the edits whose pairs it looks at."""
    asked = {node.code_set for node in walk(rule.condition) if isinstance(node, Lookup | Unlisted)}
    return asked | {rule.pairs} if rule.pairs else asked


def code_gaps(rulebook: Rulebook, bundled: CodeSets, store: Store, window: Window) -> list[CodeGap]:
    """What is missing in a window of days, by code set and day; a rule counts on the days it is in force.

    A site's records are nothing that could be imported.
    """
    asking: dict[str, list[Rule]] = {}
    for rule in rulebook.rules:
        for name in (one for one in code_sets_of(rule) if rulebook.code_sets[one].shape.what == CODE_SET):
            asking.setdefault(name, []).append(rule)
    found: list[CodeGap] = []
    for name, rules in sorted(asking.items()):
        reaches = [one.reaches for code_set in bundled if code_set.name == name for one in code_set.editions]
        reaches += [release.reaches for release in store.releases(name)]
        for days in uncovered(window, reaches):
            for first, last in missing(name, days):
                stopped = sorted(rule.id for rule in rules if rule.start <= last and first <= rule.end)
                if stopped:
                    found.append(CodeGap(name, (first, last), tuple(stopped), mend(name, last)))
    return found
