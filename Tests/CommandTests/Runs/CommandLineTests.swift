import Foundation
import TestSupport
import Testing

@testable import sheaf

/// The contract that every command keeps, seen from outside.
@Suite struct CommandLineTests {
    private let directory: TemporaryDirectory
    private let program: SheafProgram

    init() throws {
        directory = try TemporaryDirectory()
        program = SheafProgram(in: directory.path, home: directory.file("home"))
    }

    @Test func explainsTheExitCodes() throws {
        let outcome = try program.run("help", "exit-codes")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let codes = outcome.output.split(separator: "\n").dropFirst().compactMap { Int32($0.split(separator: " ")[0]) }
        #expect(codes == [0, 1, 2, 64, 65, 69, 70, 73, 74, 75, 76, 77, 78, 130])
    }

    @Test func helpIsDataAndStartsWithExamples() throws {
        for arguments in [[], ["--help"], ["help"]] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
            let example = try #require(outcome.output.range(of: "sheaf enable"))
            let usage = try #require(outcome.output.range(of: "USAGE"))
            #expect(example.lowerBound < usage.lowerBound)
        }
    }

    @Test func refusesAWrongCommandLineWith64AndSaysWhatWasMeant() throws {
        let cases: [([String], String)] = [
            (["verison"], """
                sheaf: sheaf has no command "verison"
                  → did you mean `sheaf version`?

                """),
            (["--color", "never", "-C", "version", "banana"], """
                sheaf: sheaf has no command "banana"
                  → `sheaf --help` lists the commands

                """),
            (["help", "exitcodes"], """
                sheaf: there is no command or topic "exitcodes"
                  → did you mean `sheaf help exit-codes`?

                """),
        ]
        for (arguments, errors) in cases {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 64)
            #expect(outcome.output == "")
            #expect(outcome.errors == errors)
        }
        for arguments in [["version", "--jsno"], ["version", "extra"], ["version", "--color", "pink"], ["version", "-C"]] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.output == "")
            #expect(outcome.errors.hasPrefix("sheaf: "), "\(outcome.errors)")
        }
    }

    @Test func takesCommonOptionsBeforeAndBehindTheCommand() throws {
        let plain = try program.run("version")
        for arguments in [["-C", "/", "version"], ["version", "-C", "/"], ["--color=never", "version", "--quiet"]] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.output == plain.output)
        }
    }

    @Test func saysWhichFormatsAndRulesItReads() throws {
        let outcome = try program.run("version", "--json")
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(document?["schema_version"] as? Int == 1)
        #expect(document?["formats"] as? [Int] == [1])
        #expect(document?["rules"] as? Int == 1)
        #expect(document?["version"] as? String == Release.version)
    }

    @Test func neverRepeatsAnArgumentRaw() throws {
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<20 {
            let text = HostileText.random(using: &generator).filter { $0 != "\0" }
            for arguments in [[text], ["help", text], ["version", text], ["version", "--color", text]] {
                let outcome = try program.run(arguments)
                let shown = (outcome.output + outcome.errors).unicodeScalars
                #expect(!shown.contains { Escaping.isHidden($0) && $0 != "\n" }, "\(text.debugDescription)")
            }
        }
    }

    @Test func failsWhenItsOutputIsLostAndNotWhenNobodyReadsOn() throws {
        let full = try shell("'\(SheafProgram.path)' version > /dev/full")
        #expect(full.status == 74)
        #expect(full.errors.contains("cannot write to standard output"))
        let unread = try shell("'\(SheafProgram.path)' help exit-codes | true; exit ${PIPESTATUS[0]}")
        #expect(unread.status == 0)
        #expect(unread.errors == "")
    }

    @Test func colorsATerminalUnlessToldNotTo() throws {
        var program = program
        program.environment["TERM"] = "xterm"
        #expect(try program.runOnTerminal(["banana"]).output.contains("\u{1b}[1;31msheaf:\u{1b}[0m"))
        #expect(try !program.runOnTerminal(["banana", "--color=never"]).output.contains("\u{1b}"))
        program.environment["NO_COLOR"] = "1"
        #expect(try !program.runOnTerminal(["banana"]).output.contains("\u{1b}"))
    }

    @Test func offersCompletionsForEveryShell() throws {
        for shell in ["bash", "zsh", "fish"] {
            let outcome = try program.run("--generate-completion-script", shell)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("exit-codes"))
        }
    }

    private func shell(_ script: String) throws -> SheafProgram.Outcome {
        try program.run(executable: "/bin/bash", ["-c", script])
    }
}
