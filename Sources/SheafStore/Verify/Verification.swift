import Dispatch
import GRDB
import SheafCore

extension Store {
    /// Looks at every page, every fact and every view; changes nothing.
    ///
    /// - Parameter checkingSignatures: verify each line's signature again, on all cores; about 70 µs of one core a line.
    /// - Returns: the first findings of each kind; empty when everything is as it should be.
    public func verify(checkingSignatures: Bool = false) throws -> [Finding] {
        do {
            return try read { try Verification(db: $0.db, checkingSignatures: checkingSignatures).run() }
        } catch StoreError.corrupt(_, let detail) {
            return [.file(detail)]
        }
    }
}

struct Verification {
    let db: Database
    let checkingSignatures: Bool
    /// A file that is not there, for the views of a fold from scratch; nil for memory.
    var scratch: String?

    /// Of each kind; more tell nothing new.
    static let findingCountMax = 100

    func run() throws -> [Finding] {
        let pages = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Self.findingCountMax))")
        guard pages == ["ok"] else { return pages.map { .file($0) } }
        let lines = try lines()
        guard lines.isEmpty else { return lines + (try references()) }
        return try references() + views()
    }

    /// Every line by itself: L0, hash, place, verdict.
    private func lines() throws -> [Finding] {
        let rows = try db.rows(
            "SELECT sequence, path, line, hash, record, is_signed, at FROM facts LEFT JOIN shards USING (shard) ORDER BY sequence")
        var findings: [Finding] = []
        var portion: [(sequence: Int64, line: Line, isSigned: Bool)] = []
        while let row = try rows.next(), findings.count < Self.findingCountMax {
            let line: Line
            switch try Self.examine(row) {
            case .success(let sound): line = sound
            case .failure(let finding):
                findings.append(finding)
                continue
            }
            guard checkingSignatures else { continue }
            portion.append((row[0], line, row[5]))
            guard portion.count == 4096 else { continue }
            findings += Self.wrongVerdicts(portion)
            portion = []
        }
        return findings + Self.wrongVerdicts(portion)
    }

    private static func examine(_ row: StoredRow) throws -> ExaminedLine {
        let sequence: Int64 = row[0]
        guard let line = try? Line(bytes: try row.bytes(2)) else { return .failure(.line(sequence: sequence, .grammar)) }
        guard line.hash == LineHash(bytes: try row.bytes(3)) else { return .failure(.line(sequence: sequence, .hash)) }
        guard line.record == RecordID(bytes: try row.bytes(4)) else { return .failure(.line(sequence: sequence, .record)) }
        guard let path = (row[1] as String?).flatMap({ ShardPath($0) }), path.holds(line.record) else {
            return .failure(.line(sequence: sequence, .path))
        }
        let node = row[5] ? try? Fact(line, in: path.kind) : nil
        guard node?.time.at == row[6] as Int64? else { return .failure(.line(sequence: sequence, .time)) }
        return .success(line)
    }

    private enum ExaminedLine {
        case success(Line)
        case failure(Finding)
    }

    private static func wrongVerdicts(_ portion: [(sequence: Int64, line: Line, isSigned: Bool)]) -> [Finding] {
        let found = Locked<[Finding]>([])
        DispatchQueue.concurrentPerform(iterations: portion.count) { index in
            let (sequence, line, isSigned) = portion[index]
            guard line.isSignatureValid() != isSigned else { return }
            found.with { $0.append(.verdict(sequence: sequence, isSigned: isSigned)) }
        }
        return found.with(\.self)
    }

    private func references() throws -> [Finding] {
        func count(_ sql: String) throws -> Int64 { try db.integer(sql) ?? 0 }
        var findings: [Finding] = []
        let missing = try StoreReader(db).factCount() - count("SELECT count(*) FROM facts")
        if missing > 0 { findings.append(.missingFacts(count: missing)) }
        let lost = try count("SELECT count(*) FROM outbox WHERE sequence NOT IN (SELECT sequence FROM facts)")
        if lost > 0 { findings.append(.outbox(count: lost)) }
        for table in ["members", "removals", "claims"] {
            let orphans = try count("SELECT count(*) FROM \(table) WHERE view NOT IN (SELECT view FROM views)")
            if orphans > 0 { findings.append(.orphans(table: table, count: orphans)) }
        }
        return findings
    }

    /// Folds every record from scratch into an empty database and compares row by row.
    private func views() throws -> [Finding] {
        let queue = try scratch.map { try DatabaseQueue(path: $0) } ?? DatabaseQueue()
        // Nobody will look for it after a crash.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") }
        return try queue.write { scratch in
            try Schema.createViews(in: scratch)
            try ViewRebuild(facts: FactTable(db: db), views: scratch).run()
            return try ViewComparison.tables.flatMap { try $0.differences(db, scratch) }
        }
    }
}
