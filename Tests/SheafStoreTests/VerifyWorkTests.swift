import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// What `verify` costs where every commit is judged: statements are counted, no time is measured.
struct VerifyWorkTests {
    /// Two sessions that hold the same commits, so that each commit is an item of rule 8.
    private func store(commitCount: Int) throws -> ScratchStore {
        let scratch = try ScratchStore()
        let sessions = [ScratchStore.session(0), ScratchStore.session(1)]
        try scratch.store.write(now: ScratchStore.now) { transaction in
            for session in sessions {
                let opening = SessionPeriods.standard.opening(author: .unknown, worktree: nil)
                try transaction.append(.opened(opening), to: session, isHuman: false)
                for index in 0..<commitCount {
                    let time = ScratchStore.now.milliseconds + Int64(index) * 1000
                    let member = FactBody.Membership(key: .commit(try Self.commit(index)), time: time)
                    try transaction.append(.member(member), to: session, isHuman: false)
                }
            }
        }
        return scratch
    }

    private static func commit(_ number: Int) throws -> ObjectID {
        try #require(ObjectID(String(format: "%040x", number)))
    }

    private func statementCount(_ scratch: ScratchStore) throws -> Int {
        let count = Locked(0)
        scratch.store.queue.inDatabase { db in db.trace { _ in count.with { $0 += 1 } } }
        #expect(try scratch.store.verify().isEmpty)
        scratch.store.queue.inDatabase { $0.trace(options: []) }
        return count.with(\.self)
    }

    @Test func `verifying shared commits takes a few statements a commit, and no more when there are more of them`() throws {
        let (few, many) = (try store(commitCount: 150), try store(commitCount: 600))
        #expect(try few.store.read { try $0.conflicts() }.count == 150)
        #expect(try many.store.read { try $0.conflicts() }.count == 600)
        let (fewStatements, manyStatements) = (try statementCount(few), try statementCount(many))
        #expect(fewStatements > 150, "statements were counted")
        #expect(manyStatements < 5 * fewStatements, "\(fewStatements) for 150 commits, \(manyStatements) for 600")
        #expect(manyStatements < 20 * 600, "\(manyStatements) statements")
    }
}
