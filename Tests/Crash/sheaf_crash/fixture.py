"""The states that operations start from, made by the program itself."""

import shutil
import sqlite3
from pathlib import Path

from .machine import NOW, Machine

DATABASE = ("sheaf.db", "sheaf.db-wal", "sheaf.db-shm")
COMMIT_COUNT = 8
HISTORY_COUNT = 40
# Where `archive` writes in the state "archived", seen from the repository.
ARCHIVE = "../home/state/sheaf/archive/all.sheaf"
OLD_SCHEMA = Path(__file__).parent.parent.parent / "Fixtures/schema-1.sql"


def commit(machine: Machine, text: str, at: int, repository: Path | None = None) -> None:
    """An automatic commit, as an AI editor makes them."""
    folder = repository or machine.repository
    (folder / "file").write_text(text + "\n")
    machine.must(["git", "add", "file"], folder)
    times = {"GIT_AUTHOR_DATE": f"@{at} +0000", "GIT_COMMITTER_DATE": f"@{at} +0000"}
    machine.extra_environment.update(times)
    machine.must(["git", "commit", "-q", "-m", f"auto-pr: {text}"], folder)
    for name in times:
        del machine.extra_environment[name]


def clone_of(machine: Machine, name: str, person: str) -> Path:
    """A repository of somebody, with the remote configured."""
    folder = machine.live / name
    folder.mkdir()
    machine.must(["git", "init", "-q", "--template=", "-b", "main"], folder)
    machine.must(["git", "config", "user.name", person.title()], folder)
    machine.must(["git", "config", "user.email", f"{person}@example.com"], folder)
    machine.must(["git", "remote", "add", "origin", str(machine.remote)], folder)
    return folder


def peer_works(machine: Machine, title: str) -> None:
    """Somebody else opens a session and pushes it."""
    peer = machine.live / "peer"
    machine.must([str(machine.sheaf), "session", "start", "--title", title], peer)
    machine.must([str(machine.sheaf), "sync"], peer)


def make_states(machine: Machine) -> None:
    """Makes every remembered state; a few seconds."""
    machine.live.mkdir(parents=True)
    machine.home.mkdir()
    machine.remote.mkdir()
    machine.must(["git", "init", "-q", "--bare", "--template=", "-b", "main"], machine.remote)
    clone_of(machine, "repository", "ada")
    for number in range(HISTORY_COUNT):
        # Pauses of an hour between groups of four: ten sessions.
        commit(machine, f"history {number}", NOW - 86_400 + number // 4 * 3600 + number % 4 * 60)
    machine.must(["git", "gc", "-q"])
    clone_of(machine, "peer", "ben")
    commit(machine, "peer", NOW - 800, machine.live / "peer")
    machine.must([str(machine.sheaf), "enable"], machine.live / "peer")
    hook = machine.repository / ".git/hooks/post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    hook.chmod(0o755)
    machine.keep("plain")

    machine.must([str(machine.sheaf), "enable"])
    machine.keep("enabled")
    commit(machine, "first", NOW - 700)
    machine.must([str(machine.sheaf), "record", "HEAD"])
    machine.keep("recorded")

    commit(machine, "second", NOW - 600)
    machine.keep("to-record")
    for number in range(COMMIT_COUNT):
        commit(machine, f"many {number}", NOW - 500 + 10 * number)
    machine.keep("to-record-many")

    machine.restore("recorded")
    machine.must([str(machine.sheaf), "session", "title", "HEAD", "a title"])
    machine.keep("to-undo")

    machine.restore("recorded")
    peer_works(machine, "of the peer")
    machine.must([str(machine.sheaf), "sync"])
    machine.keep("synced")
    machine.must([str(machine.sheaf), "session", "note", "HEAD", "to push"])
    machine.keep("to-push")
    machine.must(["git", "--git-dir", str(machine.sidecar), "gc", "-q", "--prune=now"])
    machine.keep("to-push-packed")
    machine.restore("to-push")
    peer_works(machine, "more of the peer")
    machine.keep("to-join")
    machine.restore("synced")
    peer_works(machine, "more of the peer")
    machine.keep("to-receive")

    machine.restore("to-push")
    damage(machine)
    machine.keep("damaged")

    machine.restore("synced")
    machine.must([str(machine.sheaf), "backup", "now"])
    # Later than the backup, and nowhere else than in the database.
    machine.must([str(machine.sheaf), "session", "note", "HEAD", "to push"])
    machine.keep("backed-up")
    damage(machine)
    machine.keep("damaged-backed-up")

    machine.restore("synced")
    machine.must([str(machine.sheaf), "archive", "--before", "2026-12", "--to", ARCHIVE, "--remove"])
    machine.keep("archived")

    machine.restore("to-push")
    machine.must([str(machine.sheaf), "sync", "--offline"])
    machine.must([str(machine.sheaf), "archive", "--before", "2099-12", "--to", "../everything.sheaf"])
    for name in DATABASE:
        (machine.sheaf_folder / name).rename(machine.live / name)
    machine.keep("moved-away")
    shutil.rmtree(machine.sheaf_folder)
    machine.must([str(machine.sheaf), "enable"])
    machine.keep("begun-anew")

    machine.restore("to-push")
    for name in DATABASE:
        (machine.sheaf_folder / name).write_bytes((machine.kept("recorded") / "repository/.git/sheaf" / name).read_bytes())
    machine.keep("set-back")

    machine.restore("enabled")
    for name in DATABASE:
        (machine.sheaf_folder / name).unlink()
    database = sqlite3.connect(machine.sheaf_folder / "sheaf.db")
    database.executescript(OLD_SCHEMA.read_text())
    database.close()
    machine.keep("old")
    machine.must([str(machine.sheaf), "status"])
    machine.keep("migrated")


def damage(machine: Machine) -> None:
    """Zeroes a page of the database behind the header, after the log was moved into it."""
    with sqlite3.connect(machine.sheaf_folder / "sheaf.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'views'").fetchone()[0]
    database.close()
    with open(machine.sheaf_folder / "sheaf.db", "r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
