"""The kill sweep: each operation, killed at each point where what it leaves behind differs.

A killed process leaves the same files and the same messages to others whether it dies at one system call or at any
later one, up to the next call that changes something outside of it. So the sweep kills right before each such call
(writes, syncs, renames, links, unlinks, creations, truncations, modes, times, starts of processes, exit) and thereby
covers every call; `--every` really takes every call.

Two ways of dying: the whole tree at once (a shut-down, a control group out of memory), and the calling process alone
(kill -9 of `sheaf` while its git goes on, or of a git child while `sheaf` goes on). The second is made where the
operation has children."""

from dataclasses import dataclass

from . import recovery
from .machine import Machine
from .operations import Operation, chosen
from .sweep import Bench, Setting, Tally, prepared, run, selection
from .tripwire import Call

TREE, PROCESS = "kill-tree", "kill-process"
# How `sheaf` may end when a git child of it dies: it did without, or says so.
SURVIVED = {0, 69, 74, 75, 76}
KILLED = 128 + 9
# How often a command with children talks to them differs from run to run; the longest counts.
RUN_COUNT = 3
# Neighbours for one worker, which has met many of their states when it comes to the next.
CHUNK = 16


@dataclass(frozen=True)
class Point:
    """One kill."""

    operation: Operation
    number: int
    way: str
    is_every: bool

    def __str__(self) -> str:
        every = " --every" if self.is_every else ""
        return f"--operation {self.operation.name} --point {self.number} --way {self.way}{every}"


def options(is_every: bool) -> list[str]:
    return ["--class", "every" if is_every else "change"]


def undisturbed(setting: Setting, machine: Machine, operation: Operation, is_every: bool) -> list[Call]:
    machine.restore(operation.state)
    outcome, calls = setting.tracer.calls(machine, operation.command(machine), options(is_every))
    if outcome.status != 0 or not operation.is_done(machine):
        raise RuntimeError(f"undisturbed, {recovery.told(operation.name, outcome)}")
    return calls


def points(setting: Setting, operations: list[Operation], is_every: bool) -> list[Point]:
    """Every point of the operations, from undisturbed runs of each."""
    machine = prepared(setting)
    found: list[Point] = []
    for operation in operations:
        calls = undisturbed(setting, machine, operation, is_every)
        has_children = any(not call.is_root for call in calls)
        for _ in range(RUN_COUNT - 1 if has_children else 0):
            calls += undisturbed(setting, machine, operation, is_every)
        last = max(call.number for call in calls)
        ways = [TREE, PROCESS] if has_children else [TREE]
        found += [Point(operation, number, way, is_every) for number in range(1, last + 1) for way in ways]
    return found


def trial(bench: Bench[Point], point: Point) -> str:
    """Kills once and looks at what is left."""
    machine, operation = bench.machine, point.operation
    before = recovery.baseline_of(machine, operation)
    machine.restore(operation.state)
    with recovery.keeper(machine):
        outcome = bench.setting.tracer.run(
            machine, operation.command(machine), [*options(point.is_every), "--at", str(point.number), "--do", point.way])
    allowed = SURVIVED if point.way == PROCESS else {0}
    try:
        recovery.require(outcome.status == KILLED or outcome.status in allowed, recovery.told("disturbed, it", outcome))
        is_new = recovery.check(machine, operation, before, outcome, bench.checked)
    except recovery.Broken as broken:
        raise recovery.kept(broken, machine, bench.setting.keep, f"{operation.name}-{point.number}-{point.way}") from None
    return ("killed" if outcome.status == KILLED else "survived") + ("" if is_new else " again")


def sweep(setting: Setting, names: list[str], *, stride: int = 1, seed: int, most: int | None = None, is_every: bool, only: Point | None = None) -> int:
    """Kills at one of each `stride` points, which the seed chooses.

    Returns:
        How many kills broke a promise.
    """
    every = points(setting, chosen(names), is_every) if only is None else [only]
    selected, stride = (every, stride) if only else selection(every, stride=stride, seed=seed, most=most)
    tally = Tally()
    for point, what, broken in run(setting, selected, trial, "kill --every" if is_every else "kill", CHUNK):
        tally.add(point.operation.name)
        for word in what.split():
            tally.add(f"{point.operation.name} {word}")
        if broken:
            tally.fail(f"Scripts/crash kill {point}", broken)
    report(tally, every, selected, seed, stride)
    return len(tally.failures)


def report(tally: Tally, every: list[Point], selected: list[Point], seed: int, stride: int) -> None:
    print(f"{'operation':<22}{'points':>8}{'killed':>8}{'ended by itself':>17}{'left the same':>15}")
    for operation in dict.fromkeys(point.operation.name for point in every):
        count = sum(point.operation.name == operation for point in every)
        done, survived, again = (tally.counts.get(f"{operation}{suffix}", 0) for suffix in ("", " survived", " again"))
        print(f"{operation:<22}{count:>8}{done - survived:>8}{survived:>17}{again:>15}")
    again = sum(count for name, count in tally.counts.items() if name.endswith(" again"))
    print(
        f"kill: {len(selected)} of {len(every)} points (seed {seed}, stride {stride}), {again} of them left to the byte what "
        f"another had left and was checked, {len(tally.failures)} failures")
