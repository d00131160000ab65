import Foundation

/// Ctrl-C and its kin: the running command is cancelled, so that it ends its children and its transactions, and the
/// process exits with 128 + the signal. A second one, or a command that does not notice in time, ends it at once; what
/// was acknowledged is durable at every moment.
enum Interruption {
    private static let graceSeconds = 3
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Call once, before any thread starts: the signals are blocked everywhere and taken by one thread.
    static func blockSignals() {
        var set = signalSet()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A reader that closes our output shows as EPIPE, where we can tell it from a failure.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Cancels the task at the first signal.
    static func cancel<Value: Sendable>(_ task: Task<Value, Never>) {
        Thread.detachNewThread {
            let number = wait()
            task.cancel()
            alarm(number, seconds: graceSeconds)
            _exit(128 + wait())
        }
    }

    private static func wait() -> Int32 {
        var set = signalSet()
        var number: Int32 = 0
        sigwait(&set, &number)
        return number
    }

    private static func alarm(_ number: Int32, seconds: Int) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: Double(seconds))
            _exit(128 + number)
        }
    }

    private static func signalSet() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }
}
