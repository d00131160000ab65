/// Reads one line of an `allowed_signers` file: `principals [options] keytype base64 [comment]`.
struct AllowedSignersLine {
    enum Content {
        /// Empty, or a comment.
        case nothing
        case signer([String], ReplicaID, TrustDecision.Validity)
        case skipped(AllowedSigners.Skipped.Reason)
    }

    private static let keyTypePrefixes = ["ssh-", "ecdsa-", "sk-", "rsa-", "webauthn-"]

    private var rest: Substring
    private let utcOffsetSeconds: (Instant) -> Int

    init(_ line: String, utcOffsetSeconds: @escaping (Instant) -> Int) {
        rest = line[...]
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    mutating func read() -> Content {
        skipSpace()
        guard let first = rest.first, first != "#" else { return .nothing }
        guard let principals = field(), let second = field() else { return .skipped(.badLine) }
        let isKeyType = Self.keyTypePrefixes.contains { second.hasPrefix($0) }
        guard let type = isKeyType ? second : field() else { return .skipped(.badLine) }
        guard let key = field() else { return .skipped(.badLine) }
        var validity = TrustDecision.Validity.always
        if !isKeyType {
            switch options(second) {
            case .success(let read): validity = read
            case .failure(let failure): return .skipped(failure.reason)
            }
        }
        guard type == "ssh-ed25519" else { return .skipped(.keyType(type)) }
        guard let replica = ReplicaID(sshKey: key) else { return .skipped(.badKey) }
        return .signer(principals.split(separator: ",").map(String.init), replica, validity)
    }

    // MARK: Fields

    private mutating func skipSpace() {
        rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    }

    /// The next field; spaces between quotes belong to it, quotes around a whole field do not.
    private mutating func field() -> String? {
        skipSpace()
        var isQuoted = false
        let field = rest.prefix { character in
            if character == "\"" { isQuoted.toggle() }
            return isQuoted || !(character == " " || character == "\t" || character == "\r")
        }
        guard !field.isEmpty, !isQuoted else { return nil }
        rest = rest[field.endIndex...]
        guard field.count > 2, field.hasPrefix("\""), field.hasSuffix("\""), !field.dropFirst().dropLast().contains("\"")
        else { return String(field) }
        return String(field.dropFirst().dropLast())
    }

    // MARK: Options

    private struct OptionFailure: Error { let reason: AllowedSigners.Skipped.Reason }

    private func options(_ text: String) -> Result<TrustDecision.Validity, OptionFailure> {
        var (after, before): (Instant?, Instant?)
        for option in Self.separated(text) {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count == 2 ? parts[1].filter { $0 != "\"" } : nil
            switch (parts[0].lowercased(), value) {
            case ("cert-authority", nil): return .failure(OptionFailure(reason: .certificateAuthority))
            case ("namespaces", let patterns?):
                guard Self.matches(AllowedSigners.namespace, patterns) else {
                    return .failure(OptionFailure(reason: .otherNamespace))
                }
            case ("valid-after", let time?):
                guard let instant = instant(time) else { return .failure(OptionFailure(reason: .badTime(time))) }
                after = instant
            case ("valid-before", let time?):
                guard let instant = instant(time) else { return .failure(OptionFailure(reason: .badTime(time))) }
                before = instant
            default: return .failure(OptionFailure(reason: .badOption(parts[0])))
            }
        }
        return .success(TrustDecision.Validity(after: after, before: before))
    }

    /// Split at the commas outside of quotes.
    private static func separated(_ text: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.filter { !$0.isEmpty }
    }

    /// A list of patterns as in ssh_config(5): `*` and `?`, `!` excludes.
    private static func matches(_ name: String, _ patterns: String) -> Bool {
        var isMatched = false
        for pattern in patterns.split(separator: ",") {
            guard fits(name[...], pattern.hasPrefix("!") ? pattern.dropFirst() : pattern) else { continue }
            if pattern.hasPrefix("!") { return false }
            isMatched = true
        }
        return isMatched
    }

    private static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
        // The name is five characters long, so trying every position is cheap; stars in a row count once.
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        if first == "*" {
            let behind = rest.drop { $0 == "*" }
            return name.indices.contains { fits(name[$0...], behind) } || fits(name[name.endIndex...], behind)
        }
        guard let character = name.first else { return false }
        return (first == "?" || first == character) && fits(name.dropFirst(), rest)
    }

    /// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with `Z` for UTC.
    private func instant(_ text: String) -> Instant? {
        let isUniversal = text.hasSuffix("Z") || text.hasSuffix("z")
        let digits = Array((isUniversal ? text.dropLast() : text[...]).utf8)
        guard [8, 12, 14].contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int {
            range.upperBound <= digits.count ? digits[range].reduce(0) { $0 * 10 + Int($1 - 48) } : 0
        }
        let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
        guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)), hour < 24,
            minute < 60, second < 61
        else { return nil }
        let written = Instant(seconds: date.daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second))
        guard !isUniversal else { return written }
        let guess = written.advanced(bySeconds: -Int64(utcOffsetSeconds(written)))
        return written.advanced(bySeconds: -Int64(utcOffsetSeconds(guess)))
    }
}
