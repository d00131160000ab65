import SheafCore

/// A made-up state of a given size: sessions of one writer each, like agents leave behind.
struct SampleState {
    private(set) var lines: [(RecordKind, HeldLine)] = []

    init(factCount: Int, perSession: Int, replicaCount: Int = 4) {
        let keys = (0..<replicaCount).compactMap { ReplicaKey(seed: [UInt8](repeating: UInt8($0 + 1), count: 32)) }
        guard let author = AuthorSlug("dev-1") else { preconditionFailure("BUG: a literal slug") }
        lines.reserveCapacity(factCount)
        var time: Int64 = 1_760_000_000_000
        var serial: UInt64 = 0
        while lines.count < factCount {
            let key = keys[Int(serial % UInt64(keys.count))]
            let first = Self.oid(serial)
            let record = RecordID.session(author: author, firstMember: .commit(first), committedAt: time / 1000)
            var heads: [LineName] = []
            for number in 1...perSession {
                let body: FactBody = number == 1
                    ? .opened(FactBody.Opening(
                        author: author, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200,
                        isHeuristic: true, worktree: nil))
                    : .member(FactBody.Membership(key: .commit(Self.oid(serial)), time: time))
                let object = Fact.object(body, time: HybridTime(at: time), after: heads, isHuman: false)
                guard let line = try? key.line(record: record, number: Int64(number), body: object) else {
                    preconditionFailure("BUG: a sample line does not fit")
                }
                heads = [line.hash.name]
                lines.append((.session, HeldLine(line, isSigned: true)))
                if number > 1 { serial += 1 }
                time += 11_000
            }
            serial += 1
            time += 3_600_000
        }
    }

    private static func oid(_ serial: UInt64) -> ObjectID {
        let bytes = (0..<20).map { UInt8(truncatingIfNeeded: (serial &* 0x9E37_79B9_7F4A_7C15) >> UInt64(8 * ($0 % 8))) ^ UInt8($0) }
        guard let id = ObjectID(bytes: bytes) else { preconditionFailure("BUG: 20 bytes are an object id") }
        return id
    }
}
