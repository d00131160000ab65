import Foundation
import SheafCore
import SheafFiles

/// What can go wrong between Sheaf and git, as far as callers may want to tell apart.
///
/// Texts say what happened, where, and what to do. They may quote names of the repository: escape before printing.
public enum GitError: Error, Hashable, Sendable {
    // The program and the machine.
    /// No executable `git` in `PATH`.
    case executableMissing(searched: String)
    case executableTooOld(found: GitVersion, required: GitVersion)
    case cannotStart(executable: String, errno: Int32)
    /// A git command failed where it should not; `status` is nil when a signal ended it.
    case commandFailed(command: String, status: Int32?, errors: String)
    /// Git could not gather the objects of the sidecar at a path: the disk, another git at work, one that died.
    case housekeepingFailed(path: String, errors: String)
    case timedOut(command: String, seconds: Double)
    case fileSystem(path: String, errno: Int32)
    /// libgit2 could not write below a path, in its words.
    case cannotWrite(path: String, message: String)
    /// libgit2 failed in a way that no other case names.
    case library(operation: String, code: Int32, message: String)

    // The repository.
    case notARepository(path: String)
    /// The repository belongs to another user and no `safe.directory` allows it.
    case notOwned(path: String)
    /// No back end reads this repository.
    case unsupportedRepository(path: String, reason: String)

    // Names and objects.
    /// A revision, remote, path or URL that Sheaf does not hand to git.
    case refusedName(String, reason: String)
    case unknownRevision(String)
    /// Commits that an abbreviation may mean, ascending.
    case ambiguousRevision(String, candidates: [ObjectID])
    case unknownRemote(String)
    /// Not in the object database: beyond a shallow boundary, filtered out of a partial clone, or lost.
    case missingObject(ObjectID)
    case unexpectedType(ObjectID, found: ObjectType, expected: ObjectType)
    case malformedObject(ObjectID, reason: String)
    case tooLarge(what: String, bytes: Int, bytesMax: Int)
    /// Another process holds the lock file of a ref longer than the retries last.
    case referenceLocked(name: String, lockFile: String)
}

extension GitError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .executableMissing(let searched):
            "no `git` in PATH (\(searched)); install git \(GitVersion.required) or later"
        case .executableTooOld(let found, let required):
            "git \(found) is too old; Sheaf needs \(required) or later"
        case .cannotStart(let executable, let code):
            "cannot start \(executable): \(Self.text(code))"
        case .commandFailed(let command, let status, let errors):
            "`\(command)` failed (\(status.map { "exit \($0)" } ?? "killed by a signal")): \(Self.lastLines(errors))"
        case .housekeepingFailed(let path, let errors):
            "the objects of \(path) could not be gathered (\(Self.lastLines(errors))); nothing is lost. Repeat when no other git "
                + "command is at work in there; locks of one that died are removed after a minute"
        case .timedOut(let command, let seconds):
            "`\(command)` was stopped after \(Int(seconds)) s; the machine or the file system may be overloaded"
        case .fileSystem(let path, let code):
            "\(path): \(Self.text(code))"
        case .cannotWrite(let path, let message):
            "\(path) cannot be written (\(message)); check the space and the state of the disk, and repeat"
        case .library(let operation, let code, let message):
            "\(operation) failed: \(message) (libgit2 \(code))"
        case .notARepository(let path):
            "\(path) is not in a git repository; run this inside one, or `git init` first"
        case .notOwned(let path):
            "\(path) belongs to another user, so git refuses to trust its configuration; "
                + "if you trust it, add exactly this path to safe.directory in your own git configuration"
        case .unsupportedRepository(let path, let reason):
            "cannot read the repository \(path): \(reason)"
        case .refusedName(let name, let reason):
            "\"\(name)\" is refused: \(reason)"
        case .unknownRevision(let revision):
            "no commit is called \"\(revision)\"; `git log` lists what there is"
        case .ambiguousRevision(let revision, let candidates):
            "\"\(revision)\" is ambiguous: \(candidates.map(\.hex).joined(separator: ", ")); give more digits"
        case .unknownRemote(let name):
            "no remote is called \"\(name)\"; `git remote -v` lists them"
        case .missingObject(let id):
            "object \(id) is not here; in a shallow or partial clone `git fetch` it, otherwise run `git fsck`"
        case .unexpectedType(let id, let found, let expected):
            "object \(id) is a \(found), not a \(expected)"
        case .malformedObject(let id, let reason):
            "object \(id) is malformed: \(reason)"
        case .tooLarge(let what, let bytes, let bytesMax):
            "\(what) has \(bytes) bytes; at most \(bytesMax) are read"
        case .referenceLocked(let name, let lockFile):
            "\(name) is locked by another process (\(lockFile)); try again when no other git command is running"
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func lastLines(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
    }
}

extension GitError {
    init(_ failure: DurableFile.Failure) { self = .fileSystem(path: failure.path, errno: failure.code) }
}
