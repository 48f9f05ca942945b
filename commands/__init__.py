"""The commands: each reads its options, asks the engine, and hands a report what came of it.

    parts       the engine and the reports, from whichever home this is
    options     options that several commands have, and what is told beside a report
    claims      check, synth
    rules       rules list, show, new, lint, test
    profiles    profiles list, show, diff, which, lint
    codes       codes import, list, show, gaps
    reports     report frequency

Nothing is decided here about a claim. `cli.py` puts the commands together and starts one.
"""
