"""SQLite runs out of memory: each of its allocations fails once, and then with all that follow.

What may be said: never 0 for something that is not there, otherwise 75 and a message that names a place and says what to
do. What was acknowledged is there, and with memory again everything goes on. GRDB itself ends the process in places where it
cannot throw; that must leave what a kill leaves, and is counted by itself."""

from dataclasses import dataclass
from pathlib import Path

from . import faults, recovery
from .machine import Machine, Outcome
from .operations import Operation, chosen
from .sweep import Bench, Setting, Tally, prepared, run, selection

# Temporary failure: with memory again the same command succeeds.
ALLOWED = {75}
# A trap.
ENDED = 128 + 4
CHUNK = 32


@dataclass(frozen=True)
class Shortage:
    """One allocation that fails."""

    operation: Operation
    number: int
    is_sticky: bool

    def __str__(self) -> str:
        sticky = " --sticky" if self.is_sticky else ""
        return f"--operation {self.operation.name} --point {self.number}{sticky}"


def disturbed(setting: Setting, machine: Machine, operation: Operation, surroundings: dict[str, str]) -> Outcome:
    machine.extra_environment.update(surroundings | {"LD_PRELOAD": str(setting.shortage)})
    try:
        return operation.run(machine)
    finally:
        for name in [*surroundings, "LD_PRELOAD"]:
            del machine.extra_environment[name]


def trial(bench: Bench[Shortage], shortage: Shortage) -> str:
    """Lets one allocation fail and looks at what was said and what is left."""
    machine, operation = bench.machine, shortage.operation
    before = recovery.baseline_of(machine, operation)
    machine.restore(operation.state)
    surroundings = {"SHORTAGE_AT": str(shortage.number)} | ({"SHORTAGE_STICKY": "1"} if shortage.is_sticky else {})
    outcome = disturbed(bench.setting, machine, operation, surroundings)
    try:
        was_ended = outcome.status == ENDED and outcome.errors.startswith("GRDB/")
        recovery.require(was_ended or outcome.status in {0, *ALLOWED}, recovery.told("disturbed, it", outcome))
        if outcome.status in ALLOWED:
            faults.require_good_message(outcome.errors)
        is_new = recovery.check(machine, operation, before, outcome, bench.checked)
    except recovery.Broken as broken:
        raise recovery.kept(broken, machine, bench.setting.keep, f"{operation.name}-{shortage.number}-memory") from None
    what = "was ended" if was_ended else "did without" if outcome.status == 0 else "said so"
    return what + (", new" if is_new else ", again")


def points(setting: Setting, operations: list[Operation]) -> list[Shortage]:
    machine = prepared(setting)
    log = machine.folder / "shortage.log"
    found: list[Shortage] = []
    for operation in operations:
        machine.restore(operation.state)
        outcome = disturbed(setting, machine, operation, {"SHORTAGE_LOG": str(log)})
        if outcome.status != 0:
            raise RuntimeError(recovery.told(operation.name, outcome))
        count = count_of(log)
        found += [Shortage(operation, number, is_sticky) for number in range(1, count + 1) for is_sticky in (False, True)]
    return found


def count_of(log: Path) -> int:
    """How often the program asked for memory; 0 when it opened no database."""
    if not log.exists():
        raise RuntimeError("the program does not link SQLite dynamically")
    count = int(log.read_text())
    log.unlink()
    return count


def sweep(
    setting: Setting, names: list[str], *, stride: int = 1, seed: int, most: int | None = None, only: Shortage | None = None
) -> int:
    """Lets one of each `stride` allocations fail, which the seed chooses.

    Returns:
        How many failures broke a promise.
    """
    every = points(setting, chosen(names)) if only is None else [only]
    selected, stride = (every, stride) if only else selection(every, stride=stride, seed=seed, most=most)
    tally = Tally()
    for shortage, what, broken in run(setting, selected, trial, "memory", CHUNK):
        tally.add(shortage.operation.name)
        for part in what.split(", "):
            tally.add(f"{shortage.operation.name} {part}")
        if broken:
            tally.fail(f"Scripts/crash memory {shortage}", broken)
    faults.report(tally, [shortage.operation.name for shortage in selected])
    ended = sum(count for name, count in tally.counts.items() if name.endswith(" was ended"))
    print(
        f"memory: {len(selected)} of {len(every)} failing allocations (seed {seed}, stride {stride}), {ended} of them ended the "
        f"process, {len(tally.failures)} failures")
    return len(tally.failures)
