import Testing

@testable import SheafCore

/// A record may hold 20,000 facts of anybody: none of its shapes may cost more than the square of that.
///
/// The limit is there to find work that grows with the cube, which would take hours; it measures nothing.
@Suite("Hostile records", .timeLimit(.minutes(10)))
struct HostileRecordTests {
    private let session = RecordKey(.session, RecordID(high: 0x019c_adc6_9a80_7998, low: 0xaf62_a37f_8551_d26f))
    private let count = 2500
    private let commit = JSONValue.string(String(repeating: "1", count: 40))

    @Test("thousands of adds of one commit beside thousands of ends that did not know it")
    func addsBesideEnds() throws {
        let view = try #require(try fold([
            plain(["kind": "member", "commit": commit, "time": 1]), plain(["kind": "ended", "verdict": "complete"]),
        ]))
        #expect(view.revision == 1 && view.commits.map(\.standing) == [.late])
    }

    @Test("thousands of adds of one commit beside thousands of removes")
    func addsBesideRemoves() throws {
        let view = try #require(try fold([
            plain(["kind": "member", "commit": commit, "time": 1]),
            plain(["kind": "removed", "commit": commit, "by": "human"]),
        ]))
        #expect(view.commits.isEmpty)
    }

    @Test("thousands of marked members behind thousands of ends, beside thousands of reopenings that cancel them")
    func marksBehindCancelledEnds() throws {
        var lines = try plain(["kind": "ended", "verdict": "abandon"]) + plain(["kind": "reopened"])
        let names = lines.map(\.line.hash.name).sorted()
        var last: LineName?
        for start in stride(from: 0, to: names.count, by: 60) {
            let after = (Array(names[start..<min(start + 60, names.count)]) + [last].compactMap(\.self)).sorted()
            let line = try BareLines.one(session, number: 1 + lines.count, [
                "kind": "reopened", "at": 3, "after": .array(after.map { .string($0.hex) }),
            ])
            last = line.line.hash.name
            lines.append(line)
        }
        let collector = try #require(last)
        lines += try plain([
            "kind": "member", "commit": commit, "time": 1, "mark": true, "after": [.string(collector.hex)],
        ])
        let view = try #require(try fold([lines]))
        #expect(view.end?.verdict == .complete && view.commits.count == 1)
    }

    @Test("thousands of reopenings beside thousands of ends are one item each")
    func reopeningsBesideEnds() throws {
        let lines = try plain(["kind": "ended", "verdict": "complete"]) + plain(["kind": "reopened"])
        #expect(RecordFold(session, lines: lines).conflicts.filter { $0.rule == .reopen }.count == count)
    }

    /// `count` facts that differ in their time alone.
    private func plain(_ body: JSONObject) throws -> [HeldLine] {
        try (0..<count).map { index in
            var body = body
            body["at"] = .integer(Int64(index))
            return try BareLines.one(session, by: TestKeys.all[1].replica, number: index + 1, body)
        }
    }

    private func fold(_ lines: [[HeldLine]]) throws -> SessionView? {
        let opening = try BareLines.one(session, number: 1, [
            "kind": "opened", "at": 0, "author": "ada", "timeout_s": 1800, "warning_s": 900, "orphan_s": 7200,
            "heuristic": true,
        ])
        let content = RecordFold(session, lines: [opening] + lines.joined()).content
        guard case .session(let view) = content else { return nil }
        return view
    }
}
