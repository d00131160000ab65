"""Runs many independent trials on a few machines at once, and tells what broke."""

import multiprocessing
import platform
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from .fixture import make_states
from .machine import Machine
from .progress import Progress
from .recovery import Broken
from .tripwire import Tripwire, build, compiled

# What two trials of one piece of work are; its text names it, also in another run.
Trial = TypeVar("Trial")


@dataclass(frozen=True)
class Setting:
    """What all trials share."""

    sheaf: Path
    # None on a processor that it does not know.
    tripwire: Tripwire | None
    # What lets SQLite's memory run out.
    shortage: Path
    # For machines, whose states are made once.
    scratch: Path
    jobs: int
    # Where failed machines are kept; None throws them away.
    keep: Path | None = None
    # Which trials are done, for going on after an interruption; None forgets them.
    progress: Path | None = None

    @property
    def tracer(self) -> Tripwire:
        if self.tripwire is None:
            raise SystemExit("crash: the tracer knows x86-64 only")
        return self.tripwire


@dataclass
class Tally:
    """What a sweep came to."""

    counts: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, count: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + count

    def fail(self, command: str, broken: str) -> None:
        """Tells what broke, and the command that repeats it."""
        self.failures.append(command)
        print(f"FAILED: {command}\n    {broken}", flush=True)


def selection(every: list[Trial], *, stride: int, seed: int, most: int | None) -> tuple[list[Trial], int]:
    """One trial of each `stride` neighbours, chosen by the seed, and the stride, widened so that at most `most` are left."""
    if most is not None:
        stride = max(1, -(-len(every) // most))
    chance = random.Random(seed)
    return [chance.choice(every[start:start + stride]) for start in range(0, len(every), stride)], stride


@dataclass
class Bench(Generic[Trial]):
    """One worker: a machine of its own with all states made."""

    setting: Setting
    machine: Machine
    trial: Callable[["Bench[Trial]", Trial], str]
    # What kept every promise already: states of this machine, to the byte, with what was asked of them. Asking again
    # would give the same answers.
    checked: set[str] = field(default_factory=set)


def scratch_folder() -> str:
    """Memory where there is some: killing asks nothing of a disk, and there are thousands of small trees to copy."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()


_bench: Bench[object] | None = None


def _start(setting: Setting, numbers: "multiprocessing.Queue[int]", trial: Callable[[Bench[object], object], str]) -> None:
    global _bench
    _bench = Bench(setting, prepared(setting, numbers.get()), trial)


def prepared(setting: Setting, number: int = 0) -> Machine:
    """The machine of a number, for one process at a time, with all states made."""
    machine = Machine(setting.scratch / f"machine-{number}", setting.sheaf)
    mark = machine.folder / "is-prepared"
    if not mark.exists():
        shutil.rmtree(machine.folder, ignore_errors=True)
        make_states(machine)
        mark.touch()
    return machine


def _run(one: object) -> tuple[object, str, str | None]:
    assert _bench is not None
    try:
        return one, _bench.trial(_bench, one), None
    except Broken as broken:
        return one, "", str(broken)
    except Exception:
        return one, "", traceback.format_exc()


def run(
    setting: Setting, trials: list[Trial], trial: Callable[[Bench[Trial], Trial], str], title: str, chunk: int = 1
) -> Iterator[tuple[Trial, str, str | None]]:
    """Performs every trial; yields each with what it was about (for counting) and why it failed, in any order.

    Args:
        chunk: neighbours that one worker takes at a time: their states are often the same.
    """
    progress = Progress(setting.progress, title, setting.sheaf)
    yield from ((one, progress.said[str(one)], None) for one in trials if str(one) in progress.said)
    left = [one for one in trials if str(one) not in progress.said]
    if not left:
        return
    began = time.monotonic()
    context = multiprocessing.get_context("fork")
    numbers = context.Queue()
    for number in range(setting.jobs):
        numbers.put(number)
    # Not multiprocessing.Pool: it puts a new worker in the place of one that ends, for which there is no machine left.
    with ProcessPoolExecutor(setting.jobs, context, _start, (setting, numbers, trial)) as pool:
        for done, result in enumerate(pool.map(_run, left, chunksize=chunk), 1):
            if sys.stderr.isatty() and done % 10 == 0:
                print(f"\r{title}: {done} of {len(left)}, {time.monotonic() - began:.0f} s", end="", file=sys.stderr)
            one, said, broken = result
            if broken is None:
                progress.note(str(one), said)
            yield one, said, broken  # type: ignore[misc]


@contextmanager
def setting(
    sheaf: str, build_folder: Path, jobs: int, keep: Path | None, progress: Path | None = None
) -> Iterator[Setting]:
    """With a copy of the program, and of the one that its hooks call: a sweep takes long, and somebody may build meanwhile."""
    tripwire = Tripwire(build(build_folder)) if platform.machine() == "x86_64" else None
    shortage = compiled(build_folder, "shortage", ["-shared", "-fPIC"])
    folder = Path(tempfile.mkdtemp(prefix="program-", dir=build_folder))
    scratch = Path(tempfile.mkdtemp(prefix="sheaf-crash-", dir=scratch_folder()))
    try:
        shutil.copy(Path(sheaf).with_name("sheaf-hook"), folder)
        yield Setting(Path(shutil.copy(sheaf, folder / "sheaf")), tripwire, shortage, scratch, jobs, keep, progress)
    finally:
        for made in (folder, scratch):
            shutil.rmtree(made, ignore_errors=True)
