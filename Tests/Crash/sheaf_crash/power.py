"""Power loss: random workloads are recorded call by call, and disks of random moments of them are opened.

Every acknowledged fact must be there, nothing may need a step by hand, and the sidecar must be whole or mended. The fixture's
own files and the remote forget nothing: the first are older, the second is another machine."""

import random
import shutil
from dataclasses import dataclass

from . import holding, recovery
from .disk_model import Disk
from .fixture import COMMIT_COUNT, commit
from .machine import NOW, Machine
from .sweep import Bench, Setting, run
from .tripwire import Call, Tripwire

OPTIONS = ["--class", "change", "--data"]
# The first command on an image, in turn.
COMMANDS = (["verify"], ["record"], ["sync", "--offline"], ["status"])


@dataclass(frozen=True)
class Batch:
    """One workload, and the images of it to open."""

    seed: int
    image_count: int
    # Only this one of them.
    only: int | None = None

    def __str__(self) -> str:
        only = "" if self.only is None else f" --only {self.only}"
        return f"--seed {self.seed} --images {self.image_count}{only}"


@dataclass
class Acknowledgement:
    """After so many calls, a command had said 0 and the database held these facts."""

    call_count: int
    command: str
    facts: set[str]


@dataclass
class Recording:
    """A workload as it went."""

    calls: list[Call]
    acknowledgements: list[Acknowledgement]

    def acknowledged(self, call_count: int) -> Acknowledgement | None:
        done = [one for one in self.acknowledgements if one.call_count <= call_count]
        return done[-1] if done else None


def commands(chance: random.Random) -> list[list[str]]:
    """Ten commands or so, of which the first enables; "peer" stands for somebody else's push, "git" for a
    person's housekeeping in the sidecar."""
    choices = [
        ["record", "HEAD"], ["record", "HEAD~1", "HEAD~2"], ["record"], ["session", "start", "--title", "new"],
        ["session", "title", "HEAD", "a title"], ["session", "note", "HEAD", "a note"], ["session", "keep-open", "HEAD"],
        ["session", "complete", "HEAD"], ["import", "history"], ["sync"], ["sync"], ["sync"], ["sync", "--offline"],
        ["status"], ["rebuild"], ["undo", "1"], ["peer"], ["peer"], ["gc"], ["git", "gc", "--quiet", "--prune=now"],
        ["git", "repack", "-a", "-d", "--quiet"],
    ]
    return [["enable"], ["record", "HEAD"], *chance.choices(choices, k=chance.randint(7, 10)), ["sync"]]


def record(machine: Machine, tripwire: Tripwire, seed: int) -> Recording:
    """Runs the workload of a seed in a fresh repository. A command that refuses (nothing to undo) acknowledges nothing."""
    recording = Recording([], [])
    for words in commands(random.Random(seed)):
        command, folder = [str(machine.sheaf), *words], machine.repository
        if words == ["peer"]:
            command, folder = [str(machine.sheaf), "sync"], machine.live / "peer"
            title = f"of the peer {len(recording.calls)}"
            machine.must([str(machine.sheaf), "session", "start", "--title", title], folder)
        elif words[0] == "git":
            command = ["git", "--git-dir", str(machine.sidecar), *words[1:]]
        outcome, calls = tripwire.calls(machine, command, OPTIONS, folder)
        recording.calls += sorted(calls, key=lambda call: call.number)
        if command[0] == "git" and outcome.status != 0:
            raise RuntimeError(recovery.told(" ".join(words), outcome))
        if folder != machine.repository or command[0] == "git":
            continue
        if outcome.status == 0:
            recording.acknowledgements.append(
                Acknowledgement(len(recording.calls), " ".join(words), holding.facts(machine)))
        elif outcome.status not in {1, 64}:
            raise recovery.Broken(recovery.told(" ".join(words), outcome))
    return recording


def prepare(machine: Machine) -> Disk:
    """The state that workloads start from, as a disk."""
    machine.restore("plain")
    for number in range(COMMIT_COUNT):
        commit(machine, f"many {number}", NOW - 500 + 10 * number)
    machine.keep("power")
    return Disk([machine.repository / ".git", machine.home], [machine.remote])


def trial(bench: Bench[Batch], batch: Batch) -> str:
    """Records one workload and opens its images.

    Returns:
        How many images were opened, how many of them equalled an earlier one, and how many calls the workload had.
    """
    machine = bench.machine
    disk = prepare(machine)
    recording = record(machine, bench.setting.tracer, batch.seed)
    chances = random.Random(batch.seed)
    plan = sorted((chances.randint(0, len(recording.calls)), number) for number in range(batch.image_count))
    # Of this workload: the keys of the next one are others.
    bench.checked.clear()
    position = equal = 0
    for moment, number in plan:
        for call in recording.calls[position:moment]:
            disk.replay(call)
        position = moment
        if batch.only is None or batch.only == number:
            equal += not open_image(bench, batch, disk, recording, moment, number)
    return f"{len(plan)} {equal} {len(recording.calls)}"


def open_image(
    bench: Bench[Batch], batch: Batch, disk: Disk, recording: Recording, moment: int, number: int
) -> bool:
    """Writes one image and uses it, unless it was checked already.

    Returns:
        Whether it was not.
    """
    machine = bench.machine
    machine.restore("power")
    for folder in (machine.repository / ".git", machine.home, machine.remote):
        shutil.rmtree(folder)
    disk.write_image(random.Random(f"{batch.seed}/{number}"))
    recovery.unlock_remote(machine)
    # Starting the machine again takes a while.
    for folder in (machine.repository, machine.home, machine.remote):
        holding.make_older(folder, recovery.STALE_LOCK_SECONDS)
    done = recording.acknowledged(moment)
    state = f"{done.call_count if done else 0} {holding.digest(machine)}"
    if state in bench.checked:
        return False
    if bench.setting.keep and batch.only is not None:
        shutil.rmtree(bench.setting.keep / "image", ignore_errors=True)
        shutil.copytree(machine.live, bench.setting.keep / "image", symlinks=True)
    try:
        use(machine, done, COMMANDS[number % len(COMMANDS)])
    except recovery.Broken as broken:
        last = recording.calls[moment - 1] if moment else "the beginning"
        after = f"after `sheaf {done.command}`" if done else "before anything was acknowledged"
        raise recovery.Broken(f"image {number} of seed {batch.seed}, power lost after {last}, {after}: {broken}") from None
    bench.checked.add(state)
    return True


def use(machine: Machine, done: Acknowledgement | None, first: list[str]) -> None:
    """What a developer does after the machine is up again."""
    if done is None and machine.sheaf_run("status").status == 78:
        outcome = machine.sheaf_run("enable")
        recovery.require(outcome.status == 0, recovery.told("enable", outcome))
    before = recovery.Baseline(done.facts if done else set(), "")
    for words in (first, ["sync"], ["verify"]):
        outcome = machine.sheaf_run(*words)
        allowed = recovery.ATTENTION if words == ["status"] else {0}
        recovery.require(outcome.status in allowed, recovery.told(" ".join(words), outcome))
        if words == first:
            recovery.require_nothing_lost(machine, before)
    inspection = holding.inspection(machine)
    recovery.require_held(before, inspection.facts)
    recovery.require_intact(machine, inspection.integrity)
    recovery.require(not holding.is_short(machine), "it says that facts are missing, and none is")


def sweep(setting: Setting, *, images: int, images_each: int, seed: int, only: int | None = None) -> int:
    """Opens so many images.

    Returns:
        How many workloads had an image that broke a promise.
    """
    count = 1 if only is not None else -(-images // images_each)
    batches = [Batch(seed + index, images_each, only) for index in range(count)]
    opened = equal = calls = failures = 0
    for batch, told, broken in run(setting, batches, trial, "power"):
        if broken:
            failures += 1
            print(f"FAILED: Scripts/crash power {batch}\n    {broken}", flush=True)
        else:
            counts = [int(word) for word in told.split()]
            opened, equal, calls = opened + counts[0], equal + counts[1], calls + counts[2]
    print(
        f"power: {opened} images of {count} workloads with {calls} calls (seed {seed}), {equal} of them equal to the byte "
        f"to one that was checked, {failures} failures")
    return failures
