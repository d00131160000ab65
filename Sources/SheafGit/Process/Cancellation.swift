import CShims
import Foundation

/// A request to stop that blocking code can wait on together with its own descriptors.
///
/// A pipe and not a flag: `poll` wakes at once, also inside libgit2's sockets.
public final class Cancellation: Sendable {
    private let pipe: Pipe

    /// - Throws: `GitError.fileSystem` when the process has no descriptors left.
    public init() throws {
        pipe = try Pipe()
    }

    /// Asks whoever holds this value to stop. Idempotent, callable from any thread.
    public func cancel() {
        var byte: UInt8 = 1
        _ = shim_write(pipe.writer.number, &byte, 1)
    }

    public var isCancelled: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }

    /// Readable from the moment of `cancel()` on; nobody reads it, so it stays readable.
    var descriptor: Int32 { pipe.reader.number }

    /// Runs blocking work on a thread of its own, so that it cannot starve the cooperative pool, and hands it the
    /// calling task's cancellation.
    ///
    /// - Throws: what `work` throws; work that notices the cancellation throws `CancellationError`.
    public static func blocking<Value: Sendable>(
        _ work: @escaping @Sendable (Cancellation) throws -> Value
    ) async throws -> Value {
        let cancellation = try Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(with: Result { try work(cancellation) })
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }
}
