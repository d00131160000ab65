import Testing
import TestSupport

@testable import SheafCore

/// Globs for lines, one by one and together, against what they mean.
@Suite struct LineProgramTests {
    /// Whether a glob of letters, `*` and `?` is the whole text.
    private func fits(_ glob: Substring, _ text: Substring) -> Bool {
        guard let next = glob.first else { return text.isEmpty }
        if next == "*" { return fits(glob.dropFirst(), text) || !text.isEmpty && fits(glob, text.dropFirst()) }
        guard let letter = text.first else { return false }
        return (next == "?" || next == letter) && fits(glob.dropFirst(), text.dropFirst())
    }

    @Test(arguments: Seeds.cases(40)) func aLineFitsWhatItsGlobMeansAloneAndAmongOthers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func word(_ letters: String, _ counts: ClosedRange<Int>) -> String {
            String((0..<Int.random(in: counts, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
        }
        // Long beginnings put what is looked at across the borders of the words.
        let beginning = word("ab", 0...140)
        let sources = (0..<6).map { _ in (Bool.random(using: &random) ? beginning : "") + word("ab*?", 1...8) }
        let patterns = sources.compactMap { try? Pattern($0, .line) }
        let together = Pattern.anyLine(patterns)
        for _ in 0..<60 {
            let text = (Bool.random(using: &random) ? beginning : "") + word("ab", 0...8)
            for pattern in patterns { #expect(pattern.matches(text) == fits(pattern.source[...], text[...]), "seed \(seed): \(pattern) on \(text)") }
            let expected = patterns.contains { $0.matches(text) }
            #expect(together.accepts(PatternText(text, isFolded: true)) == expected, "seed \(seed): \(sources) on \(text)")
        }
    }
}
