/// What Sheaf says, and the only thing that a `Screen` prints.
///
/// Literals are ours and stand as written. Every interpolated value may be somebody's and is escaped by `Escaping`, so a
/// peer's text cannot reach the terminal raw, whatever a command's author forgets:
/// `"\(title, .heading) by \(author)"`.
struct Text: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case words(String, Tone)
        case glyph(Glyph, Tone)

        var tone: Tone {
            switch self {
            case .words(_, let tone), .glyph(_, let tone): tone
            }
        }
    }

    private(set) var pieces: [Piece]

    init() {
        pieces = []
    }

    /// One line of somebody's text, escaped.
    init(_ untrusted: String, _ tone: Tone = .plain) {
        pieces = [.words(Escaping.line(Redaction.shown(untrusted)), tone)]
    }

    init(_ glyph: Glyph, _ tone: Tone = .plain) {
        pieces = [.glyph(glyph, tone)]
    }

    /// Somebody's text with its own line breaks, escaped line by line.
    static func block(_ untrusted: String, _ tone: Tone = .plain) -> [Text] {
        Escaping.lines(Redaction.shown(untrusted)).map { Text(pieces: [.words($0, tone)]) }
    }

    private init(pieces: [Piece]) {
        self.pieces = pieces
    }

    var isEmpty: Bool {
        pieces.allSatisfy { if case .words("", _) = $0 { true } else { false } }
    }

    /// The same words in another tone; tones inside stay.
    func toned(_ tone: Tone) -> Text {
        Text(pieces: pieces.map { piece in
            switch piece {
            case .words(let words, .plain): .words(words, tone)
            case .glyph(let glyph, .plain): .glyph(glyph, tone)
            default: piece
            }
        })
    }

    /// `1 session`, `2 sessions`.
    static func counted(_ count: Int, _ noun: Text, plural: Text? = nil) -> Text {
        "\(count) \(count == 1 ? noun : plural ?? "\(noun)s")"
    }

    static func + (left: Text, right: Text) -> Text { Text(pieces: left.pieces + right.pieces) }

    static func += (left: inout Text, right: Text) { left.pieces += right.pieces }
}

extension Text: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) {
        pieces = [.words(value, .plain)]
    }

    init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(2 * interpolationCount + 1)
        }

        mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.words(literal, .plain)) }
        }

        mutating func appendInterpolation(_ text: Text, _ tone: Tone = .plain) {
            pieces += tone == .plain ? text.pieces : text.toned(tone).pieces
        }

        mutating func appendInterpolation(_ glyph: Glyph, _ tone: Tone = .plain) {
            pieces.append(.glyph(glyph, tone))
        }

        mutating func appendInterpolation(_ value: some CustomStringConvertible, _ tone: Tone = .plain) {
            pieces.append(.words(Escaping.line(Redaction.shown(value.description)), tone))
        }
    }
}

extension Sequence<Text> {
    func joined(separator: Text) -> Text {
        var joined = Text()
        for (position, text) in enumerated() {
            if position > 0 { joined += separator }
            joined += text
        }
        return joined
    }
}
