import Foundation

/// Serialises the write transactions of all processes and threads, so that SQLite never reports a busy database.
///
/// Writers and checkpoints share it: SQLite before 3.51.3 can corrupt a database when one connection resets the
/// write-ahead log while another writes (https://sqlite.org/wal.html#walresetbug).
///
/// Threads of one process queue on a mutex, processes on `flock(2)`, which the kernel releases when its holder dies.
final class WriteLock: Sendable {
    /// Kept in the same file, and written under the lock.
    let witness: Witness
    private let path: String
    private let descriptor: Int32
    private let threads = NSLock()
    private let waitMillisecondsMax: Int

    init(_ directory: StoreDirectory, waitMillisecondsMax: Int) throws(StoreError) {
        path = directory.lock
        descriptor = try directory.openFile(path)
        witness = Witness(descriptor: descriptor, path: path)
        self.waitMillisecondsMax = waitMillisecondsMax
    }

    deinit { close(descriptor) }

    /// - Throws: `StoreError.locked` after the bounded wait, else what `body` throws.
    func held<Result>(_ body: () throws -> Result) throws -> Result {
        let deadline = Date(timeIntervalSinceNow: Double(waitMillisecondsMax) / 1000)
        guard threads.lock(before: deadline) else { throw timeout }
        defer { threads.unlock() }
        try acquire(until: deadline)
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    /// flock(2) cannot wait with a bound, and a signal would be felt by the whole process; so this asks again after
    /// 0.1 to 5 ms, each time a random part of the pause, which lets 20 processes in at about equal rates.
    private func acquire(until deadline: Date) throws {
        var pauseMicroseconds: UInt32 = 100
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw StoreError(errno: errno, path: path) }
            guard Date() < deadline else { throw timeout }
            usleep(UInt32.random(in: (pauseMicroseconds / 2)...pauseMicroseconds))
            pauseMicroseconds = min(pauseMicroseconds * 2, 5000)
        }
    }

    private var timeout: StoreError { .locked(path: path, waitedMilliseconds: waitMillisecondsMax) }
}
