"""The operations that are killed and disturbed: where each starts, and what must hold when it says that it is done."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from . import holding
from .fixture import ARCHIVE, COMMIT_COUNT, HISTORY_COUNT
from .machine import Machine, Outcome

Check = Callable[[Machine], bool]


def nowhere(machine: Machine) -> set[str]:
    return set()


@dataclass(frozen=True)
class Operation:
    """One command on one prepared state."""

    name: str
    state: str
    arguments: tuple[str, ...]
    # Whether everything that exit status 0 promises is there.
    is_done: Check
    # Statuses of repeating a command that had been done, besides 0.
    repeated: frozenset[int] = field(default_factory=frozenset)
    # The machine may have no Sheaf, or a disabled one, afterwards.
    may_leave: bool = False
    # Facts that it takes out of the database on purpose, and where they are then.
    elsewhere: Callable[[Machine], set[str]] = nowhere

    def run(self, machine: Machine) -> Outcome:
        return machine.sheaf_run(*self.arguments)

    def command(self, machine: Machine) -> list[str]:
        return [str(machine.sheaf), *self.arguments]

    def __reduce__(self) -> tuple[Callable[[str], "Operation"], tuple[str]]:
        # To another process goes the name; functions cannot be sent.
        return named, (self.name,)


def named(name: str) -> Operation:
    """The operation of a name.

    Raises:
        SystemExit: with the names there are.
    """
    for operation in OPERATIONS:
        if operation.name == name:
            return operation
    raise SystemExit(f"no operation {name}; there are: {', '.join(one.name for one in OPERATIONS)}")


def chosen(names: list[str]) -> list[Operation]:
    """The operations of some names; all of them when none is given."""
    return [named(name) for name in dict.fromkeys(names)] or OPERATIONS


def has_kind(kind: str, **fields: object) -> Check:
    return lambda machine: any(
        body["kind"] == kind and all(body.get(key) == value for key, value in fields.items())
        for body in holding.bodies(machine))


def has_members(count: int) -> Check:
    """So many different commits, each told once."""
    def check(machine: Machine) -> bool:
        members = [body["commit"] for body in holding.bodies(machine) if body["kind"] == "member"]
        return len(members) == count == len(set(members))
    return check


def is_projected(machine: Machine) -> bool:
    """The sidecar's state ref names exactly the facts of the database."""
    return lines_of(machine, str(machine.sidecar)) == holding.facts(machine)


def is_held_again(machine: Machine) -> bool:
    """The database has every fact of the sidecar."""
    return bool(lines_of(machine, str(machine.sidecar))) and lines_of(machine, str(machine.sidecar)) <= holding.facts(machine)


def is_on_remote(machine: Machine) -> bool:
    return lines_of(machine, str(machine.remote)) == holding.facts(machine)


def lines_of(machine: Machine, repository: str) -> set[str]:
    """The lines of a repository's state ref, read with git."""
    git = ["git", "--git-dir", repository]
    names = machine.run([*git, "ls-tree", "-r", "--name-only", "refs/sheaf/state"])
    if names.status != 0:
        return set()
    paths = [name for name in names.output.split() if name != "format"]
    return {
        line for path in paths
        for line in machine.must([*git, "cat-file", "blob", f"refs/sheaf/state:{path}"]).split("\n")}


def is_enabled(machine: Machine) -> bool:
    """Sheaf works here, and every hook that is to tell does, or, since git 2.54, the configuration names them; or none, where
    the git that was to say where they lie was what died, which `enable` says and goes on."""
    return has_kind("card")(machine) and holding.hooked(machine) in (4, 1, 0)


def is_disabled(machine: Machine) -> bool:
    return (machine.sheaf_folder / "disabled").exists() and holding.hooked(machine) == 0


def is_purged(machine: Machine) -> bool:
    """No byte is left in the repository, no key of it, and what was never pushed is in an archive."""
    archives = list((machine.state / "archive").glob("*.sheaf"))
    keys = [path for path in (machine.state / "keys").iterdir() if str(machine.sheaf_folder) in path.read_text()]
    texts = [path.read_text() for path in archives]
    return not machine.sheaf_folder.exists() and holding.hooked(machine) == 0 and not keys and any("to push" in text for text in texts)


def is_archived(machine: Machine) -> bool:
    """Sessions are in archives and not in the database."""
    held = holding.bodies(machine)
    return all(body["kind"] == "card" for body in held) and bool(archived(machine))


def is_restored(machine: Machine) -> bool:
    return archived(machine) <= holding.facts(machine)


def archived(machine: Machine) -> set[str]:
    """The lines of all archives: after a head, a line each with its path before it."""
    texts = [path.read_text() for path in (machine.state / "archive").glob("*.sheaf")]
    lines = [line for text in texts for line in text.split("\n")]
    return {line.split(" ", 1)[1] for line in lines if line.count(" ") > 4}


def is_truncated(machine: Machine) -> bool:
    """The remote has everything, in one commit."""
    count = machine.run(["git", "--git-dir", str(machine.remote), "rev-list", "--count", "refs/sheaf/state"])
    return count.output.strip() == "1" and is_on_remote(machine)


def is_migrated(machine: Machine) -> bool:
    """The tables are those that an undisturbed migration made, and say the same."""
    return holding.meaning(machine.live) == holding.meaning(machine.kept("migrated"))


def titles_alternate(machine: Machine) -> bool:
    """The title that was undone is cleared."""
    titles = [(body["at"], body.get("c", 0), body["title"]) for body in holding.bodies(machine) if body["kind"] == "titled"]
    return max(titles)[2] == ""  # type: ignore[type-var]


def is_backed_up(machine: Machine) -> bool:
    """A verified backup holds every fact of the database, and the file is the one that was verified."""
    for manifest in (machine.state / "backups").glob("*/*.json"):
        backup = manifest.with_suffix(".db")
        stated = json.loads(manifest.read_text())["file_sha256"]
        if hashlib.sha256(backup.read_bytes()).hexdigest() == stated and holding.lines_of(backup) == holding.facts(machine):
            return True
    return False


def is_replaced(machine: Machine) -> bool:
    """The database of before is set aside, and what only it had is held."""
    return (machine.sheaf_folder / "sheaf.db.replaced-1").exists() and has_kind("noted", text="to push")(machine)


def is_sound(machine: Machine) -> bool:
    return holding.integrity(machine) == "ok"


OPERATIONS = [
    Operation("enable", "plain", ("enable",), is_enabled, may_leave=True),
    Operation("record", "to-record", ("record",), has_members(2)),
    Operation("record-many", "to-record-many", ("record",), has_members(2 + COMMIT_COUNT)),
    Operation("import", "enabled", ("import", "history"), has_members(HISTORY_COUNT)),
    Operation("session-start", "recorded", ("session", "start", "--title", "new"), has_kind("titled", title="new")),
    Operation("session-title", "recorded", ("session", "title", "HEAD", "t"), has_kind("titled", title="t")),
    Operation("session-complete", "to-record", ("session", "complete", "HEAD~1"),
              has_kind("ended", verdict="complete"), repeated=frozenset({1})),
    Operation("undo", "to-undo", ("undo", "2"), titles_alternate, repeated=frozenset({1})),
    Operation("sync-first", "recorded", ("sync",), is_on_remote),
    Operation("sync-push", "to-push", ("sync",), is_on_remote),
    Operation("sync-push-packed", "to-push-packed", ("sync",), is_on_remote),
    Operation("sync-receive", "to-receive", ("sync",), is_on_remote),
    Operation("sync-join", "to-join", ("sync",), is_on_remote),
    Operation("sync-offline", "to-push", ("sync", "--offline"), is_projected),
    Operation("status-after-restore", "set-back", ("status",), has_kind("card")),
    Operation("rebuild-damaged", "damaged", ("rebuild",), is_sound),
    Operation("rebuild-sound", "to-push", ("rebuild",), is_projected),
    # The way back from a newer version (docs/retention.md).
    Operation("enable-again", "moved-away", ("enable",), is_held_again, may_leave=True),
    Operation("archive-restore", "begun-anew", ("archive", "--restore", "../everything.sheaf"), has_kind("noted", text="to push")),
    Operation("migrate", "old", ("status",), is_migrated),
    Operation("archive-remove", "synced", ("archive", "--before", "2026-12", "--remove"), is_archived, elsewhere=archived),
    Operation("archive-restore-removed", "archived", ("archive", "--restore", ARCHIVE), is_restored, elsewhere=archived),
    Operation("backup-now", "backed-up", ("backup", "now"), is_backed_up),
    Operation("backup-restore", "backed-up", ("backup", "restore", "latest"), is_replaced),
    Operation("rebuild-backed-up", "damaged-backed-up", ("rebuild",), has_kind("noted", text="to push")),
    Operation("gc", "synced", ("gc",), is_projected),
    Operation("gc-truncate", "synced", ("gc", "--truncate"), is_truncated),
    Operation("disable", "to-push", ("disable",), is_disabled, may_leave=True),
    Operation("disable-purge", "to-push", ("disable", "--purge"), is_purged, repeated=frozenset({78}), may_leave=True),
]
