import SheafCore

/// What an all-seeing observer knows: who was promised what, and who was granted what.
struct Ledger {
    struct Promise {
        let place: Database.Place
        let desk: Int
    }

    struct Grant {
        let subject: String
        let fence: Int64
        let desk: Int
        let replica: ReplicaID
        /// The true time before the claim was built, from which the holder counts its lease.
        let from: Int64
        let until: Int64
        /// How often the remote had lost something when the claim was built, and when its holder learned of it.
        let lossCounts: (built: Int, learned: Int)
    }

    /// A claim by somebody who waits for nobody's lease. A greater fence in the tree ends every smaller one.
    private struct Overtake {
        let subject: String
        let fence: Int64
        let time: Int64
        let lossCount: Int
    }

    private struct Numbered: Hashable {
        let replica: ReplicaID
        let record: RecordKey
        let number: Int64
    }

    /// Facts whose writers were told that they are durable.
    private(set) var promises: [Database.Place: Int] = [:]
    /// Replicas of which two databases exist or existed; their numbers may fork.
    var forkable: Set<ReplicaID> = []
    private var numbers: [Numbered: LineHash] = [:]
    private(set) var grants: [Grant] = []
    private var overtakes: [Overtake] = []

    mutating func promise(_ places: [Database.Place], by desk: Int) {
        for place in places { promises[place] = desk }
    }

    /// A disk, or the only copy on the remote, is gone for good: nobody can be held to what was only there.
    mutating func forgive(unless isHeld: (Database.Place) -> Bool) {
        promises = promises.filter { isHeld($0.key) }
    }

    /// - Throws: `Violation` when the replica has given the number to another line.
    mutating func number(_ line: Line, _ kind: RecordKind) throws {
        let key = Numbered(replica: line.replica, record: RecordKey(kind, line.record), number: line.number)
        let known = numbers.updateValue(line.hash, forKey: key)
        guard let known, known != line.hash, !forkable.contains(line.replica) else { return }
        throw Violation(law: .numbering, detail: "\(line.replica.hex.prefix(8)) n \(line.number) of \(kind) \(line.record)")
    }

    /// A stranger's claim is in the remote's tree.
    mutating func overtake(_ subject: String, _ fence: Int64, at time: Int64, lossCount: Int) {
        overtakes.append(Overtake(subject: subject, fence: fence, time: time, lossCount: lossCount))
    }

    /// - Throws: `Violation` when somebody else holds the subject, or held a greater fence.
    mutating func grant(_ grant: Grant) throws {
        for overtake in overtakes where overtake.subject == grant.subject {
            guard overtake.time >= grant.from || overtake.fence < grant.fence || overtake.lossCount != grant.lossCounts.learned
            else {
                throw Violation(law: .fence, detail: "\(grant.subject): \(grant.fence) after a stranger's \(overtake.fence)")
            }
        }
        for other in grants where other.subject == grant.subject {
            let lossCounts = (min(other.lossCounts.built, grant.lossCounts.built), max(other.lossCounts.learned, grant.lossCounts.learned))
            guard lossCounts.0 == lossCounts.1 else { continue }
            guard (other.fence < grant.fence) == (other.from < grant.from) || other.fence == grant.fence && other.from == grant.from
            else {
                throw Violation(law: .fence, detail: "\(grant.subject): \(grant.fence) after \(other.fence)")
            }
            guard end(of: other) <= grant.from || end(of: grant) <= other.from || other.replica == grant.replica else {
                throw Violation(
                    law: .claim,
                    detail: "\(grant.subject): desk \(grant.desk) from \(grant.from) while desk \(other.desk) "
                        + "holds it until \(end(of: other))")
            }
        }
        grants.append(grant)
    }

    /// When the lease is over, or a stranger's greater fence has ended it.
    private func end(of grant: Grant) -> Int64 {
        let ends = overtakes.lazy.filter { $0.subject == grant.subject && $0.fence > grant.fence && $0.time >= grant.from }
        return min(grant.until, ends.map(\.time).min() ?? grant.until)
    }
}
