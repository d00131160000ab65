"""What a policy leaves out of a tree, and which tree a writer pushes (Protocol/5-sync.md, section 6.1).

A tree is a mapping of paths to blobs, hostile ones included; no ref is None.
"""

from dataclasses import dataclass

from . import facts, git_objects, l0, lines

NO_FACTS = {"format": l0.FORMAT_BYTES}


@dataclass(frozen=True)
class Retention:
    """`floor` is a month, "yyyy-mm", or None; `evicted` are record ids."""

    floor: str | None
    evicted: frozenset

    def is_below(self, path):
        """Whether the path lies in a month below the floor."""
        kind, *rest = path.split("/")
        if self.floor is None or not rest or not l0.is_inner(kind) or l0.FORM_OF_KIND.get(kind) == "plain":
            return False
        return l0.all_dates(rest[:1]) and rest[0] < self.floor

    def concerns(self, path, line):
        return self.is_below(path) or line[:32].decode("ascii") in self.evicted

    def keep(self, tree):
        """K: the tree without what is left out; the tree itself when that is nothing."""
        staying = self.surviving_claims(tree)
        result = {}
        for path, blob in tree.items():
            survivors = staying if path.startswith("claims/") else set()
            data = b"".join(piece for piece in raw_pieces(blob) if self.keeps(path, piece, survivors))
            # A foreign file may have no bytes to begin with.
            if data or (data == blob and not self.is_below(path)):
                result[path] = data
        if result != tree and not result.keys() - {"format"}:
            return NO_FACTS
        return result

    def keeps(self, path, piece, survivors):
        record = record_of(piece)
        is_placed = record is not None and l0.form_of(path) not in (None, "format") and l0.belongs(record, path)
        if self.is_below(path):
            return is_placed and record in survivors
        return not (is_placed and record in self.evicted and record not in survivors)

    def surviving_claims(self, tree):
        """Records, of those that may go, with a claim of the greatest fence of its subject: of all, or of those that name no line."""
        fences = {}
        for path, blob in tree.items():
            if not path.startswith("claims/") or l0.form_of(path) is None:
                continue
            for data in l0.read_shard(blob, path)[0]:
                claim = claim_in(data) if self.concerns(path, data) else None
                if claim is None:
                    continue
                for group in ["all"] if claim.after else ["all", "naming nothing"]:
                    key = group, claim.fields["subject"]
                    fences.setdefault(key, []).append((claim.fields["fence"], data[:32].decode("ascii")))
        return {record for claims in fences.values() for fence, record in claims if fence == max(claims)[0]}


def claim_in(data):
    """The fact in a line that is a valid, validly signed claim."""
    line = lines.parse(data)
    try:
        fact = facts.read_envelope(line.body)
        facts.check_kind(fact, "claims", line.record, line.replica)
    except facts.Refused:
        return None
    return fact if fact.kind == "claim" and line.verifies() else None


def raw_pieces(blob):
    """Each with its LF; an empty blob has none."""
    return [piece + (b"\n" if ended else b"") for piece, ended in l0.pieces(blob)]


def record_of(piece):
    """The record that a piece names, whatever follows it."""
    if len(piece) <= 32 or piece[32:33] != b" ":
        return None
    text = piece[:32].decode("latin-1")
    return text if all(letter in "0123456789abcdef" for letter in text) else None


def joined(trees):
    """The join of trees (Protocol/3-join.md, section 2)."""
    shards = {}
    for tree in trees:
        for path, blob in tree.items():
            if l0.form_of(path) not in (None, "format"):
                shards.setdefault(path, []).append(blob)
    result = {path: l0.join(blobs, path) for path, blobs in shards.items()}
    return {path: blob for path, blob in result.items() if blob} | NO_FACTS


class Push:
    """One exchange's decision.

    `held` is everything that the replica holds and `pending`, a set of lines, what of it was never known to be on the
    remote. `tree` and `deliberate` are what is pushed, without and with a person's wish, None for nothing.
    """

    def __init__(self, retention, held, pending, remote):
        keep = retention.keep
        present = {} if remote is None else remote
        self.kept = keep(joined([held, present]))
        self.news = sorted(
            line
            for path, blob in self.kept.items()
            if path != "format"
            for line in l0.read_shard(blob, path)[0]
            if line in pending and line not in l0.read_shard(present.get(path, b""), path)[0]
        )
        self.deliberate = None if self.kept == remote else self.kept
        if remote is None:
            self.deliberate = self.tree = self.kept if self.kept != NO_FACTS else None
        elif self.kept == keep(remote):
            self.tree = None
        elif self.news or remote == keep(remote):
            self.tree = self.kept
        else:
            union = joined([self.kept, remote])
            self.tree = union if union != remote else None


def document(retention, held, pending, remote):
    """A decision as `retention/` and the random ones write it; `held` and `remote` map paths to blobs."""
    push = Push(retention, held, pending, remote)
    floor = {} if retention.floor is None else {"floor_month": retention.floor}
    return {
        **floor,
        "evicted": sorted(retention.evicted),
        "held": {path: [line.decode("utf-8") for line in blob.split(b"\n")[:-1]] for path, blob in sorted(held.items())},
        "pending": sorted(lines.parse(line).hash for line in pending),
        "remote": None if remote is None else {path: blob.decode("utf-8") for path, blob in sorted(remote.items())},
        "kept": hashes(push.kept),
        "news": sorted(lines.parse(line).hash for line in push.news),
        "push": None if push.tree is None else {"sha1": git_objects.tree_oid(push.tree, "sha1"), "lines": hashes(push.tree)},
        "deliberate": None if push.deliberate is None else git_objects.tree_oid(push.deliberate, "sha1"),
    }


def hashes(tree):
    """Path -> line hashes, in the order of the lines."""
    shards = {path: l0.read_shard(blob, path)[0] for path, blob in tree.items() if l0.form_of(path) not in (None, "format")}
    return {path: [lines.parse(line).hash for line in sorted(shard)] for path, shard in sorted(shards.items()) if shard}
