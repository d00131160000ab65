import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

/// Nothing that a peer wrote, or that a file or ref is called, reaches the terminal raw, whatever the command.
@Suite struct HostileRunTests {
    private static let commands = [
        ["conflicts", "--all"], ["conflicts", "--all", "--json"], ["doctor"], ["doctor", "--json"], ["shared"],
        ["shared", "--lines"], ["shared", "--json"], ["log", "--verbose"], ["log", "--json"], ["config", "--show-origin"],
        ["status", "--verbose"], ["status", "--json"], ["session", "list"], ["session", "list", "--json"],
        ["session", "show", "ada-20261121-0900"], ["session", "show", "ada-20261121-0900", "--json"], ["explain", "ada-20261121-0900"],
        ["explain", "HEAD"], ["explain", "HEAD", "--json"], ["record", "HEAD"], ["import", "history", "--all"],
        ["session", "show", "HEAD"], ["session", "title", "HEAD", "x"], ["session", "sweep", "--dry-run"], ["verify"], ["undo", "1"],
        ["sync"], ["sync", "--offline"], ["sync", "--remote", "none"],
    ]

    @Test(arguments: [1, 2]) func showsNoEffectiveText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for text in [HostileText.fragments.joined(), HostileText.random(using: &generator)] {
            let scratch = try Scratch()
            try scratch.receive(try Scene(text: Self.prefix(text, byteCountMax: 900)).lines, from: .local)
            try commit(named: text, in: scratch)
            for command in Self.commands + [["session", "show", text], ["conflicts", "show", text], ["session", "note", "HEAD", text]] {
                let arguments = command.map { $0.filter { $0 != "\0" } }
                let plain = try scratch.program.run(arguments)
                check(plain.output + plain.errors, command, seed)
                #expect(plain.status != 70, "\(command): \(plain.errors)")
            }
            let onTerminal = try scratch.program.runOnTerminal(["conflicts", "--all", "--color", "always"], columns: 100)
            let ours = try Regex("\u{1b}\\[(1|2|36|32|33|1;31|0)m")
            check(onTerminal.output.replacing(ours, with: "").replacing("\r\n", with: "\n"), ["conflicts", "on a terminal"], seed)
        }
    }

    /// An automatic commit with the text as its subject, in a file name, on a branch and as an author; and as a remote.
    private func commit(named text: String, in scratch: Scratch) throws {
        let name = String(text.unicodeScalars.filter { $0 != "\0" && $0 != "/" && $0.value < 0x10_0000 }.prefix(40))
        let author = "\(name.filter { !"<>\n\r".contains($0) })x <ada@example.com>"
        try scratch.repository.commit(
            "wip: \(name)\n\nSession-ID: \(name)\n", files: ["f\(name)": "1"], author: author)
        try scratch.repository.git("config", "remote.origin.url", "/nonexistent/\(name)")
        try scratch.repository.git("config", "sheaf.sync.remote", "origin")
    }

    private func check(_ output: String, _ command: [String], _ seed: UInt64) {
        let raw = output.unicodeScalars.first { Escaping.isHidden($0) && $0 != "\n" }
        #expect(raw == nil, "\(command): U+\(String(raw?.value ?? 0, radix: 16)), seed \(seed)")
    }

    /// As many whole characters as fit.
    private static func prefix(_ text: String, byteCountMax: Int) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += String(scalar).utf8.count
            if count > byteCountMax { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}
