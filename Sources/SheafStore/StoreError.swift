import CShims
import Foundation
import GRDB
import SheafCore

/// Why the store cannot do what was asked; each case says where and what to do.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is damaged. Nothing was overwritten.
    case corrupt(path: String, detail: String)
    /// A newer Sheaf has written the file; `found` and `known` are schema versions.
    case newerSchema(path: String, found: Int, known: Int)
    case readOnly(path: String)
    /// Somebody else may have put it there.
    case notTrusted(path: String, why: String)
    case diskFull(path: String)
    /// The medium or the file system failed. After a failed write this store refuses to write: what the kernel
    /// still holds is unknown, so it must be opened again.
    case inputOutput(path: String, detail: String)
    /// SQLite was given no memory. What was not acknowledged is not there.
    case noMemory(path: String)
    /// Other processes held the write lock all the time.
    case locked(path: String, waitedMilliseconds: Int)
    /// The database file was moved away or exchanged under an open store.
    case replaced(path: String)
    /// A fact was to be written, and no replica key was given.
    case noKey
    /// Another process has minted a new replica since this one was bound; bind again.
    case replicaChanged(found: ReplicaID?, expected: ReplicaID)
    /// The database turned out to be older than what its replica has written; bind again.
    case mustMint(ReplicaIdentity.Reason)
    /// The record was put into an archive and removed here; nothing can be added to a part of it.
    case archived(RecordID)
    /// The write-ahead log is not synced at every commit although it was asked for.
    case notDurable(path: String, synchronous: Int)
    /// An SQL statement failed for a reason that is a bug of Sheaf.
    case unexpected(path: String, detail: String)

    public var description: String {
        switch self {
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)); nothing was overwritten. `sheaf doctor` says what is safe to do; "
                + "`sheaf rebuild` sets the file aside and builds a new one from the sidecar"
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found) and this version of Sheaf knows \(known); update Sheaf"
        case .readOnly(let path): "\(path) cannot be written; make its folder writable for you"
        case .notTrusted(let path, let why):
            "\(path) \(why), so nothing is read from it or written to it; see who put it there, and move it away"
        case .diskFull(let path): "no space left for \(path); nothing was recorded. Free some space and repeat"
        case .inputOutput(let path, let detail):
            "reading or writing \(path) failed (\(detail)); check the disk and repeat"
        case .noMemory(let path): "no memory was left to work on \(path); nothing was recorded. Repeat when there is some"
        case .locked(let path, let waited):
            "\(path) was held by other Sheaf processes for \(waited) ms; repeat, or look for a process that hangs"
        case .replaced(let path): "\(path) was moved or replaced while it was open; repeat"
        case .noKey: "this replica has no key yet; run `sheaf enable`"
        case .replicaChanged(let found, let expected):
            "the database now belongs to replica \(found?.hex.prefix(16) ?? "(none)"), not \(expected.hex.prefix(16)); repeat"
        case .mustMint(let reason): "a new replica is needed before the next write (\(reason.explanation)); repeat"
        case .archived(let record):
            "the record \(record) was put into an archive and removed here; `sheaf archive --restore FILE` brings it back"
        case .notDurable(let path, let synchronous):
            "\(path) would not survive a power loss (synchronous is \(synchronous), not 2)"
        case .unexpected(let path, let detail): "\(path): \(detail)"
        }
    }

    /// - Parameter error: what GRDB, the stored forms or a caller's closure threw.
    /// - Returns: errors of other rooms unchanged.
    static func mapping(_ error: any Error, path: String) -> any Error {
        switch error {
        case is StoredFormFailure: StoreError.corrupt(path: path, detail: "a stored view cannot be read")
        case let failure as RowFailure: StoreError.corrupt(path: path, detail: failure.detail)
        case let error as DatabaseError: StoreError(error, path: path)
        default: error
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let detail = "\(error.extendedResultCode.rawValue) \(error.message ?? "")"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, detail: error.message ?? detail)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY: self = Self.cannotOpen(path: path, detail: detail)
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_NOMEM: self = .noMemory(path: path)
        case .SQLITE_IOERR: self = Self.isFull(error) ? .diskFull(path: path) : .inputOutput(path: path, detail: detail)
        case .SQLITE_NOMEM: self = .noMemory(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path, waitedMilliseconds: Store.busyMillisecondsMax)
        default: self = .unexpected(path: path, detail: error.description)
        }
    }

    /// SQLite does not say why it cannot open one of its files, and calls a database read-only whose index of the log it
    /// cannot make.
    private static func cannotOpen(path: String, detail: String) -> StoreError {
        let folder = (path as NSString).deletingLastPathComponent
        // Also when the file system is read-only, and for whoever may write everywhere else.
        for place in [folder, path] where access(place, W_OK) != 0 && errno != ENOENT { return .readOnly(path: path) }
        var space = statvfs()
        if statvfs(folder, &space) == 0, space.f_bavail == 0 || space.f_files > 0 && space.f_ffree == 0 {
            return .diskFull(path: path)
        }
        return .inputOutput(path: path, detail: detail)
    }

    /// The shared-memory file of the write-ahead log reports a full disk as an I/O error.
    private static func isFull(_ error: DatabaseError) -> Bool {
        error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }
}

/// A row that Sheaf cannot have written.
struct RowFailure: Error {
    let detail: String
}
