import CGit2
import Foundation
import SheafCore

/// One change of one ref, under git's own lock file for it.
///
/// libgit2's `git_reference_create` looks whether a ref exists before it locks it, so two processes that both create
/// one would both succeed. Here the look happens under the lock.
struct ReferenceUpdate {
    enum Change {
        case move(to: ObjectID)
        case delete
    }

    private static let attemptsMax = 80
    private static let pauseMicroseconds: UInt32 = 25_000

    private let repository: OpaquePointer
    private let path: String
    private let name: String

    init(_ repository: borrowing Handle, _ name: String) {
        guard let path = git_repository_path(repository.pointer).map({ String(cString: $0) }) else {
            preconditionFailure("BUG: an open repository has a path")
        }
        self.repository = repository.pointer
        self.path = path
        self.name = name
    }

    /// - Returns: false when the ref is not where it was expected.
    func perform(expecting expected: ObjectID?, _ change: Change) throws -> Bool {
        try withLock { transaction in
            guard try ReferenceReader(repository: repository).target(of: name) == expected else { return false }
            try apply(change, transaction)
            return true
        }
    }

    /// Wherever the ref is.
    func perform(_ change: Change) throws {
        try withLock { transaction in
            // Of a ref that does not exist, libgit2 would refuse the deletion.
            if case .delete = change, try ReferenceReader(repository: repository).target(of: name) == nil { return }
            try apply(change, transaction)
        }
    }

    private func apply(_ change: Change, _ transaction: OpaquePointer) throws {
        switch change {
        case .move(let id):
            guard var oid = id.oid else { throw GitError.missingObject(id) }
            try Libgit2.check(git_transaction_set_target(transaction, name, &oid, nil, nil), "move \(name)", writing: path)
        case .delete:
            try Libgit2.check(git_transaction_remove(transaction, name), "delete \(name)", writing: path)
        }
        try Libgit2.check(git_transaction_commit(transaction), "change \(name)", writing: path)
    }

    /// Bounded patience: whoever holds the lock needs milliseconds, or is dead and its lock is removed.
    private func withLock<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
        let layout = SidecarLayout(path: path)
        let guardian = try SidecarGuard(path)
        for _ in 0..<Self.attemptsMax {
            if guardian.take() {
                defer { guardian.release() }
                if let abandoned = guardian.abandoned { layout.reapLocks(abandonedOf: abandoned) }
                if let result = try guardian.during(name, { try locked(body) }) { return result }
                layout.reapLocks(of: name, olderThan: SidecarLayout.lockSecondsMax)
            }
            usleep(Self.pauseMicroseconds)
        }
        throw GitError.referenceLocked(name: name, lockFile: "\(path)\(name).lock")
    }

    /// - Returns: nil when somebody has git's lock of the ref.
    private func locked<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result? {
        let transaction = try Handle("start a transaction", freeing: git_transaction_free) {
            git_transaction_new($0, repository)
        }
        let code = git_transaction_lock_ref(transaction.pointer, name)
        if code == GIT_ELOCKED.rawValue { return nil }
        try Libgit2.check(code, "lock \(name)", writing: path)
        return try body(transaction.pointer)
    }
}
