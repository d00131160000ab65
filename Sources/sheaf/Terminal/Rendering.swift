/// What one stream can show: decided once from flag, environment and terminal.
struct Rendering: Sendable, Hashable {
    var hasColor: Bool
    /// Whether the locale is a UTF-8 one; otherwise everything beyond ASCII is spelled out.
    var isUnicode: Bool
    /// Columns of the terminal; nil when the stream is none, and then nothing is shortened.
    var width: Int?

    var isTerminal: Bool { width != nil }

    /// - Parameter terminalWidth: nil when the stream is not a terminal.
    init(_ choice: ColorChoice, environment: [String: String], terminalWidth: Int?) {
        hasColor = choice.hasColor(environment: environment, isTerminal: terminalWidth != nil)
        isUnicode = Self.isUnicode(environment)
        width = terminalWidth
    }

    init(hasColor: Bool = false, isUnicode: Bool = true, width: Int? = nil) {
        self.hasColor = hasColor
        self.isUnicode = isUnicode
        self.width = width
    }

    func string(_ text: Text) -> String {
        text.pieces.map { piece in
            let words = words(piece)
            guard hasColor, let sequence = piece.tone.sequence, !words.isEmpty else { return words }
            return "\u{1b}[\(sequence)m\(words)\u{1b}[0m"
        }.joined()
    }

    /// Columns that the text takes here.
    func columns(_ text: Text) -> Int {
        text.pieces.reduce(0) { $0 + DisplayWidth.of(words($1)) }
    }

    /// The text itself if it fits, else its beginning and a sign that there is more.
    func cut(_ text: Text, to columnsMax: Int) -> Text {
        guard columns(text) > columnsMax else { return text }
        let sign = Text(.ellipsis, .faint)
        var left = columnsMax - columns(sign)
        guard left >= 0 else { return "" }
        var kept = Text()
        for piece in text.pieces {
            // The pieces are escaped already; escaping is idempotent.
            let head = words(piece).prefix { character in
                left -= DisplayWidth.of(character)
                return left >= 0
            }
            kept += Text(String(head), piece.tone)
            if left < 0 { break }
        }
        return kept + sign
    }

    private func words(_ piece: Text.Piece) -> String {
        switch piece {
        case .glyph(let glyph, _): glyph.string(isUnicode: isUnicode)
        case .words(let words, _): isUnicode ? words : Self.ascii(words)
        }
    }

    private static func ascii(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return text.unicodeScalars.map { $0.isASCII ? String($0) : Escaping.notation($0) }.joined()
    }

    /// The locale of characters, by POSIX's order of variables.
    private static func isUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}

/// `--color`.
enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never

    /// The flag stands above the environment; `NO_COLOR` above what forces colour. Source: no-color.org, force-color.org.
    func hasColor(environment: [String: String], isTerminal: Bool) -> Bool {
        func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
        switch self {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if isSet("NO_COLOR") { return false }
        if ["CLICOLOR_FORCE", "FORCE_COLOR"].contains(where: { isSet($0) && environment[$0] != "0" }) { return true }
        return isTerminal && environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
    }
}
