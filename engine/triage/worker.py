"""durable_rules in a process of its own: the only module that imports it.

The package ends its process by SIGSEGV, hangs and matches wrongly in many ways, so it runs apart from
the scrub, which asks by JSON lines on standard input and is answered on standard output. This file is
started by its path, imports nothing of ours and starts in a few hundredths of a second.

It is asked first for `{"rulesets": {STRATUM: [{NAME: [[FIELD, VALUE], ...]}, ...]}}`, then any number of
times for `{"stratum": STRATUM, "facts": [{FIELD: VALUE}, ...]}`. It answers `{"ready": VERSION}`, or
`{"unavailable": true}` where the package cannot be imported; then `{"fired": [[NAME, ...], ...]}` fact by
fact, or `{"failed": KIND}` with the name of an exception and never its text, which quotes the fact.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

SID = "triage"  # one state for all facts: a thousand different ones end in a crash
LONGEST_SECONDS = 30  # a worker that hangs and whose scrub was killed ends itself


class Shard:
    """One ruleset of durable_rules, judging one fact at a time."""

    def __init__(self, name: str, rules: dict[str, list[list[str]]]) -> None:
        from durable.engine import Ruleset  # type: ignore[import-untyped]  # durable_rules ships no types

        self.fired: list[str] = []
        self.errors: list[object] = []
        self.asserted = 0
        # Ruleset itself and no Host: a Host starts two threads that run rules behind the caller's back.
        self.ruleset: Any = Ruleset(name, None, {rule: self.definition(rule, rules[rule]) for rule in rules})

    def definition(self, rule: str, conditions: list[list[str]]) -> dict[str, object]:
        """An `and` of equalities; the consequent records the name and can neither fail nor linger."""
        return {"all": [{"m": {"$and": [{field: value} for field, value in conditions]}}], "run": self.record(rule)}

    def record(self, rule: str) -> Callable[[object], None]:
        """The consequent. A second parameter, even with a default, would make it asynchronous."""

        def run(_: object) -> None:
            self.fired.append(rule)

        return run

    def done(self, error: object, _: object) -> None:
        """Told by durable_rules at the end of a fact's actions."""
        if error is not None:
            self.errors.append(error)

    def judge(self, fact: dict[str, str]) -> list[str]:
        """The names of the rules that one fact fires, each once."""
        self.fired.clear()
        self.asserted += 1
        known = {**fact, "id": f"L{self.asserted}", "sid": SID}
        # A fact and not an event, of which only the first rule fires; asserted, drained and retracted
        # alone, for what stands behind a bad message of a batch is dropped without a word.
        self.ruleset.do_actions(self.ruleset.assert_fact(known), self.done)
        self.ruleset.retract_fact(known)
        if self.errors:
            raise RuntimeError
        return list(dict.fromkeys(self.fired))


def answer(shards: dict[str, list[Shard]], asked: dict[str, Any]) -> dict[str, object]:
    """What the rules of a stratum make of each fact."""
    return {"fired": [[name for shard in shards[asked["stratum"]] for name in shard.judge(f)] for f in asked["facts"]]}


def version() -> str:
    """The installed version of durable_rules; raises ImportError where it cannot be imported."""
    from importlib.metadata import version

    import durable.engine  # type: ignore[import-untyped]  # noqa: F401  # asked only whether it can be

    return version("durable_rules")


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer each line by one line until the questions end."""

    def say(said: dict[str, object]) -> None:
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()

    shards: dict[str, list[Shard]] = {}
    for line in questions:
        if hasattr(signal, "alarm"):
            signal.alarm(LONGEST_SECONDS)
        asked = json.loads(line)
        try:
            if "rulesets" in asked:
                ready = version()
                shards = {
                    stratum: [Shard(f"{stratum}-{n}", rules) for n, rules in enumerate(listed)]
                    for stratum, listed in asked["rulesets"].items()
                }
                say({"ready": ready})
            else:
                say(answer(shards, asked))
        except ImportError:
            say({"unavailable": True})
        except Exception as error:  # noqa: BLE001  # whatever it is, the asker holds the claims; the text may quote a fact
            say({"failed": type(error).__name__})
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def main() -> None:
    """Serve standard input, with everything else that is printed going to standard error."""
    # On Python 3.12 each action warns of `utcfromtimestamp`; where warnings are errors, no rule fires.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"durable\.")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
