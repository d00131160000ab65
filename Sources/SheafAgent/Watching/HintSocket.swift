import Foundation

/// Receives what hooks and commands send: where to look, nothing else. Protocol: 8-local, section 8.
final class HintSocket: Sendable {
    private let ending: Ending

    /// - Parameters:
    ///   - descriptor: a datagram socket; closed when this ends.
    ///   - tell: what a datagram says, unchecked.
    /// - Throws: `AgentError.fileSystem` when the process has no descriptors left.
    init(_ descriptor: Int32, tell: @escaping @Sendable (Hint) -> Void) throws(AgentError) {
        guard let ending = Ending() else { throw .fileSystem(path: "pipe", code: EMFILE) }
        self.ending = ending
        let thread = Thread { Self.run(descriptor, ending, tell) }
        thread.stackSize = 256 << 10
        thread.name = "sheaf hints"
        thread.start()
    }

    func end() { ending.tell() }

    private static func run(_ descriptor: Int32, _ ending: Ending, _ tell: (Hint) -> Void) {
        defer {
            close(descriptor)
            ending.forget()
        }
        var buffer = [UInt8](repeating: 0, count: Hint.datagramBytesMax + 1)
        while ending.waits(for: descriptor) {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            guard count > 0, let hint = Hint(datagram: buffer[..<count]) else { continue }
            tell(hint)
        }
    }
}
