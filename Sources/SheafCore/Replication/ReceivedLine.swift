/// A line that came from elsewhere and has passed L0, with the verdict on its signature.
public struct ReceivedLine: Hashable, Sendable {
    public let path: ShardPath
    public let line: Line
    public let isSigned: Bool

    public init(path: ShardPath, line: Line, isSigned: Bool) {
        self.path = path
        self.line = line
        self.isSigned = isSigned
    }

    /// - Parameter arrived: what a join brought in.
    public init(_ arrived: ArrivedLine, isSigned: Bool) {
        self.init(path: arrived.path, line: arrived.line, isSigned: isSigned)
    }
}

/// Where received lines were read.
public enum IntakeSource: Hashable, Sendable {
    case remote
    /// The sidecar or an archive: whether the remote has the lines is not known, so they join the outbox.
    case local
}

/// A held fact with its place in the order of intake.
public struct HeldFact: Hashable, Sendable {
    /// From 1 without gaps; a cursor for projection and the outbox.
    public let sequence: Int64
    public let path: ShardPath
    public let line: Line
    public let isSigned: Bool
    /// Written through this database.
    public let isOwn: Bool

    /// What the line says; nil when its object cannot be read.
    public var fact: Fact? { try? Fact(line, in: path.kind) }

    /// For writing it into a tree.
    public var arrived: ArrivedLine { ArrivedLine(path: path, line: line) }

    public init(sequence: Int64, path: ShardPath, line: Line, isSigned: Bool, isOwn: Bool) {
        self.sequence = sequence
        self.path = path
        self.line = line
        self.isSigned = isSigned
        self.isOwn = isOwn
    }
}
