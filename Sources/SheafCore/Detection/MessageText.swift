/// A commit message or pull request as detection reads it: subject, and the lines of the body that are prose or trailers.
///
/// Left out are fenced and indented code, quotations and HTML comments: there, people and tools write *about* marks.
/// The predecessor's own footer explained its marks, and so ended every session it was added to.
struct MessageText {
    let subject: Substring
    /// Without trailing white space; an empty one where lines are blank or were left out.
    let lines: [Substring]
    /// The lines of HTML comments. Only session marks are looked for here.
    let comments: [Substring]

    /// Of a longer body, the first and the last half of this are read. Unit: bytes of UTF-8.
    static let bodyBytesMax = 65_536

    init(commit message: String) {
        let parts = message.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isLineFeed)
        self.init(subject: parts[0], body: parts.count > 1 ? parts[1] : "")
    }

    init(subject: String, body: String) {
        self.init(subject: subject[...], body: body[...])
    }

    private init(subject: Substring, body: Substring) {
        self.subject = subject.trimmed
        let reader = BodyReader(Self.bounded(body))
        lines = reader.lines
        comments = reader.comments
    }

    private static func bounded(_ body: Substring) -> [Substring] {
        guard body.utf8.count > bodyBytesMax else { return lines(of: body) }
        let head = lines(of: Substring(body.utf8.prefix(bodyBytesMax / 2))).dropLast()
        let tail = lines(of: Substring(body.utf8.suffix(bodyBytesMax / 2))).dropFirst()
        return head + [""] + tail
    }

    private static func lines(of text: Substring) -> [Substring] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineFeed)
    }
}

/// Goes through a body line by line and keeps what is neither code nor quotation nor comment.
private struct BodyReader {
    private(set) var lines: [Substring] = []
    private(set) var comments: [Substring] = []
    /// What closes the code block that is open.
    private var fence: String?
    private var isInComment = false

    init(_ body: [Substring]) {
        // An opening after the last closing is no comment.
        let lastClosing = body.lastIndex { $0.firstRange(ofASCII: "-->") != nil } ?? -1
        for (index, line) in body.enumerated() { read(line, closesLater: index < lastClosing) }
    }

    private mutating func read(_ line: Substring, closesLater: Bool) {
        guard !isInComment else { return readProse(line, closesLater: closesLater) }
        let content = line.trimmed
        if let open = fence {
            if content.hasPrefix(open) { fence = nil }
            lines.append("")
        } else if content.hasPrefix("```") || content.hasPrefix("~~~") {
            fence = String(content.prefix(3))
            lines.append("")
        } else if content.hasPrefix(">") || line.hasPrefix("    ") || line.hasPrefix("\t") {
            lines.append("")
        } else {
            readProse(line, closesLater: closesLater)
        }
    }

    /// Takes the comments out. What stands before, between and after them become lines of their own.
    private mutating func readProse(_ line: Substring, closesLater: Bool) {
        var rest = line
        while true {
            if isInComment {
                guard let closing = rest.firstRange(ofASCII: "-->") else { return comments.append(rest.trimmed) }
                comments.append(rest[..<closing.lowerBound].trimmed)
                isInComment = false
                rest = rest[closing.upperBound...]
                if rest.trimmed.isEmpty { return }
            }
            guard let opening = rest.firstRange(ofASCII: "<!--"),
                closesLater || rest[opening.upperBound...].firstRange(ofASCII: "-->") != nil
            else { return lines.append(rest.trimmedAtEnd) }
            lines.append(rest[..<opening.lowerBound].trimmedAtEnd)
            rest = rest[opening.upperBound...]
            isInComment = true
        }
    }
}

extension Character {
    /// LF or CR LF.
    fileprivate var isLineFeed: Bool { self == "\n" || self == "\r\n" }
}

extension Substring {
    /// - Parameter text: ASCII in lower case; letter case does not matter.
    func firstRange(ofASCII text: StaticString) -> Range<Index>? {
        text.withUTF8Buffer { wanted in
            var start = utf8.startIndex
            while let head = utf8[start...].firstIndex(where: { $0.asciiLowercased == wanted[0] }) {
                let candidate = utf8[head...].prefix(wanted.count)
                if candidate.elementsEqual(wanted, by: { $0.asciiLowercased == $1 }) { return head..<candidate.endIndex }
                start = utf8.index(after: head)
            }
            return nil
        }
    }

    var trimmed: Substring { trimmedAtEnd.drop { $0.isWhitespace } }

    var trimmedAtEnd: Substring {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return self[...last]
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 { (0x41...0x5a).contains(self) ? self + 0x20 : self }
}
