import SheafCore

/// A made-up state of a given size, as agents leave it behind: sessions of one writer each, an hour apart, every
/// fourth with a pull request. The same parameters give the same bytes.
struct SampleState: Sequence {
    /// 2025-06-01T00:00:00Z.
    static let startMilliseconds: Int64 = 1_748_736_000_000
    private static let gapMilliseconds: Int64 = 3_600_000
    private static let stepMilliseconds: Int64 = 11_000

    let sessionCount: Int
    /// Facts of each session, its opening included; at least 3.
    let factCount: Int
    private let writers: [Writer]

    private struct Writer {
        let key: ReplicaKey
        let author: AuthorSlug
    }

    /// One session's lines, in the order in which they were written.
    struct Session {
        let index: Int
        let record: RecordID
        let lines: [Line]
    }

    init(sessionCount: Int, factCount: Int, writerCount: Int = 4) {
        self.sessionCount = sessionCount
        self.factCount = factCount
        writers = (1...writerCount).map { number in
            guard let key = ReplicaKey(seed: [UInt8](repeating: UInt8(number), count: 32)),
                let author = AuthorSlug("dev-\(number)")
            else { preconditionFailure("BUG: 32 bytes are a seed") }
            return Writer(key: key, author: author)
        }
    }

    /// About so many facts in sessions of 25.
    init(facts: Int) {
        self.init(sessionCount: facts / 25, factCount: 25)
    }

    func makeIterator() -> some IteratorProtocol<Session> {
        (0..<sessionCount).lazy.map(session).makeIterator()
    }

    func session(_ index: Int) -> Session {
        let writer = writers[index % writers.count]
        let start = Self.startMilliseconds
            + Int64(index) * (Self.gapMilliseconds + Int64(factCount) * Self.stepMilliseconds)
        let first = Self.commit(index, 0)
        let record = RecordID.session(author: writer.author, firstMember: .commit(first), committedAt: start / 1000)
        var bodies: [FactBody] = [
            .opened(
                FactBody.Opening(
                    author: writer.author, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200,
                    isHeuristic: true, worktree: nil))
        ]
        for member in 0..<(factCount - 1) {
            let time = start + Int64(member) * Self.stepMilliseconds
            let isPullRequest = member == factCount - 2 && index.isMultiple(of: 4)
            bodies.append(
                .member(
                    isPullRequest
                        ? FactBody.Membership(key: .pullRequest(Int64(index + 1)), time: time, state: .open)
                        : FactBody.Membership(key: .commit(Self.commit(index, member)), time: time)))
        }
        return Session(index: index, record: record, lines: lines(bodies, of: record, by: writer, from: start))
    }

    /// A further fact of a session's writer: a title.
    func continuation(of session: Session, title: String) -> Line {
        let last = session.lines[session.lines.count - 1]
        return line(
            .titled(title), number: session.lines.count + 1, after: [last.hash.name], of: session.record,
            by: writers[session.index % writers.count], at: session.record.time.milliseconds + 1_000_000)
    }

    private func lines(
        _ bodies: [FactBody], of record: RecordID, by writer: Writer, from start: Int64
    ) -> [Line] {
        var lines: [Line] = []
        for (index, body) in bodies.enumerated() {
            lines.append(
                line(
                    body, number: index + 1, after: lines.last.map { [$0.hash.name] } ?? [], of: record, by: writer,
                    at: start + Int64(index) * Self.stepMilliseconds))
        }
        return lines
    }

    private func line(
        _ body: FactBody, number: Int, after: [LineName], of record: RecordID, by writer: Writer, at: Int64
    ) -> Line {
        let object = Fact.object(body, time: HybridTime(at: at), after: after, isHuman: false)
        guard let line = try? writer.key.line(record: record, number: Int64(number), body: object) else {
            preconditionFailure("BUG: a sample fact does not fit into a line")
        }
        return line
    }

    static func commit(_ session: Int, _ member: Int) -> ObjectID {
        var generator = SplitMix(state: UInt64(session) << 20 | UInt64(member))
        let bytes = (0..<3).flatMap { _ in
            let word = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        guard let id = ObjectID(bytes: bytes.prefix(20)) else { preconditionFailure("BUG: 20 bytes are an object id") }
        return id
    }
}

/// The same numbers from the same state.
///
/// - Source: https://prng.di.unimi.it/splitmix64.c
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
