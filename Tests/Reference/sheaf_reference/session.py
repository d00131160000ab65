"""The fold of one session record (Protocol/6-fold.md, rules 0 to 7, 9 and 10)."""

from . import canonical, ids
from .conflicts import Item, hashes
from .registers import settle, maximal

DEFAULTS = {"author": "unknown", "timeout_s": 1800, "warning_s": 900, "orphan_s": 7200, "heuristic": True}
STANDINGS = ["normal", "late", "hand"]  # best first
OBSERVING = ("titled", "noted", "scored", "kept", "reopened", "removed", "corrected", "acknowledged")


def key_of(node):
    """("commit", oid) or ("pr", number) of a member or removed fact."""
    fields = node.fact.fields
    return ("commit", fields["commit"]) if "commit" in fields else ("pr", fields["pr"])


def clamp(value, low, high):
    return min(max(value, low), high)


class Session:
    """Everything the rules derive from one session record; each method is one rule of the chapter."""

    def __init__(self, record):
        assert record.nodes, "BUG: a record without nodes has no view"
        self.record = record
        self.id = record.id
        self.items = []
        self.members = record.of_kind("member")
        self.opening()
        self.activity()
        self.membership()
        self.ends()
        self.counting()
        self.takes()
        self.observers()
        self.lateness()
        self.late_items()
        self.reopens()
        self.registers()
        self.scores()
        self.derived_end()

    # Rule 0
    def opening(self):
        openings = self.record.of_kind("opened")
        independent = [node for node in openings if not any(node.knew(other) for other in openings)]
        winner = min(independent, key=lambda node: node.hash, default=None)
        fields = winner.fact.fields if winner else DEFAULTS
        self.owner = winner.replica if winner else ""
        self.author = fields["author"]
        self.heuristic = fields["heuristic"]
        self.timeout_s = clamp(fields["timeout_s"], 300, 7200)
        self.warning_s = clamp(fields["warning_s"], 60, min(3600, self.timeout_s))
        self.orphan_s = clamp(fields["orphan_s"], 1800, 604_800)
        self.timeout = self.timeout_s * 1000
        self.warning = self.warning_s * 1000
        self.orphan = self.orphan_s * 1000
        self.opened_at = ids.time_of(self.id)
        tokens = {node.fact.fields.get("worktree") for node in independent}
        self.worktrees = sorted(tokens - {None})

    # Rule 0, activity
    def activity(self):
        self.floor, self.act, reached = {}, {}, {}
        for node in self.record.nodes:
            floor = max([self.opened_at] + [reached[other] for other in node.named])
            act = floor
            if node.kind == "member":
                act = clamp(node.fact.fields["time"], floor, floor + self.timeout)
            elif node.kind in ("kept", "reopened"):
                act = max(floor, node.fact.at)
            self.floor[node], self.act[node], reached[node] = floor, act, act

    # Rule 1
    def membership(self):
        self.removes = self.record.of_kind("removed")
        self.standing_adds = [add for add in self.members if not self.is_cancelled(add)]
        for key in sorted({key_of(node) for node in self.removes}):
            self.membership_item(key)

    def is_cancelled(self, add):
        for remove in self.removes:
            if key_of(remove) != key_of(add):
                continue
            if remove.knew(add):
                return True
            if remove.concurrent(add) and remove.human and not add.human:
                return True
        return False

    def membership_item(self, key):
        adds = [node for node in self.members if key_of(node) == key]
        removes = [node for node in self.removes if key_of(node) == key]
        live_adds = [add for add in adds if not any(remove.knew(add) for remove in removes)]
        live_removes = [remove for remove in removes if not any(add.knew(remove) for add in adds)]
        pairs = [(add, remove) for add in live_adds for remove in live_removes if add.concurrent(remove)]
        if not pairs:
            return
        adds, removes = {add for add, _ in pairs}, {remove for _, remove in pairs}
        standing = [add for add in adds if add in self.standing_adds]
        human_removes = [remove for remove in removes if remove.human]
        if standing:
            winner, losers = min(hashes(standing)), removes
            step = "human-add" if human_removes else "add-over-remove"
        else:
            # The human remove that beat the adds may have been superseded since, and so lie outside the item.
            winner, losers = min(hashes(human_removes or removes)), adds
            step = "human-over-automatic"
        is_open = bool(standing and human_removes)
        field = f"{key[0]}:{key[1]}"
        self.items.append(Item(1, is_open, self.id, field, hashes(adds | removes), step, winner, hashes(losers)))

    # Rule 2
    def ends(self):
        reopens = self.record.of_kind("reopened")
        self.uncancelled = []
        for node in self.record.nodes:
            if self.is_end(node) and not any(reopen.knew(node) for reopen in reopens):
                self.uncancelled.append(node)
        self.in_force = [end for end in self.uncancelled if not any(other.knew(end) for other in self.uncancelled)]
        self.end = min(self.in_force, key=self.end_rank, default=None)
        losers = [end for end in self.in_force if self.verdict(end) != self.verdict(self.end)]
        if losers:
            self.items.append(
                Item(
                    2, True, self.id, "end", hashes(self.in_force), "complete-over-abandon", self.end.hash, hashes(losers)
                )
            )

    def is_end(self, node):
        """In topological order: whether a marked member ends anything depends only on ends that it knew."""
        if node.kind == "ended":
            return True
        if node.kind != "member" or not node.fact.fields.get("mark") or node not in self.standing_adds:
            return False
        return node.fact.fields.get("via") == "hand" or not self.knew_an_end(node)

    def knew_an_end(self, node):
        return any(node.knew(end) for end in self.uncancelled)

    def verdict(self, end):
        return end.fact.fields["verdict"] if end.kind == "ended" else "complete"

    def end_rank(self, end):
        return self.verdict(end) != "complete", end.clock, end.hash

    def end_time(self, end):
        return self.act[end] if end.kind == "member" else max(self.floor[end], end.fact.at)

    # Rule 3, which members count
    def counting(self):
        self.counted = [
            add
            for add in self.standing_adds
            if add.fact.fields.get("via") == "hand" or not self.knew_an_end(add)
        ]
        reopened = self.record.of_kind("kept", "reopened")
        self.last_activity = max([self.opened_at] + [self.act[node] for node in self.counted + reopened])

    def knew_key(self, node, key):
        """Whether a standing add of the key was known to the writer of `node`, or is that node."""
        return any(key_of(add) == key and (add is node or node.knew(add)) for add in self.standing_adds)

    # Rule 3, lateness by an end in force
    def late_for(self, add):
        return [end for end in self.in_force if end.concurrent(add) and not self.knew_key(end, key_of(add))]

    # Rule 7
    def takes(self):
        top = maximal(self.record.of_kind("taken"))
        self.taken = min(top, key=lambda node: node.hash, default=None)
        losers = [take for take in top if take.replica != self.taken.replica]
        if losers:
            self.items.append(
                Item(7, True, self.id, "owner", hashes(top), "smaller-hash", self.taken.hash, hashes(losers))
            )

    def late_by_take(self, add):
        take = self.taken
        return (
            take is not None
            and add.fact.fields.get("via") != "hand"
            and add.replica != take.replica
            and add.concurrent(take)
            and not self.knew_key(take, key_of(add))
        )

    # Rules 5 and 6
    def observers(self):
        """Pairs (X, M): X was written by another replica after it saw an end, M is the owner's and unknown to X."""
        self.continued, self.returned = [], []
        for observer in self.record.of_kind(*OBSERVING):
            shown_end = self.floor[observer] + self.timeout
            if observer.fact.at < shown_end:
                continue
            pairs = self.returned if observer.fact.at >= shown_end + self.orphan else self.continued
            for add in self.counted:
                if (
                    add.replica == self.owner
                    and add.replica != observer.replica
                    and add.concurrent(observer)
                    and not self.knew_key(observer, key_of(add))
                ):
                    pairs.append((observer, add))

    # Rule 3, standing
    def lateness(self):
        returned = {add for _, add in self.returned}
        self.standing = {}
        for add in self.counted:
            if self.knew_an_end(add):
                self.standing[add] = "hand"
            elif self.late_for(add) or self.late_by_take(add) or add in returned:
                self.standing[add] = "late"
            else:
                self.standing[add] = "normal"
        self.best = {}
        for add in sorted(self.counted, key=lambda add: (STANDINGS.index(self.standing[add]), add.hash)):
            self.best.setdefault(key_of(add), add)
        self.late_keys = {key for key, add in self.best.items() if self.standing[add] == "late"}

    def is_news(self, add):
        """Late, and nobody told this key in time."""
        return self.standing[add] == "late" and key_of(add) in self.late_keys

    # Items of rules 3, 5, 6 and 7
    def late_items(self):
        by_end = [add for add in self.counted if self.is_news(add) and self.late_for(add)]
        ends = [end for add in by_end for end in self.late_for(add)]
        self.members_item(3, by_end, ends, "late")
        self.members_item(5, [add for _, add in self.continued], [seen for seen, _ in self.continued], "continued")
        news = [(seen, add) for seen, add in self.returned if self.is_news(add)]
        self.members_item(6, [add for _, add in news], [seen for seen, _ in news], "returned")
        by_take = [add for add in self.counted if self.is_news(add) and self.late_by_take(add)]
        self.members_item(7, by_take, [self.taken], "late")

    def members_item(self, rule, adds, others, step):
        if adds:
            self.items.append(Item(rule, False, self.id, "members", hashes(adds) | hashes(others), step))

    # Rule 4
    def reopens(self):
        for reopen in self.record.of_kind("reopened"):
            if self.end and reopen.concurrent(self.end):
                lines, losers = hashes([reopen, self.end]), hashes([reopen])
                self.items.append(Item(4, True, self.id, "end", lines, "unknown-end", self.end.hash, losers))

    # Rule 9
    def register(self, nodes, name, field):
        winner, item = settle(nodes, lambda node: node.fact.fields[name], 9, self.id, field)
        if item:
            self.items.append(item)
        return winner.fact.fields[name] if winner else None

    def registers(self):
        self.title = self.register(self.record.of_kind("titled"), "title", "title")
        self.note = self.register(self.record.of_kind("noted"), "text", "note")
        corrected = self.record.of_kind("corrected")
        self.corrections = []
        for oid in sorted({node.fact.fields["commit"] for node in corrected}):
            about = [node for node in corrected if node.fact.fields["commit"] == oid]
            automatic = self.register(about, "automatic", f"corrected:{oid}")
            self.corrections.append({"oid": oid, "automatic": automatic})
        self.states = {}
        for number in sorted({key_of(node)[1] for node in self.members if key_of(node)[0] == "pr"}):
            about = [node for node in self.members if key_of(node) == ("pr", number)]
            self.states[number] = self.register(about, "state", f"pr:{number}")

    # Rule 10
    def scores(self):
        groups = {}
        for node in self.record.of_kind("scored"):
            fields = node.fact.fields
            groups.setdefault((fields["scorer"], fields["members"]), []).append(node)
        self.score_list = []
        for (scorer, members), nodes in sorted(groups.items()):
            value = lambda node: node.fact.fields["value"]
            winner, item = settle(nodes, value, 10, self.id, f"score:{scorer}", always_open=True)
            if item:
                self.items.append(item)
            entry = {"scorer": scorer, "members": members, "value": value(winner), "line": winner.hash}
            self.score_list.append(entry)

    # Rule 5
    def derived_end(self):
        pulls = [number for kind, number in self.best if kind == "pr"]
        all_closed = bool(pulls) and all(self.states[number] != "open" for number in pulls)
        touched = {flag for add in self.counted for flag in ("tests", "docs") if add.fact.fields.get(flag)}
        limit, self.trigger = self.timeout, "timeout"
        if self.warning < self.timeout:
            if all_closed:
                limit, self.trigger = self.warning, "forge"
            elif self.heuristic and touched == {"tests", "docs"}:
                limit, self.trigger = self.warning, "heuristic"
        self.idle_end = min(self.last_activity + limit, canonical.INTEGER_MAX)

    @property
    def revision(self):
        return len(self.late_keys)

    def view(self):
        view = {
            "id": self.id,
            "author": self.author,
            "owner": self.owner,
            "opened_at": self.opened_at,
            "last_activity": self.last_activity,
            "timeout_s": self.timeout_s,
            "warning_s": self.warning_s,
            "orphan_s": self.orphan_s,
            "heuristic": self.heuristic,
            "idle_end": self.idle_end,
            "derived_trigger": self.trigger,
            "revision": self.revision,
            "commits": self.commits(),
            "pull_requests": self.pull_requests(),
            "worktrees": self.worktrees,
            "heads": sorted(hashes(self.record.heads())),
            "corrections": self.corrections,
            "scores": self.score_list,
            "facts": len(self.record.nodes),
        }
        if self.end:
            view["end"] = {"verdict": self.verdict(self.end), "at": self.end_time(self.end), "line": self.end.hash}
        if self.title:
            view["title"] = self.title
        if self.note:
            view["note"] = self.note
        if self.taken:
            author = self.taken.fact.fields["author"]
            view["taken"] = {"replica": self.taken.replica, "author": author, "line": self.taken.hash}
        return view

    def commits(self):
        rows = [
            {
                "oid": key[1],
                "time": add.fact.fields["time"],
                "standing": self.standing[add],
                "via": add.fact.fields.get("via", "window"),
            }
            for key, add in self.best.items()
            if key[0] == "commit"
        ]
        return sorted(rows, key=lambda row: (row["time"], row["oid"]))

    def pull_requests(self):
        return [
            {"number": number, "state": self.states[number], "standing": self.standing[self.best["pr", number]]}
            for number in sorted(number for kind, number in self.best if kind == "pr")
        ]

    def display(self, at, last_fact):
        """What the session is at unix ms `at`; `last_fact` is replica -> greatest `at` of its nodes in any record."""
        if self.end:
            state = "completed" if self.verdict(self.end) == "complete" else "abandoned"
            return {"at": at, "state": state, "trigger": "explicit", "ended_at": self.end_time(self.end)}
        if at < self.last_activity + self.warning:
            return {"at": at, "state": "open"}
        if at < self.idle_end:
            return {"at": at, "state": "idle"}
        responsible = {self.owner} | ({self.taken.replica} if self.taken else set())
        seen = any(last_fact.get(replica, -1) >= self.idle_end for replica in responsible)
        if at >= self.idle_end + self.orphan and not seen:
            return {"at": at, "state": "orphaned", "trigger": "timeout", "ended_at": self.idle_end}
        return {"at": at, "state": "ended", "trigger": self.trigger, "ended_at": self.idle_end}
