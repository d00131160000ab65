import Foundation
import SheafCore
import SheafFiles

/// The `git` executable on the sidecar: OpenSSH's configuration, credential helpers, proxies and `insteadOf` work as in
/// the user's own commands.
public struct ExecutableTransport: StateTransport {
    /// No answer to a question about refs is worth waiting longer for.
    private static let probeSecondsMax = 60.0

    private let sidecar: Sidecar
    private let git: GitExecutable
    private let deadlineSeconds: Double
    private let memoryBytesMax: Int

    /// - Parameters:
    ///   - deadlineSeconds: for one fetch or push; a first one may move hundreds of megabytes.
    ///   - memoryBytesMax: for each process of git's: it keeps every ref that a server lists.
    public init(_ sidecar: Sidecar, git: GitExecutable, deadlineSeconds: Double = 900, memoryBytesMax: Int = 2 << 30) {
        self.sidecar = sidecar
        self.git = git
        self.deadlineSeconds = deadlineSeconds
        self.memoryBytesMax = memoryBytesMax
    }

    public func probe(_ remote: RemoteName) async throws -> RemoteState {
        let process = try command(
            ["ls-remote", "--quiet", remote.text, Sidecar.stateReference], for: remote,
            deadlineSeconds: min(deadlineSeconds, Self.probeSecondsMax))
        let outcome = try await Cancellation.blocking { try process.run(cancellation: $0) }
        guard outcome.exit.isSuccess else { throw failure(outcome, remote) }
        return Self.advertised(outcome.output).map { .present($0) } ?? .absent
    }

    /// - Parameter listing: of `git ls-remote`: id, tab, name.
    static func advertised(_ listing: [UInt8]) -> ObjectID? {
        let lines = String(decoding: listing, as: UTF8.self).split(separator: "\n")
        // The pattern also matches refs that only end so.
        return lines.lazy.map { $0.split(separator: "\t") }
            .first { $0.count == 2 && $0[1] == Sidecar.stateReference }.flatMap { ObjectID($0[0]) }
    }

    public func fetch(
        _ remote: RemoteName, progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws {
        // Git's lock of the tracking ref would outlive a git that is killed; nobody else wants the lock of this one.
        let arrival = "\(SidecarLayout.incomingReferences)/\(UInt64.random(in: 0...UInt64.max))"
        defer { try? sidecar.deleteReference(arrival) }
        let process = try command(
            [
                "fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-prune",
                "--no-recurse-submodules", "--no-show-forced-updates", "--refmap=", remote.text,
                "+\(Sidecar.stateReference):\(arrival)",
            ], for: remote, deadlineSeconds: deadlineSeconds)
        let first = try await run(process, progress)
        if first.exit.isSuccess { return try moveTracking(of: remote, to: arrival) }
        guard case .exited = first.exit else { throw failure(first, remote) }
        // A ref that does not exist is no failure of the remote, but git's answer looks like one.
        if try await probe(remote) == .absent { return try sidecar.deleteReference(remote.trackingReference) }
        // The remote answers, so the other causes were passing: somebody moved or removed its ref meanwhile.
        let second = try await run(process, progress)
        guard second.exit.isSuccess else { throw failure(second, remote) }
        try moveTracking(of: remote, to: arrival)
    }

    private func moveTracking(of remote: RemoteName, to arrival: String) throws {
        guard let id = try sidecar.reference(arrival).id else { throw GitError.unknownRevision(arrival) }
        // Git syncs a pack and not the directory: after a power loss the ref could be there without what it names.
        do { try DurableFile.syncFolder("\(sidecar.path)/objects/pack") } catch { throw GitError(error) }
        try sidecar.setReference(remote.trackingReference, to: id)
    }

    public func push(
        _ commit: ObjectID, to remote: RemoteName, replacing: ObjectID?,
        progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> PushOutcome {
        let lease = replacing.map { ["--force-with-lease=\(Sidecar.stateReference):\($0)"] } ?? []
        let process = try command(
            [
                "push", "--porcelain", "--progress", "--no-verify", "--no-signed", "--no-follow-tags",
                "--recurse-submodules=no",
            ] + lease + [remote.text, "\(commit):\(Sidecar.stateReference)"], for: remote,
            deadlineSeconds: deadlineSeconds)
        let outcome = try await run(process, progress)
        guard let line = Self.statusLine(outcome.output) else { throw failure(outcome, remote) }
        if line.flag == "!" { return PushOutcome(refusal: line.summary) }
        guard outcome.exit.isSuccess else { throw failure(outcome, remote) }
        return .accepted
    }

    /// The line about our ref: flag, tab, `<from>:<to>`, tab, summary.
    ///
    /// - Source: git-push(1), "Output" with `--porcelain`.
    static func statusLine(_ output: [UInt8]) -> (flag: Character, summary: String)? {
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let flag = parts[0].first, parts[1].hasSuffix(":" + Sidecar.stateReference) else {
                continue
            }
            return (flag, String(parts[2]))
        }
        return nil
    }

    // MARK: Running

    private func run(
        _ process: ChildProcess, _ progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> ChildOutcome {
        try await Cancellation.blocking { cancellation in
            var meter = ProgressMeter()
            return try process.run(cancellation: cancellation) { chunk in
                for step in meter.read(chunk) { progress(step) }
            }
        }
    }

    private func command(
        _ arguments: [String], for remote: RemoteName, deadlineSeconds: Double
    ) throws -> ChildProcess {
        let configuration = try sidecar.configuration()
        let (fetch, push) = try configuration.urls(of: remote)
        let hidden = AddressCredential.environment(hiding: [fetch.text, push.text])
        let choosesSSH = git.choosesSSH || configuration.value("core.sshcommand") != nil
        return git.command(
            ["--git-dir=\(sidecar.path)"] + arguments, in: sidecar.path,
            environment: choosesSSH
                ? hidden : hidden.merging(["GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=30"]) { $1 },
            settings: [
                "protocol.fd.allow=never", "fetch.fsckObjects=false", "transfer.fsckObjects=false", "push.pushOption=",
                "advice.fetchShowForcedUpdates=false",
                "http.lowSpeedLimit=1000", "http.lowSpeedTime=60",
            ], outputBytesMax: 1 << 20, deadlineSeconds: deadlineSeconds, memoryBytesMax: memoryBytesMax)
    }

    private func failure(_ outcome: ChildOutcome, _ remote: RemoteName) -> TransportError {
        let said = outcome.errorText.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
        if outcome.exit == .timedOut {
            return TransportError(kind: .timedOut, remote: remote, detail: said.isEmpty ? "git was stopped" : said)
        }
        return TransportError(
            kind: TransportError.Kind(guessing: outcome.errorText), remote: remote,
            detail: said.isEmpty ? "git ended without a reason: \(outcome.exit)" : said)
    }
}

extension Configuration {
    /// The URLs of a remote, checked.
    ///
    /// - Throws: `GitError.unknownRemote` (git would take the name for a path), `GitError.refusedName`.
    func urls(of remote: RemoteName) throws -> (fetch: RemoteURL, push: RemoteURL) {
        let fetch = try values("remote.\(remote).url").map { try RemoteURL($0) }
        let push = try values("remote.\(remote).pushurl").map { try RemoteURL($0) }
        guard let first = fetch.first else { throw GitError.unknownRemote(remote.text) }
        return (first, push.first ?? first)
    }
}

extension TransportError.Kind {
    /// From what git prints in the C locale.
    init(guessing text: String) {
        let hints: [(Self, [String])] = [
            (.authentication, [
                "Authentication failed", "could not read Username", "could not read Password", "Permission denied",
                "terminal prompts disabled", "error: 401", "error: 403", "Host key verification failed",
            ]),
            (.unreachable, [
                "Could not resolve host", "Connection refused", "Connection timed out", "Network is unreachable",
                "No route to host", "Failed to connect", "Could not resolve hostname", "Couldn't connect to server",
            ]),
            (.timedOut, ["Operation too slow"]),
            (.notFound, ["not found", "does not appear to be a git repository", "does not exist", "No such file"]),
            (.refused, ["transport '", "not allowed"]),
            (.interrupted, ["Connection reset", "Broken pipe"]),
        ]
        self = hints.first { _, marks in marks.contains { text.contains($0) } }?.0 ?? .other
    }
}
