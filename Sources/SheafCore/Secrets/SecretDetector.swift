/// Finds what looks like a secret in a text. Pure: the environment is a parameter.
///
/// It is a net, not a wall: a password that is a common word passes, and a random string that is no secret is caught.
/// The bounds are those of the parts (`TokenShape`, `RandomString`, `KnownSecret`); on ordinary titles fewer than one in
/// a hundred is taken for a secret (`SecretDetectorTests`).
public struct SecretDetector: Sendable {
    private struct Place: Sendable {
        let secret: Int
        let spelling: Int
        let offset: Int
    }

    private let known: [KnownSecret]
    /// Where eight bytes in a row occur in the known secrets.
    private let places: [UInt64: [Place]]

    /// - Parameter environment: values of variables named `*TOKEN*`, `*SECRET*`, `*KEY*`, `*PASSWORD*` are looked for.
    public init(environment: [String: String] = [:]) {
        let known = environment.sorted { $0.key < $1.key }.compactMap { KnownSecret(variable: $0.key, value: $0.value) }
        var places: [UInt64: [Place]] = [:]
        for (secret, value) in known.enumerated() {
            for (spelling, text) in value.spellings.enumerated() where text.bytes.count >= 8 {
                for offset in 0...(text.bytes.count - 8) {
                    places[Self.word(text.bytes, offset), default: []]
                        .append(Place(secret: secret, spelling: spelling, offset: offset))
                }
            }
        }
        self.known = known
        self.places = places
    }

    /// What looks like a secret in a text that a person wrote.
    ///
    /// - Returns: by position, none overlapping.
    public func findings(in text: String) -> [SecretFinding] {
        let bytes = Array(text.utf8)
        return Self.merged(certain(bytes) + random(bytes))
    }

    /// The same without random strings, for texts that hold ids and signatures.
    public func certainFindings(in text: String) -> [SecretFinding] { Self.merged(certain(Array(text.utf8))) }

    /// The text with what is a secret in it replaced. Random strings stay: what is printed is full of ids and signatures.
    public func redacted(_ text: String) -> String {
        guard text.utf8.count >= 8 else { return text }
        let bytes = Array(text.utf8)
        let found = certainFindings(in: text)
        guard !found.isEmpty else { return text }
        var redacted: [UInt8] = []
        var end = 0
        for finding in found {
            redacted += bytes[end..<finding.range.lowerBound] + Array("[secret]".utf8)
            end = finding.range.upperBound
        }
        return String(decoding: redacted + bytes[end...], as: UTF8.self)
    }

    // MARK: Rules

    private func certain(_ text: [UInt8]) -> [SecretFinding] {
        var found: [SecretFinding] = []
        var position = 0
        while position < text.count {
            if let finding = finding(at: position, in: text, behind: found.last?.range.upperBound) {
                found.append(finding)
                position = finding.range.upperBound
            } else {
                position += 1
            }
        }
        return found
    }

    /// - Parameter end: of the finding before: what follows it directly begins a word.
    private func finding(at start: Int, in text: [UInt8], behind end: Int?) -> SecretFinding? {
        if !places.isEmpty, start + 8 <= text.count, let finding = knownSecret(text, start) { return finding }
        if start == 0 || start == end || !Characters.isAlphanumeric(text[start - 1]) {
            for shape in TokenShape.byFirstByte[Int(text[start])] {
                if let range = shape.match(text, at: start) {
                    return SecretFinding(kind: .token(provider: shape.provider), range: range)
                }
            }
            if let range = Self.webToken(text, start) { return SecretFinding(kind: .webToken, range: range) }
        }
        switch text[start] {
        case UInt8(ascii: "-"): return Self.privateKey(text, start).map { SecretFinding(kind: .privateKey, range: $0) }
        case UInt8(ascii: ":"): return Self.credential(text, start).map { SecretFinding(kind: .addressCredential, range: $0) }
        default: return nil
        }
    }

    private func knownSecret(_ text: [UInt8], _ start: Int) -> SecretFinding? {
        var longest: SecretFinding?
        for place in places[Self.word(text, start)] ?? [] {
            let spelling = known[place.secret].spellings[place.spelling]
            let count = zip(spelling.bytes[place.offset...], text[start...]).prefix { $0 == $1 }.count
            guard count >= spelling.countMin, count > longest?.range.count ?? 0 else { continue }
            longest = SecretFinding(
                kind: .environment(variable: known[place.secret].variable), range: start..<(start + count))
        }
        return longest
    }

    /// Long strings without a pattern. An object id, a signature's part in a path and a word in CamelCase are none.
    private func random(_ text: [UInt8]) -> [SecretFinding] {
        var found: [SecretFinding] = []
        var start = 0
        while start < text.count {
            let run = text[start...].prefix { Characters.isToken($0) }
            if RandomString.isRandom(run) { found.append(SecretFinding(kind: .random, range: run.indices)) }
            start = run.endIndex + 1
        }
        return found
    }

    /// `eyJ` is `{"` in base64: header and payload of a web token are JSON objects.
    private static func webToken(_ text: [UInt8], _ start: Int) -> Range<Int>? {
        guard text[start...].starts(with: "eyJ".utf8) else { return nil }
        var end = start
        for part in 0..<3 {
            let run = text[end...].prefix { TokenShape.Alphabet.url.contains($0) }
            guard run.count >= (part == 2 ? 6 : 10), part != 1 || run.starts(with: "eyJ".utf8) else { return nil }
            end = run.endIndex
            guard part < 2 else { break }
            guard end < text.count, text[end] == UInt8(ascii: ".") else { return nil }
            end += 1
        }
        return start..<end
    }

    /// From the first dash to the end mark, or to the text's end.
    private static func privateKey(_ text: [UInt8], _ start: Int) -> Range<Int>? {
        guard text[start...].starts(with: "-----BEGIN ".utf8) else { return nil }
        let head = text[(start + 11)...].prefix(40)
        guard let end = first("PRIVATE KEY", in: head) else { return nil }
        let tail = first("-----END ", in: text[end...]).flatMap { first("-----", in: text[($0 + 9)...]) }
        return start..<(tail.map { $0 + 5 } ?? text.count)
    }

    /// What stands between `://` and `@`, when it is more than a user's name.
    private static func credential(_ text: [UInt8], _ start: Int) -> Range<Int>? {
        guard text[start...].starts(with: "://".utf8) else { return nil }
        let stops = Array(" /?#\"'<>".utf8)
        let authority = text[(start + 3)...].prefix { !stops.contains($0) && $0 > 0x20 }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let user = authority[..<at]
        let name = user.prefix { $0 != UInt8(ascii: ":") }
        // A user without a password may be a token, as in `https://TOKEN@host/`; names are shorter.
        return user.count > name.count + 1 || name.count >= RandomString.countMin ? user.indices : nil
    }

    // MARK: Parts

    private static func first(_ mark: String, in text: ArraySlice<UInt8>) -> Int? {
        let mark = Array(mark.utf8)
        guard text.count >= mark.count else { return nil }
        return (text.startIndex...(text.endIndex - mark.count)).first { text[$0...].starts(with: mark) }
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) }
    }

    /// The first of several findings at one place says what it is, and one that is certain before one that is random.
    private static func merged(_ findings: [SecretFinding]) -> [SecretFinding] {
        var merged: [SecretFinding] = []
        for finding in findings.sorted(by: { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }) {
            guard let last = merged.last, finding.range.lowerBound < last.range.upperBound else {
                merged.append(finding)
                continue
            }
            let end = max(last.range.upperBound, finding.range.upperBound)
            let kind = last.kind == .random ? finding.kind : last.kind
            merged[merged.count - 1] = SecretFinding(kind: kind, range: last.range.lowerBound..<end)
        }
        return merged
    }
}
