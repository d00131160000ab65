/// A line as it is held: with the verdict on its signature, found once at intake.
public struct HeldLine: Hashable, Sendable {
    public let line: Line
    public let isSigned: Bool
    /// What the line says, where it has been read already; follows from the line.
    fileprivate let fact: Fact?

    public init(_ line: Line, isSigned: Bool) {
        self.line = line
        self.isSigned = isSigned
        fact = nil
    }

    /// A signed line that has been read: folding it again and again does not read it again.
    public init(_ fact: Fact) {
        line = fact.line
        isSigned = true
        self.fact = fact
    }

    /// The same line, read; unchanged when it is no node.
    public func read(in kind: RecordKind) -> HeldLine {
        guard isSigned, fact == nil, let fact = try? Fact(line, in: kind) else { return self }
        return HeldLine(fact)
    }

    public static func == (left: HeldLine, right: HeldLine) -> Bool {
        left.line == right.line && left.isSigned == right.isSigned
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(line)
        hasher.combine(isSigned)
    }
}

/// A record and what kind of record it is.
public struct RecordKey: Hashable, Sendable, Comparable {
    public let kind: RecordKind
    public let id: RecordID

    public init(_ kind: RecordKind, _ id: RecordID) {
        self.kind = kind
        self.id = id
    }

    public static func < (left: RecordKey, right: RecordKey) -> Bool { (left.kind, left.id) < (right.kind, right.id) }
}

/// All that follows from the lines of one record alone. Protocol: 6-fold.
///
/// Never changes; a class because it is large and stands in many tables.
public final class RecordFold: Sendable {
    /// A record with more nodes is not folded, but for claims; `doctor` shows it.
    public static let nodeCountMax = 20_000

    public enum Content: Sendable {
        case session(SessionView)
        case card(FactBody.Card)
        /// By line hash, never empty.
        case claims([ClaimView])
        /// No node, an unknown kind of record, nothing that counts, or more than `nodeCountMax` nodes.
        case none
    }

    public let key: RecordKey
    public let content: Content
    /// Hashes that the next writer names, ascending.
    public let heads: [LineHash]
    /// In the order of `Conflict.precedes`; without rules 8 and 11, which look at several records.
    public let conflicts: [Conflict]
    /// Closed for everybody, rules 8 and 11 included.
    public let acknowledged: Set<ConflictID>
    public let nodeCount: Int
    /// Carried and ignored: lines whose object cannot be read, or whose fields are wrong for their kind.
    public let ignored: [IgnoredLine]
    let session: SessionFold?

    public struct IgnoredLine: Hashable, Sendable {
        public let line: LineHash
        public let reason: String
    }

    public var isOverLimit: Bool { nodeCount > Self.nodeCountMax }

    /// - Parameter lines: the record's lines, any order, each once.
    public init(_ key: RecordKey, lines: some Collection<HeldLine>) {
        self.key = key
        var nodes: [Fact] = []
        var ignored: [IgnoredLine] = []
        let signed = lines.filter(\.isSigned)
        for held in signed {
            do {
                let fact = if let fact = held.fact { fact } else { try Fact(held.line, in: key.kind) }
                nodes.append(fact)
                if case .invalid(let kind, let field) = fact.body {
                    ignored.append(IgnoredLine(line: fact.hash, reason: "\(kind): field \(field)"))
                }
            } catch {
                ignored.append(IgnoredLine(line: held.line.hash, reason: "\(error)"))
            }
        }
        nodeCount = nodes.count
        self.ignored = ignored.sorted { $0.line < $1.line }
        let forged = lines.filter { !$0.isSigned }.map(\.line)
        var conflicts = ShownRules.signatures(forged, record: key.id) + ShownRules.numbering(signed.map(\.line), record: key.id)
        guard !nodes.isEmpty, nodes.count <= Self.nodeCountMax else {
            content = key.kind == .claim ? Content(RecordClaims.counted(withoutGraph: nodes, key)) : .none
            (heads, acknowledged, session) = ([], [], nil)
            self.conflicts = conflicts.sorted(by: Conflict.precedes)
            return
        }
        let graph = HashGraph(nodes)
        heads = graph.heads
        conflicts += ShownRules.clocks(graph, record: key.id)
        session = key.kind == .session ? SessionFold(id: key.id, graph: graph) : nil
        if let session {
            content = .session(session.view)
            conflicts += session.conflicts
        } else {
            let folded = OtherRecords.fold(graph, key)
            content = folded.content
            conflicts += folded.conflicts
        }
        let acknowledged = Set(graph.facts.flatMap { fact -> [ConflictID] in
            if case .acknowledged(let ids) = fact.body { ids } else { [] }
        })
        self.acknowledged = acknowledged
        self.conflicts = conflicts.map { $0.acknowledged(by: acknowledged) }.sorted(by: Conflict.precedes)
    }
}

extension Conflict {
    func acknowledged(by ids: Set<ConflictID>) -> Conflict {
        var conflict = self
        conflict.isAcknowledged = ids.contains(id)
        return conflict
    }
}
