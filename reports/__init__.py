"""Reports: pure functions of a run, each writing one form of it to a stream.

    terminal        a summary and a worklist for people
    json_document   one document for programs, described by schemas/check.schema.json
    csv_file        the findings as a table for spreadsheets
    html_page       one self-contained page
    frequency       which findings recur, over one run or many, as a pandas frame

None of them knows the engine: what they ask of a run stands in `run.Run`.
"""
