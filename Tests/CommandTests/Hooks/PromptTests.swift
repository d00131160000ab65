import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafWorkspace

/// A prompt shows what is so, or nothing.
@Suite struct PromptTests {
    private let desk: HookDesk
    private let file: String

    init() throws {
        desk = try HookDesk()
        try desk.sheaf("enable")
        file = "\(desk.gitDirectory)/sheaf/prompt"
    }

    private func prompt(in folder: String? = nil) throws -> String {
        var program = SheafProgram(in: folder ?? desk.repository.path, home: desk.directory.file("home"))
        program.environment.merge(desk.program.environment) { $1 }
        let outcome = try program.run(executable: HookDesk.hookProgram, ["prompt"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        return outcome.output
    }

    @Test func `commands keep it, and the end of a session ends it`() throws {
        #expect(try prompt().isEmpty)
        let now = Int(Date().timeIntervalSince1970)
        try desk.repository.commit("wip: step", files: ["a": "1"], time: now)
        try desk.sheaf("record", "HEAD")
        #expect(try prompt() == "1 open\n")
        #expect(try prompt(in: desk.repository.path + "/.git/refs") == "1 open\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let until = try #require(text.split(whereSeparator: \.isWhitespace).dropFirst(2).first.flatMap { Int($0) })
        #expect((now + 890...now + 910).contains(until), "then it would be idle: \(until - now)")
        try desk.sheaf("session", "complete", "HEAD")
        #expect(try prompt().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `nothing is shown where nothing holds`() throws {
        let later = Int(Date().timeIntervalSince1970) + 1_000
        try Data("sheaf-prompt 1 \(later)\n2 open\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(try prompt() == "2 open\n")
        let bad = [
            "", "\n", "sheaf-prompt 1 \(later - 2_000)\n2 open\n", "sheaf-prompt 2 \(later)\n2 open\n", "sheaf-prompt 1 \(later)\n2 open",
            "sheaf-prompt 1 \(later)\n\n", "sheaf-prompt 1 \(later)\n2 open\nmore\n", "sheaf-prompt 1 x\n2 open\n", "sheaf-prompt 1 99999999999999999999\n2\n",
            "sheaf-prompt 1 \(later)\n\u{1b}[31m\n", "sheaf-prompt 1 \(later)\n$(touch pwned)\n", "sheaf-prompt 1 \(later)\n%n`x`\n", "sheaf-prompt 1 \(later)\n\\w\n",
            "sheaf-prompt 1 \(later)\n" + String(repeating: "x", count: 65) + "\n", String(repeating: "x", count: 100_000),
        ]
        for text in bad {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            #expect(try prompt().isEmpty, "\(text.prefix(60))")
        }
        unlink(file)
        mkfifo(file, 0o600)
        #expect(try prompt().isEmpty)
        unlink(file)
        symlink("/etc/hostname", file)
        #expect(try prompt().isEmpty)
        #expect(try prompt(in: "/").isEmpty)
        unlink(file)
        try Data("sheaf-prompt 1 \(later)\n2 open\n".utf8).write(to: URL(fileURLWithPath: file))
        try desk.sheaf("disable")
        #expect(try prompt().isEmpty)
    }

    /// The program refuses what a shell could take for a command; whoever writes a segment cannot write such a one.
    @Test func `every segment that can be made is shown as it is`() throws {
        let until = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + 1_000_000)
        let texts = ["2 open, 1 conflict", "ada-20261121-0900 (3)", "a%b$(c)`d`\u{1b}[1m\n\u{202e}é\\", String(repeating: "long ", count: 100)]
        for text in texts {
            let segment = try #require(PromptSegment(text, until: until))
            #expect(segment.text.utf8.count <= PromptSegment.textBytesMax)
            Installation(try #require(try? Workspace.open(from: desk.repository.path, surroundings: surroundings).location)).show(segment)
            #expect(try prompt() == segment.text + "\n")
        }
        #expect(PromptSegment("a%b$(c)", until: until)?.text == "a_b_(c)")
        #expect(PromptSegment("", until: until) == nil)
    }

    private var surroundings: Surroundings {
        var surroundings = Surroundings.live
        surroundings.environment = desk.program.environment
        return surroundings
    }
}
