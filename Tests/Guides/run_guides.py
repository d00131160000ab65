#!/usr/bin/env python3
"""Runs the transcripts of README.md and docs/*.md, and checks the links between the documents.

    run_guides.py --sheaf .build/debug/sheaf [FILE...]

A block marked `console` is a transcript: `$ ` begins a command (`> ` continues it), what follows is its output, both
streams together; `ada$ ` runs it in Ada's clone, on her machine. In expected output `[..]` stands for anything within a line, a line `...` for any lines, and a
last line `[exit 2]` for a status other than 0. Hashes and keys differ from run to run: eight hex digits or more stand
for as many others, and so do the four at the end of a replica's name. Comments steer it; a reader does not see them:

    <!-- guide: new          a fresh folder; the lines up to the end of the comment are run there first; they find
                             the package in $GUIDE_PACKAGE, the program in $GUIDE_SHEAF, and may call what
                             prelude.sh defines
    <!-- guide: run          further lines to run, unseen, in the folder of the block before
    <!-- guide: skip WHY --> the next block is not run, for that reason

Every other block must say that it is not to be run: its language is one of `NOT_RUN`.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
NOT_RUN = {"text", "yaml", "json", "mermaid"}
SECONDS_MAX = 120

PROMPT = re.compile(r"([a-z]*)\$ (.*)")
DIRECTIVE = re.compile(r"^<!-- guide: (\w+)(.*?)-->\s*$", re.S)


class Failure(Exception):
    """Something in a document is not as it says."""


class Transcript:
    """One `console` block: for each command its line, who runs it ("" for nobody in particular), and its output."""

    def __init__(self, line, text):
        self.line = line
        self.steps = []
        for number, row in enumerate(text, line + 1):
            prompt = PROMPT.fullmatch(row)
            if prompt:
                self.steps.append((number, prompt[1], [prompt[2]], []))
            elif row.startswith("> ") and self.steps and not self.steps[-1][3]:
                self.steps[-1][2].append(row[2:])
            elif self.steps:
                self.steps[-1][3].append(row)
            else:
                raise Failure(f"line {number}: output before the first command")
        if not self.steps:
            raise Failure(f"line {line}: a transcript without a command")


class Document:
    """The blocks of a Markdown file in order: (line, directive, argument) and transcripts."""

    def __init__(self, path):
        self.parts = []
        rows = path.read_text(encoding="utf-8").splitlines()
        index = 0
        skip = False
        while index < len(rows):
            row = rows[index]
            start = index + 1
            if row.startswith("<!-- guide:"):
                comment = [row]
                while not comment[-1].rstrip().endswith("-->"):
                    index += 1
                    comment.append(rows[index])
                found = DIRECTIVE.match("\n".join(comment))
                if not found or found[1] not in ("new", "run", "skip"):
                    raise Failure(f"line {start}: cannot read the directive")
                if found[1] == "skip":
                    if not found[2].strip():
                        raise Failure(f"line {start}: skipped without a reason")
                    skip = True
                else:
                    self.parts.append((start, found[1], found[2].strip()))
            elif row.startswith("```"):
                language = row[3:].strip()
                body = []
                index += 1
                while index < len(rows) and not rows[index].startswith("```"):
                    body.append(rows[index])
                    index += 1
                if language == "console" and not skip:
                    self.parts.append((start, "transcript", Transcript(start, body)))
                elif language not in NOT_RUN and not skip:
                    raise Failure(f"line {start}: a block of \"{language}\" is neither run nor marked as not to be run")
                skip = False
            index += 1


class Scratch:
    """A folder with a home of its own, in which commands run one after the other like in one shell."""

    def __init__(self, sheaf):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sheaf-guide-")).resolve()
        home = self.folder / "home"
        programs = self.folder / "bin"
        self.home = str(home)
        self.work = home / "work"
        for folder in (home, programs, self.work):
            folder.mkdir()
        for program in ("sheaf", "sheaf-hook"):
            (programs / program).symlink_to(pathlib.Path(sheaf).with_name(program))
        (home / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n[user]\n\tname = Ada\n\temail = ada@example.org\n")
        self.environment = {
            "HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "TMPDIR": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1", "COLUMNS": "120",
            "GUIDE_SHEAF": str(sheaf), "GUIDE_PACKAGE": str(PACKAGE),
            "GUIDE_PRELUDE": str(pathlib.Path(__file__).with_name("prelude.sh")),
        }
        self.state = self.folder / "shell"
        self.state.write_text("")

    def run(self, command, who=""):
        """Returns the status and what both streams said.

        Folder and exported variables last to the next command, unless somebody in particular runs it.
        """
        keep = '{ export -p; printf "cd %q\\n" "$PWD"; } >"$GUIDE_STATE"'
        if who:
            command, keep = f'cd "$HOME/work/{who}"; export XDG_STATE_HOME="$HOME/machine-of-{who}"; {command}', ":"
        script = f'. "$GUIDE_PRELUDE"; cd "$GUIDE_WORK"; . "$GUIDE_STATE"; {{ {command}\n}}; status=$?; {keep}; exit $status'
        environment = {**self.environment, "GUIDE_WORK": str(self.work), "GUIDE_STATE": str(self.state)}
        done = subprocess.run(
            ["bash", "-c", script], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=SECONDS_MAX, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace").replace(self.home, "~")

    def remove(self):
        """Removes the folder, write-protected parts included."""
        subprocess.run(["chmod", "-R", "u+rwX", str(self.folder)], check=False)
        shutil.rmtree(self.folder)


# A date has no letter.
VARIABLE = re.compile(r"\[\.\.\]|\b(?=[0-9]*[a-f])[0-9a-f]{8,}\b|(?<=[a-z]-)[0-9a-f]{4}\b")


def line_pattern(row):
    """The regular expression of one expected line."""
    parts = []
    end = 0
    for found in VARIABLE.finditer(row):
        parts.append(re.escape(row[end:found.start()]))
        parts.append(".*?" if found[0] == "[..]" else f"[0-9a-f]{{{len(found[0])}}}")
        end = found.end()
    return "".join(parts) + re.escape(row[end:])


def pattern(expected):
    """The regular expression that the expected lines stand for."""
    parts = []
    for row in expected:
        if row.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(line_pattern(row.rstrip()) + r"[ \t]*\n")
    return re.compile("".join(parts))


def check(scratch, transcript):
    """Runs the steps of a transcript and compares."""
    for line, who, command, expected in transcript.steps:
        status, output = scratch.run("\n".join(command), who)
        shown = [row.rstrip() for row in output.rstrip("\n").splitlines()] if output.strip() else []
        if status != 0:
            shown.append(f"[exit {status}]")
        while expected and not expected[-1].strip():
            expected = expected[:-1]
        if not pattern(expected).fullmatch("".join(row + "\n" for row in shown)):
            raise Failure(
                f"line {line}: `{' '.join(command)}` printed something else\n"
                + "\n".join(f"  expected | {row}" for row in expected)
                + "\n" + "\n".join(f"  printed  | {row}" for row in shown))


def run(path, sheaf):
    """Runs one document and returns how many commands it showed."""
    scratch = None
    count = 0
    try:
        for line, kind, content in Document(path).parts:
            if kind == "new":
                if scratch:
                    scratch.remove()
                scratch = Scratch(sheaf)
            if scratch is None:
                raise Failure(f"line {line}: no folder to run in; begin with <!-- guide: new -->")
            if kind == "transcript":
                check(scratch, content)
                count += len(content.steps)
            elif content:
                status, output = scratch.run(f"set -e\n{content}\nset +e")
                if status != 0:
                    raise Failure(f"line {line}: hidden commands exited with {status}\n{output}")
    finally:
        if scratch:
            scratch.remove()
    return count


def anchors(path):
    """The anchors of a file's headings, as forges make them."""
    found = set()
    for row in path.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"#{1,6} (.*)", row)
        if heading:
            text = re.sub(r"[^\w\- ]", "", heading[1].strip().lower())
            found.add(text.replace(" ", "-"))
    return found


def check_links(documents):
    """Every relative link of the documents, and every page that the program's messages name, is there."""
    wrong = []
    places = []
    for path in documents:
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", row):
                if "://" not in target:
                    places.append((f"{path.relative_to(PACKAGE)}:{number}", path.parent, path, target))
    for source in sorted((PACKAGE / "Sources").rglob("*.swift")):
        for number, row in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            for target in re.findall(r"docs/[\w-]+\.md(?:#[\w-]+)?", row):
                places.append((f"{source.relative_to(PACKAGE)}:{number}", PACKAGE, source, target))
    for place, folder, itself, target in places:
        name, _, anchor = target.partition("#")
        page = (folder / name).resolve() if name else itself
        if not page.exists():
            wrong.append(f"{place}: no file {target}")
        elif anchor and anchor not in anchors(page):
            wrong.append(f"{place}: no heading #{anchor} in {page.relative_to(PACKAGE)}")
    return wrong, len(places)


def main():
    """Runs all and exits with 1 when anything is not as it is written."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sheaf", type=pathlib.Path, required=True, help="the executable")
    options.add_argument("files", nargs="*", type=pathlib.Path, help="default: README.md and docs/*.md")
    arguments = options.parse_args()
    sheaf = arguments.sheaf.resolve()
    if not os.access(sheaf, os.X_OK):
        sys.exit(f"run_guides: no executable at {arguments.sheaf}")
    every = sorted([PACKAGE / "README.md", PACKAGE / "CONTRIBUTING.md", PACKAGE / "CHANGELOG.md", *(PACKAGE / "docs").glob("*.md")])
    failed = False
    guides = [path.resolve() for path in arguments.files] or [
        path for path in every if path.name == "README.md" or path.parent == PACKAGE / "docs"]
    for path in guides:
        name = path.relative_to(PACKAGE)
        try:
            print(f"{name}: {run(path, sheaf)} commands as written")
        except Failure as failure:
            failed = True
            print(f"{name}: {failure}", file=sys.stderr)
        except subprocess.TimeoutExpired as stuck:
            failed = True
            print(f"{name}: a command took longer than {stuck.timeout:.0f} s: {stuck.cmd[2]}", file=sys.stderr)
    wrong, count = check_links(every)
    for problem in wrong:
        print(problem, file=sys.stderr)
    print(f"{count} links, {len(wrong)} broken")
    sys.exit(1 if failed or wrong else 0)


if __name__ == "__main__":
    main()
