import TestSupport
import Testing

@testable import SheafCore

/// Signed lines of one shard, made once and drawn from many times.
struct LinePool {
    let path: ShardPath
    /// Ascending bytewise.
    let lines: [Line]
    private let encoded: [[UInt8]]

    init(path: ShardPath, lines: [Line]) {
        self.path = path
        self.lines = lines.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        encoded = self.lines.map { $0.bytes + [.lineFeed] }
    }

    /// Twelve lines about three records of one shard: several writers, a fork, a line without a valid signature.
    static func one() throws -> LinePool { try shared.get() }

    private static let shared = Result {
        let path = try #require(ShardPath("sessions/2026-11/21/a"))
        var random = SeededGenerator(seed: 42)
        var lines: [Line] = []
        for _ in 0..<3 {
            let record = RecordID.random(at: path, &random)
            for key in TestKeys.all.prefix(3) {
                lines.append(try key.replicaKey.line(record: record, number: 1, body: ["kind": "kept", "at": 0]))
            }
        }
        let (first, key) = (lines[0], TestKeys.all[0].replicaKey)
        lines.append(try key.line(record: first.record, number: 1, body: ["kind": "kept", "at": 1]))
        lines.append(try key.line(record: first.record, number: 2, body: ["kind": "kept", "at": 2]))
        lines.append(try first.forged())
        return LinePool(path: path, lines: lines)
    }

    /// None to three of the lines, by position, ascending.
    func subset(_ random: inout SeededGenerator) -> [Int] {
        let count = Int.random(in: 0...3, using: &random)
        return Set((0..<count).map { _ in Int.random(in: lines.indices, using: &random) }).sorted()
    }

    /// The lines at these positions, in this order, each with its LF.
    func blob(_ positions: [Int]) -> [UInt8] {
        positions.reduce(into: []) { $0 += encoded[$1] }
    }
}

extension RecordID {
    /// A record that the shard holds; its kind's paths are dated.
    static func random(at path: ShardPath, _ random: inout SeededGenerator) -> RecordID {
        let parts = path.description.split(separator: "/")
        let month = parts.count > 2 ? parts[1] : "2026-11"
        let day = parts.count > 3 ? Int(parts[2]) ?? 1 : 1
        let date = CivilDate(year: Int(month.prefix(4)) ?? 0, month: Int(month.suffix(2)) ?? 0, day: day)
        let time = (date?.daysSinceEpoch ?? 0) * 86_400_000 + Int64.random(in: 0..<86_400_000, using: &random)
        var entropy = random.bytes(10)
        entropy[9] = entropy[9] & 0xf0 | path.digit
        return RecordID(time: Instant(milliseconds: time), entropy: entropy)
    }
}
