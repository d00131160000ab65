import SheafCore

/// Why a replica cannot be found, trusted or revoked. Names are as typed or stored: escape before printing.
public enum ReplicaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is called so; `candidates` are those that there are.
    case unknown(String, candidates: [Candidate])
    case ambiguous(String, candidates: [Candidate])
    /// This database writes as the replica.
    case writesHere(Candidate)
    /// Trusting it needs to be said twice.
    case wasRevoked(Candidate, at: Instant, reason: String?)
    /// One name cannot be given to several replicas.
    case oneNameForSeveral(count: Int)
    case badName(String)
    case tooLarge(path: String, bytesMax: Int)

    public struct Candidate: Hashable, Sendable, CustomStringConvertible {
        public let id: ReplicaID
        public let name: String?

        public var description: String {
            let key = String(id.hex.prefix(Candidate.digitCount))
            return name.map { "\($0) (\(key))" } ?? key
        }

        /// More than a list shows: whoever has to choose between two equal names needs them apart.
        private static let digitCount = 16
    }

    public var description: String {
        switch self {
        case .unknown(let name, let candidates):
            "no replica is called \"\(name)\"" + (candidates.isEmpty ? "" : "; there are \(Self.list(candidates))")
                + ". A key that was never seen is given whole, with 64 hex digits"
        case .ambiguous(let name, let candidates):
            "\"\(name)\" may be \(Self.list(candidates)); give the key's digits"
        case .writesHere(let candidate):
            "\(candidate) is what this clone writes as, so revoking it here would hide your own facts. If its key was "
                + "stolen, remove that key: the next command then makes a new replica, and this one can be revoked"
        case .wasRevoked(let candidate, let at, let reason):
            "\(candidate) was revoked here at \(at)\(reason.map { " (\($0))" } ?? ""); add --again to trust it all the same"
        case .oneNameForSeveral(let count): "--name is for one replica, and \(count) were given"
        case .badName(let name): "\"\(name)\" cannot be a name: it takes 1 to \(Self.nameByteCountMax) bytes on one line"
        case .tooLarge(let path, let bytesMax): "\(path) has more than \(bytesMax) bytes, which no team's file has"
        }
    }

    static let nameByteCountMax = 128
    private static let shownCountMax = 8

    private static func list(_ candidates: [Candidate]) -> String {
        let more = candidates.count - shownCountMax
        return candidates.prefix(shownCountMax).map(\.description).joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }
}
