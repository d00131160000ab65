/// Makes text that somebody else wrote visible instead of effective. The one place where this is decided.
///
/// A title, a branch, a file name or a remote's answer can hold escape sequences that rewrite the screen, bidirectional
/// controls that reorder a line, and invisible characters that make two names look alike.
enum Escaping {
    /// More combining marks on one character than any script needs, and enough to paint over neighbouring lines.
    static let combiningMarksMax = 4

    /// One line of harmless text: line breaks and tabs become spaces, C0 and DEL caret notation, and everything else
    /// that is invisible or steers the terminal `\u{…}`.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text }
        var visible = String.UnicodeScalarView()
        var marks = 0
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if isBreak(scalar) {
                if !(scalar == "\n" && previous == "\r") { visible.append(" ") }
                continue
            }
            marks = isCombining(scalar) ? marks + 1 : 0
            if isHidden(scalar) || marks > combiningMarksMax {
                visible.append(contentsOf: notation(scalar).unicodeScalars)
            } else {
                visible.append(scalar)
            }
        }
        return String(visible)
    }

    /// The lines of a text, each harmless, none flattened into another.
    static func lines(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }).map { line(String($0)) }
    }

    /// Whether a scalar shows nothing of its own or steers what surrounds it.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
        // Emoji and text presentation: common behind a heart or a check mark, and harmless.
        if scalar == "\u{fe0e}" || scalar == "\u{fe0f}" { return false }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }

    /// `^[` for escape, `^?` for delete, `\u{9b}` for what caret notation has no letter for.
    static func notation(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x7f: "^?"
        case 0..<0x20: "^" + String(Unicode.Scalar(UInt8(scalar.value) + 0x40))
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        ["\t", "\n", "\r", "\u{0b}", "\u{0c}", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        let category = scalar.properties.generalCategory
        return category == .nonspacingMark || category == .enclosingMark
    }
}
