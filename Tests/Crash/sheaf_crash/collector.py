"""Git's own housekeeping in the sidecar, as hard as it gets, while Sheaf records and syncs: nobody notices."""

import subprocess
import threading
import time
from dataclasses import dataclass, field

from . import holding, recovery
from .fixture import commit
from .machine import NOW, Machine
from .sweep import Setting, prepared

KEEPERS = (
    ["gc", "--quiet", "--prune=now"], ["repack", "-a", "-d", "-q"], ["pack-refs", "--all"],
    ["prune", "--expire=now"], ["maintenance", "run", "--quiet", "--task=gc"],
)


@dataclass
class Keeper:
    """Runs git's housekeeping over and over until it is told to stop."""

    machine: Machine
    stop: threading.Event = field(default_factory=threading.Event)
    rounds: int = 0
    complaints: list[str] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.is_set():
            for words in KEEPERS:
                done = subprocess.run(
                    ["git", "--git-dir", str(self.machine.sidecar), *words], env=self.machine.environment(),
                    capture_output=True, text=True, check=False)
                if done.returncode != 0 and is_serious(done.stderr):
                    self.complaints.append(f"git {' '.join(words)}: {done.stderr.strip()[:300]}")
            self.rounds += 1


def is_serious(text: str) -> bool:
    """Losing a race for a lock is no harm; a missing object is."""
    return any(mark in text for mark in ("missing", "corrupt", "bad object", "unable to read", "does not point"))


def race(setting: Setting, *, seconds: float) -> int:
    """Two writers against the housekeeping, for so long.

    Returns:
        How many promises were broken.
    """
    machine = prepared(setting)
    failures: list[str] = []
    machine.restore("to-push")
    keeper = Keeper(machine)
    thread = threading.Thread(target=keeper.run)
    thread.start()
    rounds = facts = 0
    try:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            rounds += 1
            commit(machine, f"race {rounds}", NOW - 500)
            for words in (["record"], ["session", "note", "HEAD", f"note {rounds}"], ["sync", "--offline"], ["sync"]):
                outcome = machine.sheaf_run(*words)
                if outcome.status != 0:
                    failures.append(recovery.told(" ".join(words), outcome))
        keeper.stop.set()
        thread.join()
        facts = len(holding.facts(machine))
        failures += keeper.complaints
        try:
            recovery.require_sound(machine)
            recovery.require(facts >= 2 * rounds, f"{facts} facts after {rounds} rounds of two")
        except recovery.Broken as broken:
            failures.append(str(broken))
    finally:
        keeper.stop.set()
        thread.join()
    for failure in failures[:10]:
        print(f"FAILED: {failure}", flush=True)
    print(f"collector: {rounds} rounds of record, note, project and sync against {keeper.rounds} rounds of git's housekeeping, "
          f"{facts} facts, {len(failures)} failures")
    return len(failures)
