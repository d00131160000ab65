import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// A thousand hostile texts of a peer, in front of every command on a terminal.
@Suite struct HostileTerminalTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func everyCommandIsMeant() throws {
        let called = EveryCommand.runs.map { $0.joined(separator: " ") + " " }
        for leaf in try EveryCommand.leaves(scratch.program) {
            #expect(called.contains { $0.hasPrefix("\(leaf) ") }, "`sheaf \(leaf)` is run by no hostile test")
        }
    }

    /// Titles, notes, replicas' names, claims' subjects and kinds that nobody knows, and commits with subjects like them.
    @Test(.timeLimit(.minutes(10))) func aThousandTextsReachNoTerminal() throws {
        var generator = SeededGenerator(seed: 10)
        var peer = try Peer(7)
        let author = try #require(AuthorSlug("mallory"))
        for number in 0..<1000 {
            let text = number < HostileText.fragments.count ? HostileText.fragments[number] : HostileText.random(using: &generator)
            let record = Scene.session(author, first: number, minutes: Int64(number % 50))
            let opened = try peer.say(
                .opened(.init(author: author, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true, worktree: nil)),
                about: record, minutes: 0)
            let title = String(decoding: text.utf8.prefix(900), as: UTF8.self)
            guard !title.isEmpty else { continue }
            _ = try peer.say(number.isMultiple(of: 2) ? .titled(title) : .noted(title), about: record, minutes: 1, after: [opened], isHuman: true)
            guard number.isMultiple(of: 20) else { continue }
            _ = try peer.say(.titled(title + "!"), about: record, minutes: 1, after: [opened], isHuman: true)
            _ = try peer.say(["at": 1, "kind": "future-kind", "text": .string(title)], about: record)
        }
        try scratch.receive(try Scene(text: String(HostileText.fragments.joined().prefix(300))).lines + peer.arrived, from: .local)
        for number in 0..<20 {
            let text = HostileText.random(using: &generator)
            let line = String(text.unicodeScalars.filter { $0 != "\0" })
            try scratch.repository.commit("wip: \(line)", files: ["a": "\(number)"], time: FixtureGit.epoch + number * 60)
        }
        try scratch.repository.git("remote", "add", "origin", "/nonexistent/\u{1b}[31m\u{202e}red")
        for arguments in EveryCommand.runs {
            let shown = try scratch.program.runOnTerminal(arguments + ["--color", "always"], columns: 120)
            #expect(shown.status != 70, "\(arguments): \(shown.output.suffix(500))")
            #expect(Self.raw(shown.output) == nil, "\(arguments): \(Self.raw(shown.output) ?? "")")
        }
    }

    /// The first thing on the terminal that steers it, other than line ends, our colours and a progress line's beginning.
    private static func raw(_ output: String) -> String? {
        let ours = output.replacing(sgr, with: "").replacing("\r\n", with: "\n").replacing("\u{1b}[K", with: "").replacing("\r", with: "")
        return ours.unicodeScalars.first { Escaping.isHidden($0) && $0 != "\n" }.map { "U+\(String($0.value, radix: 16))" }
    }

    private static var sgr: Regex<(Substring, Substring)> { #/\u{1b}\[(1|2|36|32|33|1;31|0)m/# }
}
