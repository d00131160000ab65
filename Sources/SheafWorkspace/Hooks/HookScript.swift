/// A hook that somebody wrote: whether lines for a shell may stand in it, and where.
struct HookScript: Hashable, Sendable {
    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"]

    let bytes: [UInt8]

    /// A POSIX shell reads it from the first line to the last. Without `#!`, git hands it to `sh`.
    var isForShell: Bool {
        // A text that only knows carriage returns is one line to a shell.
        guard bytes.contains(UInt8(ascii: "\n")) || !bytes.contains(UInt8(ascii: "\r")) else { return false }
        guard bytes.starts(with: "#!".utf8) else { return !bytes.contains(0) }
        // Some scripts begin for a shell that hands them to another interpreter, which reads them from the start again.
        return interpreter.map { Self.shells.contains($0) } == true && !handsItselfOver
    }

    /// What `#!` names, without folders: `python3`.
    var interpreter: String? {
        guard bytes.starts(with: "#!".utf8) else { return nil }
        let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        var words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)[...]
        func name() -> String? { words.popFirst()?.split(separator: "/").last.map(String.init) }
        guard let first = name() else { return nil }
        guard first == "env" else { return first }
        while let word = words.first, word.hasPrefix("-") || word.contains("=") { words.removeFirst() }
        return name()
    }

    private var handsItselfOver: Bool {
        bytes.split(separator: UInt8(ascii: "\n")).prefix(16).contains { line in
            let text = String(decoding: line, as: UTF8.self)
            return text.contains("exec ") && (text.contains("\"$0\"") || text.contains(" $0"))
        }
    }

    /// Behind the first line if that names the interpreter: at the end, nothing would run behind an `exit`.
    func inserted(_ block: MarkedBlock) -> [UInt8] {
        guard bytes.starts(with: "#!".utf8) else { return block.inserted(into: bytes, at: 0) }
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
        return block.inserted(into: bytes, at: end)
    }
}
