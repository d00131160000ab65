import SheafCore

/// The verdict on every line's signature, found once a world: a hundred replicas hold the same lines.
///
/// `@unchecked Sendable`: a world and everything in it is used by one task.
final class Verdicts: @unchecked Sendable {
    private var known: [LineHash: Bool] = [:]

    /// A line that a replica of this world has just signed, with the true key: one in eight is checked all the same. Whatever
    /// else is in a tree is checked always.
    func note(_ line: Line) {
        if line.hash.bytes[31] & 7 != 0 { known[line.hash] = true }
    }

    func check(_ lines: [ArrivedLine]) -> [ReceivedLine] {
        lines.map { ReceivedLine(path: $0.path, line: $0.line, isSigned: isSigned($0.line)) }
    }

    private func isSigned(_ line: Line) -> Bool {
        if let verdict = known[line.hash] { return verdict }
        let verdict = line.isSignatureValid()
        known[line.hash] = verdict
        return verdict
    }
}
