"""The disk refuses: each call on a file that a disk may refuse fails once, and then with all that follow.

Only Sheaf's own folder and its keys lie on the failing disk; the remote is another machine. What may be said is
docs/troubleshooting.md and `sheaf help exit-codes`: never 0 for something that is not there, never a crash, never a
mistake of Sheaf's own, and a message that names a place and says what to do."""

import errno
from dataclasses import dataclass

from . import recovery
from .machine import Machine
from .operations import Operation, chosen
from .sweep import Bench, Setting, Tally, prepared, run, selection

CODES = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EROFS": errno.EROFS}
# cannot create, input or output, temporary failure, remote protocol (git's own words), not permitted
ALLOWED = {
    "EIO": {73, 74, 75, 76},
    "ENOSPC": {73, 74, 75, 76},
    "EROFS": {73, 74, 75, 76, 77},
}
# SQLite cannot tell a page that the disk refused from one that is damaged; the message says that nothing was overwritten.
ALLOWED["EIO"].add(65)
# Neighbours for one worker: see kill.
CHUNK = 16


@dataclass(frozen=True)
class Fault:
    """One refusal."""

    operation: Operation
    number: int
    error: str
    is_sticky: bool

    def __str__(self) -> str:
        sticky = " --sticky" if self.is_sticky else ""
        return f"--operation {self.operation.name} --point {self.number} --error {self.error}{sticky}"


def trial(bench: Bench[Fault], fault: Fault) -> str:
    """Lets one call fail and looks at what was said and what is left."""
    machine, operation = bench.machine, fault.operation
    before = recovery.baseline_of(machine, operation)
    machine.restore(operation.state)
    sticky = ["--sticky"] if fault.is_sticky else []
    outcome = bench.setting.tracer.run(
        machine, operation.command(machine),
        [*folders(machine), "--class", "fail", "--at", str(fault.number), "--do", str(CODES[fault.error]), *sticky])
    try:
        recovery.require(
            outcome.status == 0 or outcome.status in ALLOWED[fault.error], recovery.told("disturbed, it", outcome))
        if outcome.status != 0:
            require_good_message(outcome.errors)
        is_new = recovery.check(machine, operation, before, outcome, bench.checked)
    except recovery.Broken as broken:
        raise recovery.kept(broken, machine, bench.setting.keep, f"{operation.name}-{fault.number}-{fault.error}") from None
    return ("did without" if outcome.status == 0 else "said so") + (", new" if is_new else ", again")


def folders(machine: Machine) -> list[str]:
    """What lies on the failing disk."""
    return ["--under", str(machine.sheaf_folder), "--under", str(machine.state)]


def require_good_message(text: str) -> None:
    """What, where, and where to read on."""
    recovery.require("sheaf: " in text, f"no message: {text!r}")
    recovery.require("docs/troubleshooting.md#" in text, f"the message does not say where to read on: {text}")
    recovery.require("/" in text.split("docs/troubleshooting.md")[0] or "origin" in text, f"the message names no place: {text}")
    for secret in ("Fatal error", "BUG:", "Optional(", "Error Domain"):
        recovery.require(secret not in text, f"the message shows the program's insides: {text}")


def points(setting: Setting, operations: list[Operation], errors: list[str]) -> list[Fault]:
    machine = prepared(setting)
    found: list[Fault] = []
    for operation in operations:
        machine.restore(operation.state)
        outcome, calls = setting.tracer.calls(
            machine, operation.command(machine), [*folders(machine), "--class", "fail"])
        if outcome.status != 0:
            raise RuntimeError(recovery.told(operation.name, outcome))
        found += [
            Fault(operation, number, error, is_sticky)
            for number in range(1, len(calls) + 1) for error in errors for is_sticky in (False, True)]
    return found


def sweep(
    setting: Setting, names: list[str], *, errors: list[str], stride: int = 1, seed: int, most: int | None = None, only: Fault | None = None
) -> int:
    """Refuses at one of each `stride` points, which the seed chooses.

    Returns:
        How many refusals broke a promise.
    """
    every = points(setting, chosen(names), errors) if only is None else [only]
    selected, stride = (every, stride) if only else selection(every, stride=stride, seed=seed, most=most)
    tally = Tally()
    for fault, what, broken in run(setting, selected, trial, "faults", CHUNK):
        tally.add(fault.operation.name)
        for part in what.split(", "):
            tally.add(f"{fault.operation.name} {part}")
        if broken:
            tally.fail(f"Scripts/crash faults {fault}", broken)
    report(tally, [fault.operation.name for fault in selected])
    print(f"faults: {len(selected)} of {len(every)} refusals (seed {seed}, stride {stride}), {len(tally.failures)} failures")
    return len(tally.failures)


def report(tally: Tally, operations: list[str]) -> None:
    """A row for each operation."""
    print(f"{'operation':<22}{'refusals':>9}{'said so':>9}{'did without':>13}{'left the same':>15}")
    for operation in dict.fromkeys(operations):
        row = [tally.counts.get(f"{operation}{suffix}", 0) for suffix in ("", " said so", " did without", " again")]
        print(f"{operation:<22}{row[0]:>9}{row[1]:>9}{row[2]:>13}{row[3]:>15}")
