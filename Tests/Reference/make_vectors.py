#!/usr/bin/env python3
"""Writes Protocol/vectors from the reference implementation, or with --check says which files differ.

Needs Python 3.11 and the package `cryptography` (`pip install cryptography`).
"""

import argparse
import json
import sys
from pathlib import Path

from vector_sources import folds, shards

ROOT = Path(__file__).resolve().parents[2] / "Protocol" / "vectors"


def contents():
    """Path below Protocol/vectors -> bytes, of every generated file."""
    documents = shards.files()
    documents |= {f"folds/{name}": document for name, document in folds.files().items()}
    return {name: encode(document) for name, document in documents.items()}


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
    problems = list(differences(expected))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(expected)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
