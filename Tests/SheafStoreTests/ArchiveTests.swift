import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// Removing archived records and taking them in again.
struct ArchiveTests {
    private let scratch: ScratchStore

    init() throws {
        scratch = try ScratchStore(seed: 4)
    }

    /// Writes one session with a commit.
    private func write(_ index: Int) throws {
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let membership = FactBody.Membership(key: .commit(RandomFacts.commit(index)), time: ScratchStore.now.milliseconds)
            try transaction.append(.member(membership), to: ScratchStore.session(index), isHuman: false)
            try transaction.append(.titled("\(index)"), to: ScratchStore.session(index), isHuman: true)
        }
    }

    private func share() throws {
        try scratch.store.write(now: ScratchStore.now) { try $0.clearOutbox(upTo: .max) }
    }

    private func facts(_ index: Int) throws -> [HeldFact] {
        try scratch.store.read { try $0.facts(about: ScratchStore.session(index).id) }
    }

    @discardableResult
    private func remove(_ facts: [HeldFact]) throws -> Int {
        try scratch.store.write(now: ScratchStore.now) { try $0.remove(archived: facts) }
    }

    private func restore(_ facts: [HeldFact]) throws -> Int {
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.restore(facts.map { ReceivedLine(path: $0.path, line: $0.line, isSigned: $0.isSigned) })
        }
    }

    @Test func `what was removed and restored means what it meant, and the replica stays who it is`() throws {
        for index in 0..<4 { try write(index) }
        try scratch.store.intake(RandomFacts(seed: 44, factCount: 60).entries)
        try share()
        let before = try scratch.store.dump()
        let removed = try facts(1) + facts(3)
        #expect(try remove(removed) == 4)
        #expect(try scratch.store.verify().isEmpty)
        #expect(try scratch.store.dump() != before)
        #expect(try scratch.store.read { try $0.session(ScratchStore.session(1).id) } == nil)
        #expect(try restore(removed) == 4)
        #expect(try scratch.store.dump() == before)
        #expect(try scratch.store.verify().isEmpty)
        try write(5)
    }

    /// A number that is used twice lies below cursors that have passed it: the new fact would never be sent.
    @Test func `the sequence of a removed last fact is never used again`() throws {
        try write(0)
        try write(1)
        try share()
        let last = try scratch.store.read { try $0.lastSequence() }
        try remove(facts(1))
        #expect(try scratch.store.read { try $0.lastSequence() } == last)
        #expect(try scratch.store.read { try $0.counts() }.facts == 2)
        try write(2)
        let new = try facts(2).map(\.sequence)
        #expect(new.allSatisfy { $0 > last } && new.count == 2)
        #expect(try scratch.store.verify().isEmpty)
    }

    @Test func `what the remote is not known to have stays, and so does what has grown since`() throws {
        try write(0)
        #expect(try remove(facts(0)) == 0)
        try share()
        let archived = try facts(0)
        try scratch.store.write(now: ScratchStore.now) {
            try $0.append(.kept, to: ScratchStore.session(0), isHuman: true)
        }
        try share()
        #expect(try remove(archived) == 0)
        #expect(try facts(0).count == 3)
    }

    @Test func `claims and cards stay`() throws {
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let claim = FactBody.Claim(subject: "work:1", fence: 9, leaseSeconds: 60)
            let record = RecordID(time: ScratchStore.now, entropy: [UInt8](repeating: 7, count: 10))
            try transaction.append(.claim(claim), to: RecordKey(.claim, record), isHuman: false)
            let card = FactBody.Card(name: "desk", formats: [1], rules: [1])
            try transaction.append(.card(card), to: RecordKey(.replica, scratch.key.replica.record), isHuman: false)
        }
        try share()
        #expect(try remove(scratch.store.read { try $0.facts(after: 0, limit: .max) }) == 0)
        #expect(try scratch.store.read { try $0.claims(on: "work:1") }.map(\.claim.fence) == [9])
    }

    @Test func `lines of a removed record are not taken in again, not added to, and their commits stay known`() throws {
        try write(0)
        try share()
        let archived = try facts(0)
        try remove(archived)
        let arrived = archived.map { ReceivedLine(path: $0.path, line: $0.line, isSigned: $0.isSigned) }
        #expect(try scratch.store.write(now: ScratchStore.now) { try $0.intake(arrived, from: .remote) } == 0)
        let key = ScratchStore.session(0)
        #expect(throws: StoreError.archived(key.id)) {
            try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: key, isHuman: true) }
        }
        #expect(try scratch.store.read { try $0.isMember(.commit(RandomFacts.commit(0))) })
        #expect(try scratch.store.read { try $0.known(RandomFacts.commit(0)) } == .member(key.id))
        try write(1)
    }

    @Test func `free pages are given back when they are worth it`() throws {
        #expect(try !scratch.store.compact())
        for index in 0..<250 { try write(index) }
        try share()
        let everything = try scratch.store.read { try $0.facts(after: 0, limit: .max) }
        _ = try scratch.store.checkpoint()
        let before = scratch.store.byteCount
        #expect(try remove(everything.filter { $0.sequence <= 440 }) == 440)
        #expect(try scratch.store.compact())
        #expect(scratch.store.byteCount < before)
        #expect(try scratch.store.verify().isEmpty)
        #expect(try !scratch.store.compact())
    }
}
