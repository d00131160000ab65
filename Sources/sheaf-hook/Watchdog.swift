#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ends the process in time whatever it waits for, such as a network file system that is gone.
enum Watchdog {
    private static let microsecondsMax = 100_000

    static func start() {
        signal(SIGALRM) { _ in _exit(0) }
        // Whoever started this process may have blocked the signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGALRM)
        sigprocmask(SIG_UNBLOCK, &signals, nil)
        var limit = itimerval()
        limit.it_value.tv_usec = numericCast(microsecondsMax)
        #if canImport(Glibc)
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &limit, nil)
        #else
            setitimer(Int32(ITIMER_REAL), &limit, nil)
        #endif
    }
}
