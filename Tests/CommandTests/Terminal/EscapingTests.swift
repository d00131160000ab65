import TestSupport
import Testing

@testable import sheaf

@Suite struct EscapingTests {
    /// What must never reach a terminal from somebody's text.
    private static func isEffective(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180f,
            0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff9...0xfffb,
            0xe0000...0xe0fff: true
        default: false
        }
    }

    @Test func showsWhatIsHiddenAndKeepsTheRest() {
        let cases: KeyValuePairs = [
            "plain title": "plain title", "": "", "Grüße, 世界 👍🏽 ❤️ café": "Grüße, 世界 👍🏽 ❤️ café",
            "\u{1b}[2J\u{1b}]0;owned\u{7}": "^[[2J^[]0;owned^G", "a\u{7f}b\u{9b}31m": "a^?b\\u{9b}31m", "\0": "^@",
            "one\r\ntwo\nthree\tfour\u{2028}five\u{85}six": "one two three four five six",
            "abc\u{202e}txt.exe": "abc\\u{202e}txt.exe", "\u{2066}x\u{2069}\u{200f}\u{61c}": "\\u{2066}x\\u{2069}\\u{200f}\\u{61c}",
            "pay\u{200b}pal\u{feff}": "pay\\u{200b}pal\\u{feff}", "\u{e0041}": "\\u{e0041}",
            "e\u{301}": "e\u{301}", "z" + String(repeating: "\u{335}", count: 6): "z\u{335}\u{335}\u{335}\u{335}\\u{335}\\u{335}",
        ]
        for (raw, visible) in cases {
            #expect(Array(Escaping.line(raw).unicodeScalars) == Array(visible.unicodeScalars), "\(raw.debugDescription)")
        }
    }

    @Test(arguments: [1, 2, 3]) func letsNothingEffectiveThrough(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<4000 {
            let raw = HostileText.random(using: &generator)
            let line = Escaping.line(raw)
            #expect(!line.unicodeScalars.contains(where: Self.isEffective), "\(raw.debugDescription)")
            #expect(Escaping.line(line) == line, "escaping is idempotent: \(raw.debugDescription)")
            let shown = Rendering().string("\("by" as Text, .good) \(raw, .heading) end")
            #expect(!shown.unicodeScalars.contains(where: Self.isEffective), "\(raw.debugDescription)")
            let json = Document.object([Document.Member(key: raw, value: .string(raw))]).text.dropLast()
            #expect(!json.unicodeScalars.contains { Self.isEffective($0) && $0 != "\n" }, "\(raw.debugDescription)")
        }
    }

    @Test func keepsTheLinesOfABlockApart() {
        #expect(Escaping.lines("usage\u{7}\r\n  indented\n\nlast") == ["usage^G", "  indented", "", "last"])
    }
}
