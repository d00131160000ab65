import Foundation

/// A remote gave no usable answer.
public struct TransportError: Error, Hashable, Sendable {
    /// The likely cause, for messages and exit codes. A guess: nothing else may depend on it.
    public enum Kind: Hashable, Sendable {
        /// The remote wants to know who asks, or does not let them in.
        case authentication
        /// No connection.
        case unreachable
        /// There is no such repository.
        case notFound
        /// Not done, because this transport may not or cannot.
        case refused
        case timedOut
        case other
    }

    public let kind: Kind
    public let remote: RemoteName
    /// What git or the server said, untrusted: escape before printing.
    public let detail: String

    public init(kind: Kind, remote: RemoteName, detail: String) {
        self.kind = kind
        self.remote = remote
        self.detail = detail
    }
}

extension TransportError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch kind {
        case .authentication:
            "remote \(remote) did not accept the credentials (\(detail)); check that `git ls-remote \(remote)` works "
                + "without asking anything"
        case .unreachable:
            "remote \(remote) cannot be reached (\(detail)); everything is kept here and sent with the next sync"
        case .notFound:
            "remote \(remote) has no repository at its URL (\(detail)); `git remote -v` shows the URL"
        case .refused:
            "remote \(remote) is not contacted: \(detail)"
        case .timedOut:
            "remote \(remote) did not answer in time (\(detail)); everything is kept here and sent with the next sync"
        case .other:
            "the exchange with remote \(remote) failed: \(detail)"
        }
    }
}
