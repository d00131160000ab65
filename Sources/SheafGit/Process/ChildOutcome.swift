/// How a child process ended.
public enum ChildExit: Hashable, Sendable {
    /// It returned this status, 0...255.
    case exited(Int32)
    /// This signal ended it, without our doing.
    case signalled(Int32)
    /// It outlived its deadline and was killed with its whole process group.
    case timedOut

    public var isSuccess: Bool { self == .exited(0) }
}

/// What a finished child process left behind.
public struct ChildOutcome: Sendable {
    public let exit: ChildExit
    /// Standard output; empty when it was streamed.
    public let output: [UInt8]
    /// The end of standard error, at most `ChildProcess.errorBytesMax`.
    public let errors: [UInt8]
    /// Whether standard output was longer than the cap; the rest was read and dropped.
    public let outputTruncated: Bool

    /// Standard error for people; bytes that are not UTF-8 are replaced. Untrusted: escape before printing.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
}
