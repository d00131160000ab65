import Dispatch
import Foundation
import SheafCore
import SheafStore

/// Checks signatures once, at intake, on all cores: about 70 µs each. The verdict is stored and never looked up again.
enum SignatureCheck {
    private static let chunkCount = 256

    static func verdicts(_ lines: [ArrivedLine]) -> [ReceivedLine] {
        let chunks = stride(from: 0, to: lines.count, by: chunkCount).map { lines[$0..<min($0 + chunkCount, lines.count)] }
        let results = ChunkResults(count: chunks.count)
        DispatchQueue.concurrentPerform(iterations: chunks.count) { index in
            results[index] = chunks[index].map {
                ReceivedLine(path: $0.path, line: $0.line, isSigned: $0.line.isSignatureValid())
            }
        }
        return results.joined
    }
}

/// One slot a chunk, so that the order of lines does not depend on which core was first.
private final class ChunkResults: @unchecked Sendable {
    // Every access is under the lock.
    private let lock = NSLock()
    private var chunks: [[ReceivedLine]]

    init(count: Int) {
        chunks = Array(repeating: [], count: count)
    }

    subscript(index: Int) -> [ReceivedLine] {
        get { lock.withLock { chunks[index] } }
        set { lock.withLock { chunks[index] = newValue } }
    }

    var joined: [ReceivedLine] { lock.withLock { Array(chunks.joined()) } }
}
