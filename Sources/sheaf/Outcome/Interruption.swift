import Foundation

/// Ctrl-C and its kin: the running command is cancelled, so that it ends its children and its transactions, and the
/// process exits with 128 + the signal. A second one, or a command that does not notice in time, ends it at once; what
/// was acknowledged is durable at every moment.
enum Interruption {
    private static let graceSeconds = 3.0

    /// Where the handler writes the signal's number, one byte each. A constant, so that a handler may read it.
    ///
    /// `nonisolated(unsafe)`: written once, before the handlers are installed. Masks and sigwait would do without a
    /// pipe, but the main thread of an asynchronous program belongs to Dispatch, which takes signals there.
    nonisolated(unsafe) private static var writer: Int32 = -1

    /// Cancels the task at the first signal. Call once.
    static func cancel<Value: Sendable>(_ task: Task<Value, Never>) {
        // A reader that closes our output shows as EPIPE, where we can tell it from a failure.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reader = ends[0]
        writer = ends[1]
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, handle) }
        Thread.detachNewThread {
            let number = next(reader)
            task.cancel()
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: graceSeconds)
                _exit(128 + number)
            }
            _exit(128 + next(reader))
        }
    }

    private static let handle: @convention(c) (Int32) -> Void = { number in
        var byte = UInt8(truncatingIfNeeded: number)
        let before = errno
        _ = write(writer, &byte, 1)
        errno = before
    }

    /// Waits for a signal's number.
    private static func next(_ reader: Int32) -> Int32 {
        var byte: UInt8 = 0
        while read(reader, &byte, 1) != 1 {}
        return Int32(byte)
    }
}
