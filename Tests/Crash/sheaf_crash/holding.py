"""What a machine holds, read without the program under test."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .machine import Machine

# What a finished or swept process does not leave behind.
LEFTOVER_MARKS = (".lock", ".keep", "packed-refs.new", "gc.pid")
LEFTOVER_BEGINNINGS = ("tmp_", ".tmp-", "pack_git2_", "streamed_git2_", "packs_", "refs_")
# What the facts of others mean; those of this machine's replicas are other ones each time.
MEANING = (
    "SELECT path, line FROM facts JOIN shards USING (shard) WHERE NOT is_own",
    "SELECT kind, record, content, heads, acknowledged FROM views WHERE kind <> 'replicas'",
    "SELECT member, record, is_primary, is_shared FROM members JOIN views USING (view)",
    "SELECT scope, id, is_open, content FROM conflicts",
)


@dataclass(frozen=True)
class Fact:
    """A line with its JSON object."""

    line: str

    @property
    def body(self) -> dict[str, object]:
        body = json.loads(self.line.split(" ", 3)[3].rsplit(" ", 1)[0])
        assert isinstance(body, dict)
        return body


def database_copy(sheaf_folder: Path, folder: str) -> Path | None:
    """The database with its log in another folder, so that looking at it changes nothing; None without one."""
    for suffix in ("", "-wal"):
        path = sheaf_folder / f"sheaf.db{suffix}"
        if path.exists():
            shutil.copyfile(path, Path(folder) / f"copy.db{suffix}")
    copy = Path(folder) / "copy.db"
    return copy if copy.exists() and copy.stat().st_size > 0 else None


def facts(machine: Machine) -> set[str]:
    """Every line that the database holds; empty without a database or before its tables are there."""
    with tempfile.TemporaryDirectory(dir=machine.folder) as folder:
        copy = database_copy(machine.sheaf_folder, folder)
        return lines_of(copy) if copy else set()


def lines_of(path: Path) -> set[str]:
    """Every line that a database file holds; empty before its tables are there."""
    database = sqlite3.connect(path)
    try:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
            return set()
        return {bytes(row[0]).decode() for row in database.execute("SELECT CAST(line AS BLOB) FROM facts")}
    finally:
        database.close()


def bodies(machine: Machine) -> list[dict[str, object]]:
    return [Fact(line).body for line in facts(machine)]


@dataclass(frozen=True)
class Inspection:
    """The facts of a database, and what SQLite says about every page: "ok" unless something is wrong."""

    facts: set[str]
    integrity: str


def inspection(machine: Machine) -> Inspection:
    with tempfile.TemporaryDirectory(dir=machine.folder) as folder:
        copy = database_copy(machine.sheaf_folder, folder)
        return Inspection(lines_of(copy), integrity_of(copy)) if copy else Inspection(set(), "ok")


def integrity(machine: Machine) -> str:
    """What SQLite says about every page: "ok" unless something is wrong."""
    with tempfile.TemporaryDirectory(dir=machine.folder) as folder:
        copy = database_copy(machine.sheaf_folder, folder)
        return integrity_of(copy) if copy else "ok"


def integrity_of(path: Path) -> str:
    database = sqlite3.connect(path)
    try:
        return "; ".join(str(row[0]) for row in database.execute("PRAGMA integrity_check"))
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        database.close()


def meaning(live: Path) -> str:
    """A digest of the tables' forms and of what the database says about the facts of others, but not of who it is."""
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        copy = database_copy(live / "repository/.git/sheaf", folder)
        if copy is None:
            return ""
        database = sqlite3.connect(copy)
        try:
            digest.update(repr(database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()).encode())
            for query in MEANING:
                digest.update(repr(sorted(database.execute(query).fetchall())).encode())
        finally:
            database.close()
    return digest.hexdigest()


def is_short(machine: Machine) -> bool:
    """Whether Sheaf has noticed that its database held less than it had acknowledged."""
    lock = machine.sheaf_folder / "lock"
    return lock.exists() and b"\nmissing " in lock.read_bytes()


def digest(machine: Machine) -> str:
    """A digest of everything that lies on the machine, to the byte; times are left out."""
    digest = hashlib.sha256()
    for parent, folders, names in os.walk(machine.live):
        folders.sort()
        for name in folders:
            digest.update(f"{parent}/{name}\n".encode())
        for name in sorted(names):
            path = f"{parent}/{name}"
            if os.path.islink(path):
                digest.update(f"{path} -> {os.readlink(path)}\n".encode())
                continue
            with open(path, "rb") as file:
                content = file.read()
                digest.update(f"{path} {os.fstat(file.fileno()).st_mode:o} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def sidecar_complaints(machine: Machine) -> str:
    """What git finds wrong with the sidecar: empty when nothing is."""
    if not (machine.sidecar / "HEAD").exists():
        return ""
    outcome = machine.run(["git", "--git-dir", str(machine.sidecar), "fsck", "--strict", "--no-dangling", "--no-progress"])
    return "" if outcome.status == 0 else f"git fsck: {outcome.errors.strip()}"


def leftovers(machine: Machine) -> list[str]:
    """Files that a process which died has left behind."""
    found: list[str] = []
    for folder, _, names in os.walk(machine.sidecar):
        for name in names:
            is_temporary = name.endswith(LEFTOVER_MARKS) or name.startswith(LEFTOVER_BEGINNINGS)
            if is_temporary or ".new-" in name:
                found.append(str(Path(folder, name).relative_to(machine.live)))
    incoming = machine.sidecar / "incoming"
    found += [str(path.relative_to(machine.live)) for path in incoming.iterdir()] if incoming.exists() else []
    for place in [machine.sheaf_folder, *(machine.state / "backups").glob("*")]:
        found += [str(path.relative_to(machine.live)) for path in place.iterdir() if ".new-" in path.name]
    keys = machine.state / "keys"
    found += [str(path.relative_to(machine.live)) for path in keys.iterdir() if path.suffix != ".key"] if keys.exists() else []
    return sorted(found)


def make_older(folder: Path, seconds: float) -> None:
    """Lets everything in a folder have happened some time ago."""
    for parent, folders, names in os.walk(folder, topdown=False):
        for name in [*folders, *names]:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds), follow_symlinks=False)


# The lines that `enable` puts into hooks, or into git's configuration since 2.54.
HOOK_LINES = re.compile(rb"# >>> sheaf >>>\n.*?# <<< sheaf <<<\n", re.S)


def hooked(machine: Machine) -> int:
    """In how many files of the git directory lines of ours are."""
    files = [path for path in (machine.repository / ".git/hooks").glob("*") if path.is_file()]
    return sum(1 for path in [*files, machine.repository / ".git/config"] if HOOK_LINES.search(path.read_bytes()))


def user_repository(machine: Machine) -> str:
    """A digest of everything that is the user's: the work tree and the git directory without Sheaf's folder and lines."""
    digest = hashlib.sha256()
    for parent, folders, names in os.walk(machine.repository):
        if parent == str(machine.repository / ".git"):
            folders[:] = [name for name in folders if name != "sheaf"]
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                content = file.read()
            rest = HOOK_LINES.sub(b"", content)
            if rest != content and rest == b"#!/bin/sh\n":
                continue
            digest.update(path.encode() + b"\0" + rest)
    return digest.hexdigest()
