#!/usr/bin/env python3
"""Holds the tables of docs/security.md against the tests that have just run.

    check_security.py [--xunit FILE] [--steps FILE]

Every row T1-T32 and F1-F46 is there once. Its last column names the tests that prove it, as links whose text is the
test's name in code font and whose target is the file that holds it, or the steps of Scripts/test; or it says to which
later issue the row belongs ("later: issue 4, the agent" or "later: the dashboard issue, ..."), or why it does not apply ("does not apply: ..."). Its code
column links to files that exist. With --xunit (what `swift test --xunit-output` wrote) each named test must have run
and passed; with --steps (a line for every step of Scripts/test that passed) each named step too.
"""

import argparse
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
EXPECTED = [f"T{number}" for number in range(1, 33)] + [f"F{number}" for number in range(1, 47)]
ROW = re.compile(r"^\| *([TF]\d+) *\|(.*)\|$")
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+)(?:#[^)]*)?\)")
EXCUSE = re.compile(r"\b(later: (issue \d+|the \w+ issue), .{4,}|does not apply: .{10,})")


def rows(page: str) -> list[tuple[str, list[str]]]:
    """The table rows: the identifier and the other cells."""
    found = []
    for line in page.splitlines():
        if match := ROW.match(line):
            found.append((match[1], [cell.strip() for cell in match[2].split(" | ")]))
    return found


def passed_tests(xunit: Path) -> set[tuple[str, str]]:
    """(module, function name) of each test that ran and passed."""
    passed = set()
    for case in ElementTree.parse(xunit).getroot().iter("testcase"):
        if case.find("failure") is None and case.find("skipped") is None:
            name = case.get("name", "").strip("`").split("(")[0].rstrip("`")
            passed.add((case.get("classname", "").split(".")[0], name))
    return passed


def test_problem(name: str, file: Path, passed: set[tuple[str, str]] | None) -> str | None:
    """What is wrong with a link to a test; None when nothing is."""
    if not re.search(rf"func `?{re.escape(name)}`?[(<]", file.read_text(encoding="utf-8")):
        return f"{file.relative_to(ROOT)} has no test `{name}`"
    module = file.relative_to(ROOT / "Tests").parts[0]
    if passed is not None and (module, name) not in passed:
        return f"the test `{name}` of {module} did not run, or failed"
    return None


def problems_of_row(cells: list[str], passed: set[tuple[str, str]] | None, steps: set[str] | None) -> list[str]:
    """What is wrong with one row, in words."""
    problems = []
    *described, proof = cells
    for text, target in (link for cell in described for link in LINK.findall(cell)):
        if not (PAGE.parent / target).exists():
            problems.append(f"the link {text} leads to no file: {target}")
    proofs = LINK.findall(proof)
    if not proofs and not EXCUSE.search(proof):
        problems.append("names no test, no later issue and no reason")
    for text, target in proofs:
        file = (PAGE.parent / target).resolve()
        name = text.strip("`")
        if not file.is_file():
            problems.append(f"the proof {name} leads to no file: {target}")
        elif file.suffix == ".swift":
            if problem := test_problem(name, file, passed):
                problems.append(problem)
        elif steps is not None and name not in steps:
            problems.append(f"the step `{name}` of Scripts/test did not run")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xunit", type=Path)
    parser.add_argument("--steps", type=Path)
    arguments = parser.parse_args()
    passed = passed_tests(arguments.xunit) if arguments.xunit else None
    steps = set(arguments.steps.read_text(encoding="utf-8").split("\n")) if arguments.steps else None

    table = rows(PAGE.read_text(encoding="utf-8"))
    names = [name for name, _ in table]
    problems = [f"{name}: {names.count(name)} rows" for name in EXPECTED if names.count(name) != 1]
    proven = later = 0
    for name, cells in table:
        problems += [f"{name}: {problem}" for problem in problems_of_row(cells, passed, steps)]
        if LINK.search(cells[-1]):
            proven += 1
        else:
            later += 1
    for problem in problems:
        print(f"{PAGE.relative_to(ROOT)}: {problem}", file=sys.stderr)
    print(f"security: {proven} rows proven, {later} with a later issue or a reason, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
