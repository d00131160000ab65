import CZlib

/// Compresses one object after the other as zlib streams (RFC 1950), as packs hold them.
struct Deflater: ~Copyable {
    /// Most of a shard is hexadecimal and base64 text, from which the best level gets a twentieth more than the fastest
    /// in three times the time; git compresses again when it gathers packs.
    private static let level = Z_BEST_SPEED
    private static let chunkBytes = 65_536

    /// On the heap: zlib remembers where its state is.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = deflateInit_(stream, Self.level, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        // The other codes mean wrong arguments or another zlib than the header's; memory is not checked anywhere else.
        precondition(code == Z_OK, "BUG: deflateInit returned \(code)")
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// - Parameter output: gets the whole stream appended.
    mutating func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        deflateReset(stream)
        bytes.withUnsafeBufferPointer { input in
            // zlib does not write through it.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.chunkBytes) { chunk in
                var code = Z_OK
                while code == Z_OK {
                    stream.pointee.next_out = chunk.baseAddress
                    stream.pointee.avail_out = UInt32(chunk.count)
                    code = deflate(stream, Z_FINISH)
                    output.append(contentsOf: chunk[..<(chunk.count - Int(stream.pointee.avail_out))])
                }
                precondition(code == Z_STREAM_END, "BUG: deflate returned \(code)")
            }
        }
    }
}
