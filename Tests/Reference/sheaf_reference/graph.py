"""The hash graph of one record (Protocol/4-clock-and-causality.md, section 2)."""

import heapq

from . import facts, lines


class Node:
    """A validly signed line with a readable envelope."""

    def __init__(self, line, fact, valid, why):
        self.line = line
        self.hash = line.hash
        self.replica = line.replica
        self.fact = fact
        self.valid = valid  # for its kind; an invalid or unknown fact still carries causality
        self.why = why
        self.named = []  # the nodes its `after` names and that are held
        self.known = frozenset()  # everything reachable through `after`

    @property
    def kind(self):
        return self.fact.kind if self.valid else None

    @property
    def clock(self):
        return self.fact.at, self.fact.c

    @property
    def human(self):
        by_hand = self.kind == "member" and self.fact.fields.get("via") == "hand"
        return self.fact.by_human or by_hand

    def knew(self, other):
        return other in self.known

    def concurrent(self, other):
        return self is not other and not self.knew(other) and not other.knew(self)


class Record:
    """Every L0-valid line about one record, with verdicts, and the graph of its nodes."""

    def __init__(self, kind, data):
        held = [lines.parse(piece) for piece in sorted(set(data))]
        self.kind = kind
        self.id = held[0].record
        assert all(line.record == self.id for line in held), "BUG: lines of two records"
        self.badly_signed = [line for line in held if not line.verifies()]
        bad = set(self.badly_signed)
        self.signed = [line for line in held if line not in bad]
        self.unreadable = {}
        nodes = []
        for line in self.signed:
            try:
                fact = facts.read_envelope(line.body)
            except facts.Refused as error:
                self.unreadable[line.hash] = str(error)
                continue
            try:
                facts.check_kind(fact, kind, self.id, line.replica)
                nodes.append(Node(line, fact, True, ""))
            except facts.Refused as error:
                nodes.append(Node(line, fact, False, str(error)))
        self.nodes = link(nodes)

    def of_kind(self, *kinds):
        return [node for node in self.nodes if node.kind in kinds]

    def heads(self):
        named = {other for node in self.nodes for other in node.named}
        return [node for node in self.nodes if node not in named]


def link(nodes):
    """The nodes in topological order: of those whose named nodes are all placed, smallest line hash first."""
    by_name = {}
    for node in sorted(nodes, key=lambda node: node.hash, reverse=True):
        by_name[node.hash[:32]] = node
    waiting, namers = {}, {node: [] for node in nodes}
    for node in nodes:
        node.named = [by_name[name] for name in node.fact.after if name in by_name]
        waiting[node] = len(node.named)
        for other in node.named:
            namers[other].append(node)
    ready = [(node.hash, node) for node in nodes if waiting[node] == 0]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, node = heapq.heappop(ready)
        ordered.append(node)
        node.known = frozenset(node.named).union(*(other.known for other in node.named))
        for later in namers[node]:
            waiting[later] -= 1
            if waiting[later] == 0:
                heapq.heappush(ready, (later.hash, later))
    assert len(ordered) == len(nodes), "BUG: a hash graph has no cycles"
    return ordered
