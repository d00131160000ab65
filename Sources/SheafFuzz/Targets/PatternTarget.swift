@testable import SheafCore

extension FuzzTarget {
    /// A pattern and a text. Globs fit what a second matcher says; expressions obey the laws of matching.
    static let pattern = FuzzTarget(name: "pattern") { bytes in
        var draw = Draw(bytes)
        let syntax = draw.pick([Pattern.Syntax.expression, .path, .line])
        let parts = draw.parts(2).map { String(decoding: $0, as: UTF8.self) }
        let (source, text) = (parts[0], parts[1])
        do throws(PatternFailure) {
            let pattern = try Pattern(source, syntax)
            check(pattern, text)
        } catch {
            let length = source.unicodeScalars.count
            expect((1...(length + 1)).contains(error.column), "a failure stands in the pattern: \(error) in \(shown(source.utf8))")
        }
    }

    private static func check(_ pattern: Pattern, _ text: String) {
        let fits = pattern.matches(text)
        expect(!pattern.matches(""), "no pattern fits an empty text: \(shown(pattern.source.utf8))")
        let scalars = PatternText(text, isFolded: pattern.syntax.isFolded)
        let source = pattern.source.unicodeScalars.map { pattern.syntax.isFolded ? PatternText.fold($0) : $0.value }
        switch pattern.syntax {
        // What is cut off has no end to fit.
        case .path where !scalars.isCut: expect(fits == GlobOracle(path: source).matches(scalars.scalars), report(pattern, text, fits))
        case .line where !scalars.isCut: expect(fits == GlobOracle(line: source).matches(scalars.scalars), report(pattern, text, fits))
        case .path, .line: break
        case .expression: checkExpression(pattern, text, fits)
        }
    }

    private static func checkExpression(_ pattern: Pattern, _ text: String, _ fits: Bool) {
        for same in ["(?:\(pattern.source))", "\(pattern.source)|\(pattern.source)", "(\(pattern.source)){1}"] {
            guard let other = try? Pattern(same, .expression) else { continue }
            expect(other.matches(text) == fits, report(other, text, fits))
        }
        expect(pattern.matches(text.lowercased()) == fits || !text.utf8.allSatisfy { $0 < 0x80 }, "letter case does not matter: " + report(pattern, text, fits))
        let hasEdges = pattern.source.contains { "^$\\".contains($0) }
        if fits, !hasEdges, text.unicodeScalars.count < 1000 {
            expect(pattern.matches("x \(text) x"), "what fits, fits inside: " + report(pattern, text, fits))
        }
    }

    private static func report(_ pattern: Pattern, _ text: String, _ fits: Bool) -> String {
        "\(pattern.syntax) \(shown(pattern.source.utf8)) on \(shown(text.utf8)) should be \(!fits)"
    }
}
