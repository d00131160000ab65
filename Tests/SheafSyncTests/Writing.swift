import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport

extension Workspace {
    /// One random fact, as an agent or a person might write it: sessions are opened, filled, named, ended, taken.
    func writeSomething(using generator: inout SeededGenerator) throws {
        let author = try author()
        let now = now
        let first = ObjectID.random(using: &generator)
        let dice = Int.random(in: 0..<10, using: &generator)
        let random = Int.random(in: 0..<1_000_000, using: &generator)
        try store.write(now: now) { transaction in
            let known = try transaction.reader().sessions()
            guard dice > 1, !known.isEmpty else {
                let id = RecordID.session(
                    author: author, firstMember: .commit(first), committedAt: now.milliseconds / 1000)
                let session = RecordKey(.session, id)
                let opening = SessionPeriods.standard.opening(author: author, worktree: nil)
                try transaction.append(.opened(opening), to: session, isHuman: false)
                let member = FactBody.Membership(key: .commit(first), time: now.milliseconds)
                try transaction.append(.member(member), to: session, isHuman: false)
                return
            }
            let session = RecordKey(.session, known[random % known.count].id)
            let (body, isHuman): (FactBody, Bool) = switch dice {
            case 2: (.titled("title \(random)"), true)
            case 3: (.ended(random % 2 == 0 ? .complete : .abandon), true)
            case 4: (.reopened, true)
            case 5: (.taken(FactBody.Taking(author: author, worktree: nil)), true)
            default: (.member(FactBody.Membership(key: .commit(first), time: now.milliseconds)), false)
            }
            try transaction.append(body, to: session, isHuman: isHuman)
        }
    }
}

extension ObjectID {
    static func random(using generator: inout SeededGenerator) -> ObjectID {
        let bytes = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
        guard let id = ObjectID(bytes: bytes) else { preconditionFailure("BUG: 20 bytes are an object id") }
        return id
    }
}
