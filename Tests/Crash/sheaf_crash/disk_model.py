"""A disk that forgets what was not synced.

Replays the calls of a recorded workload and gives any of the disks that a power loss at a chosen call may leave. The rules
are the weakest that POSIX allows and real file systems keep:

- what a file's fsync or fdatasync has covered stays; of later writes any may be there, none, or parts in units of a sector
  (512 or 4,096 bytes), in any order; a file may have grown and hold zeros where its data is missing;
- a name in a directory (created, renamed, removed) stays once that directory was synced. Later changes of one directory
  stay in their order, so that any first part of them may be there; those of different directories are independent. A
  rename is in both directories or in none;
- syncing a file says nothing about the names that lead to it.

Folders of other machines forget nothing."""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from .tripwire import Call

CREATE, TRUNCATE = 0o100, 0o1000
SYNCS = {"fsync", "fdatasync"}
# Calls that change nothing a disk could forget.
IGNORED = {
    "chmod", "fchmod", "fchmodat", "fchown", "chown", "utimensat", "execve", "clone", "clone3", "fork", "vfork", "kill",
    "exit_group", "sendto", "sendmsg", "msync",
}


@dataclass(eq=False)
class File:
    """Bytes: what is on the disk for sure, what a process sees, and what came in between."""

    synced: bytes = b""
    live: bytearray = field(default_factory=bytearray)
    # An offset and bytes, or a size and None.
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    # Written through memory: only a sync shows what.
    is_mapped: bool = False


@dataclass(eq=False)
class Folder:
    """Names: those on the disk for sure are worked out from the changes."""

    live: dict[str, "File | Folder"] = field(default_factory=dict)


@dataclass
class Naming:
    """One change of names, in one folder or, for a rename, in two."""

    node: File | Folder | None
    folder: Folder
    name: str
    from_folder: Folder | None = None
    from_name: str = ""
    is_synced: bool = False

    @property
    def folders(self) -> list[Folder]:
        return [self.folder] if self.from_folder is None else [self.folder, self.from_folder]

    def apply(self, entries: dict[int, dict[str, File | Folder]]) -> None:
        if self.from_folder is not None:
            entries.setdefault(id(self.from_folder), {}).pop(self.from_name, None)
        if self.node is None:
            entries.setdefault(id(self.folder), {}).pop(self.name, None)
        else:
            entries.setdefault(id(self.folder), {})[self.name] = self.node


class Unmodelled(Exception):
    """A call on a followed file whose effect is not known here: the model would be wrong."""


class Disk:
    """The followed folders of a recording, up to the call that was replayed last."""

    def __init__(self, forgetting: list[Path], lasting: list[Path]) -> None:
        """Takes the folders as they are now; all of it is on the disk for sure."""
        self.forgetting = [str(path) for path in forgetting]
        self.followed = self.forgetting + [str(path) for path in lasting]
        self.root = Folder()
        self.files: dict[str, File] = {}
        self.first: dict[int, dict[str, File | Folder]] = {}
        self.namings: list[Naming] = []
        for path in self.followed:
            self._scan(path)

    def _scan(self, path: str) -> None:
        folder = self._folder(path, makes=True)
        for name in os.listdir(path) if os.path.isdir(path) else []:
            child = os.path.join(path, name)
            if os.path.isdir(child):
                self._scan(child)
                continue
            status = os.lstat(child)
            with open(child, "rb") as file:
                content = file.read()
            node = File(content, bytearray(content))
            self.files[f"f{status.st_dev}:{status.st_ino}"] = node
            folder.live[name] = node
        self.first[id(folder)] = dict(folder.live)

    def _folder(self, path: str, *, makes: bool = False) -> Folder:
        node: File | Folder = self.root
        for part in path.strip("/").split("/"):
            assert isinstance(node, Folder)
            if part not in node.live:
                if not makes:
                    raise Unmodelled(f"no folder {path}")
                fresh = Folder()
                self.first.setdefault(id(node), {})[part] = fresh
                node.live[part] = fresh
            node = node.live[part]
        if not isinstance(node, Folder):
            raise Unmodelled(f"{path} is no folder")
        return node

    def is_followed(self, path: str) -> bool:
        return any(path == folder or path.startswith(folder + "/") for folder in self.followed)

    # Replaying

    def replay(self, call: Call) -> None:
        """One call that has returned."""
        path, other = os.path.normpath(call.path) if call.path else "", os.path.normpath(call.other_path) if call.other_path else ""
        if call.value < 0 or call.name in IGNORED or not (self.is_followed(path) or self.is_followed(other)):
            return
        if call.name in {"open", "openat", "creat"}:
            self._open(call, path)
        elif call.name in {"write", "pwrite64"}:
            self._write(call)
        elif call.name == "ftruncate":
            self._resize(self._file(call), call.arguments[0])
        elif call.name == "fallocate":
            raise Unmodelled(str(call))
        elif call.name == "mmap":
            self._file(call).is_mapped = True
        elif call.name in SYNCS:
            self._sync(call, path)
        elif call.name in {"mkdir", "mkdirat"}:
            self._name(path, Folder())
        elif call.name in {"unlink", "unlinkat", "rmdir"}:
            self._name(path, None)
        elif call.name in {"link", "linkat"}:
            self._name(other, self._node(path))
        elif call.name == "symlink":
            self._name(other, File())
        elif call.name in {"rename", "renameat", "renameat2"}:
            self._rename(path, other)
        else:
            raise Unmodelled(str(call))

    def _node(self, path: str) -> File | Folder:
        folder, name = os.path.split(path)
        node = self._folder(folder).live.get(name)
        if node is None:
            raise Unmodelled(f"no {path}")
        return node

    def _file(self, call: Call) -> File:
        if call.node not in self.files:
            raise Unmodelled(f"{call}: unknown file {call.node}")
        return self.files[call.node]

    def _open(self, call: Call, path: str) -> None:
        flags = call.arguments[0] if call.name == "open" else call.arguments[1]
        folder, name = os.path.split(path)
        known = self._folder(folder).live.get(name)
        if known is None:
            known = File()
            self._name(path, known)
        if isinstance(known, File):
            self.files[call.node] = known
            if flags & TRUNCATE and known.live:
                self._resize(known, 0)

    def _write(self, call: Call) -> None:
        file, data = self._file(call), call.data[:call.value]
        if len(data) != call.value:
            raise Unmodelled(f"{call}: its data is not in the log")
        grow = call.offset + len(data) - len(file.live)
        file.live.extend(bytes(max(0, grow)))
        file.live[call.offset:call.offset + len(data)] = data
        file.pending.append((call.offset, data))

    def _resize(self, file: File, size: int) -> None:
        del file.live[size:]
        file.live.extend(bytes(size - len(file.live)))
        file.pending.append((size, None))

    def _sync(self, call: Call, path: str) -> None:
        if call.node.startswith("d"):
            folder = self._folder(path)
            for naming in self.namings:
                naming.is_synced = naming.is_synced or folder in naming.folders
            return
        file = self._file(call)
        file.live = bytearray(call.data)
        file.synced = call.data
        file.pending = []

    def _name(self, path: str, node: File | Folder | None) -> None:
        folder_path, name = os.path.split(path)
        folder = self._folder(folder_path)
        if node is None:
            folder.live.pop(name, None)
        else:
            folder.live[name] = node
        self._remember(Naming(node, folder, name), folder_path)

    def _rename(self, path: str, other: str) -> None:
        node = self._node(path)
        (from_path, from_name), (to_path, to_name) = os.path.split(path), os.path.split(other)
        source, target = self._folder(from_path), self._folder(to_path)
        del source.live[from_name]
        target.live[to_name] = node
        self._remember(Naming(node, target, to_name, source, from_name), to_path)

    def _remember(self, naming: Naming, folder: str) -> None:
        naming.is_synced = not any(folder == path or folder.startswith(path + "/") for path in self.forgetting)
        self.namings.append(naming)

    # Losing power

    def write_image(self, chance: random.Random) -> None:
        """Writes one of the disks that are possible now to where the folders are, which must be gone."""
        entries = {key: dict(names) for key, names in self.first.items()}
        for naming in self._kept_namings(chance):
            naming.apply(entries)
        for path in self.followed:
            if self._is_named(path, entries):
                self._write_folder(self._folder_now(path, entries), path, entries, chance)

    def _kept_namings(self, chance: random.Random) -> list[Naming]:
        way = chance.choice(["none", "all", "prefix", "each folder", "each folder"])
        unsynced = [naming for naming in self.namings if not naming.is_synced]
        if way == "none":
            lost = {id(naming) for naming in unsynced}
        elif way == "all":
            lost = set()
        elif way == "prefix":
            lost = {id(naming) for naming in unsynced[chance.randint(0, len(unsynced)):]}
        else:
            lost = self._lost_by_folder(unsynced, chance)
        return [naming for naming in self.namings if id(naming) not in lost]

    @staticmethod
    def _lost_by_folder(unsynced: list[Naming], chance: random.Random) -> set[int]:
        lost: set[int] = set()
        stopped: set[int] = set()
        rate = chance.choice([0.05, 0.2, 0.5])
        for naming in unsynced:
            folders = {id(folder) for folder in naming.folders}
            if folders & stopped or chance.random() < rate:
                stopped |= folders
                lost.add(id(naming))
        return lost

    def _is_named(self, path: str, entries: dict[int, dict[str, File | Folder]]) -> bool:
        return self._find(path, entries) is not None

    def _find(self, path: str, entries: dict[int, dict[str, File | Folder]]) -> File | Folder | None:
        node: File | Folder | None = self.root
        for part in path.strip("/").split("/"):
            if not isinstance(node, Folder):
                return None
            node = entries.get(id(node), {}).get(part)
        return node

    def _folder_now(self, path: str, entries: dict[int, dict[str, File | Folder]]) -> Folder:
        node = self._find(path, entries)
        assert isinstance(node, Folder)
        return node

    def _write_folder(
        self, folder: Folder, path: str, entries: dict[int, dict[str, File | Folder]], chance: random.Random
    ) -> None:
        os.makedirs(path, mode=0o700, exist_ok=True)
        for name, node in entries.get(id(folder), {}).items():
            child = f"{path}/{name}"
            if isinstance(node, Folder):
                self._write_folder(node, child, entries, chance)
                continue
            is_lasting = not any(child.startswith(folder + "/") for folder in self.forgetting)
            content = bytes(node.live) if is_lasting else survived(node, chance)
            descriptor = os.open(child, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)


def survived(file: File, chance: random.Random) -> bytes:
    """What is left of a file."""
    if file.is_mapped and not file.synced and file.pending:
        # Nobody knows what memory held: any of its pages, or none.
        return chance.choice([b"", bytes(len(file.live)), chance.randbytes(len(file.live))])
    way = chance.choice(["none", "all", "prefix", "torn", "any"])
    pending = file.pending
    if way == "none":
        pending = []
    elif way in {"prefix", "torn"}:
        pending = pending[:chance.randint(0, len(pending))]
    content = bytearray(file.synced)
    unit = chance.choice([512, 4096])
    for position, (offset, data) in enumerate(pending):
        is_torn = way == "any" or way == "torn" and position == len(pending) - 1
        if data is None:
            if not is_torn or chance.random() < 0.5:
                del content[offset:]
                content.extend(bytes(offset - len(content)))
        elif not is_torn:
            put(content, offset, data)
        else:
            put_parts(content, offset, data, unit, chance)
    return bytes(content)


def put(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset + len(data) - len(content))))
    content[offset:offset + len(data)] = data


def put_parts(content: bytearray, offset: int, data: bytes, unit: int, chance: random.Random) -> None:
    """Some of the sectors that a write covers; the file may have grown by all of it."""
    rate = chance.choice([0.1, 0.5, 0.9])
    if chance.random() < 0.5:
        content.extend(bytes(max(0, offset + len(data) - len(content))))
    start = 0
    while start < len(data):
        end = min(len(data), (offset + start) // unit * unit + unit - offset)
        if chance.random() < rate:
            put(content, offset + start, data[start:end])
        start = end
