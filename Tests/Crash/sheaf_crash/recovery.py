"""What must hold after a run that was ended or disturbed, however it went."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import holding
from .machine import Machine, Outcome
from .operations import Operation

# Older than the patience with a lock (60 s) and with a temporary file (an hour).
OLD_SECONDS = 2 * 3600
STALE_LOCK_SECONDS = 61
# Far longer than a server process that lives holds one.
KEEPER_SECONDS = 3.0
# How `status` may end.
ATTENTION = {0, 2}
TEMPORARY = 75


# What states in which the database cannot be read, or is elsewhere, were made from.
UNDAMAGED = {"damaged": "to-push", "damaged-backed-up": "backed-up", "moved-away": "to-push"}


@dataclass
class Baseline:
    """An undisturbed state: what was acknowledged before, and what is the user's."""

    facts: set[str]
    user_repository: str


def baseline(machine: Machine, operation: Operation) -> Baseline:
    """What the operation starts from. Of a damaged database, or one that was moved away, what it held before."""
    machine.restore(UNDAMAGED.get(operation.state, operation.state))
    facts = holding.facts(machine)
    if operation.state == "set-back":
        # Only what is on the remote or in the sidecar can come back: a backup is older than that.
        facts = set()
    return Baseline(facts, holding.user_repository(machine))


_baselines: dict[str, Baseline] = {}


def baseline_of(machine: Machine, operation: Operation) -> Baseline:
    """Worked out once a worker, which has one machine."""
    if operation.name not in _baselines:
        _baselines[operation.name] = baseline(machine, operation)
    return _baselines[operation.name]


class Broken(Exception):
    """A promise that was not kept."""


def require(condition: bool, what: str) -> None:
    if not condition:
        raise Broken(what)


def told(what: str, outcome: Outcome) -> str:
    return f"{what} ended with {outcome.status}: {(outcome.errors or outcome.output).strip()[:600]}"


def check(machine: Machine, operation: Operation, before: Baseline, outcome: Outcome, checked: set[str]) -> bool:
    """The whole contract after a disturbed run.

    Args:
        checked: states of this machine that kept it already, which are not asked again; a new one is added.

    Returns:
        Whether this one is new.

    Raises:
        Broken: with what was not as promised.
    """
    unlock_remote(machine)
    state = f"{operation.name} {outcome.status == 0} {holding.digest(machine)}"
    if state in checked:
        return False
    if outcome.status == 0:
        require(operation.is_done(machine), "it said 0, and what it promises is not there")
    if not has_left(machine, operation):
        recover(machine, operation, before)
    repeat(machine, operation)
    require(operation.is_done(machine), "repeated, and what it promises is not there")
    require(holding.user_repository(machine) == before.user_repository, "the user's repository was changed")
    if not operation.may_leave or operation.arguments[0] == "enable":
        require_tidy(machine)
        require_sound_and_whole(machine, operation, before)
    checked.add(state)
    return True


def has_left(machine: Machine, operation: Operation) -> bool:
    """Whether there is nothing that could be asked: not yet enabled, or purged."""
    if not operation.may_leave:
        return False
    outcome = machine.sheaf_run("status")
    return outcome.status == 78


def unlock_remote(machine: Machine, seconds: float = 0) -> None:
    """The remote is another machine, whose keeper clears away the locks of a server process that died; from here
    nobody can."""
    # While a server is at work folders come and go, which `walk` passes over.
    for folder, _, names in os.walk(machine.remote):
        for lock in (Path(folder, name) for name in names if name.endswith(".lock")):
            with suppress(FileNotFoundError):
                if time.time() - lock.lstat().st_mtime >= seconds:
                    lock.unlink()


@contextmanager
def keeper(machine: Machine) -> Iterator[None]:
    """Clears such locks away while a command runs: otherwise it waits a minute or two for that, and gives up."""
    is_over = threading.Event()

    def work() -> None:
        while not is_over.wait(KEEPER_SECONDS / 2):
            unlock_remote(machine, KEEPER_SECONDS)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def recover(machine: Machine, operation: Operation, before: Baseline) -> None:
    """The next command works at once, with no step by hand; here the one that asks for most."""
    outcome = machine.sheaf_run("verify")
    if operation.state in ("damaged", "damaged-backed-up") and outcome.status != 0:
        # Damaged it stays until it is rebuilt; nothing else is asked of it.
        return
    require(outcome.status == 0, told("verify", outcome))
    require_sound_and_whole(machine, operation, before)


def require_sound(machine: Machine) -> None:
    """By what Sheaf, SQLite and git say."""
    outcome = machine.sheaf_run("verify")
    require(outcome.status == 0, told("verify", outcome))
    require_intact(machine, holding.integrity(machine))


def require_intact(machine: Machine, integrity: str) -> None:
    require(integrity == "ok", f"integrity_check: {integrity}")
    complaints = holding.sidecar_complaints(machine)
    require(complaints == "", complaints)


def require_sound_and_whole(machine: Machine, operation: Operation, before: Baseline) -> None:
    """After a `verify`: SQLite and git agree, and nothing acknowledged is missing."""
    inspection = holding.inspection(machine)
    require_intact(machine, inspection.integrity)
    require_held(before, inspection.facts | operation.elsewhere(machine))
    # It may say so only where it is true.
    require(holding.is_short(machine) == (operation.state == "set-back"), "is something missing of what was acknowledged?")


def require_nothing_lost(machine: Machine, before: Baseline) -> None:
    require_held(before, holding.facts(machine))


def require_held(before: Baseline, held: set[str]) -> None:
    lost = before.facts - held
    require(not lost, f"{len(lost)} acknowledged facts are lost, such as {next(iter(lost), '')[:120]}")


def repeat(machine: Machine, operation: Operation) -> None:
    """Once more, the operation succeeds. A lock that a killed git left may be waited for, as the manual says."""
    outcome = operation.run(machine)
    if outcome.status == TEMPORARY:
        holding.make_older(machine.sidecar, STALE_LOCK_SECONDS)
        outcome = operation.run(machine)
    require(outcome.status == 0 or outcome.status in operation.repeated, told("repeated, it", outcome))


def require_tidy(machine: Machine) -> None:
    """Some hours later the next command finds everything sound, and leaves nothing behind."""
    for folder in (machine.sheaf_folder, machine.state):
        holding.make_older(folder, OLD_SECONDS)
    outcome = machine.sheaf_run("verify")
    require(outcome.status == 0, told("verify", outcome))
    left = holding.leftovers(machine)
    require(not left, f"left behind for ever: {', '.join(left)}")


def kept(broken: Broken, machine: Machine, folder: Path | None, name: str) -> Broken:
    """The failure, with a copy of the machine for a person to look at, if there is a folder for it."""
    if folder is None:
        return broken
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(machine.live, target, symlinks=True)
    return Broken(f"{broken} (kept in {target})")
