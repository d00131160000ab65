#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs of characters without any pattern: what is left of a secret when no rule knows its provider.
enum RandomString {
    /// Shorter strings cannot be told from names.
    static let countMin = 20
    /// Bits for each character, of the frequencies inside the string. Hex digits have at most 4, so object ids and keys
    /// in hex are never meant.
    static let entropyMin = 4.5
    /// See `Characters.changeThousandths`: entropy alone also grows with the length of paths and titles.
    static let changeThousandthsMin = 300

    static func isRandom(_ text: ArraySlice<UInt8>) -> Bool {
        text.count >= countMin && Characters.changeThousandths(text) >= changeThousandthsMin && entropy(text) >= entropyMin
    }

    /// Shannon's, in bits a character.
    static func entropy(_ text: some Collection<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in text { counts[Int(byte)] += 1 }
        let total = Double(text.count)
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / total
            return sum - share * log2(share)
        }
    }
}
