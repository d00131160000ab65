import SheafCore
import SheafGit
import SheafStore

/// What a comparison of everything with everything found.
public struct VerifyReport: Sendable {
    public let counts: StoreCounts
    /// In the database itself, views against a fold from scratch included.
    public let findings: [Finding]
    /// Lines of the sidecar's state that the database lacks.
    public let missingCount: Int
    /// Lines that the sidecar should hold and does not.
    public let unprojectedCount: Int

    public var isSound: Bool { findings.isEmpty && missingCount == 0 && unprojectedCount == 0 }
}

extension Workspace {
    /// Compares every fact with its hash and place, every view with a fold from scratch, the facts with the sidecar's
    /// tree. Changes nothing.
    ///
    /// - Parameter checkingSignatures: every signature again; seconds for a large state.
    public func verify(checkingSignatures: Bool) throws -> VerifyReport {
        let findings = try store.verify(checkingSignatures: checkingSignatures)
        let projected = try projectedLines()
        var missing = projected
        var unprojected = 0
        let retention = try knownRetention()
        let counts = try store.read { reader in
            let projection = try reader.projection()
            // What looks like a secret is in no tree on purpose.
            let withheld = Set(try reader.withheld().filter { $0.decision != .allowed }.map(\.held.sequence))
            let isCurrent = try sidecar.reference(Sidecar.stateReference).commitID == projection.tip
            var sequence: Int64 = 0
            while let facts = try nextFacts(reader, after: sequence) {
                for held in facts where missing.removeValue(forKey: held.line.hash) == nil {
                    guard isCurrent, held.sequence <= projection.sequence, projected[held.line.hash] == nil,
                        !withheld.contains(held.sequence), !retention.concerns(held.path, held.line.record)
                    else { continue }
                    unprojected += 1
                }
                sequence = facts[facts.count - 1].sequence
            }
            // What was put into an archive may still be in the tree.
            let archived = try reader.archivedRecords()
            missing = missing.filter { _, record in record.map { !archived.contains($0) } ?? true }
            return try reader.counts()
        }
        return VerifyReport(
            counts: counts, findings: findings, missingCount: missing.count, unprojectedCount: unprojected)
    }

    private func nextFacts(_ reader: StoreReader, after sequence: Int64) throws -> [HeldFact]? {
        let facts = try reader.facts(after: sequence, limit: 4096)
        return facts.isEmpty ? nil : facts
    }

    /// Every line in the tree of the sidecar's state, and its record.
    private func projectedLines() throws -> [LineHash: RecordID?] {
        guard case .commit(_, let tree) = try sidecar.reference(Sidecar.stateReference) else { return [:] }
        var lines: [LineHash: RecordID?] = [:]
        var trees = [(id: tree, depth: 0)]
        while let (id, depth) = trees.popLast() {
            for entry in try sidecar.entries(of: id) where depth < Self.treeDepthMax {
                if entry.mode == .tree { trees.append((entry.id, depth + 1)) }
                // `format` lies at the top, where no shard does; what is too large was never read.
                guard entry.mode == .file, depth > 0, try sidecar.header(of: entry.id).bytes <= ShardLimit.byteCountMax
                else { continue }
                let bytes = try sidecar.blob(entry.id, bytesMax: ShardLimit.byteCountMax)
                for line in bytes.split(separator: UInt8(ascii: "\n")) { lines.updateValue((try? Line(bytes: line))?.record, forKey: LineHash(of: Array(line))) }
            }
        }
        return lines
    }

    /// `sessions/2026-11/21/a`.
    private static let treeDepthMax = 4
}

extension SidecarReference {
    fileprivate var commitID: ObjectID? { if case .commit(let id, _) = self { id } else { nil } }
}
