"""Replicas that write about one record, hold what they have heard, and hear of each other only when told to.

For vectors and random states: the graph comes out of who had heard what, as it does in real use.
"""

from . import facts, ids, lines

MINUTE = 60_000
HOUR = 60 * MINUTE
START = 1_772_442_000_000  # 2026-03-02T09:00:00.000Z
SECRET = {name: lines.Replica(name) for name in ("alice", "bob", "carol", "dave")}


def oid(number):
    """A commit's object id that a reader recognises."""
    return "%040x" % (0xC0 << 152 | number)


def path_of(kind, record, form):
    """The shard of a record of a path kind, in the form plain, month or day."""
    year, month, day = ids.date_of(record) or (0, 0, 0)
    dated = {"plain": "", "month": f"{year:04d}-{month:02d}/", "day": f"{year:04d}-{month:02d}/{day:02d}/"}[form]
    return f"{kind}/{dated}{record[-1]}"


class Story:
    """One record and what each replica holds of it."""

    def __init__(self, record=None, kind="sessions", first=1, author="dev-1", start=START):
        self.start = start
        self.kind = kind
        # A path kind that format 1 does not know may have any form.
        self.form = {"replicas": "plain", "sessions": "day"}.get(kind, "month")
        self.record = record or ids.derived_session_id(start, author, f"commit:{oid(first)}")
        self.author = author
        self.held = {}
        self.counts = {}
        self.named = {}
        self.all = []

    @property
    def path(self):
        return path_of(self.kind, self.record, self.form)

    def hold(self, name):
        return self.held.setdefault(name, [])

    def heads(self, name):
        """The names that a careful writer puts into `after`: nodes it holds that no other held node names."""
        held = [line for line in self.hold(name) if line in self.named]
        covered = {other for line in held for other in self.named[line]}
        return sorted(short(line) for line in held if short(line) not in covered)

    def write(self, name, kind, at, /, after=None, n=None, c=0, human=False, damage=None, body=None, key=None, **fields):
        """Appends a fact of replica `name` at `start + at` and returns its line.

        `after`, `n`, `body` replace the honest value; `damage` maps the finished line to a damaged one; `key` is the
        replica whose key signs when `name` is a copy that shares it.
        """
        replica = SECRET[key or name]
        if body is None:
            body = {"kind": kind, "at": self.start + at, **fields}
            names = self.heads(name) if after is None else sorted({short(line) for line in after})
            if names:
                body["after"] = names[:64]
            if c:
                body["c"] = c
            if human:
                body["by"] = "human"
        if n is None:
            n = self.counts.get(name, 0) + 1
        self.counts[name] = n
        line = replica.line(self.record, n, body)
        if damage:
            line = damage(line)
        self.note(line)
        self.hold(name).append(line)
        self.all.append(line)
        return line

    def note(self, line):
        """Remembers what a line names when it is a node; careful writers name nothing else."""
        parsed = lines.parse(line)
        try:
            if parsed.verifies():
                self.named[line] = set(facts.read_envelope(parsed.body).after)
        except facts.Refused:
            pass

    def open(self, name, at=0, **changes):
        fields = {"author": self.author, "timeout_s": 1800, "warning_s": 900, "orphan_s": 7200, "heuristic": False}
        return self.write(name, "opened", at, **{**fields, **changes})

    def commit(self, name, number, at, time=None, **fields):
        """A member fact for commit `number`; its committer time is `at` unless told otherwise."""
        time = self.start + (at if time is None else time)
        return self.write(name, "member", at, commit=fields.pop("commit", oid(number)), time=time, **fields)

    def pull(self, name, number, at, state="open", **fields):
        return self.write(name, "member", at, pr=number, state=state, time=self.start + at, **fields)

    def sync(self, *names):
        """Afterwards each of these holds what any of them held."""
        union = []
        for name in names:
            union += [line for line in self.hold(name) if line not in union]
        for name in names:
            self.held[name] = list(union)

    def copy(self, name, other):
        """`other` becomes a clone of `name`: the same lines, the same counter; it passes key=name when it writes."""
        self.held[other] = list(self.hold(name))
        self.counts[other] = self.counts.get(name, 0)


def short(line):
    return lines.parse(line).hash[:32]
