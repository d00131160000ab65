#!/usr/bin/env python3
"""Checks another implementation's decisions about what is pushed under a policy.

`check_retention.py FILE`: one document a line, in the shape of Protocol/vectors/retention. Exit 0: this reference decides
the same each time; 1: it does not, and standard output says where.

Needs the package `cryptography` (`pip install cryptography`).
"""

import json
import sys

from sheaf_reference import l0, lines
from sheaf_reference.retention import Retention, document

DECIDED = ("kept", "news", "push", "deliberate")


def decided(given):
    held = {path: l0.encode_shard(line.encode("utf-8") for line in texts) for path, texts in given["held"].items()}
    names = {lines.parse(line).hash: line for blob in held.values() for line in blob.split(b"\n")[:-1]}
    remote = given.get("remote")
    if remote is not None:
        remote = {path: text.encode("utf-8") for path, text in remote.items()}
    retention = Retention(given.get("floor_month"), frozenset(given["evicted"]))
    return document(retention, held, {names[name] for name in given["pending"]}, remote)


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    problems = count = 0
    with open(arguments[0], encoding="utf-8") as file:
        for count, text in enumerate(file, start=1):
            given = json.loads(text)
            expected = decided(given)
            for key in DECIDED:
                if expected[key] != given.get(key):
                    problems += 1
                    print(f"line {count}: {key} is {given.get(key)}, the reference says {expected[key]}")
    print(f"{count} decisions, {problems} problems")
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
