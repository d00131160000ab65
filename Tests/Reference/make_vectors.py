#!/usr/bin/env python3
"""Writes Protocol/vectors from the reference implementation, or with --check says which files differ.

Either way it fails when a judgement of the rules is shown by no vector, or when chapter 2 shows another example of a kind.

Needs Python 3.11 and the package `cryptography` (`pip install cryptography`).
"""

import argparse
import json
import sys
from pathlib import Path

from vector_sources import archives, bodies, examples, exemplar, folds, identities, kinds, retentions, shards, states

ROOT = Path(__file__).resolve().parents[2] / "Protocol" / "vectors"


def contents():
    """Path below Protocol/vectors -> bytes, of every generated file."""
    documents = {}
    for source in (shards, bodies, kinds, identities, folds, states, retentions, archives, exemplar):
        documents |= source.files()
    return {name: encode(document) for name, document in documents.items()}


# Every judgement that the rules can make; chapter 7 lists the same ones.
JUDGEMENTS = {
    *((1, *rest) for rest in (("noted", "human-over-automatic"), ("noted", "add-over-remove"), ("open", "human-add"))),
    (2, "open", "complete-over-abandon"),
    (3, "noted", "late"),
    (4, "open", "unknown-end"),
    (5, "noted", "continued"),
    (6, "noted", "returned"),
    (7, "open", "smaller-hash"),
    (7, "noted", "late"),
    *((8, "noted", step) for step in ("by-hand", "by-hook", "window", "worktree", "earlier-opening", "smaller-id")),
    *((9, "noted", step) for step in ("human-over-automatic", "later-clock", "smaller-hash")),
    *((9, "open", step) for step in ("later-clock", "smaller-hash")),
    *((10, "open", step) for step in ("human-over-automatic", "later-clock", "smaller-hash")),
    (11, "open", "smaller-hash"),
    *((rule, "noted", "shown") for rule in (12, 13, 14, 15)),
}


def uncovered(expected):
    """A line for every judgement that no vector shows, and for every one that no chapter lists."""
    seen = set()
    for name, data in expected.items():
        if name.split("/")[0] in ("folds", "shared", "records"):
            items = json.loads(data)["conflicts"]
            seen |= {(item["rule_number"], item["status"], item["decided_by"]) for item in items}
    for judgement in sorted(JUDGEMENTS ^ seen):
        yield f"{judgement}: {'no vector shows it' if judgement in JUDGEMENTS else 'not in the table'}"


def encode(document):
    return (json.dumps(document, indent=1, ensure_ascii=True, sort_keys=False) + "\n").encode("ascii")


def differences(expected):
    """A line for every file that is missing, stale or not generated."""
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.json")}
    for name in sorted(found | set(expected)):
        if name not in expected:
            yield f"{name}: not generated; remove it or generate it"
        elif name not in found:
            yield f"{name}: missing"
        elif (ROOT / name).read_bytes() != expected[name]:
            yield f"{name}: differs from what the reference gives"


def write(expected):
    for name, data in expected.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    options = parser.parse_args()
    expected = contents()
    if not options.check:
        write(expected)
    problems = [*differences(expected), *uncovered(expected), *examples.missing()]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(expected)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
