extension AuthorSlug {
    /// The short name of whom an e-mail address belongs to: its local part; of GitHub's
    /// `123+name@users.noreply.github.com`, the name. Never fails: what leaves nothing is `unknown`.
    ///
    /// Lower case (ASCII only, so that every implementation agrees); each other Unicode scalar outside `[a-z0-9._-]` is
    /// one `-`; the first 32 of them; without leading `.`, `_` and `-`. Protocol: 6-fold, section 8.
    ///
    /// - Parameter email: resolved through `.mailmap`.
    public init(email: some StringProtocol) {
        let scalars = Self.localPart(of: Substring(email)).unicodeScalars.prefix(32).map { scalar -> Character in
            guard scalar.isASCII, let byte = UInt8(exactly: PatternText.fold(scalar)), byte.isSlugByte else { return "-" }
            return Character(Unicode.Scalar(byte))
        }
        self = AuthorSlug(String(scalars.drop { ".-_".contains($0) })) ?? .unknown
    }

    private static func localPart(of email: Substring) -> Substring {
        guard let at = email.firstIndex(of: "@") else { return email }
        let local = email[..<at]
        guard email[at...].lowercased() == "@users.noreply.github.com", let plus = local.firstIndex(of: "+"),
            plus > local.startIndex, local[..<plus].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return local }
        return local[local.index(after: plus)...]
    }
}
