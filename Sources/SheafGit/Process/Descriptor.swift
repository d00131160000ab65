import CShims

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One open file descriptor; closed when the value ends.
struct Descriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    func setNonblocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}

/// The two ends of a pipe that no other child inherits.
struct Pipe: ~Copyable {
    let reader: Descriptor
    let writer: Descriptor

    /// - Throws: `GitError.fileSystem` when the process has no descriptors left.
    init() throws {
        var ends: [Int32] = [-1, -1]
        let failure = shim_pipe(&ends)
        guard failure == 0 else { throw GitError.fileSystem(path: "pipe", errno: failure) }
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
    }
}
