"""What each function answers: the ordinary, the boundary, the absent, and text beyond ASCII."""

from typing import Any

L = {"modifiers": ["59", "LT", "59"]}
D = {"description": "ÉMILE 7 ß"}
FUNCTION_CASES: dict[str, list[tuple[str, dict[str, Any], Any]]] = {
    "missing": [
        ("missing(line.description)", {}, True),
        ("missing(line.charge)", {}, False),
        ("missing(line.modifiers)", {"modifiers": []}, True),
        ("missing(line.modifiers)", L, False),
        ("missing(1)", {}, False),
    ],
    "present": [
        ("present(line.description)", {}, False),
        ("present(line.modifiers)", L, True),
        ("present(limit)", {}, True),
    ],
    "either": [
        ("either(line.description, 'X')", {}, "X"),
        ("either(line.description, 'X')", D, "ÉMILE 7 ß"),
        ("either(claim.patient_paid, claim.patient_paid, 1.5)", {}, 150),
        ("either(claim.note, line.description)", {}, None),
    ],
    "length": [
        ("length(line.procedure_code)", {}, 5),
        ("length(line.description)", D, 9),
        ("length(line.description)", {}, None),
        ("length('')", {}, 0),
    ],
    "starts_with": [
        ("starts_with(line.procedure_code, '99')", {}, True),
        ("starts_with(line.procedure_code, codes)", {}, True),
        ("starts_with(line.procedure_code, codes)", {"procedure_code": "T881"}, True),
        ("starts_with(line.procedure_code, codes)", {"procedure_code": "T9"}, False),
        ("starts_with(line.procedure_code, no_codes)", {}, False),
        ("starts_with(line.procedure_code, later_codes)", {}, None),
        ("starts_with(line.procedure_code, ['X', '9921'])", {}, True),
        ("starts_with(line.description, 'É')", D, True),
        ("starts_with(line.description, 'X')", {}, None),
        ("starts_with(line.description, codes)", {}, None),
    ],
    "ends_with": [
        ("ends_with(line.procedure_code, '13')", {}, True),
        ("ends_with(line.description, 'ß')", D, True),
        ("ends_with(line.description, '')", D, True),
        ("ends_with(line.description, 'X')", {}, None),
    ],
    "contains": [
        ("contains(line.procedure_code, '921')", {}, True),
        ("contains(line.description, '.')", D, False),
        ("contains(line.description, 'LE 7')", D, True),
        ("contains(line.description, 'X')", {}, None),
    ],
    "matches": [
        ("matches(line.procedure_code, '[0-9]{5}')", {}, True),
        ("matches(line.procedure_code, '[0-9]{4}')", {}, False),
        ("matches(line.procedure_code, '9|99213')", {}, True),
        ("matches(line.description, '.{9}')", D, True),
        ("matches(line.description, '[^a]+')", D, True),
        ("matches(line.description, '.')", {}, None),
        ("matches(line.description, 'A.B')", {"description": "A\nB"}, False),
    ],
    "part": [
        ("part(line.procedure_code, 1, 2)", {}, "99"),
        ("part(line.procedure_code, 4, 2)", {}, "13"),
        ("part(line.procedure_code, 5, 2)", {}, None),
        ("part(line.description, 1, 2)", D, "ÉM"),
        ("part(line.description, 1, 1)", {}, None),
    ],
    "same_text": [
        ("same_text(line.description, ' émile 7 SS ')", D, True),
        ("same_text(line.description, 'X')", {}, None),
        ("same_text(line.procedure_code, '99214')", {}, False),
    ],
    "only_digits": [
        ("only_digits(line.procedure_code)", {}, True),
        ("only_digits(line.description)", {"description": "٣"}, False),
        ("only_digits(line.description)", {}, None),
        ("only_digits(line.procedure_code)", {"procedure_code": "J1"}, False),
    ],
    "valid_npi": [
        ("valid_npi(line.description)", {"description": one}, answer)
        for one, answer in {
            "1234567893": True,
            "1234567890": False,
            "3234567893": False,
            "123456789": False,
            "12345678931": False,
            "１234567893": False,
            "1234567893 ": False,
        }.items()
    ]
    + [("valid_npi(line.description)", {}, None)],
    "size": [("size(line.modifiers)", {}, 0), ("size(line.modifiers)", L, 3)],
    "repeated": [
        ("repeated(line.modifiers)", L, True),
        ("repeated(line.modifiers)", {}, False),
        ("repeated(line.modifiers)", {"modifiers": ["59"]}, False),
    ],
    "overlap": [
        ("overlap(line.modifiers, ['LT'])", L, True),
        ("overlap(['LT'], line.modifiers)", {}, False),
        ("overlap(line.modifiers, codes)", L, True),
        ("overlap(line.modifiers, no_codes)", L, False),
        ("overlap(line.modifiers, line.diagnosis_pointers)", L, False),
        ("overlap(line.modifiers, line.modifiers)", L, True),
    ],
    "same_codes": [
        ("same_codes(line.modifiers, ['LT', '59'])", L, True),
        ("same_codes(line.modifiers, ['LT', '59', '26'])", L, False),
        ("same_codes(line.modifiers, ['LT'])", L, False),
        ("same_codes(line.modifiers, codes)", L, False),
        ("same_codes(line.modifiers, no_codes)", L, False),
        ("same_codes(line.modifiers, no_codes)", {}, True),
        ("same_codes(line.modifiers, line.diagnosis_pointers)", L | {"diagnosis_pointers": ["LT", "59"]}, True),
        ("same_codes(line.modifiers, line.diagnosis_pointers)", L, False),
        ("same_codes(line.modifiers, claim.condition_codes)", {}, True),
    ],
    "first_beginning": [
        ("first_beginning(line.modifiers, ['L', 'X'])", L, "LT"),
        ("first_beginning(line.modifiers, codes)", L, "LT"),
        ("first_beginning(line.modifiers, ['X'])", L, None),
        ("first_beginning(line.modifiers, no_codes)", L, None),
        ("first_beginning(line.modifiers, later_codes)", L, None),
        ("first_beginning(line.modifiers, line.modifiers)", L, "59"),
        ("first_beginning(line.modifiers, line.diagnosis_pointers)", L | {"diagnosis_pointers": ["5"]}, "59"),
        ("first_beginning(line.modifiers, ['L'])", {}, None),
    ],
    "add_days": [
        ("add_days(line.service_date, 28) == date('2026-06-01')", {}, True),
        ("add_days(line.service_date, -4) == date('2026-04-30')", {}, True),
        ("missing(add_days(line.service_date, 999999999))", {}, True),
        ("missing(add_days(line.service_date, -999999999))", {}, True),
        ("add_days(claim.accident_date, 1) > start", {}, None),
        ("add_days(start, line.line_number) > start", {}, True),
    ],
    "add_months": [
        ("add_months(line.service_date, 1) == date('2026-02-28')", {"service_date": "2026-01-31"}, True),
        ("add_months(line.service_date, -2) == date('2024-02-29')", {"service_date": "2024-04-30"}, True),
        ("add_months(date('2026-01-31'), line.line_number) == date('2026-02-28')", {}, True),
        ("missing(add_months(line.service_date, 999999999))", {}, True),
        ("missing(add_months(line.service_date, 100000))", {}, True),
        ("add_months(claim.accident_date, 1) > start", {}, None),
    ],
    "days_between": [
        ("days_between(start, line.service_date)", {}, 123),
        ("days_between(line.service_date, start)", {}, -123),
        ("days_between(claim.accident_date, start)", {}, None),
    ],
    "age": [
        ("age(date('2000-02-29'), line.service_date)", {"service_date": "2018-02-28"}, 17),
        ("age(date('2000-02-29'), line.service_date)", {"service_date": "2018-03-01"}, 18),
        ("age(line.service_date, date('2026-05-03'))", {}, -1),
        ("age(claim.accident_date, start)", {}, None),
    ],
    "earliest": [
        ("earliest(line.service_date, start, date('2026-06-01')) == start", {}, True),
        ("earliest(claim.accident_date, start) == start", {}, True),
        ("missing(earliest(claim.accident_date, claim.accident_date))", {}, True),
    ],
    "latest": [
        ("latest(line.service_date, start) == line.service_date", {}, True),
        ("latest(claim.accident_date, start) == start", {}, True),
        ("missing(latest(claim.accident_date, claim.accident_date))", {}, True),
    ],
    "written": [
        ("written(line.service_date)", {"service_date": "2026-05-04"}, "2026-05-04"),
        ("written(line.service_date)", {"service_date": "0999-01-02"}, "0999-01-02"),
        ("written(claim.accident_date)", {}, None),
    ],
    "year": [("year(line.service_date)", {}, 2026), ("year(claim.accident_date)", {}, None)],
    "end_of_year": [
        ("end_of_year(line.service_date) == date('2026-12-31')", {}, True),
        ("end_of_year(date('2026-12-31')) == date('2026-12-31')", {}, True),
        ("missing(end_of_year(claim.accident_date))", {}, True),
    ],
    "next_workday": [
        ("next_workday(line.service_date) == date('2026-05-18')", {"service_date": "2026-05-16"}, True),
        ("next_workday(line.service_date) == line.service_date", {"service_date": "2026-05-18"}, True),
        ("next_workday(date('2025-12-24')) == date('2025-12-29')", {}, True),
        ("missing(next_workday(claim.accident_date))", {}, True),
        ("missing(next_workday(date('9999-12-31')))", {}, False),
    ],
}
