import Foundation
import SheafCore

/// A repository read through the `git` executable: SHA-256, reftable, and whatever else libgit2 refuses.
///
/// `@unchecked Sendable`: the conversations are only used under `lock`. It is recursive because a visitor of `walk` may
/// ask this repository for more.
public final class ExecutableRepository: UserRepository, @unchecked Sendable {
    /// A walk is as slow as its visitor; this only ends one that nobody waits for any more.
    static let walkSecondsMax = 6.0 * 3_600

    public let location: RepositoryLocation
    private let git: GitExecutable
    private let lock = NSRecursiveLock()
    private let objects: ObjectConversation
    private let differences: DifferenceConversation

    /// - Throws: `GitError.notOwned`, `GitError.unsupportedRepository` when this git cannot read it either.
    public init(_ location: RepositoryLocation, git: GitExecutable) throws {
        self.location = location
        self.git = git
        let command = { Self.command($0, git, location) }
        objects = ObjectConversation(command)
        differences = DifferenceConversation(command)
        try requireReadable()
    }

    private static func command(
        _ arguments: [String], _ git: GitExecutable, _ location: RepositoryLocation
    ) -> ChildProcess {
        // Explicit, because a bare repository may not be discovered (safe.bareRepository).
        let place = ["--git-dir=\(location.gitDirectory)"] + (location.workTree.map { ["--work-tree=\($0)"] } ?? [])
        return git.command(
            place + arguments, in: location.workTree ?? location.gitDirectory, environment: GitEnvironment.reading)
    }

    private func requireReadable() throws {
        let place = location.workTree ?? location.gitDirectory
        // Only a discovered repository's owner is checked by git, so this one command must not name it.
        let found = try git.command(["rev-parse", "--git-dir"], in: place, environment: GitEnvironment.reading).run()
        if !found.exit.isSuccess, isForeign { throw GitError.notOwned(path: place) }
        let read = try run("rev-parse", "--git-dir")
        guard read.exit.isSuccess else {
            throw GitError.unsupportedRepository(
                path: location.gitDirectory, reason: "git \(git.version) says: \(read.errorText)")
        }
    }

    private var isForeign: Bool {
        [location.gitDirectory, location.workTree].compactMap { $0 }.contains { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_uid != geteuid()
        }
    }

    private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }

    private func run(_ arguments: String..., input: String = "", settings: [String] = []) throws -> ChildOutcome {
        var process = Self.command(settings.flatMap { ["-c", $0] } + arguments, git, location)
        process.input = Array(input.utf8)
        return try process.run()
    }

    /// Standard output of a command that must succeed.
    private func output(_ arguments: String..., input: String = "") throws -> [UInt8] {
        var process = Self.command(arguments, git, location)
        process.input = Array(input.utf8)
        return try process.run().successful("git \(arguments[0])", process).output
    }

    // MARK: Refs

    public func head() throws -> Head {
        let symbolic = try run("symbolic-ref", "--quiet", "HEAD")
        let commit = try run("rev-parse", "--quiet", "--verify", "HEAD")
        let id = ObjectID(Self.line(commit.output))
        if symbolic.exit.isSuccess {
            let name = Self.line(symbolic.output)
            return id.map { .branch(name: name, commit: $0) } ?? .unborn(name: name)
        }
        guard let id else {
            throw GitError.commandFailed(command: "git rev-parse HEAD", status: nil, errors: commit.errorText)
        }
        return .detached(commit: id)
    }

    public func symbolicTarget(of reference: String) throws -> String? {
        guard reference.hasPrefix("refs/") || reference == "HEAD" else { return nil }
        let outcome = try run("symbolic-ref", "--quiet", reference)
        return outcome.exit.isSuccess ? Self.line(outcome.output) : nil
    }

    public func references(matching prefix: String) throws -> [Reference] {
        // Only names and ids: asked for more, for-each-ref gives up at the first ref whose object is missing.
        let lines = try output("for-each-ref", "--format=%(objectname) %(refname)").split(separator: UInt8(ascii: "\n"))
        let named = lines.map { String(decoding: $0, as: UTF8.self).split(separator: " ", maxSplits: 1) }
            .filter { $0.count == 2 && $0[1].hasPrefix(prefix) }
        guard !named.isEmpty else { return [] }
        let questions = named.map { "\($0[0])^{commit}\n" }.joined()
        let answers = try output("cat-file", "--batch-check", input: questions).split(separator: UInt8(ascii: "\n"))
        return zip(named, answers).compactMap { name, answer in
            let words = String(decoding: answer, as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[1] == "commit", let id = ObjectID(words[0]) else { return nil }
            return Reference(name: String(name[1]), commit: id)
        }
    }

    public func resolve(_ revision: String) throws -> ObjectID {
        let revision = try RevisionText(revision)
        let outcome = try run(
            "rev-parse", "--verify", "--quiet", revision.text, settings: ["core.disambiguate=committish"])
        guard outcome.exit.isSuccess, let id = ObjectID(Self.line(outcome.output)) else {
            return try onlyCommit(beginning: revision)
        }
        guard let commit = try locked({ try objects.header(of: "\(id)^{commit}") }) else {
            throw GitError.unknownRevision(revision.text)
        }
        return commit.id
    }

    private func onlyCommit(beginning revision: RevisionText) throws -> ObjectID {
        guard revision.isAbbreviation else { throw GitError.unknownRevision(revision.text) }
        let names = try output("rev-parse", "--disambiguate=\(revision.text)").split(separator: UInt8(ascii: "\n"))
        let commits = try locked {
            try names.compactMap { try objects.header(of: String(decoding: $0, as: UTF8.self)) }
                .filter { $0.type == .commit }.map(\.id).sorted()
        }
        guard let commit = commits.first else { throw GitError.unknownRevision(revision.text) }
        guard commits.count == 1 else { throw GitError.ambiguousRevision(revision.text, candidates: commits) }
        return commit
    }

    // MARK: Commits

    public func commit(_ id: ObjectID) throws -> Commit {
        try locked { try commitReader().commit(id) }
    }

    public func walk(
        from starts: [ObjectID], hiding: [ObjectID], visit: (Commit) throws -> WalkStep
    ) throws -> WalkSummary {
        try locked {
            let hidden = try hiding.filter { try objects.header(of: $0.hex)?.type == .commit }
            for id in starts { _ = try objects.expect(id, as: .commit) }
            guard !starts.isEmpty else { return WalkSummary(visited: 0, boundary: []) }
            let reader = try commitReader()
            var visited = 0
            var boundary: [ObjectID] = []
            try revisions(from: starts, hiding: hidden) { id in
                visited += 1
                if reader.isCutOff(id) { boundary.append(id) }
                return try visit(try reader.commit(id))
            }
            return WalkSummary(visited: visited, boundary: boundary.sorted())
        }
    }

    /// Streams `git rev-list`; plumbing, because the user's settings change what `git log` prints and runs.
    private func revisions(
        from starts: [ObjectID], hiding: [ObjectID], _ visit: (ObjectID) throws -> WalkStep
    ) throws {
        struct Stopped: Error {}
        var process = Self.command(["rev-list", "--stdin"], git, location)
        process.input = Array((starts.map(\.hex) + hiding.map { "^\($0)" }).map { $0 + "\n" }.joined().utf8)
        process.deadlineSeconds = Self.walkSecondsMax
        var line: [UInt8] = []
        do {
            let outcome = try process.stream { chunk in
                for byte in chunk {
                    guard byte == UInt8(ascii: "\n") else {
                        line.append(byte)
                        continue
                    }
                    guard let id = ObjectID(String(decoding: line, as: UTF8.self)) else { continue }
                    line.removeAll(keepingCapacity: true)
                    guard try visit(id) == .next else { throw Stopped() }
                }
            }
            _ = try outcome.successful("git rev-list", process)
        } catch is Stopped {}
    }

    private func commitReader() throws -> CommitReader {
        let objects = objects
        return CommitReader(location, try mailmap()) { id in
            try objects.content(of: id, as: .commit).withUnsafeBytes { RawCommit(parsing: $0) }
        }
    }

    public func changedPaths(of commit: ObjectID) throws -> ChangedPaths {
        try locked {
            let raw = try objects.content(of: commit, as: .commit).withUnsafeBytes { RawCommit(parsing: $0) }
            if let parent = raw.parents.first { _ = try objects.expect(parent, as: .commit) }
            return try differences.paths(of: commit, against: raw.parents.first)
        }
    }

    public func file(_ path: String, at commit: ObjectID, bytesMax: Int) throws -> FileContent? {
        let path = try RepositoryPath(path)
        return try locked {
            _ = try objects.expect(commit, as: .commit)
            let line = try output("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit.hex, "--", path.text)
            // `<mode> <type> <id>`, a tab, the path.
            let words = String(decoding: line.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self).split(separator: " ")
            guard words.count == 3, let mode = UInt32(words[0], radix: 8), let id = ObjectID(words[2]),
                TreeEntry(name: path.last, mode: TreeEntry.Mode(rawValue: mode), id: id).isRegularFile
            else { return nil }
            let bytes = try objects.expect(id, as: .blob)
            guard bytes <= bytesMax else { throw GitError.tooLarge(what: path.text, bytes: bytes, bytesMax: bytesMax) }
            return FileContent(bytes: try objects.content(of: id, as: .blob), id: id)
        }
    }

    // MARK: Configuration

    public func configuration() throws -> Configuration {
        Configuration(parsing: try output("config", "--list", "-z", "--show-scope"))
    }

    public func mailmapped(_ identity: Identity) throws -> Identity {
        try locked { try mailmap().resolve(identity) }
    }

    private func mailmap() throws -> Mailmap {
        let configuration = try configuration()
        return try Mailmap.read(location, setting: configuration.value) { name in
            let id = try output("rev-parse", "--verify", "--quiet", try RevisionText(name).text)
            return try ObjectID(Self.line(id)).map { try objects.content(of: $0, as: .blob) }
        }
    }

    private static func line(_ output: [UInt8]) -> String {
        String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
