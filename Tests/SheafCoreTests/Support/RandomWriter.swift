import TestSupport

@testable import SheafCore

/// One replica of `RandomTeam`: what it holds, and how it writes.
///
/// A copy of the value is a clone that shares the key and diverges from here.
struct RandomWriter {
    let key: TestKeys.Key
    private(set) var held: [PlacedLine] = []
    private var hashes: Set<LineHash> = []
    private var nodes: [RecordKey: Set<LineName>] = [:]
    private var named: [RecordKey: Set<LineName>] = [:]
    private var numbers: [RecordKey: Int64] = [:]
    private let clockSkew: Int64
    private var clock = HybridClock()

    init(_ key: TestKeys.Key, _ random: inout SeededGenerator) {
        self.key = key
        clockSkew = random.pick([0, 0, 0, -3_600_000, 3_600_000, 86_400_000])
    }

    mutating func learn(_ lines: [PlacedLine]) {
        for line in lines where hashes.insert(line.held.line.hash).inserted {
            held.append(line)
            guard line.held.isSigned, let fact = try? Fact(line.held.line, in: line.kind) else { continue }
            nodes[line.key, default: []].insert(fact.hash.name)
            named[line.key, default: []].formUnion(fact.after)
        }
    }

    /// What a well-behaved writer names next.
    private func heads(of record: RecordKey) -> Set<LineName> {
        (nodes[record] ?? []).subtracting(named[record] ?? [])
    }

    mutating func write(
        in record: RecordKey, at now: Int64, _ about: RandomBody.Subject, isOdd: Bool,
        _ random: inout SeededGenerator
    ) throws -> PlacedLine {
        let oddity = isOdd ? Oddity.allCases.randomElement(using: &random) : nil
        var number = (numbers[record] ?? 0) + 1
        if oddity == .gap { number += random.pick([1, 2, 1_000_000_000_000_000]) }
        numbers[record] = number < 1_000_000 ? number : 0

        let instant = Instant(milliseconds: max(0, now + clockSkew))
        var time = clock.tick(now: instant)
        if oddity == .clock { time = HybridTime(at: random.pick([0, JSONValue.integerMax, now - 7_200_000])) }
        var after = heads(of: record)
        if oddity == .underClaim { after = Set(random.some(after.sorted(), percent: 50)) }
        if oddity == .unknownName { after.formUnion([LineHash(of: random.bytes(4)).name]) }

        let body = RandomBody.fact(in: record.kind, holding: held, at: now, about, &random)
        var object = Fact.object(body, time: time, after: after, isHuman: random.chance(40))
        if oddity == .fields { RandomBody.spoil(&object, &random) }
        let canonical = JSONValue.object(object).canonicalBytes
        let bytes = oddity == .unreadable ? RandomBody.unreadable(canonical, &random) : canonical
        var line = try key.line(record: record.id, number: number, rawBody: bytes)
        if oddity == .forged { line = try line.forged() }
        let placed = PlacedLine(kind: record.kind, held: HeldLine(line, isSigned: oddity != .forged))
        learn([placed])
        return placed
    }

    private enum Oddity: CaseIterable {
        case gap, clock, underClaim, unknownName, fields, unreadable, forged
    }
}
