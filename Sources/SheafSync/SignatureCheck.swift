import Dispatch
import SheafCore

/// Checks signatures once, at intake, on all cores: about 70 µs each. The verdict is stored and never looked up again.
public enum SignatureCheck {
    private static let chunkCount = 256

    /// - Returns: the lines in their order.
    public static func verdicts(_ lines: [ArrivedLine]) -> [ReceivedLine] {
        // In place: a first sync brings hundreds of thousands of lines, and each more array of them costs 20 MB per 100,000.
        Array(unsafeUninitializedCapacity: lines.count) { buffer, count in
            // Chunks do not overlap, and all are done before this goes on.
            nonisolated(unsafe) let verdicts = buffer
            DispatchQueue.concurrentPerform(iterations: (lines.count + chunkCount - 1) / chunkCount) { chunk in
                for index in (chunk * chunkCount)..<min((chunk + 1) * chunkCount, lines.count) {
                    let line = lines[index].line
                    verdicts.initializeElement(
                        at: index, to: ReceivedLine(path: lines[index].path, line: line, isSigned: line.isSignatureValid()))
                }
            }
            count = lines.count
        }
    }
}
