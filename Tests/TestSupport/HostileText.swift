/// Text that attacks whoever shows it.
public enum HostileText {
    /// One or more of each kind: terminal sequences, bidirectional controls, invisible characters, line breaks, markup,
    /// combining marks, wide and unassigned characters.
    public static let fragments = [
        "\u{1b}[2J", "\u{1b}]0;owned\u{7}", "\u{1b}]8;;http://x\u{1b}\\click", "\u{1b}P$q\u{1b}\\", "\u{9b}31m", "\u{90}q\u{9c}",
        "\0", "\u{7f}", "\u{8}\u{8}", "\r", "\n", "\r\n", "\t", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}",
        "\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{200e}", "\u{200f}", "\u{61c}", "\u{200b}", "\u{200d}", "\u{2060}",
        "\u{feff}", "\u{ad}", "\u{34f}", "\u{115f}", "\u{3164}", "\u{ffa0}", "\u{e0001}", "\u{e0041}", "\u{e0101}", "\u{fff9}",
        "\u{180e}", "\u{206a}", "z\u{335}\u{335}\u{335}\u{335}\u{335}\u{335}", "世界", "👩‍💻", "🇩🇪", "❤️", "é", "e\u{301}",
        "<script>", "\"", "\\", "'; rm -rf", "%s%n", "::error::", "`id`", "$(id)", "{}", "a", " ", "title", "\u{10fffd}", "\u{e000}",
    ]

    /// Up to twelve of the fragments and of random scalars, in any order.
    public static func random(using generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            if Bool.random(using: &generator), let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10ffff, using: &generator)) {
                text.append(scalar)
            } else {
                text.append(contentsOf: fragments[Int.random(in: fragments.indices, using: &generator)].unicodeScalars)
            }
        }
        return String(text)
    }
}
