import SheafCore
import SheafStore

/// What the held facts say about replicas, clocks and software: shown, and never decided by.
struct FactExamination {
    private static let exampleCountMax = 3
    /// Writers add nothing automatic to a shard beyond this. DESIGN section 3, "Limits".
    private static let shardByteCountMax = 16 << 20

    let store: Store
    let now: Instant
    let detector: SecretDetector

    func findings() -> [Diagnosis] {
        do {
            return try store.read { reader in
                let shown = try reader.conflicts()
                return [
                    signatures(shown), forks(shown), gaps(shown), try clocks(reader, shown), try unreadable(reader),
                    try quota(reader), try quarantine(reader), try versions(reader),
                    try names(reader), try secrets(reader),
                ]
            }
        } catch {
            return [.problem(.unreadable, "the facts cannot be looked at: \(error)", remedy: "run `sheaf verify`")]
        }
    }

    private func list(_ items: [Conflict]) -> String {
        let shown = items.prefix(Self.exampleCountMax).map { "`sheaf conflicts show \($0.id.hex.prefix(12))`" }
        return shown.joined(separator: ", ")
    }

    private func signatures(_ items: [Conflict]) -> Diagnosis {
        let found = items.filter { $0.rule == .signature }
        guard !found.isEmpty else { return .ok(.signatures, "every line is signed by the replica that it names") }
        return .problem(
            .signatures, "\(counted(found.count, "line")) without the signature of the replica that it names; it counts for nothing",
            remedy: "find out who pushed them: \(list(found)); `sheaf conflicts resolve` notes that somebody looked")
    }

    private func forks(_ items: [Conflict]) -> Diagnosis {
        let found = items.filter { $0.rule == .fork }
        guard !found.isEmpty else { return .ok(.forks, "no replica has used a number twice") }
        return .problem(
            .forks, "\(counted(found.count, "number")) of lines used twice: a database was copied with its key, or set back; nothing is lost",
            remedy: "look which: \(list(found)); `sheaf conflicts resolve` notes that somebody looked")
    }

    private func gaps(_ items: [Conflict]) -> Diagnosis {
        let found = items.filter { $0.rule == .gap }
        guard !found.isEmpty else { return .ok(.gaps, "no line is known to be missing") }
        return .note(
            .gaps, "\(counted(found.count, "gap")) in the numbers of replicas: lines that are not here yet, or lost",
            remedy: "run `sheaf sync`; if they stay away, whoever wrote them runs it: \(list(found))")
    }

    private func clocks(_ reader: StoreReader, _ items: [Conflict]) throws -> Diagnosis {
        let bound = now.milliseconds + HybridClock.aheadMillisecondsMax
        if try reader.clock().at > bound {
            return .problem(
                .clocks, "this machine's clock is behind what it wrote before (\(RelativeTime.exactly(Instant(milliseconds: try reader.clock().at), from: now)))",
                remedy: "set this machine's clock")
        }
        let ahead = try reader.replicas().filter { $0.latestAt.milliseconds > bound }
        if let first = ahead.first {
            return .note(
                .clocks, "\(name(first)) writes with a clock ahead of this one (\(RelativeTime.exactly(first.latestAt, from: now)))"
                    + (ahead.count > 1 ? ", and so \(counted(ahead.count - 1, "other does", plural: "others do"))" : ""),
                remedy: "set the clock of that machine; no order depends on it")
        }
        let found = items.filter { $0.rule == .clock }
        guard !found.isEmpty else { return .ok(.clocks, "no clock is known to be wrong") }
        return .note(
            .clocks, "\(counted(found.count, "fact")) older by the clock than what the writer knew",
            remedy: "see whose clock is wrong: \(list(found))")
    }

    private func unreadable(_ reader: StoreReader) throws -> Diagnosis {
        let count = try reader.counts().ignored
        guard count > 0 else { return .ok(.unreadable, "every fact can be read") }
        let examples = try ignored(reader).map { "\($0.0.kind)/\($0.0.id): \($0.1.reason)" }
        return .note(
            .unreadable, "\(counted(count, "fact")) carried without meaning to this version: \(examples.joined(separator: "; "))",
            remedy: "another program or a newer version wrote them; `sheaf version` says what this one reads")
    }

    /// Some of the lines that are ignored, with why.
    private func ignored(_ reader: StoreReader) throws -> [(RecordKey, RecordFold.IgnoredLine)] {
        var examples: [(RecordKey, RecordFold.IgnoredLine)] = []
        for key in try reader.recordsWithIgnoredLines(limit: Self.exampleCountMax) {
            let lines = try reader.facts(of: key).map { HeldLine($0.line, isSigned: $0.isSigned) }
            examples += RecordFold(key, lines: lines).ignored.map { (key, $0) }
        }
        return Array(examples.prefix(Self.exampleCountMax))
    }

    private func quota(_ reader: StoreReader) throws -> Diagnosis {
        let overLimit = try reader.counts().overLimit
        if overLimit > 0 {
            return .problem(
                .quota, "\(counted(overLimit, "record")) with more than \(RecordFold.nodeCountMax) facts: carried and not shown",
                remedy: "the policy file can evict a record that something has filled: retention.evicted")
        }
        let large = try reader.shards(largerThan: Self.shardByteCountMax)
        guard let first = large.first else { return .ok(.quota, "no record and no shard is too large") }
        return .note(
            .quota, "\(counted(large.count, "shard")) larger than 16 MiB, such as \(first); nothing automatic is added to them",
            remedy: "the policy file can evict a record that something has filled: retention.evicted")
    }

    private func quarantine(_ reader: StoreReader) throws -> Diagnosis {
        let count = try reader.quarantineCount()
        guard count > 0 else { return .ok(.quarantine, "nothing that was received had to be kept aside") }
        let examples = try reader.quarantine(limit: Self.exampleCountMax).map { row in
            "\(row.item.path) from \(row.item.source): \(row.item.failure.rawValue), \(counted(row.count, "time")), last \(RelativeTime.exactly(row.lastSeen, from: now))"
        }
        return .note(
            .quarantine, "\(counted(count, "received item")) not valid and kept aside: \(examples.joined(separator: "; "))",
            remedy: "somebody pushes what is not Sheaf's to the state ref; healthy records are unaffected")
    }

    private func versions(_ reader: StoreReader) throws -> Diagnosis {
        let newer = try reader.replicas().filter { row in
            row.card.map { card in card.rules.allSatisfy { $0 > Int64(Rule.version) } } ?? false
        }
        guard let first = newer.first else { return .ok(.versions, "every replica reads rules \(Rule.version)") }
        return .note(
            .versions, "\(name(first)) folds by newer rules only, so it may show other results", remedy: "update Sheaf here")
    }

    /// A card that takes a trusted replica's name is how a stranger would look like a colleague.
    private func names(_ reader: StoreReader) throws -> Diagnosis {
        let own = try reader.replica().map { [$0] } ?? []
        let trust = Trust(own: Set(own), decisions: try reader.trustDecisions())
        let cards = try reader.replicas().compactMap { row in row.card.map { (replica: row.replica, name: $0.name) } }
        let clashes = trust.clashes(cards)
        guard let first = clashes.first else {
            return .ok(.replicas, "\(counted(trust.trusted.count, "key")) pinned, \(trust.revoked.count) revoked; no other key takes their names")
        }
        return .problem(
            .replicas, "\(counted(clashes.count, "replica")) with the name of a trusted one under another key, such as \(first.name) (\(first.replica.hex.prefix(16)) instead of \(first.trusted.hex.prefix(16)))",
            remedy: "ask its owner about the new key; then `sheaf replicas trust` or `revoke` it")
    }

    private func secrets(_ reader: StoreReader) throws -> Diagnosis {
        let found = try reader.unscannedOutbox().compactMap { held in detector.finding(in: held) }
        let waiting = try reader.withheld().count { $0.decision == nil }
        let count = found.count + waiting
        guard count > 0 else { return .ok(.secrets, "nothing that waits to be sent looks like a secret") }
        return .problem(
            .secrets, "\(counted(count, "fact")) looks as if it held a secret and is not sent",
            remedy: "`sheaf shared` shows which, and how to keep or to allow it")
    }

    private func name(_ row: ReplicaRow) -> String {
        row.card.map { "\($0.name) (\(row.replica.hex.prefix(8)))" } ?? "replica \(row.replica.hex.prefix(8))"
    }
}
