import CGit2
import CShims
import Foundation
import SheafCore

/// libgit2 in process, for machines without a `git` executable: http and https only.
///
/// Other schemes are refused. libgit2's local transport is no compare-and-swap (it loses updates and skips hooks), and
/// its ssh neither reads the user's configuration nor knows hosts.
public struct Libgit2Transport: StateTransport {
    private let sidecar: Sidecar
    private let deadlineSeconds: Double
    private let credential: @Sendable (_ url: String) -> HTTPCredential?

    /// - Parameters:
    ///   - deadlineSeconds: for one fetch or push; looking a host up is not covered.
    ///   - credential: asked once per exchange, if the remote wants to know; URLs that contain credentials need none.
    public init(
        _ sidecar: Sidecar, deadlineSeconds: Double = 900,
        credential: @escaping @Sendable (_ url: String) -> HTTPCredential? = { _ in nil }
    ) {
        self.sidecar = sidecar
        self.deadlineSeconds = deadlineSeconds
        self.credential = credential
    }

    public func probe(_ remote: RemoteName) async throws -> RemoteState {
        try await connected(to: remote, GIT_DIRECTION_FETCH, { _ in }) { try $0.state() }
    }

    public func fetch(
        _ remote: RemoteName, progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws {
        let sidecar = sidecar
        // libgit2 offers every ref as something it has, and fails at one that is no commit.
        for (name, id) in try sidecar.references(matching: "refs/sheaf/remotes/")
        where try sidecar.header(of: id).type != .commit {
            try sidecar.deleteReference(name)
        }
        try await connected(to: remote, GIT_DIRECTION_FETCH, progress) { connection in
            guard case .present(let id) = try connection.state() else {
                return try sidecar.deleteReference(remote.trackingReference)
            }
            if !sidecar.contains(id) { try connection.download(into: remote.trackingReference) }
            try sidecar.setReference(remote.trackingReference, to: id)
        }
    }

    public func push(
        _ commit: ObjectID, to remote: RemoteName, replacing: ObjectID?,
        progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> PushOutcome {
        let sidecar = sidecar
        return try await connected(to: remote, GIT_DIRECTION_PUSH, progress) { connection in
            let state = try connection.state()
            if state == .present(commit) { return .accepted }
            if let reason = try Self.refusal(of: commit, replacing: replacing, state, sidecar) {
                return .rejected(reason: reason)
            }
            // The server compares with the ref as it was advertised on this connection, so also a forced update is a
            // compare-and-swap.
            return try sidecar.withOutgoingReference(to: commit) {
                try connection.upload($0, forced: replacing != nil)
            }
        }
    }

    /// What `git push` checks on this side; nil when the push may go ahead.
    private static func refusal(
        of commit: ObjectID, replacing: ObjectID?, _ state: RemoteState, _ sidecar: Sidecar
    ) throws -> String? {
        guard case .present(let current) = state else { return replacing == nil ? nil : "stale info" }
        if let replacing { return current == replacing ? nil : "stale info" }
        guard sidecar.contains(current) else { return "fetch first" }
        guard try sidecar.header(of: current).type == .commit, try sidecar.isDescendant(commit, of: current) else {
            return "non-fast-forward"
        }
        return nil
    }

    /// Runs one exchange on a thread of its own, with a connection that obeys deadline and cancellation.
    private func connected<Result: Sendable>(
        to remote: RemoteName, _ direction: git_direction,
        _ progress: @escaping @Sendable (TransferProgress) -> Void,
        _ body: @escaping @Sendable (HTTPConnection) throws -> Result
    ) async throws -> Result {
        _ = try sidecar.configuration().urls(of: remote)
        let (path, credential, seconds) = (sidecar.path, credential, deadlineSeconds)
        return try await Cancellation.blocking { cancellation in
            let deadline = shim_monotonic_milliseconds() + Int64(seconds * 1_000)
            shim_git_limit_network(deadline, 60_000, cancellation.descriptor)
            let connection = try HTTPConnection(
                sidecar: path, remote, direction, credential: credential, progress: progress)
            return try withExtendedLifetime(cancellation) { try body(connection) }
        }
    }
}

extension Sidecar {
    /// Lends a ref of its own to something that cannot take an object id.
    ///
    /// Left behind by a crash, it is swept away at a later opening.
    fileprivate func withOutgoingReference<Result>(
        to commit: ObjectID, _ body: (String) throws -> Result
    ) throws -> Result {
        let name = "\(SidecarLayout.outgoingReferences)/\(UInt64.random(in: 0...UInt64.max))"
        try setReference(name, to: commit)
        let result = Swift.Result { try body(name) }
        try deleteReference(name)
        return try result.get()
    }
}
