import Foundation
import TestSupport
import Testing

@testable import SheafWorkspace

/// What was put in comes out again, and the rest is as it was, whatever it was.
@Suite struct MarkedBlockTests {
    private let call = HookCall(program: "/opt/sheaf's/sheaf-hook")

    /// Texts of short lines with every kind of end, some of them ours.
    private func text(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces = ["#!/bin/sh", "exit 0", "", "echo", "# >>> sheaf", "\u{e9}", "# <<< sheaf <<< ", " # >>> sheaf >>>", "[core]", "\u{0}"]
        let ends = [["\n"], ["\r\n"], ["\n", "\r\n", "\r", ""]].randomElement(using: &generator) ?? ["\n"]
        var text = Bool.random(using: &generator) ? "\u{feff}" : ""
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            text += (pieces.randomElement(using: &generator) ?? "") + (ends.randomElement(using: &generator) ?? "\n")
        }
        return Array((text + (Bool.random(using: &generator) ? "exit 1" : "")).utf8)
    }

    @Test func `a hook without our lines is as it was`() throws {
        let call = try #require(call)
        var scriptCount = 0
        for seed in 0..<1_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let bytes = text(using: &generator)
            let (script, block) = (HookScript(bytes: bytes), call.block(.postMerge))
            if script.isForShell {
                scriptCount += 1
                #expect(MarkedBlock.removed(from: script.inserted(block)) == bytes, "seed \(seed)")
                #expect(block.isWhole(in: script.inserted(block)), "seed \(seed)")
            }
            let settings = HookSettings.inserted(HookSettings.block(call), into: bytes)
            #expect(MarkedBlock.removed(from: settings) == bytes, "seed \(seed)")
            #expect(HookSettings.block(call).isWhole(in: settings), "seed \(seed)")
            #expect(MarkedBlock.removed(from: bytes) == bytes && !MarkedBlock.isPresent(in: bytes), "seed \(seed)")
        }
        #expect(scriptCount > 300)
    }

    @Test func `what was added around our lines stays`() throws {
        let block = try #require(call).block(.postCommit)
        let with = HookScript(bytes: Array("#!/bin/sh\nold\n".utf8)).inserted(block)
        let added = Array("#!/bin/sh\nabove\n".utf8) + with.dropFirst("#!/bin/sh\n".utf8.count) + Array("below".utf8)
        #expect(MarkedBlock.removed(from: added) == Array("#!/bin/sh\nabove\nold\nbelow".utf8))
    }

    /// A mark alone, or in the wrong order, is nobody's.
    @Test(arguments: ["# >>> sheaf >>>\nx\n", "# <<< sheaf <<<\n# >>> sheaf >>>\nx\n", "x # >>> sheaf >>>\n# <<< sheaf <<<\n"])
    func `half a block is left alone`(text: String) {
        #expect(MarkedBlock.removed(from: Array(text.utf8)) == Array(text.utf8))
    }

    @Test func `only what nobody touched is a file of ours`() throws {
        let call = try #require(call)
        for event in HookEvent.allCases { #expect(HookCall.isOwnFile(call.file(event))) }
        #expect(!HookCall.isOwnFile(call.file(.postCommit) + [10]))
        #expect(!HookCall.isOwnFile(HookScript(bytes: Array("#!/bin/sh\n".utf8)).inserted(call.block(.postCommit))))
        #expect(!HookCall.isOwnFile([]))
    }

    @Test func `scripts for other interpreters are told`() {
        let shells = ["#!/bin/sh", "#! /bin/sh -e", "#!/usr/bin/env bash", "#!/usr/bin/env -S bash -eu", "#!/usr/bin/env A=1 dash", "#!/bin/zsh\n", "", "echo", "#!/bin/ksh\r\n", "#!/bin/sh\necho\r"]
        for text in shells { #expect(HookScript(bytes: Array(text.utf8)).isForShell, "\(text)") }
        let others = ["#!/usr/bin/python3", "#!/usr/bin/env ruby", "#!/usr/bin/env -S node --x", "#!", "#!/usr/bin/env", "#!/usr/bin/fish", "\u{7f}ELF\u{0}", "#!/bin/sh\recho\r", "#!/bin/sh\n# \\\nexec tclsh \"$0\" \"$@\"\n"]
        for text in others { #expect(!HookScript(bytes: Array(text.utf8)).isForShell, "\(text)") }
    }

    @Test(arguments: ["relative", "", "/a\nb", "/a\u{7f}"]) func `a program that cannot stand in a line is refused`(path: String) {
        #expect(HookCall(program: path) == nil)
    }
}
