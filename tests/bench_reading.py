"""Reads one file as a check does, and prints how long that took; a program of its own for `make bench`.

    python -m tests.bench_reading FILE

Reading processes are started and waited for first, as they start while a check reads its rules. The
fields read are those that the shipped rules look at.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from engine import rulebook
from engine.program import compile_rules
from engine.readers import read
from engine.reading_apart import ReadingProcesses, is_large
from engine.scrub import FIELDS_OF_CLAIMS
from engine.synth import write
from tests.source_files import ROOT

PROCESSES = 2


def main(path: Path) -> None:
    book = rulebook.load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets", with_cases=False)
    wanted = compile_rules(book).fields | FIELDS_OF_CLAIMS
    warm = path.with_name("warm.837")
    write(warm, None, 50, 1)
    with ReadingProcesses(PROCESSES) as processes:
        for _ in processes.read(warm, block_bytes=4_000).tables:
            pass
        reader = processes.read if is_large(path) else read
        begun, used, claims = perf_counter(), process_time(), 0
        reading = reader(path, wanted=wanted)
        for tables in reading.tables:
            claims += len(tables.claims)
        told = {"seconds": perf_counter() - begun, "own_seconds": process_time() - used, "claims": claims}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
