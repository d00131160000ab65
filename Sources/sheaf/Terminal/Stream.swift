#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output or standard error.
struct Stream: Sendable {
    static let output = Stream(descriptor: STDOUT_FILENO)
    static let error = Stream(descriptor: STDERR_FILENO)

    static var isAnyTerminal: Bool { output.terminalWidth != nil || error.terminalWidth != nil }

    let descriptor: Int32

    /// Columns; nil when this is not a terminal.
    var terminalWidth: Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// A reader that has gone away wants no more, which is no failure: `sheaf log | head` ends as `sheaf log` would.
    ///
    /// - Throws: `StreamError` when the bytes cannot be written, such as on a full disk.
    func write(_ text: String) throws(StreamError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count >= 0 {
                bytes.removeFirst(count)
            } else if errno == EPIPE {
                return
            } else if errno != EINTR, errno != EAGAIN {
                throw StreamError(errno: errno)
            }
        }
    }
}

/// Standard output refused bytes.
struct StreamError: Error, Hashable {
    let errno: Int32

    var reason: String { String(cString: strerror(errno)) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
