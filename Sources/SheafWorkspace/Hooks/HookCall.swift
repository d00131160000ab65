/// How git is to call `sheaf-hook`.
struct HookCall: Hashable, Sendable {
    /// Absolute. Where it is gone, `PATH` is looked through, and where that has none either, nothing happens: a hook outlives
    /// the program, and a repository may be used by programs with another `PATH`, or on a machine without Sheaf.
    let program: String

    /// nil for a path that cannot stand in a line.
    init?(program: String) {
        guard program.hasPrefix("/"), program.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else { return nil }
        self.program = program
    }

    /// One line for a POSIX shell. It exports nothing, reads nothing (a rewrite's list is for the hook's own lines), says
    /// nothing and succeeds under `set -e`.
    func line(_ event: HookEvent) -> String {
        let path = "'" + program.replacing("'", with: "'\\''") + "'"
        return "if [ -x \(path) ]; then \(path) note \(event.rawValue); else sheaf-hook note \(event.rawValue); fi "
            + "</dev/null >/dev/null 2>&1 || :"
    }

    /// What goes into a hook that is somebody's.
    func block(_ event: HookEvent) -> MarkedBlock { block(event, comment: "# Tells Sheaf's agent to look; \"sheaf disable\" removes these lines.") }

    /// A hook of our own, for where there is none.
    func file(_ event: HookEvent) -> [UInt8] { Self.shebang + ownBlock(event).inserted(into: [], at: 0) }

    func ownBlock(_ event: HookEvent) -> MarkedBlock { block(event, comment: Self.ownComment) }

    private func block(_ event: HookEvent, comment: String) -> MarkedBlock {
        // The sign at the end makes a carriage return part of a comment.
        MarkedBlock(lines: [comment, line(event) + " #"])
    }

    /// Whether a file is one of ours, of whatever program path, that nobody has added anything to.
    static func isOwnFile(_ bytes: [UInt8]) -> Bool {
        guard MarkedBlock.removed(from: bytes) == shebang else { return false }
        return bytes.dropFirst(shebang.count).starts(with: Array("\(MarkedBlock.start)\n\(ownComment)\n".utf8))
    }

    private static let shebang = Array("#!/bin/sh\n".utf8)
    private static let ownComment = "# Tells Sheaf's agent to look; \"sheaf disable\" removes this file."
}
