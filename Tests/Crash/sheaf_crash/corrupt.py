"""Damage to the database's files: found or harmless, and mended by `sheaf rebuild`.

After each damage: whoever reads is told (exit status 65 and what to do) or reads what was there before. One kind SQLite
cannot tell from a crash before the commit: a log that ends early. The database then is what an earlier commit made it; the
first command says that it held less than it had acknowledged, and what the sidecar holds comes back by itself. In every case `sheaf rebuild` succeeds, keeps a damaged file, and brings back what can be read, what the sidecar holds, and with `sheaf sync` what was
pushed."""

import random
import sqlite3
from dataclasses import dataclass

from . import holding, recovery
from .machine import Machine
from .sweep import Bench, Setting, run

PAGE = 4096
STATE = "to-push"
DAMAGED = 65
TOLD = "warning: the database held "
# What reads everything, and changes nothing.
READERS = (("verify",), ("session", "list", "--json"), ("log", "--json"), ("status", "--json"))


@dataclass(frozen=True)
class Damage:
    """One damage, all of it decided by a number."""

    seed: int

    @property
    def is_of_log(self) -> bool:
        """Otherwise of the database file, half the time with everything in it and an empty log."""
        return random.Random(f"file {self.seed}").random() < 0.25

    def inflict(self, machine: Machine) -> str:
        """Damages the database or its log.

        Returns:
            What was done.
        """
        chance = random.Random(self.seed)
        if not self.is_of_log and chance.random() < 0.7:
            move_log(machine)
        path = machine.sheaf_folder / ("sheaf.db-wal" if self.is_of_log else "sheaf.db")
        content = bytearray(path.read_bytes())
        way = chance.choice(["bit", "bit", "bit", "cut", "page", "garbage", "append"])
        at = chance.randrange(len(content))
        page = at // PAGE * PAGE
        if way == "bit":
            content[at] ^= 1 << chance.randrange(8)
        elif way == "cut":
            del content[at:]
        elif way == "page":
            content[page:page + PAGE] = bytes(len(content[page:page + PAGE]))
        elif way == "garbage":
            content[page:page + PAGE] = chance.randbytes(len(content[page:page + PAGE]))
        else:
            content += chance.randbytes(chance.randint(1, 2 * PAGE))
        path.write_bytes(content)
        return f"{way} at {at} of {path.name}"


def move_log(machine: Machine) -> None:
    """Moves the log into the database file, as a checkpoint does."""

    database = sqlite3.connect(machine.sheaf_folder / "sheaf.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@dataclass
class Whole:
    """What the undamaged machine holds and says."""

    facts: set[str]
    pushed: set[str]
    said: list[str]


def whole(machine: Machine) -> Whole:
    machine.restore("synced")
    pushed = holding.facts(machine)
    machine.restore(STATE)
    facts = holding.facts(machine)
    return Whole(facts, pushed & facts, [machine.sheaf_run(*words).output for words in READERS])


_whole: Whole | None = None


def trial(bench: Bench[Damage], damage: Damage) -> str:
    """Damages once, reads everything, rebuilds, syncs."""
    global _whole
    machine = bench.machine
    if _whole is None:
        _whole = whole(machine)
    machine.restore(STATE)
    what = damage.inflict(machine)
    is_short = damage.is_of_log and not _whole.facts <= readable(machine)
    try:
        found = read(machine, _whole, is_short)
        mend(machine, _whole, found, is_short)
    except recovery.Broken as broken:
        raise recovery.kept(recovery.Broken(f"{what}: {broken}"), machine, bench.setting.keep, f"damage-{damage.seed}") from None
    return "found" if found else "lost the end" if is_short else "harmless"


def readable(machine: Machine) -> set[str]:
    """The facts that SQLite reads: of a log that ends early, those before."""
    try:
        return holding.facts(machine)
    except sqlite3.DatabaseError:
        return set()


def read(machine: Machine, before: Whole, is_short: bool) -> bool:
    """Every reader says that something is wrong, or the same as ever.

    Returns:
        Whether the damage was found.
    """
    found = is_told = False
    for words, said in zip(READERS, before.said, strict=True):
        outcome = machine.sheaf_run(*words)
        if outcome.status == 0:
            is_told = is_told or TOLD in outcome.errors
            recovery.require(
                found or is_told or outcome.output == said, f"{words[0]} says something else, and not that anything is wrong")
            continue
        recovery.require(outcome.status == DAMAGED, recovery.told(words[0], outcome))
        recovery.require("sheaf rebuild" in outcome.errors, f"the message does not say what to do: {outcome.errors}")
        found = True
    if not found:
        recovery.require(is_told == is_short, "is something missing of what was acknowledged?")
        recovery.require(before.pushed <= holding.facts(machine), "what the sidecar holds did not come back")
    return found


def mend(machine: Machine, before: Whole, found: bool, is_short: bool) -> None:
    """A rebuild makes it sound again and throws nothing away."""
    outcome = machine.sheaf_run("rebuild")
    recovery.require(outcome.status == 0, recovery.told("rebuild", outcome))
    recovery.require_sound(machine)
    kept = list(machine.sheaf_folder.glob("sheaf.db.corrupt-*"))
    held = holding.facts(machine)
    is_told = "damaged" in outcome.errors or is_short
    recovery.require(not found or bool(kept) or held >= before.facts, "nothing was kept aside")
    recovery.require(held >= before.facts or is_told, "facts are gone, and nothing was said")
    recovery.require(held >= before.pushed, "facts that the sidecar holds did not come back")
    outcome = machine.sheaf_run("sync")
    recovery.require(outcome.status == 0, recovery.told("sync", outcome))
    recovery.require(holding.facts(machine) >= before.pushed, "pushed facts did not come back")


def sweep(setting: Setting, *, count: int, seed: int) -> int:
    """Inflicts so many damages.

    Returns:
        How many broke a promise.
    """
    tally: dict[str, int] = {}
    failures = 0
    for damage, what, broken in run(setting, [Damage(seed + index) for index in range(count)], trial, "corrupt"):
        tally[what] = tally.get(what, 0) + 1
        if broken:
            failures += 1
            print(f"FAILED: Scripts/crash corrupt --seed {damage.seed} --count 1\n    {broken}", flush=True)
    print(
        f"corrupt: {count} damages (seed {seed}), {tally.get('found', 0)} found, "
        f"{tally.get('lost the end', 0)} that cost the end of the log, {tally.get('harmless', 0)} harmless, {failures} failures")
    return failures
