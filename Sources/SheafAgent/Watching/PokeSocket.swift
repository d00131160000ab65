import Foundation

/// Receives what hooks and commands send: where to look, nothing else. Protocol: 9-agent, section 2.
final class PokeSocket: Sendable {
    private let ending: Ending

    /// - Parameters:
    ///   - descriptor: a datagram socket; closed when this ends.
    ///   - tell: the common git directory that a datagram names, unchecked.
    /// - Throws: `AgentError.fileSystem` when the process has no descriptors left.
    init(_ descriptor: Int32, tell: @escaping @Sendable (String) -> Void) throws(AgentError) {
        guard let ending = Ending() else { throw .fileSystem(path: "pipe", code: EMFILE) }
        self.ending = ending
        let thread = Thread { Self.run(descriptor, ending, tell) }
        thread.stackSize = 256 << 10
        thread.name = "sheaf poke"
        thread.start()
    }

    func end() { ending.tell() }

    private static func run(_ descriptor: Int32, _ ending: Ending, _ tell: (String) -> Void) {
        defer {
            close(descriptor)
            ending.forget()
        }
        var buffer = [UInt8](repeating: 0, count: Poke.bytesMax + 1)
        while ending.waits(for: descriptor) {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            guard count > 0, let poke = Poke(bytes: buffer[..<count]) else { continue }
            tell(poke.commonDirectory)
        }
    }
}

/// One datagram: `sheaf-poke 1`, the event, the common git directory and the private one, each a line.
struct Poke: Hashable, Sendable {
    static let bytesMax = 4096

    let event: String
    let commonDirectory: String
    let gitDirectory: String

    init(event: String, commonDirectory: String, gitDirectory: String) {
        self.event = event
        self.commonDirectory = commonDirectory
        self.gitDirectory = gitDirectory
    }

    /// nil for whatever else somebody may send.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count <= Self.bytesMax, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == "sheaf-poke 1", lines[4].isEmpty, lines[2].hasPrefix("/"), lines[3].hasPrefix("/")
        else { return nil }
        (event, commonDirectory, gitDirectory) = (String(lines[1]), String(lines[2]), String(lines[3]))
    }

    var bytes: [UInt8] { Array("sheaf-poke 1\n\(event)\n\(commonDirectory)\n\(gitDirectory)\n".utf8) }
}
