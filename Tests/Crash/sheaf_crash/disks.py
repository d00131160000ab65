"""Full and read-only file systems: of Sheaf's own folder, and of the whole git directory.

Needs the right to mount. A tmpfs of every size lies below the folder; what does not fit must be refused before it is
acknowledged, and must work again when there is space."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import holding, recovery
from .machine import Machine
from .sweep import Bench, Setting, run

STATE = "to-record-many"
WORK = (["record"], ["session", "title", "HEAD~9", "t"], ["sync", "--offline"], ["sync"], ["import", "history"])
FULL = {0, 73, 74, 75, 76}
READ_ONLY = {0, 73, 74, 75, 76, 77}
# What nobody may be kept from asking while nothing can be written.
QUESTIONS = (["status"], ["session", "list"], ["log"])


@dataclass(frozen=True)
class Space:
    """A file system for one folder: so many KiB more than what is in it; none for a read-only one."""

    folder: str
    spare_kibibytes: int | None


@contextmanager
def mounted(folder: Path, kibibytes: int) -> Iterator[None]:
    """The folder's content on a file system of its own, mounted where it is."""
    aside = folder.with_name(folder.name + ".aside")
    folder.rename(aside)
    folder.mkdir(mode=0o700)
    mount("-t", "tmpfs", "-o", f"size={kibibytes}k,mode=0700", "tmpfs", str(folder))
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def is_possible() -> bool:
    """Whether this user may mount."""
    return subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False).returncode == 0


def size_of(folder: Path) -> int:
    """KiB that the content takes."""
    return int(subprocess.run(["du", "-sk", str(folder)], check=True, capture_output=True, text=True).stdout.split()[0])


def trial(bench: Bench[Space], space: Space) -> str:
    """Works on the small disk, makes room, works on."""
    machine = bench.machine
    machine.restore(STATE)
    folder = machine.repository / space.folder
    held = holding.facts(machine)
    spare = 64 if space.spare_kibibytes is None else space.spare_kibibytes
    with mounted(folder, size_of(folder) + spare):
        if space.spare_kibibytes is None:
            mount("-o", "remount,ro", str(folder))
        refused = work(machine, READ_ONLY if space.spare_kibibytes is None else FULL, held)
        if space.spare_kibibytes is None:
            ask(machine)
        mount("-o", "remount,rw,size=64m", str(folder))
        recovery.require_nothing_lost(machine, recovery.Baseline(held, ""))
        for words in WORK:
            outcome = machine.sheaf_run(*words)
            recovery.require(outcome.status == 0, recovery.told(f"with room again, {words[0]}", outcome))
        recovery.require_sound(machine)
        recovery.require_nothing_lost(machine, recovery.Baseline(held, ""))
        recovery.require(not holding.is_short(machine), "it says that facts are missing, and none is")
    return f"{refused}"


def work(machine: Machine, allowed: set[int], held: set[str]) -> int:
    """Runs every command; adds what was acknowledged.

    Returns:
        How many refused.
    """
    from .faults import require_good_message

    refused = 0
    for words in WORK:
        outcome = machine.sheaf_run(*words)
        recovery.require(outcome.status in allowed, recovery.told(words[0], outcome))
        if outcome.status == 0:
            held |= holding.facts(machine)
        else:
            refused += 1
            require_good_message(outcome.errors)
    return refused


def ask(machine: Machine) -> None:
    """Questions are answered, or it is said why not."""
    for words in QUESTIONS:
        outcome = machine.sheaf_run(*words)
        recovery.require(outcome.status in READ_ONLY, recovery.told(words[0], outcome))


def sweep(setting: Setting, *, sizes: list[int]) -> int:
    """Every size for both folders, and read-only.

    Returns:
        How many broke a promise.
    """
    if not is_possible():
        print("disks: skipped: this user may not mount file systems")
        return 0
    spaces = [Space(folder, size) for folder in (".git/sheaf", ".git") for size in [*sizes, None]]
    failures = refusals = 0
    for space, refused, broken in run(setting, spaces, trial, "disks"):
        if broken:
            failures += 1
            spare = "read-only" if space.spare_kibibytes is None else f"{space.spare_kibibytes} KiB to spare"
            print(f"FAILED: {space.folder}, {spare}\n    {broken}", flush=True)
        else:
            refusals += int(refused)
    print(f"disks: {len(spaces)} file systems, {refusals} commands refused, {failures} failures")
    return failures
