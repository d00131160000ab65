/// Globs for whole lines, all of them at once, as bits: one for each number of a pattern's characters that have been found.
///
/// Messages are long and agents leave many marks, so this is the part of detection where automata that go through their
/// places one by one take seconds. Here a character of the text costs a few instructions for 64 characters of the patterns
/// (Baeza-Yates and Gonnet, "A New Approach to Text Searching", 1992), whatever they are.
struct LineProgram: Sendable {
    /// Where every pattern begins: nothing of it has been found yet.
    private let starts: [UInt64]
    /// Any text may stand here.
    private let gaps: [UInt64]
    /// All has been found, and whatever follows does not matter.
    private let openEnds: [UInt64]
    /// All has been found, if the text ends too.
    private let ends: [UInt64]
    /// Where the next character may be any.
    private let wildcards: [UInt64]
    /// Where the next character may be this one, wildcards included.
    private let masks: [UInt32: [UInt64]]

    /// - Parameter patterns: as `GlobParser.line` reads them.
    init(_ patterns: [PatternNode]) {
        var starts: [Int] = [], gaps: [Int] = [], openEnds: [Int] = [], ends: [Int] = [], wildcards: [Int] = []
        var places: [UInt32: [Int]] = [:]
        var place = 0
        for pattern in patterns {
            guard case .sequence(let nodes) = pattern else { preconditionFailure("BUG: no glob for lines: \(pattern)") }
            starts.append(place)
            for node in nodes {
                switch node {
                case .scalar(let scalar):
                    places[scalar, default: []].append(place)
                    place += 1
                case .any:
                    wildcards.append(place)
                    place += 1
                case .repetition(.any, min: 0, max: nil): gaps.append(place)
                case .start, .end: break
                default: preconditionFailure("BUG: no glob for lines: \(node)")
                }
            }
            if case .end? = nodes.last { ends.append(place) } else { openEnds.append(place) }
            // Nothing fits at the last place of a pattern, so nothing runs over into the next one.
            place += 1
        }
        let wordCount = (place + 63) / 64
        func bits(_ places: [Int]) -> [UInt64] {
            var words = [UInt64](repeating: 0, count: wordCount)
            for place in places { words[place / 64] |= 1 << UInt64(place % 64) }
            return words
        }
        self.starts = bits(starts)
        self.gaps = bits(gaps)
        self.openEnds = bits(openEnds)
        self.ends = bits(ends)
        self.wildcards = bits(wildcards)
        masks = places.mapValues { bits($0 + wildcards) }
    }

    /// Whether one of the patterns fits.
    func accepts(_ text: PatternText) -> Bool {
        var reached = starts
        for scalar in text.scalars {
            let mask = masks[scalar] ?? wildcards
            var (carry, alive, complete): (UInt64, UInt64, UInt64) = (0, 0, 0)
            for word in reached.indices {
                let before = reached[word]
                let found = before & mask[word]
                let after = found << 1 | carry | before & gaps[word]
                carry = found >> 63
                alive |= after
                complete |= after & openEnds[word]
                reached[word] = after
            }
            if complete != 0 { return true }
            if alive == 0 { return false }
        }
        return !text.isCut && zip(reached, ends).contains { $0 & $1 != 0 }
    }
}

extension Pattern {
    /// Fits what one of the patterns fits, in a single pass.
    ///
    /// - Parameter patterns: of the syntax `line`.
    static func anyLine(_ patterns: [Pattern]) -> LineProgram {
        LineProgram(patterns.map { pattern in
            guard pattern.syntax == .line, let node = try? GlobParser.line(Array(pattern.source.unicodeScalars)) else {
                preconditionFailure("BUG: \(pattern) is no pattern for lines")
            }
            return node
        })
    }
}
