/// One program to run, with everything that decides what it will do.
///
/// The child gets a session of its own: no controlling terminal to prompt on, and one process group to kill.
/// The environment is exactly what is given, and no descriptor but the three standard ones is inherited.
public struct ChildProcess: Sendable {
    /// Standard error kept for diagnosis, in bytes; the last ones, because the reason comes last.
    public static let errorBytesMax = 65_536

    /// Absolute path.
    public var executable: String
    /// Without the program's own name.
    public var arguments: [String]
    public var environment: [String: String]
    /// nil: the caller's working directory.
    public var directory: String?
    /// Standard input; empty means /dev/null.
    public var input: [UInt8]
    /// Standard output kept, in bytes.
    public var outputBytesMax: Int
    /// Time from start to forced end, by the monotonic clock.
    public var deadlineSeconds: Double
    /// What the child, and each process that it starts, may have of memory of its own, in bytes (RLIMIT_DATA, in whole
    /// KiB); nil: what this process may. A server can make git keep whatever it says.
    public var memoryBytesMax: Int?

    public init(
        executable: String, arguments: [String], environment: [String: String], directory: String? = nil,
        input: [UInt8] = [], outputBytesMax: Int = 64 << 20, deadlineSeconds: Double = 60,
        memoryBytesMax: Int? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.outputBytesMax = outputBytesMax
        self.deadlineSeconds = deadlineSeconds
        self.memoryBytesMax = memoryBytesMax
    }

    /// Program, its name for itself and arguments, as they are started.
    ///
    /// Nothing can set a limit between the start of a child and its first instruction but the child itself: a shell does,
    /// and becomes the program. All that it is told are numbers and what it must not look at.
    var started: [String] {
        guard let memoryBytesMax else { return [executable, executable] + arguments }
        let script = "ulimit -d \"$1\" 2>/dev/null; shift; exec \"$@\""
        return ["/bin/sh", "sh", "-c", script, "sh", "\(memoryBytesMax >> 10)", executable] + arguments
    }

    /// Runs to the end, keeping standard output. Blocks the calling thread.
    ///
    /// - Parameter errorChunk: called with each piece of standard error as it comes.
    /// - Throws: `GitError.cannotStart`; `CancellationError` when the surrounding task or `cancellation` is cancelled
    ///   (the child is dead by then).
    public func run(
        cancellation: Cancellation? = nil, errorChunk: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws -> ChildOutcome {
        var output: [UInt8] = []
        var truncated = false
        let finished = try supervise(cancellation, errorChunk) { chunk in
            let room = outputBytesMax - output.count
            output.append(contentsOf: chunk.prefix(room))
            if chunk.count > room { truncated = true }
        }
        return ChildOutcome(
            exit: finished.exit, output: output, errors: finished.errors, outputTruncated: truncated)
    }

    /// Runs to the end, handing standard output over piece by piece. Blocks the calling thread.
    ///
    /// - Parameter outputChunk: 1...65,536 bytes, valid during the call; throwing kills the child.
    /// - Throws: as `run`, and what `outputChunk` throws.
    public func stream(
        cancellation: Cancellation? = nil, outputChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> ChildOutcome {
        let finished = try supervise(cancellation, nil, outputChunk)
        return ChildOutcome(exit: finished.exit, output: [], errors: finished.errors, outputTruncated: false)
    }

    private func supervise(
        _ cancellation: Cancellation?, _ errorChunk: ((UnsafeRawBufferPointer) -> Void)?,
        _ outputChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (exit: ChildExit, errors: [UInt8]) {
        let deadline = ContinuousClock.now + .seconds(deadlineSeconds)
        var errors: [UInt8] = []
        var child = try RunningChild(self, takesInput: !input.isEmpty)
        child.send(input)
        child.closeInputWhenSent()
        let exit = try child.finish(before: deadline, cancellation, outputChunk) { chunk in
            errorChunk?(chunk)
            errors.append(contentsOf: chunk)
            if errors.count > 2 * Self.errorBytesMax { errors.removeFirst(errors.count - Self.errorBytesMax) }
        }
        return (exit, Array(errors.suffix(Self.errorBytesMax)))
    }
}
