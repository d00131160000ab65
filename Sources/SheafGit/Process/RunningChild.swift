import CShims

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A started child process and our ends of its three pipes.
///
/// Whatever happens, no process stays behind: the value's end kills the group and reaps the child.
struct RunningChild: ~Copyable {
    /// How often a wait looks for a cancelled task, and for a child that died while a descendant keeps its pipes open.
    private static let tickMilliseconds = 100
    /// Between SIGTERM, on which git removes its lock files, and SIGKILL.
    private static let graceMilliseconds = 2_000

    private let process: pid_t
    private var input: Descriptor?
    private var output: Descriptor?
    private var errors: Descriptor?
    private var unsent: ArraySlice<UInt8> = []
    private var closesInput = false
    private var exit: ChildExit?

    /// - Throws: `GitError.cannotStart`, `GitError.fileSystem`.
    init(_ program: ChildProcess, takesInput: Bool) throws {
        let output = try Pipe()
        let errors = try Pipe()
        if takesInput {
            let input = try Pipe()
            process = try Self.spawn(program, input.reader.number, output.writer.number, errors.writer.number)
            input.writer.setNonblocking()
            self.input = .some(input.writer)
        } else {
            process = try Self.spawn(program, -1, output.writer.number, errors.writer.number)
            self.input = nil
        }
        output.reader.setNonblocking()
        errors.reader.setNonblocking()
        self.output = .some(output.reader)
        self.errors = .some(errors.reader)
    }

    deinit {
        if exit == nil {
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
        }
    }

    /// Queues bytes for standard input; they are written while output is awaited, so neither side can block the other.
    mutating func send(_ bytes: [UInt8]) {
        unsent += bytes
    }

    mutating func closeInputWhenSent() {
        closesInput = true
        if unsent.isEmpty { input = nil }
    }

    /// Hands over output until the child has ended.
    ///
    /// - Throws: `CancellationError`, and what the closures throw; the child is dead by then.
    mutating func finish(
        before deadline: ContinuousClock.Instant, _ cancellation: Cancellation?,
        _ outputChunk: (UnsafeRawBufferPointer) throws -> Void, _ errorChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> ChildExit {
        while output != nil || errors != nil {
            guard try pump(before: deadline, cancellation, outputChunk, errorChunk) else { return terminate() }
            if exit != nil {
                // A descendant holds the pipes (an ssh master, say); what the child itself wrote is already in them.
                _ = try read(outputChunk, errorChunk)
                break
            }
        }
        return try awaitExit(before: deadline, cancellation)
    }

    /// Waits for output once and hands it over.
    ///
    /// - Returns: false when the deadline has passed.
    mutating func pump(
        before deadline: ContinuousClock.Instant, _ cancellation: Cancellation?,
        _ outputChunk: (UnsafeRawBufferPointer) throws -> Void, _ errorChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        try refuseCancelled(cancellation)
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return false }
        wait(milliseconds: min(Self.tickMilliseconds, left.milliseconds + 1), cancellation)
        writeUnsent()
        if try !read(outputChunk, errorChunk) { reap() }
        return true
    }

    /// Whether the child has closed its standard output or ended.
    var isSilent: Bool { output == nil || exit != nil }

    // MARK: Waiting

    private func wait(milliseconds: Int, _ cancellation: Cancellation?) {
        // poll ignores negative descriptors.
        var requests = [
            pollfd(fd: Self.number(output), events: Int16(POLLIN), revents: 0),
            pollfd(fd: Self.number(errors), events: Int16(POLLIN), revents: 0),
            pollfd(fd: unsent.isEmpty ? -1 : Self.number(input), events: Int16(POLLOUT), revents: 0),
            pollfd(fd: cancellation?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        poll(&requests, nfds_t(requests.count), Int32(milliseconds))
    }

    private static func number(_ descriptor: borrowing Descriptor?) -> Int32 {
        switch descriptor {
        case .some(let open): open.number
        case nil: -1
        }
    }

    private mutating func refuseCancelled(_ cancellation: Cancellation?) throws {
        guard Task.isCancelled || cancellation?.isCancelled == true else { return }
        _ = terminate()
        throw CancellationError()
    }

    // MARK: Moving bytes

    private mutating func writeUnsent() {
        while !unsent.isEmpty, input != nil {
            let written = unsent.withUnsafeBytes { shim_write(Self.number(input), $0.baseAddress, $0.count) }
            if written >= 0 {
                unsent.removeFirst(written)
            } else if written == -Int(EAGAIN) {
                return
            } else if written != -Int(EINTR) {
                // The child reads no more; what it says and returns tells why.
                unsent = []
                input = nil
            }
        }
        if closesInput, unsent.isEmpty { input = nil }
    }

    /// - Returns: whether anything came, the end of a pipe included.
    private mutating func read(
        _ outputChunk: (UnsafeRawBufferPointer) throws -> Void, _ errorChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        let first = try Self.drain(&output, outputChunk)
        let second = try Self.drain(&errors, errorChunk)
        return first || second
    }

    private static func drain(
        _ descriptor: inout Descriptor?, _ chunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        let number = number(descriptor)
        guard number >= 0 else { return false }
        return try withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            var moved = false
            // Bounded, so that a flood on one pipe cannot keep the deadline from being looked at.
            for _ in 0..<16 {
                let count = systemRead(number, buffer)
                if count == 0 {
                    descriptor = nil
                    return true
                }
                guard count > 0 else { return moved }
                moved = true
                try chunk(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            return moved
        }
    }

    private static func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            #else
                let count = Darwin.read(number, buffer.baseAddress, buffer.count)
            #endif
            if count < 0, errno == EINTR { continue }
            return count
        }
    }

    // MARK: Ending

    /// Reaps the child if it has ended.
    private mutating func reap() {
        guard exit == nil else { return }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return }
        let signal = status & 0x7f
        exit = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    private mutating func awaitExit(
        before deadline: ContinuousClock.Instant, _ cancellation: Cancellation?
    ) throws -> ChildExit {
        // There is no portable wait with a time limit; the end is usually microseconds away.
        var pauseMicroseconds: UInt32 = 50
        while true {
            reap()
            if let exit { return exit }
            try refuseCancelled(cancellation)
            guard ContinuousClock.now < deadline else { return terminate() }
            usleep(pauseMicroseconds)
            pauseMicroseconds = min(pauseMicroseconds * 2, 20_000)
        }
    }

    /// Ends the whole group: politely, then not.
    private mutating func terminate() -> ChildExit {
        kill(-process, SIGTERM)
        let limit = ContinuousClock.now + .milliseconds(Self.graceMilliseconds)
        while !hasEnded, ContinuousClock.now < limit { usleep(2_000) }
        // Before the child is reaped, while its number still names this group: a descendant may have ignored the
        // first signal.
        kill(-process, SIGKILL)
        while exit == nil {
            reap()
            if exit == nil { usleep(1_000) }
        }
        return .timedOut
    }

    /// Whether the child waits to be reaped, or has been.
    private var hasEnded: Bool {
        guard exit == nil else { return true }
        var information = siginfo_t()
        let failed = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) != 0
        return failed || information.si_signo != 0
    }

    // MARK: Starting

    private static func spawn(
        _ program: ChildProcess, _ input: Int32, _ output: Int32, _ errors: Int32
    ) throws -> pid_t {
        let environment = program.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var process: pid_t = -1
        let started = program.started
        let failure = withCStrings(started.dropFirst()) { arguments in
            withCStrings(environment) { environment in
                shim_spawn(
                    &process, started[0], arguments, environment, program.directory, input, output, errors)
            }
        }
        guard failure == 0 else { throw GitError.cannotStart(executable: program.executable, errno: failure) }
        return process
    }

    private static func withCStrings<Result>(
        _ strings: some Sequence<String>, _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("BUG: the terminator is always there") }
            return body(UnsafePointer(base))
        }
    }
}

extension Duration {
    /// Whole milliseconds, towards zero, at most those of a day.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(seconds, 86_400)) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
