"""Which trials of a sweep are done, so that one which was interrupted goes on where it was."""

import hashlib
import json
from pathlib import Path


class Progress:
    """A file with one line a trial that kept every promise. Those that broke one are tried again."""

    def __init__(self, path: Path | None, sweep: str, program: Path) -> None:
        """Reads what is done.

        Args:
            path: made unless it is there; None remembers nothing.
            sweep: what the file is about.
            program: what it was done with: another one's results prove nothing.
        """
        self.path = path
        self.said: dict[str, str] = {}
        if path is None:
            return
        head = json.dumps({"program": hashlib.sha256(program.read_bytes()).hexdigest(), "sweep": sweep})
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(head + "\n")
        lines = path.read_text().split("\n")
        if lines[0] != head:
            raise SystemExit(f"crash: {path} is of another sweep or of another program; remove it, or name another file")
        # What comes after the last line end was cut off.
        self.said = dict(json.loads(line) for line in lines[1:-1])

    def note(self, trial: str, said: str) -> None:
        if self.path is not None:
            with self.path.open("a") as file:
                file.write(json.dumps([trial, said]) + "\n")
