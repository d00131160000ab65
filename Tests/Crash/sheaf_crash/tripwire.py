"""The tracer that ends or disturbs a command at a chosen system call. See tripwire/tripwire.c."""

import errno
import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .machine import Machine, Outcome

SOURCES = Path(__file__).parent.parent


@dataclass(frozen=True)
class Call:
    """One numbered call of a log."""

    number: int
    process: int
    is_root: bool
    name: str
    result: str
    path: str
    other_path: str
    node: str
    offset: int
    arguments: tuple[int, int]
    data: bytes

    @property
    def value(self) -> int:
        """What the call returned; negative for an error, also when it was killed or refused."""
        return int(self.result) if self.result.lstrip("-").isdigit() else -errno.EIO

    def __str__(self) -> str:
        who = "sheaf" if self.is_root else "a child"
        places = " -> ".join(place for place in (self.path, self.other_path) if place)
        return f"call {self.number} ({who}: {self.name} {places})"


def build(folder: Path) -> Path:
    """Compiles the tracer unless this version of it is there."""
    return compiled(folder, "tripwire", [])


def compiled(folder: Path, name: str, options: list[str]) -> Path:
    """Compiles the C files of a folder beside this one, unless this version of them is there."""
    sources = sorted((SOURCES / name).glob("*.[ch]"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    program = folder / f"{name}-{digest}"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = program.with_suffix(".new")
        subprocess.run(
            [compiler(), "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra", "-Werror", *options, "-o", str(fresh),
             *(str(path) for path in sources if path.suffix == ".c")], check=True)
        fresh.rename(program)
    return program


def compiler() -> str:
    """The system's C compiler, or the one that comes with Swift."""
    found = shutil.which("cc") or shutil.which("clang")
    if found is None:
        raise SystemExit("crash: no C compiler in PATH; Swift's toolchain has clang")
    return found


@dataclass(frozen=True)
class Tripwire:
    """The compiled tracer."""

    program: Path

    def run(self, machine: Machine, command: list[str], options: list[str], folder: Path | None = None) -> Outcome:
        return machine.run([str(self.program), *options, "--", *command], folder)

    def calls(
        self, machine: Machine, command: list[str], options: list[str], folder: Path | None = None
    ) -> tuple[Outcome, list[Call]]:
        """Runs a command and tells its numbered calls, in order."""
        log = machine.folder / "calls.log"
        outcome = self.run(machine, command, [*options, "--log", str(log)], folder)
        calls = read_log(log)
        log.unlink()
        return outcome, calls


def read_log(path: Path) -> list[Call]:
    """The calls of a log that is complete.

    Results come in the order in which calls ended; the number is the order in which they began.
    """
    lines = path.read_text(errors="surrogateescape").split("\n")
    if len(lines) < 2 or not lines[-2].startswith("end\t"):
        raise RuntimeError(f"{path} has no end: the tracer died")
    calls = []
    for line in lines[:-2]:
        number, process, who, name, result, path1, path2, node, offset, first, second, data = line.split("\t")
        calls.append(Call(
            int(number), int(process), who == "root", name, result, path1, path2, node, int(offset),
            (int(first, 16), int(second, 16)), bytes.fromhex(data)))
    return calls
