/// What a piece of text means, never which colour it has. The words carry the meaning too: a tone only repeats it.
enum Tone: Sendable, Hashable {
    case plain, heading, faint, identifier, good, warning, bad

    /// Parameters of the terminal's SGR sequence; nil for none. The eight basic colours follow the user's own theme.
    var sequence: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .faint: "2"
        case .identifier: "36"
        case .good: "32"
        case .warning: "33"
        case .bad: "1;31"
        }
    }
}

/// A sign that a terminal without UTF-8 gets in ASCII.
enum Glyph: Sendable, Hashable {
    case dot, ring, arrow, ellipsis, check, cross, dash

    func string(isUnicode: Bool) -> String {
        switch self {
        case .dot: isUnicode ? "●" : "*"
        case .ring: isUnicode ? "○" : "o"
        case .arrow: isUnicode ? "→" : "->"
        case .ellipsis: isUnicode ? "…" : "..."
        case .check: isUnicode ? "✓" : "ok"
        case .cross: isUnicode ? "✗" : "x"
        case .dash: isUnicode ? "–" : "-"
        }
    }
}
