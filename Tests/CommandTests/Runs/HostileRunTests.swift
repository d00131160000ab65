import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

/// Nothing that a peer wrote reaches the terminal raw, whatever the command.
@Suite struct HostileRunTests {
    private static let commands = [
        ["conflicts", "--all"], ["conflicts", "--all", "--json"], ["doctor"], ["doctor", "--json"], ["shared"],
        ["shared", "--lines"], ["shared", "--json"], ["log", "--verbose"], ["log", "--json"], ["config"],
    ]

    @Test(arguments: [1, 2, 3, 4]) func showsNoEffectiveText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let texts = [HostileText.fragments.joined()] + (0..<3).map { _ in HostileText.random(using: &generator) }
        for text in texts {
            let scratch = try Scratch()
            try scratch.receive(try Scene(text: String(decoding: text.utf8.prefix(900), as: UTF8.self)).lines, from: .local)
            for command in Self.commands {
                let plain = try scratch.program.run(command)
                try check(plain.output + plain.errors, command, seed)
            }
            let onTerminal = try scratch.program.runOnTerminal(["conflicts", "--all", "--color", "always"], columns: 100)
            let ours = try Regex("\u{1b}\\[(1|2|36|32|33|1;31|0)m")
            try check(onTerminal.output.replacing(ours, with: "").replacing("\r\n", with: "\n"), ["conflicts", "on a terminal"], seed)
        }
    }

    private func check(_ output: String, _ command: [String], _ seed: UInt64) throws {
        let raw = output.unicodeScalars.first { Escaping.isHidden($0) && $0 != "\n" }
        #expect(raw == nil, "\(command): U+\(String(raw?.value ?? 0, radix: 16)), seed \(seed)")
    }
}
