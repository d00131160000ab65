/// A law that a world has broken.
public struct Violation: Error, CustomStringConvertible {
    public let law: Law
    public let detail: String

    public var description: String { "\(law.rawValue): \(detail)" }
}

/// What holds in every world, after every step or once it has healed.
public enum Law: String, CaseIterable, Sendable {
    case durable = "an acknowledged fact survives on its machine"
    case kept = "an acknowledged fact is everywhere once the world has healed"
    case fold = "equal facts fold equally"
    case scratch = "views are what a fold from scratch gives"
    case clock = "a clock far ahead moves nobody's clock"
    case monotonic = "the facts of one database never run backwards"
    case session = "a clock far ahead ends nobody's session and holds none open"
    case display = "a session is displayed as its facts say"
    case numbering = "no number is written twice by a database that was neither copied nor restored"
    case causality = "a fact names what its writer held"
    case later = "what its writer replaced does not win"
    case structure = "nothing that fails the structural check is held"
    case claim = "nothing is granted twice without a rewind"
    case fence = "fences grow"
    case silence = "nothing is pushed when the trees are equal"
    case fastForward = "a push builds on the tip or replaces garbage"
    case outbox = "what left the outbox is on the remote"
    case peace = "replicas with different policies come to silence"
    case retained = "what no policy leaves out reaches everybody"
    case trust = "a fact authorises what its reader's decisions say, and nothing else"
    case objects = "no ref and no push lacks an object"
    case convergence = "healed replicas hold equal trees"
    case quiescence = "a further round pushes nothing"
    case join = "the join is commutative, associative and idempotent"
    case signature = "only what was signed by its replica is a node"
    case identity = "a database that lacks what its replica wrote becomes a new replica"
    case failure = "no command fails for a reason of its own"
}
