#!/usr/bin/env python3
"""Commits as fast as git can in four work trees, hooks off and agent on, and compares what the agent has recorded with an
own computation. Imports nothing of Sheaf.

Among the automatic commits are ordinary ones, amends, rebases, resets, cherry-picks and branch switches. Every automatic commit
that was ever made has to be in exactly one session, the one that the batching rule of Protocol 6.8 gives, five seconds after
the last; no ordinary commit may be in any. Prints what the agent has cost. With --kills the agent is killed at random moments
and two are started at once each time: one of them has to end by itself, and at the end nothing may be missing. Exit 0: all of it
is so; 1: it is not, with the seed.
"""

import argparse
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AUTHORS = [("Ada", "ada@example.com"), ("Grace", "grace@example.com"), ("Lin", "lin@example.com")]
TIMEOUT = 30 * 60
SECONDS_MAX = 5.0
START = 1795251600


class Team:
    """Scripted commits, and what they should come to."""

    def __init__(self, folder, generator):
        self.folder = folder
        self.random = generator
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "XDG_STATE_HOME": str(folder / "state"),
            "XDG_RUNTIME_DIR": str(folder / "run"), "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8",
        }
        for name in ("home", "state", "run"):
            (folder / name).mkdir(mode=0o700)
        self.work = folder / "work"
        self.clock = {}
        self.made = {}
        self.ordinary = set()
        self.number = 0

    def git(self, *arguments, tree=None, author=AUTHORS[0], at=START):
        environment = {
            **self.environment, "GIT_AUTHOR_NAME": author[0], "GIT_AUTHOR_EMAIL": author[1], "GIT_AUTHOR_DATE": f"@{at} +0000",
            "GIT_COMMITTER_NAME": author[0], "GIT_COMMITTER_EMAIL": author[1], "GIT_COMMITTER_DATE": f"@{at} +0000",
        }
        return subprocess.run(
            ["git", "-c", "init.defaultBranch=main", "-c", "core.hooksPath=/dev/null", *arguments], cwd=tree or self.work, env=environment,
            check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout.strip()

    def prepare(self):
        self.work.mkdir()
        self.git("init", "-q")
        self.git("config", "user.email", AUTHORS[0][1])
        self.git("config", "user.name", AUTHORS[0][0])
        self.git("config", "gc.auto", "0")
        policy = self.work / ".sheaf" / "policy.yaml"
        policy.parent.mkdir()
        policy.write_text("sessions:\n  heuristic_completion: false\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Begin")
        self.root = self.git("rev-parse", "HEAD")
        self.trees = [self.work]
        for index in range(1, 4):
            tree = self.folder / f"tree{index}"
            self.git("worktree", "add", "-q", "-b", f"tree{index}", str(tree))
            self.trees.append(tree)
        for index in range(4):
            self.clock[index] = START

    def tick(self, index):
        """Mostly minutes, sometimes a pause that ends every session of the work tree."""
        pause = TIMEOUT + self.random.randrange(60, 3600) if self.random.random() < 0.04 else self.random.randrange(1, 120)
        self.clock[index] += pause
        return self.clock[index]

    def note(self, index, author, at, commits):
        for commit in commits:
            if commit not in self.made:
                self.made[commit] = (index, author[1].split("@")[0], at)

    def step(self):
        index = self.random.randrange(4)
        tree, author, at = self.trees[index], self.random.choice(AUTHORS), self.tick(index)
        run = lambda *arguments: self.git(*arguments, tree=tree, author=author, at=at)
        self.number += 1
        action = self.random.choices(
            ["automatic", "ordinary", "amend", "rebase", "reset", "switch", "pick", "detach"], [60, 14, 6, 4, 5, 5, 4, 2])[0]
        if action == "ordinary":
            run("commit", "-q", "--allow-empty", "-m", f"Describe part {self.number}")
            self.ordinary.add(run("rev-parse", "HEAD"))
        elif action == "amend" and run("log", "-1", "--format=%s").startswith("wip:"):
            run("commit", "-q", "--amend", "--allow-empty", "--reset-author", "-m", f"wip: amended {self.number}")
            self.note(index, author, at, [run("rev-parse", "HEAD")])
        elif action == "reset" and run("rev-parse", "HEAD") != self.root:
            run("reset", "-q", "--hard", "HEAD~1")
        elif action == "switch":
            run("checkout", "-q", "-b", f"side-{self.number}")
        elif action == "detach":
            run("checkout", "-q", "--detach")
        elif action == "pick" and self.made:
            picked = self.random.choice(sorted(self.made))
            before = run("rev-parse", "HEAD")
            # The committer is who picks; the author, whose stream it is, stays.
            run("cherry-pick", "--allow-empty", picked)
            after = run("rev-parse", "HEAD")
            if after != before and after not in self.made:
                self.made[after] = (index, self.made[picked][1], at)
        elif action == "rebase":
            own = run("log", "-3", "--format=%H %s").splitlines()
            if len(own) == 3 and all(" wip:" in line for line in own):
                authors = {line.split(" ")[0]: self.made[line.split(" ")[0]][1] for line in own if line.split(" ")[0] in self.made}
                base = run("rev-parse", "HEAD~3")
                run("rebase", "-q", "--force-rebase", "--keep-empty", "--onto", base, "HEAD~3")
                after = run("rev-list", "HEAD", f"^{base}").splitlines()
                for old, new in zip([line.split(" ")[0] for line in own], after):
                    if new not in self.made and old in authors:
                        self.made[new] = (index, authors[old], at)
        else:
            run("commit", "-q", "--allow-empty", "-m", f"wip: step {self.number}")
            self.note(index, author, at, [run("rev-parse", "HEAD")])

    def expected(self):
        """Streams of (author, work tree) in the order of (time, oid), cut where nothing happened for the timeout."""
        streams = {}
        for commit, (index, author, at) in self.made.items():
            streams.setdefault((author, index), []).append((at, commit))
        sessions = []
        for stream in streams.values():
            last = None
            for at, commit in sorted(stream):
                if last is None or at - last >= TIMEOUT:
                    sessions.append(set())
                sessions[-1].add(commit)
                last = at
        return sorted(map(sorted, sessions))


class Agent:
    def __init__(self, sheaf, team, isAlone=True):
        self.process = subprocess.Popen(
            [sheaf, "agent", "run"], cwd="/", env=team.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        self.unread = b""
        self.recorded = 0
        if isAlone:
            self.read_until(lambda line: line["message"] == "started", 30)

    @staticmethod
    def after_kill(sheaf, team, killed):
        """Two at once, of which one lives."""
        killed.process.kill()
        killed.process.wait(30)
        rival = subprocess.Popen(
            [sheaf, "agent", "run", "--quiet"], cwd="/", env=team.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        agent = Agent(sheaf, team, isAlone=False)
        both = [agent.process, rival]
        ended = []
        deadline = time.monotonic() + 30
        # Which of them has ended shows in its closed standard error.
        while not ended and time.monotonic() < deadline:
            ready = select.select([one.stderr for one in both], [], [], 1)[0]
            ended = [one for one in both if one.stderr in ready and one.poll() is not None]
        if len(ended) != 1 or ended[0].returncode != 0:
            raise RuntimeError(f"of two agents {len(ended)} ended by themselves, with {[one.returncode for one in ended]}")
        agent.process = [one for one in both if one not in ended][0]
        agent.unread = b""
        return agent

    def read_until(self, fits, seconds):
        """Reads the log, which says what was recorded; no sleeping. False when the time is up."""
        deadline = time.monotonic() + seconds
        while True:
            while b"\n" in self.unread:
                line, self.unread = self.unread.split(b"\n", 1)
                line = json.loads(line)
                self.recorded += int(line.get("commits", 0))
                if fits(line):
                    return True
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stderr], [], [], left)[0]:
                return False
            piece = os.read(self.process.stderr.fileno(), 65536)
            if not piece:
                return False
            self.unread += piece

    def peak_megabytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def found(sheaf, team):
    said = subprocess.run([sheaf, "session", "list", "--json"], cwd=team.work, env=team.environment, check=True, stdout=subprocess.PIPE)
    sessions = []
    for entry in json.loads(said.stdout)["sessions"]:
        shown = subprocess.run(
            [sheaf, "session", "show", entry["id"], "--json"], cwd=team.work, env=team.environment, check=True, stdout=subprocess.PIPE)
        sessions.append(sorted(commit["oid"] for commit in json.loads(shown.stdout)["session"]["commits"]))
    return sorted(sessions)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheaf", required=True)
    parser.add_argument("--commits", type=int, default=1000, help="automatic commits")
    parser.add_argument("--kills", type=int, default=0, help="of the agent, at random moments")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    sheaf = os.path.abspath(options.sheaf)
    folder = Path(tempfile.mkdtemp(prefix="sheaf-load-"))
    team = Team(folder, random.Random(options.seed))
    try:
        team.prepare()
        subprocess.run([sheaf, "enable", "--quiet"], cwd=team.work, env=team.environment, check=True)
        agent = Agent(sheaf, team)
        began = time.monotonic()
        kills = 0
        while len(team.made) < options.commits or kills < options.kills:
            team.step()
            if kills < options.kills and team.random.random() < options.kills / options.commits:
                kills += 1
                agent = Agent.after_kill(sheaf, team, agent)
        ended = time.monotonic()
        cost = f"agent: peak {agent.peak_megabytes():.0f} MB, {agent.descriptors()} descriptors"
        if options.kills:
            # Told to end, an agent first finishes what there is.
            told = f"{kills} kills"
            agent.process.terminate()
            agent.process.wait(60)
        else:
            agent.read_until(lambda line: agent.recorded >= len(team.made), SECONDS_MAX)
            told = f"recorded {time.monotonic() - ended:.2f} s after the last"
        expected, sessions = team.expected(), found(sheaf, team)
        print(
            f"load: {len(team.made)} automatic commits and {len(team.ordinary)} ordinary ones in {ended - began:.1f} s, {len(expected)} sessions; "
            f"{told}; {cost}")
        if agent.process.poll() is None:
            agent.process.terminate()
            agent.process.wait(30)
        if sessions == expected:
            return 0
        held, wanted = [commit for one in sessions for commit in one], set(team.made)
        print(
            f"load: seed {options.seed}: {len(wanted - set(held))} commits missing, {len(set(held) - wanted)} that should not be there "
            f"({len(set(held) & team.ordinary)} ordinary), {len(held) - len(set(held))} twice, {len(sessions)} sessions for {len(expected)}")
        for one in [one for one in expected if one not in sessions][:3]:
            print(f"  expected {[(team.made[commit], commit[:8]) for commit in one]}")
        for one in [one for one in sessions if one not in expected][:3]:
            print(f"  found    {[(team.made.get(commit), commit[:8]) for commit in one]}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
