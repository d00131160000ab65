import TestSupport
import Testing

@testable import SheafCore

/// Every set of lines has a value: nothing that L0 lets through stops the fold.
@Suite("The fold is total")
struct FoldTotalityTests {
    private let session = RecordKey(.session, RecordID(high: 0x019c_adc6_9a80_7998, low: 0xaf62_a37f_8551_d26f))

    @Test("facts of which each is odd fold, and show at any instant", arguments: Seeds.cases(20))
    func oddFacts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let views = MemoryViews(try RandomTeam(&random, factCount: 20, oddPercent: 100).written)
            for view in views.sessions { expectShown(view) }
            #expect(views.conflicts.allSatisfy { $0.lines.isEmpty == false })
        }
    }

    @Test("the greatest and least integers fold without overflow")
    func extremeIntegers() throws {
        let numbers: [Int64] = [-JSONValue.integerMax, -1, 0, 1, JSONValue.integerMax]
        for id in ["000000000000", "ffffffffffff"].compactMap({ RecordID($0 + String(repeating: "a", count: 20)) }) {
            for number in numbers {
                let at = max(0, number)
                let bodies: [JSONObject] = [
                    ["kind": "opened", "at": .integer(at), "author": "ada", "timeout_s": .integer(number),
                     "warning_s": .integer(number), "orphan_s": .integer(number), "heuristic": true],
                    ["kind": "member", "at": 0, "commit": .string(String(repeating: "1", count: 40)),
                     "time": .integer(at), "mark": true, "tests": true, "docs": true],
                    ["kind": "member", "at": .integer(at), "pr": 2_147_483_647, "time": .integer(at),
                     "state": "merged"],
                    ["kind": "kept", "at": .integer(at), "c": 2_147_483_647],
                    ["kind": "ended", "at": 0, "verdict": "abandon"], ["kind": "reopened", "at": .integer(at)],
                    ["kind": "scored", "at": 0, "members": .string(session.id.hex + session.id.hex),
                     "scorer": "x@1", "value": .integer(number)],
                ]
                let record = RecordKey(.session, id)
                let chain = try BareLines.of(record, bodies, isChained: true)
                let branches = try BareLines.of(record, bodies)
                for lines in [chain, branches, chain + branches] {
                    guard case .session(let view) = RecordFold(record, lines: lines).content else {
                        Issue.record("not folded: \(number) in \(id)")
                        continue
                    }
                    #expect(view.lastActivity <= JSONValue.integerMax && view.idleEnd <= JSONValue.integerMax)
                    expectShown(view)
                }
            }
        }
    }

    @Test("a record without lines, without nodes or of an unknown kind has no content")
    func nothingToFold() throws {
        let lines = try BareLines.of(session, [["kind": "kept", "at": 1], ["kind": "kept", "at": 2]])
        let forged = lines.map { HeldLine($0.line, isSigned: false) }
        for fold in [
            RecordFold(session, lines: []), RecordFold(session, lines: forged),
            RecordFold(RecordKey(try #require(RecordKind("zoo")), session.id), lines: lines),
        ] {
            guard case .none = fold.content else {
                Issue.record("content of \(fold.key)")
                continue
            }
        }
        #expect(RecordFold(session, lines: forged).conflicts.map(\.rule) == [.signature, .signature])
        #expect(RecordFold(session, lines: forged).heads.isEmpty)
    }

    @Test("a record of 20,000 nodes is folded, one of 20,001 is not and says so")
    func nodeLimit() throws {
        let bodies = (0...RecordFold.nodeCountMax).map { JSONObject([("kind", "kept"), ("at", .integer(Int64($0)))]) }
        let lines = try BareLines.of(session, bodies, isChained: true)
        let over = RecordFold(session, lines: lines)
        #expect(over.isOverLimit && over.nodeCount == 20_001 && over.heads.isEmpty && over.conflicts.isEmpty)
        guard case .none = over.content else {
            Issue.record("a record over the limit has content")
            return
        }
        let within = RecordFold(session, lines: lines.dropLast())
        #expect(!within.isOverLimit && within.heads == lines.dropLast().suffix(1).map(\.line.hash))
        guard case .session = within.content else {
            Issue.record("a record at the limit has no content")
            return
        }
    }

    private func expectShown(_ view: SessionView) {
        let instants = [.min, -1, 0, view.openedAt, view.lastActivity, view.idleEnd - 1, view.idleEnd, .max]
        for instant in instants.map(Instant.init(milliseconds:)) {
            for latest in [nil, 0, .max] as [Int64?] {
                let display = SessionDisplay(view, at: instant, latestFactOfKeepers: latest)
                #expect((display.endedAt == nil) == [.open, .idle].contains(display.state))
                #expect((display.trigger == nil) == (display.endedAt == nil))
            }
        }
    }
}
