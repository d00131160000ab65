/// Text made ready for matching: at most so many Unicode scalars of it, in lower case where case does not matter.
///
/// Made once, then matched against every pattern of a list. Only scalars whose lower-case form is a single scalar
/// change, so a position in the folded text is a position in the original.
struct PatternText: Hashable, Sendable {
    let scalars: [UInt32]
    /// Whether there was more; then nothing fits at its end.
    let isCut: Bool

    /// What lies beyond is not looked at; it bounds the cost of a match.
    static let scalarsMax = 1024

    /// - Parameter isFolded: as the patterns it is for; see `Pattern.Syntax.isFolded`.
    init(_ text: some StringProtocol, isFolded: Bool) {
        let scalars = text.unicodeScalars.prefix(Self.scalarsMax)
        self.scalars = isFolded ? scalars.map(Self.fold) : scalars.map(\.value)
        isCut = scalars.endIndex < text.unicodeScalars.endIndex
    }

    func contains(_ part: [UInt32]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= scalars.count else { return false }
        return scalars.indices.dropLast(part.count - 1).contains { start in
            scalars[start] == first && part.indices.allSatisfy { scalars[start + $0] == part[$0] }
        }
    }

    static func fold(_ scalar: Unicode.Scalar) -> UInt32 {
        guard scalar.isASCII else {
            let mapping = scalar.properties.lowercaseMapping.unicodeScalars
            return mapping.count == 1 ? mapping.first.map(\.value) ?? scalar.value : scalar.value
        }
        return (0x41...0x5a).contains(scalar.value) ? scalar.value + 0x20 : scalar.value
    }
}
