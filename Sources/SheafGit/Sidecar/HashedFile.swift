import Crypto
import Foundation

/// A new file that ends with the SHA-1 of what comes before it.
struct HashedFile: ~Copyable {
    private static let bufferBytes = 1 << 18

    private let path: String
    private let descriptor: Int32
    private var hash = Insecure.SHA1()
    private var buffer: [UInt8] = []
    /// Appended so far.
    private(set) var byteCount = 0

    /// - Throws: `GitError.cannotWrite`, for one when something is there.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o400)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit { close(descriptor) }

    mutating func append(_ bytes: [UInt8]) throws {
        buffer += bytes
        byteCount += bytes.count
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Writes the hash too, and syncs.
    ///
    /// - Returns: the hash, 20 bytes.
    mutating func finish() throws -> [UInt8] {
        try flush()
        let digest = Array(hash.finalize())
        buffer = digest
        try write()
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
        return digest
    }

    private mutating func flush() throws {
        hash.update(data: buffer)
        try write()
    }

    private mutating func write() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// What the last system call said.
    static func failure(_ path: String) -> GitError {
        .cannotWrite(path: path, message: String(cString: strerror(errno)))
    }
}
