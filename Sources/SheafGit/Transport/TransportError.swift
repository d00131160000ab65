import Foundation

/// A remote gave no usable answer.
public struct TransportError: Error, Hashable, Sendable {
    /// The likely cause. A guess: messages, exit codes, and whether another try can help depend on it, and nothing else.
    public enum Kind: Hashable, Sendable {
        /// The remote wants to know who asks, or does not let them in.
        case authentication
        /// No connection.
        case unreachable
        /// The connection broke off; what was on its way may have arrived.
        case interrupted
        /// There is no such repository.
        case notFound
        /// Not done, because this transport may not or cannot.
        case refused
        case timedOut
        case other

        /// Something was on its way or the cause is not known, so a fetch may show that it arrived, and another try may
        /// succeed. Everything else stays as it is until a person or the network changes it.
        public var isPassing: Bool {
            switch self {
            case .interrupted, .timedOut, .other: true
            case .authentication, .unreachable, .notFound, .refused: false
            }
        }
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
        case .interrupted:
            "the connection with remote \(remote) broke off (\(detail)); everything is kept here and sent with the next sync"
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
