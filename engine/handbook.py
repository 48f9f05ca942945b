"""Pages made from rules, fields and functions, so that documentation cannot drift from what runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import claim_types
from .case_files import Case
from .citations import GRADES, Citation
from .fields import FIELDS, Grain
from .language.forms import FORMS
from .language.functions import FUNCTIONS
from .language.templates import show
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
            of = f", as `{parameter.of.value}` has it" if parameter.of else ""
            for start, value in sorted(parameter.history.values.items()):
                lines.append(_row(f"`{name}` ({parameter.unit}{of})", start, show(parameter.type, value)))
        lines.append("")
    lines += _differences(rule, rulebook)
    lines += ["## Cases", "", *_cases("stays silent", rule.clean), *_cases("fires", rule.found), ""]
    lines += ["## Sources", ""]
    lines += [f"- {_cited(source)}" for source in rule.sources]
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
    clock = f"\nclock: {rule.texts['clock']}" if "clock" in rule.texts else ""
    return [*rule.texts.get("let", "").splitlines(), *f"when: {rule.texts['when'].strip()}{clock}".splitlines()]


def _differences(rule: Rule, rulebook: Rulebook) -> list[str]:
    rows = []
    for profile in rulebook.profiles:
        override = profile.overrides.get(rule.id)
        if override is None:
            continue
        source = _cited(override.source) if override.source else ""
        for day, severity in sorted(override.severity.values.items()) if override.severity else ():
            since = "" if day == date.min else f" from {day}"
            rows.append(_row(f"`{profile.id}`", f"severity {severity}{since}", override.because, source))
        if override.start or override.end:
            days = (
                f"{f'from {override.start} ' if override.start else ''}{f'to {override.end}' if override.end else ''}"
            )
            rows.append(_row(f"`{profile.id}`", f"in force {days}", override.because, source))
        for name, history in override.parameters.items():
            kind = rule.parameters[name].type
            for start, value in sorted(history.values.items()):
                change = f"`{name}` {show(kind, value)} from {start}"
                rows.append(_row(f"`{profile.id}`", change, override.because, source))
    head = ["## What profiles change", "", "| profile | what | because | source |", "| --- | --- | --- | --- |"]
    return [*head, *rows, ""] if rows else []


def _cited(source: Citation) -> str:
    """A source as a page names it; one that is not the payer's own says so."""
    title = f"[{source.title}]({source.href})" if source.href else source.title
    graded = "" if source.grade == GRADES[0] else f", {source.grade}"
    return f"{title}, checked {source.checked}{graded}"


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
