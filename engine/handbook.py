"""Pages made from rules, fields and functions, so that documentation cannot drift from what runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import claim_types
from .case_files import Case
from .fields import FIELDS, Grain
from .language.forms import FORMS
from .language.functions import FUNCTIONS
from .language.templates import show
from .profiles import effective_history, effective_severity
from .rulebook import Rulebook
from .rules import Rule

GENERATED = "<!-- Made by `make docs`; change the rule, not this page. -->"


def rule_page(rule: Rule, rulebook: Rulebook) -> str:
    """The page of one rule in Markdown: what it finds, what to do, for whom it differs, how it is tested."""
    lines = [GENERATED, f"# {rule.title}", "", f"`{rule.family}/{rule.id}`", "", *_facts(rule), ""]
    lines += [
        "## What it says",
        "",
        f"> {rule.texts['message'].strip()}",
        "",
        f"**What to do.** {rule.texts['remedy'].strip()}",
        "",
    ]
    lines += ["## When it fires", "", "```yaml", *_code(rule), "```", ""]
    if rule.parameters:
        lines += ["| parameter | from | value |", "| --- | --- | --- |"]
        for name, parameter in rule.parameters.items():
            for start, value in sorted(parameter.history.values.items()):
                lines.append(_row(f"`{name}` ({parameter.unit})", start, show(parameter.type, value)))
        lines.append("")
    lines += _differences(rule, rulebook)
    lines += ["## Cases", "", *_cases("stays silent", rule.clean), *_cases("fires", rule.found), ""]
    lines += ["## Sources", ""]
    for source in rule.sources:
        title = f"[{source.title}]({source.href})" if source.href else source.title
        lines.append(f"- {title}, checked {source.checked}")
    return "\n".join(lines) + "\n"


def types_of_claims(rule: Rule) -> str:
    """The types of claims a rule is for, in a word where it is for all."""
    return "all types" if rule.claim_types == claim_types.ALL else ", ".join(rule.claim_types)


def _row(*cells: object) -> str:
    """A row of a table; a bar or a line end within a cell would end it."""
    texts = (" ".join(str(cell).replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(texts)} |"


def _facts(rule: Rule) -> list[str]:
    denial = " ".join(
        filter(None, [f"CARC {rule.carc}" if rule.carc else "", f"RARC {rule.rarc}" if rule.rarc else ""])
    )
    start = "" if rule.start == date.min else f"from {rule.start}"
    end = "" if rule.end == date.max else f"to {rule.end}"
    by = "day of submission" if rule.by_submission else "date of service"
    place = rule.field.at if rule.field and rule.field.at else ""
    return [
        "| | |",
        "| --- | --- |",
        _row("severity", rule.severity or "off, until a profile switches it on"),
        _row("looks at", f"each {rule.each}"),
        _row("claims", types_of_claims(rule)),
        _row("desk", rule.desk),
        _row("expected denial", denial or "none stated"),
        _row("in force", f"{' '.join(filter(None, [start, end])) or 'always'}, by {by}"),
        _row("points at", f"{f'`{rule.field.path}`' if rule.field else ''} {f'({place})' if place else ''}"),
        _row("covers", ", ".join(rule.covers) or "-"),
    ]


def _code(rule: Rule) -> list[str]:
    return [*rule.texts.get("let", "").splitlines(), *f"when: {rule.texts['when'].strip()}".splitlines()]


def _differences(rule: Rule, rulebook: Rulebook) -> list[str]:
    rows = []
    for profile in rulebook.profiles:
        layers = rulebook.layers(profile.id)
        severity, layer, because = effective_severity(rule, layers)
        if layer == profile.id:
            rows.append(_row(f"`{profile.id}`", f"severity {severity or 'off'}", because))
        for name in rule.parameters:
            override = profile.overrides.get(rule.id)
            if override is None or name not in override.parameters:
                continue
            history, setters = effective_history(rule, name, layers)
            kind = rule.parameters[name].type
            for start, value in sorted(history.values.items()):
                if setters[start.isoformat()] == profile.id:
                    rows.append(_row(f"`{profile.id}`", f"`{name}` {show(kind, value)} from {start}", override.because))
    head = ["## What profiles change", "", "| profile | what | because |", "| --- | --- | --- |"]
    return [*head, *rows, ""] if rows else []


def _cases(verb: str, cases: Iterable[Case]) -> list[str]:
    return [f"- {verb}: {case.name}" for case in cases]


def rule_index(rulebook: Rulebook) -> str:
    """All rules on one page, by family."""
    lines = [GENERATED, "# Rules", "", f"{len(rulebook.rules)} rules.", ""]
    for family in dict.fromkeys(rule.family for rule in rulebook.rules):
        lines += [f"## {family}", "", "| rule | severity | claims | finds |", "| --- | --- | --- | --- |"]
        lines += [
            _row(f"[{rule.id}]({family}/{rule.id}.md)", rule.severity or "off", types_of_claims(rule), rule.title)
            for rule in rulebook.rules
            if rule.family == family
        ]
        lines.append("")
    return "\n".join(lines)


def fields_page() -> str:
    """The field dictionary: every name a rule can use, with type, X12 place, form box and meaning."""
    lines = [GENERATED.replace("the rule", "engine/fields.py"), "# Fields", ""]
    lines += [
        "The place is `loop segment element`; `NM1*85` means NM1 with 85 in element 1. Letters before a place are the",
        "types of claims that have it there: P 837P, I 837I, D 837D; without letters, all three. The box is that of",
        "the CMS-1500, after I the form locator of the UB-04, after D the item of the ADA claim form.",
        "",
    ]
    for grain in (grain for grain in Grain if FIELDS.of(grain)):
        lines += [f"## {grain}", "", "| field | type | X12 place | box | meaning |", "| --- | --- | --- | --- | --- |"]
        for field in FIELDS.of(grain):
            place = f"`{field.at}`" if field.places else f"derived ({field.at})" if field.at else "derived"
            lines.append(_row(f"`{field.path}`", field.type, place, (field.box or "").removeprefix("; "), field.doc))
        lines.append("")
    return "\n".join(lines)


def functions_page() -> str:
    """The functions and forms of the language, with their own words and examples."""
    lines = [GENERATED.replace("the rule", "the function"), "# Functions of the language", ""]
    for name, function in FUNCTIONS.items():
        lines += [f"## {name}", "", *_documented(function.doc), ""]
    lines += ["## Forms", ""]
    lines += [f"- `{text.partition(':')[0]}`: {text.partition(': ')[2]}" for text in FORMS.values()]
    return "\n".join(lines) + "\n"


def _documented(doc: str) -> list[str]:
    text, lines, example = doc.splitlines(), [], False
    for line in (part.strip() for part in text):
        starts = line.startswith(">>>")
        if starts and not example:
            lines.append("```pycon")
        if example and not line:
            lines.append("```")
        example = starts or (example and bool(line))
        lines.append(line)
    return [*lines, "```"] if example else lines


def in_force(rulebook: Rulebook, profile: str, day: date) -> list[tuple[str, str, str, str, str, str]]:
    """Each value in force for a profile on a day: rule, what, value, since when, the layer that set it, why."""
    layers = rulebook.layers(profile)
    rows = list[tuple[str, str, str, str, str, str]]()
    for rule in rulebook.rules:
        severity, layer, because = effective_severity(rule, layers)
        rows.append((rule.id, "severity", severity or "off", "", layer, because))
        for name, parameter in rule.parameters.items():
            history, setters = effective_history(rule, name, layers)
            begun = [start for start in history.values if start <= day]
            if not begun:
                rows.append((rule.id, name, "(no value yet)", "", "", ""))
                continue
            since = max(begun)
            setter = setters[since.isoformat()]
            why = next((p.overrides[rule.id].because for p in layers if p.id == setter and rule.id in p.overrides), "")
            rows.append((rule.id, name, show(parameter.type, history.values[since]), since.isoformat(), setter, why))
    return rows
