"""One developer's machine in a folder: a home, repositories, and the program under test."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# 2026-11-21T10:00:00Z; the fixtures' commits lie in the quarter of an hour before it.
NOW = 1_795_255_200
# More than a sync waits for a remote that refuses again and again.
SECONDS_MAX = 400


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its status, or 128 + the signal that ended it."""

    status: int
    output: str
    errors: str


@dataclass
class Machine:
    """A scratch folder with everything that one run may touch. Its path stays the same for all runs: a key remembers
    the path of the repository that it serves."""

    folder: Path
    sheaf: Path
    extra_environment: dict[str, str] = field(default_factory=dict)

    @property
    def live(self) -> Path:
        """What is restored before each run."""
        return self.folder / "live"

    @property
    def home(self) -> Path:
        return self.live / "home"

    @property
    def repository(self) -> Path:
        return self.live / "repository"

    @property
    def remote(self) -> Path:
        return self.live / "remote.git"

    @property
    def sheaf_folder(self) -> Path:
        return self.repository / ".git/sheaf"

    @property
    def sidecar(self) -> Path:
        return self.sheaf_folder / "state.git"

    @property
    def state(self) -> Path:
        """Keys and archives."""
        return self.home / "state/sheaf"

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "XDG_STATE_HOME": str(self.home / "state"), "XDG_CONFIG_HOME": str(self.home / "config"),
            "GIT_CONFIG_NOSYSTEM": "1", "SHEAF_DATE": f"@{NOW}", "TMPDIR": str(self.live),
            "GIT_AUTHOR_DATE": f"@{NOW} +0000", "GIT_COMMITTER_DATE": f"@{NOW} +0000",
        } | self.extra_environment

    def run(self, command: list[str], folder: Path | None = None) -> Outcome:
        """Runs any command; it may fail."""
        done = subprocess.run(
            command, cwd=folder or self.repository, env=self.environment(), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=SECONDS_MAX, check=False)
        status = 128 - done.returncode if done.returncode < 0 else done.returncode
        return Outcome(status, done.stdout, done.stderr)

    def sheaf_run(self, *arguments: str, repository: Path | None = None) -> Outcome:
        return self.run([str(self.sheaf), *arguments], repository)

    def must(self, command: list[str], folder: Path | None = None) -> str:
        """Runs a command of the preparation."""
        outcome = self.run(command, folder)
        if outcome.status != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {outcome.status}: {outcome.errors}")
        return outcome.output.strip()

    # States

    def keep(self, name: str) -> None:
        """Remembers the live folder under a name."""
        kept = self.kept(name)
        shutil.rmtree(kept, ignore_errors=True)
        kept.parent.mkdir(exist_ok=True)
        copy_tree(self.live, kept)

    def kept(self, name: str) -> Path:
        """The folder as it was remembered under a name."""
        return self.folder / "kept" / name

    def restore(self, name: str) -> None:
        """Puts a remembered state where it was."""
        if self.live.exists():
            shutil.rmtree(self.live)
        copy_tree(self.kept(name), self.live)


def copy_tree(source: Path, target: Path) -> None:
    """A copy with modes and times."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)
