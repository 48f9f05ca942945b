"""Made-up expressions and claims for the differential test: well typed, small, and full of absence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.case_claims import build
from engine.language.records import Record

CODES = ("59", "LT", "XE", "5A", "9921A", "99213", "99215", "A0427", "Z00", "S52501A", "11", "02")
TEXTS = ("SMITH", "smith ", "O'NEIL", "X", "ÉMILE", "99213", "")
NPIS = ("1234567893", "1234567890", "1000000004", "123456789", "2234567893", "12345678931")
DAYS = [date(2024, 2, 28) + timedelta(days=n) for n in (0, 1, 2, 30, 365, 366, 730)]

FIELDS: dict[str, dict[str, list[str]]] = {
    "claim": {
        "code": ["claim.frequency_code", "claim.place_of_service", "claim.billing_provider.npi"],
        "text": ["claim.subscriber.last_name", "claim.original_reference"],
        "money": ["claim.total_charge", "claim.patient_paid"],
        "quantity": ["claim.ambulance.distance"],
        "date": ["claim.patient.birth_date", "claim.accident_date", "claim.service_from", "run.submission_date"],
        "truth": ["claim.patient.is_subscriber"],
        "codes": ["claim.related_causes"],
        "integer": [],
    },
    "line": {
        "code": ["line.procedure_code", "line.place_of_service"],
        "text": ["line.description"],
        "money": ["line.charge"],
        "quantity": ["line.units"],
        "date": ["line.service_date", "line.service_through"],
        "truth": [],
        "codes": ["line.modifiers"],
        "integer": ["line.line_number"],
    },
    "diagnosis": {
        "code": ["diagnosis.code", "diagnosis.qualifier"],
        "text": [],
        "money": [],
        "quantity": [],
        "date": [],
        "truth": [],
        "codes": [],
        "integer": ["diagnosis.position"],
    },
    "other_payer": {
        "code": ["other_payer.responsibility"],
        "text": ["other_payer.payer_name"],
        "money": ["other_payer.paid_amount"],
        "quantity": [],
        "date": ["other_payer.adjudication_date"],
        "truth": [],
        "codes": [],
        "integer": [],
    },
    "adjudication": {
        "code": ["adjudication.procedure_code"],
        "text": [],
        "money": ["adjudication.paid_amount"],
        "quantity": ["adjudication.units"],
        "date": ["adjudication.date"],
        "truth": [],
        "codes": [],
        "integer": [],
    },
}
SEVERAL = {
    "claim": [("claim.lines", "line"), ("claim.diagnoses", "diagnosis"), ("claim.other_payers", "other_payer")],
    "line": [("line.diagnoses", "diagnosis"), ("line.adjudications", "adjudication")],
}
PARAMETERS = {"integer": "days_allowed", "codes": "code_list", "money": "least_charge"}
NUMBERS = ("integer", "money", "quantity")


@st.composite
def expressions(draw: st.DrawFn, kind: str, rows: tuple[str, ...], depth: int) -> str:  # noqa: C901  # a case a kind
    """The text of an expression of a kind, over the rows in sight (innermost first, claim last)."""

    def again(wanted: str, where: tuple[str, ...] = rows) -> str:
        return str(draw(expressions(wanted, where, depth - 1)))

    leaves = [path for row in rows for path in FIELDS[row][kind]]
    choices = ["leaf"]
    if depth > 0:
        choices += {
            "truth": [
                "repeated",
                "compare",
                "compare",
                "logic",
                "not",
                "in",
                "function",
                "several",
                "several",
                "if",
                "listed",
                "in_codes",
            ],
            "integer": ["function", "count", "arithmetic", "several_number"],
            "money": ["arithmetic", "sum", "if", "several_number"],
            "quantity": ["arithmetic", "sum", "several_number"],
            "date": ["function", "several_number", "either", "begun"],
            "code": ["either", "part", "first", "first_beginning", "first_unlisted"],
            "text": ["either"],
            "codes": ["codes", "replaced_by"],
        }[kind]
    match draw(st.sampled_from(choices)):
        case "leaf" if kind == "codes":  # a list of the rule's own stands in places of its own
            return str(draw(st.sampled_from(leaves or ["claim.related_causes"])))
        case "leaf":
            literals = {
                "truth": ["true", "false"],
                "integer": ["0", "1", "2", "30"],
                "money": ["0.00", "100.00", "12.5"],
                "quantity": ["0.5", "1.000", "2"],
                "date": [f"date('{day}')" for day in DAYS[:3]],
                "code": [f"'{code}'" for code in CODES],
                "text": ["'SMITH'", "'X'"],
            }[kind]
            named = [PARAMETERS[kind]] if kind in PARAMETERS else []
            # literals alone do not make money or a quantity, so a field goes first where there is one
            return str(draw(st.sampled_from((leaves * 3 + named) or literals)))
        case "compare":
            of = draw(st.sampled_from(["integer", "money", "quantity", "date", "code", "text"]))
            operator = draw(
                st.sampled_from(["==", "!="] if of in ("code", "text") else ["==", "!=", "<", "<=", ">", ">="])
            )
            return f"({again(of)} {operator} {again(of)})"
        case "logic":
            return f"({again('truth')} {draw(st.sampled_from(['and', 'or']))} {again('truth')})"
        case "not":
            return f"(not {again('truth')})"
        case "in":
            where = draw(
                st.sampled_from(["['59', '99213', '11']", "code_list", *[p for r in rows for p in FIELDS[r]["codes"]]])
            )
            return f"({again('code')} {draw(st.sampled_from(['in', 'not in']))} {where})"
        case "if":
            return f"({again(kind)} if {again('truth')} else {again(kind)})"
        case "listed":
            return f"listed('icd-10-cm', {again('code')}, {again('date')})"
        case "in_codes":
            return f"({again('code')} in {again('codes')})"
        case "replaced_by" | "begun":
            asked = draw(st.sampled_from(["looked_up", "last_known"]))
            what = "replaced_by" if kind == "codes" else draw(st.sampled_from(["from", "to"]))
            return f"{asked}('hcpcs', '{what}', {again('code')}, {again('date')})"
        case "first_beginning":
            return f"first_beginning({again('codes')}, {draw(st.sampled_from([again('codes'), 'code_list']))})"
        case "first_unlisted":
            return f"first_unlisted('hcpcs', {again('codes')}, {again('date')})"
        case "codes":
            return _several(draw, "codes", draw(st.sampled_from(["code", "text"])), rows, depth)
        case "several":
            return _several(draw, draw(st.sampled_from(["any", "all"])), "truth", rows, depth)
        case "several_number":
            return _several(draw, draw(st.sampled_from(["min", "max"])), kind, rows, depth)
        case "first":
            return _several(draw, "first", kind, rows, depth)
        case "repeated":
            return _several(draw, "repeated", draw(st.sampled_from(["code", "money", "date", "text"])), rows, depth)
        case "sum":
            return _several(draw, "sum", kind, rows, depth)
        case "count":
            return _several(draw, "count", "truth", rows, depth)
        case "arithmetic":
            if draw(st.booleans()):
                return f"({again(kind)} {draw(st.sampled_from(['+', '-']))} {again(kind)})"
            if kind == "money" and draw(st.booleans()):
                return f"({again('money')} * {again('quantity')})"
            return f"({again(kind)} * {draw(st.sampled_from(['2', '3', again('integer')]))})"
        case "either":
            return f"either({again(kind)}, {again(kind)})"
        case "part":
            return f"part({again('code')}, {draw(st.integers(1, 3))}, {draw(st.integers(1, 3))})"
        case _:
            return _function(draw, kind, again)


def _several(draw: st.DrawFn, function: str, kind: str, rows: tuple[str, ...], depth: int) -> str:
    owners = [row for row in rows if row in SEVERAL]
    collection, row = draw(st.sampled_from([entry for owner in owners for entry in SEVERAL[owner]]))
    owner = collection.partition(".")[0]
    inside = tuple(dict.fromkeys((row, *(("line", "claim") if owner == "line" else ("claim",)))))
    element = row if function == "count" else draw(expressions(kind, inside, depth - 1))
    condition = f" if {draw(expressions('truth', inside, depth - 1))}" if draw(st.booleans()) else ""
    return f"{function}({element} for {row} in {collection}{condition})"


def _function(draw: st.DrawFn, kind: str, again: Callable[[str], str]) -> str:
    if kind == "integer":
        return str(
            draw(
                st.sampled_from(
                    [
                        f"length({again('code')})",
                        f"size({again('codes')})",
                        f"days_between({again('date')}, {again('date')})",
                        f"age({again('date')}, {again('date')})",
                        f"year({again('date')})",
                    ]
                )
            )
        )
    if kind == "date":
        return str(
            draw(
                st.sampled_from(
                    [
                        f"add_days({again('date')}, {again('integer')})",
                        f"add_months({again('date')}, {again('integer')})",
                        f"end_of_year({again('date')})",
                        f"next_workday({again('date')})",
                        f"earliest({again('date')}, {again('date')})",
                        f"latest({again('date')}, {again('date')}, {again('date')})",
                    ]
                )
            )
        )
    return str(
        draw(
            st.sampled_from(
                [
                    f"missing({again(draw(st.sampled_from(['code', 'date', 'money', 'codes', 'text'])))})",
                    f"present({again('codes')})",
                    "missing(claim.other_payers)",
                    "(size(claim.lines) > 1)",
                    f"starts_with({again('code')}, '9')",
                    f"starts_with({again('code')}, code_list)",
                    f"ends_with({again('code')}, '3')",
                    f"contains({again('text')}, 'MI')",
                    f"matches({again('code')}, '[0-9A-Z]{{2,5}}')",
                    f"same_text({again('text')}, {again('text')})",
                    f"only_digits({again('code')})",
                    f"valid_npi({again('code')})",
                    f"overlap({again('codes')}, {again('codes')})",
                    f"overlap(['59', 'LT'], {again('codes')})",
                    f"overlap({again('codes')}, code_list)",
                    f"same_codes({again('codes')}, {again('codes')})",
                    f"same_codes(['59', 'LT'], {again('codes')})",
                    f"same_codes({again('codes')}, code_list)",
                    f"repeated({again('codes')})",
                ]
            )
        )
    )


def _or_absent(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


_LISTS = st.one_of(st.none(), st.lists(st.sampled_from(CODES[:4]), min_size=1, max_size=4).map(tuple))
_MONEY = st.one_of(st.none(), st.sampled_from([0, 1, 1250, 10000, -500, 99_999_999]))


@st.composite
def claims(draw: st.DrawFn) -> Record:
    """A claim in which anything may be absent."""
    claim = {
        "frequency_code": draw(_or_absent(CODES)),
        "place_of_service": draw(_or_absent(CODES)),
        "billing_provider.npi": draw(_or_absent(NPIS)),
        "subscriber.last_name": draw(_or_absent([t for t in TEXTS if t.strip()])),
        "original_reference": draw(_or_absent([t for t in TEXTS if t.strip()])),
        "total_charge": draw(_MONEY),
        "patient_paid": draw(_MONEY),
        "ambulance.distance": draw(_or_absent([0, 500, 1000, 12345])),
        "subscriber.birth_date": draw(_or_absent(DAYS)),
        "accident_date": draw(_or_absent(DAYS)),
        "related_causes": draw(_LISTS),
    }
    lines = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "procedure_code": _or_absent(CODES),
                    "own_place_of_service": _or_absent(CODES),
                    "description": _or_absent(["X", "SMITH"]),
                    "charge": _MONEY,
                    "units": _or_absent([0, 500, 1000, 2000]),
                    "service_date": _or_absent([*DAYS, date(2026, 5, 4)]),
                    "modifiers": _LISTS,
                    "diagnosis_pointers": st.lists(st.sampled_from(["1", "2", "9"]), max_size=3).map(
                        lambda x: tuple(x) or None
                    ),
                }
            ),
            max_size=3,
        )
    )
    diagnoses = draw(
        st.lists(st.fixed_dictionaries({"code": _or_absent(["J069", "Z00", "S52501A", "NOPE"])}), max_size=3)
    )
    payers = draw(
        st.lists(
            st.fixed_dictionaries(
                {"responsibility": _or_absent(["S", "T"]), "paid_amount": _MONEY, "adjudication_date": _or_absent(DAYS)}
            ),
            max_size=2,
        )
    )
    decisions = {
        i: draw(st.lists(st.fixed_dictionaries({"paid_amount": _MONEY, "units": _or_absent([1000])}), max_size=2))
        for i in range(len(lines))
    }
    return build(claim, lines, diagnoses, payers, decisions)
