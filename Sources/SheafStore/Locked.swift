import Foundation

/// A value that threads take turns with.
///
/// `@unchecked Sendable`: every access to `value` holds `lock`. (`Synchronization.Mutex` needs macOS 15.)
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
