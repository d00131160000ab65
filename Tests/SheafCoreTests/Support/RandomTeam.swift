import TestSupport

@testable import SheafCore

/// A line as a replica holds it, and the kind of record that its path says.
struct PlacedLine: Sendable {
    let kind: RecordKind
    let held: HeldLine

    var key: RecordKey { RecordKey(kind, held.line.record) }
}

/// A few replicas that write about a few records, each knowing the others' facts only in part, and now and then
/// behaving as no replica should: clones that share a key, lost and forged lines, foreign kinds, wrong fields,
/// bodies nobody can read, `after` that claims too little or names nothing.
///
/// Verdicts on signatures are known here and need no verification.
struct RandomTeam {
    /// Everything that was written, in the order of writing.
    private(set) var written: [PlacedLine] = []
    private var writers: [RandomWriter]
    private let records: [RecordKey]
    private var now: Int64
    private let oddPercent: Int

    /// 2026-11-21T09:00:00Z
    static let start: Int64 = 1_795_251_600_000

    /// - Parameters:
    ///   - factCount: about how many lines.
    ///   - oddPercent: how many in a hundred facts are written as no replica should.
    init(_ random: inout SeededGenerator, factCount: Int, oddPercent: Int = 12) throws {
        now = Self.start
        self.oddPercent = oddPercent
        let keys = TestKeys.all.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        writers = keys.map { RandomWriter($0, &random) }
        records = Self.records(of: writers, &random)
        while written.count < factCount { try step(&random) }
    }

    private static func records(of writers: [RandomWriter], _ random: inout SeededGenerator) -> [RecordKey] {
        var records = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            RecordKey(.session, RandomBody.session(&random))
        }
        if random.chance(30) {
            for _ in 0..<2 {
                let time = Instant(milliseconds: start + Int64.random(in: 0...1, using: &random))
                records.append(RecordKey(.claim, RecordID(time: time, entropy: random.bytes(10))))
            }
        }
        if random.chance(25) { records.append(RecordKey(.replica, writers[0].key.replica.record)) }
        if random.chance(15), let zoo = RecordKind("zoo") { records.append(RecordKey(zoo, records[0].id)) }
        return records
    }

    private mutating func step(_ random: inout SeededGenerator) throws {
        now += random.pick([0, 0, 1, 1000, 60_000, 240_000, 900_000, 1_800_000, 9_000_000])
        let record = random.pick(records)
        let about = RandomBody.Subject.random(&random)
        // Now and then everybody has the same idea at once, so that ties are met.
        if random.chance(6) {
            for index in writers.indices { try write(index, in: record, about, &random) }
            return
        }
        let index = random.pick(Array(writers.indices))
        if writers.count > 1, random.chance(30) {
            let other = random.pick(writers.indices.filter { $0 != index })
            writers[index].learn(random.some(writers[other].held, percent: random.pick([100, 100, 100, 50])))
        }
        if writers.count < 6, random.chance(3) { writers.append(writers[index]) }
        try write(index, in: record, about, &random)
    }

    private mutating func write(
        _ index: Int, in record: RecordKey, _ about: RandomBody.Subject, _ random: inout SeededGenerator
    ) throws {
        let isOdd = random.chance(oddPercent)
        let line = try writers[index].write(in: record, at: now, about, isOdd: isOdd, &random)
        written.append(line)
        // Anybody can copy a line to another valid path: its signature does not cover the path.
        if isOdd, random.chance(10), let zoo = RecordKind("zoo") {
            written.append(PlacedLine(kind: zoo, held: line.held))
        }
    }

    /// What somebody may hold of it: each line with a chance that is the same for all.
    func subset(_ random: inout SeededGenerator) -> [PlacedLine] {
        random.some(written, percent: random.pick([100, 100, 90, 70, 40]))
    }
}
