"""Judging the cases of rules: by the plain evaluator, by columns, and both must agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import cast

from .case_files import Case
from .code_sets import CodeSets
from .earlier import stated, with_earlier_lines
from .evaluation import evaluate
from .fields import Grain
from .language.records import Record
from .language.scalar import Context, Verdict, judge
from .language.scalar import evaluate as meaning
from .language.tree import Value
from .pairs import pairs_of, with_primaries
from .profiles import DEFAULT
from .program import Program, compile_rules
from .record_tables import tables_of
from .rulebook import Rulebook
from .rules import Rule
from .standing import days_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: `complaint` says in what it differs from the expected, None when in nothing."""

    rule: Rule
    case: Case
    complaint: str | None

    @property
    def name(self) -> str:
        """The name of the case as a test: `filing/filed-late: one day late`."""
        return f"{self.rule.family}/{self.rule.id}: {self.case.name}"


@dataclass(frozen=True, slots=True)
class _Fired:
    line: int | None
    message: str
    remedy: str


def rows_of(each: Grain, claim: Record) -> list[Record]:
    """The rows a rule looks at one after the other; of pairs there are none without their edits."""
    match each:
        case Grain.CLAIM:
            return [claim]
        case Grain.LINE:
            return claim.members["lines"]
        case _:
            return claim.members["diagnoses"]


def grouped(line: Record, claim: Record) -> dict[Grain, Record]:
    """The day and the service that a line is of, with their lines."""

    def like(*names: str) -> list[Record]:
        return [
            other
            for other in claim.members["lines"]
            if all(other.values.get(name) == line.values.get(name) for name in names)
        ]

    return {
        Grain.DAY: Record(Grain.DAY, members={"lines": like("service_date")}),
        Grain.SERVICE: Record(Grain.SERVICE, members={"lines": like("service_date", "procedure_code")}),
    }


def context_for(
    rulebook: Rulebook,
    rule: Rule,
    profile: str,
    run: Record,
    claim: Record,
    row: Record,
    line: Record | None = None,
    code_sets: CodeSets | None = None,
) -> Context:
    """All that a rule sees on one row, for the plain evaluator; `line` is that of a pair."""
    line = row if row.grain is Grain.LINE else line
    submitted = cast(date, run.values["submission_date"])  # every run has one
    claim_day = submitted if rule.by_submission else cast(date, claim.values.get("service_from", submitted))
    line_day = claim_day
    if line is not None and not rule.by_submission:
        line_day = cast(date, line.values.get("service_date", claim_day))
    histories = {name: rulebook.history(rule, name, profile) for name in rule.parameters}

    def parameter(name: str, day: date | None) -> Value | None:
        return None if day is None else histories[name].on(day)

    rows = {Grain.RUN: run, Grain.CLAIM: claim, row.grain: row}
    if line is not None:
        rows |= {Grain.LINE: line, **grouped(line, claim)}
    days = {Grain.CLAIM: claim_day, Grain.LINE: line_day}
    day_of = Grain.LINE if line is not None else Grain.CLAIM
    return Context(rows, days, parameter, code_sets or rulebook.code_sets, day_of)


def _plainly(rulebook: Rulebook, rule: Rule, case: Case) -> tuple[list[_Fired], list[str]]:
    """What the plain evaluator finds, and what it could not evaluate."""
    fired: list[_Fired] = []
    missing: list[str] = []
    profile = _profile(rule, case)
    first, last, _ = days_of(rule, rulebook.layers(profile))
    if case.claim.values.get("type") not in rule.claim_types:
        return fired, missing
    code_sets = case_code_sets(rulebook, case)
    claim = with_primaries(with_earlier_lines(case.claim), code_sets, _line_days(case))
    pairs: list[tuple[Record, Record | None]] = []
    if rule.each is Grain.PAIR:
        found, no_data = pairs_of(claim, code_sets, _line_days(case))
        pairs += found
        missing += [f"code set {rule.pairs}"] if no_data else []
    for row, line in pairs or [(row, None) for row in rows_of(rule.each, claim) if rule.each is not Grain.PAIR]:
        context = context_for(rulebook, rule, profile, case.run, claim, row, line, code_sets)
        day = context.days[context.day_of]
        if day is None or not first <= day <= last:
            continue
        verdict: Verdict = judge(rule.condition, context)
        missing += verdict.not_evaluated
        if verdict.fires:
            of_line = line if line is not None else row
            number = of_line.values.get("line_number") if of_line.grain is Grain.LINE else None
            message, remedy = (
                template.fill_with(partial(meaning, context=context)) for template in (rule.message, rule.remedy)
            )
            fired.append(_Fired(cast("int | None", number), message, remedy))
    return fired, missing


def _line_days(case: Case) -> dict[int, date]:
    """The day of each line, by its place: its own, else its claim's."""
    submitted = cast(date, case.run.values["submission_date"])  # every run has one
    of_claim = cast(date, case.claim.values.get("service_from", submitted))
    lines = case.claim.members["lines"]
    return {at: cast(date, line.values.get("service_date", of_claim)) for at, line in enumerate(lines)}


def case_code_sets(rulebook: Rulebook, case: Case) -> CodeSets:
    """The code sets a case is judged with: those of the program, but for those whose rows it states."""
    own = rulebook.code_sets.own
    return own.with_listings(case.code_sets) if case.code_sets else own


def _profile(rule: Rule, case: Case) -> str:
    """The profile a case is judged under: the one it names, that of a payer's own rule, or `default`."""
    return case.profile or rule.owner or DEFAULT


def _by_columns(program: Program, rule: Rule, case: Case) -> tuple[list[tuple[str, str]], int]:
    """Message and remedy of each finding of the column evaluator, and how often it could not evaluate."""
    submitted = cast(date, case.run.values["submission_date"])
    tables = tables_of([case.claim])
    found = evaluate(
        program, tables, submitted=submitted, today=submitted, profile=_profile(rule, case),
        code_sets=case_code_sets(program.rulebook, case), earlier=stated(case.claim, tables),
    )  # fmt: skip
    fired = [texts for hit in found.hits for texts in hit.texts.select("message", "remedy").rows()]
    return fired, sum(open_.found.height for open_ in found.undecided) + len(found.failed)


def _complaint(rulebook: Rulebook, program: Program, rule: Rule, case: Case) -> str | None:
    if (profile := _profile(rule, case)) not in rulebook.profile:
        return f"there is no profile '{profile}'"
    fired, missing = _plainly(rulebook, rule, case)
    if missing:
        return f"the rule could not be evaluated: no data for {', '.join(sorted(set(missing)))}"
    by_columns, undecided = _by_columns(program, rule, case)
    if (len(by_columns), undecided) != (len(fired), 0):
        said = f"plain {len(fired)}, columns {len(by_columns)}"
        return f"the evaluators disagree: {said} (a defect of the program; report it)"
    if by_columns != [(finding.message, finding.remedy) for finding in fired]:
        return "the evaluators disagree in what the rule says (a defect of the program; report it)"
    if case.times is None and not fired:
        return "the rule stays silent, and should fire"
    if case.times is not None and len(fired) != case.times:
        should = "stay silent" if case.times == 0 else f"fire {case.times} time(s)"
        said = f": {fired[0].message}" if fired else ""
        return f"the rule fires {len(fired)} time(s), and should {should}{said}"
    if case.line is not None and case.line not in [finding.line for finding in fired]:
        return f"no finding is on line {case.line}; they are on {[finding.line for finding in fired]}"
    if case.message is not None and case.message not in [finding.message for finding in fired]:
        return f"no finding says {case.message!r}; the first says {fired[0].message!r}"
    return None


def judge_cases(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> list[Outcome]:
    """The outcome of every case of the rules, also those that profiles state; rules that are off are judged too."""
    outcomes = []
    for rule in rulebook.rules if rules is None else rules:
        program = compile_rules(rulebook, [rule], ignore_off=True)
        outcomes += [Outcome(rule, case, _complaint(rulebook, program, rule, case)) for case in rulebook.cases(rule)]
    return outcomes
