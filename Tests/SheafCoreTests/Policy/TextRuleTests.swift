import Foundation
import SheafCore
import Testing
import TestSupport

@Suite struct TextRuleTests {
    @Test(arguments: [
        (TextRule.remote, "origin", true), (.remote, "my/fork_2", true), (.remote, "-x", false), (.remote, "a..b", false),
        (.remote, "https://x", false), (.remote, "a b", false), (.remote, ".git", false), (.month, "2026-13", false),
        (.month, "1999-12", false), (.month, "2099-12", true), (.completionMark, "[ok]", true), (.completionMark, "[x]", false),
        (.completionMark, "complete", false), (.completionMark, "[re]ady]", false), (.label, "Größe ✓", true), (.label, "", false),
        (.label, "a\nb", false), (.branchPrefix, "a", false), (.branchPrefix, "ai/", true), (.recordID, "ABC", false),
    ])
    func aRuleAccepts(rule: TextRule, text: String, isAccepted: Bool) {
        #expect(rule.accepts(text) == isAccepted)
    }

    /// What the schema says of a text is what the reader does with it.
    @Test(arguments: 0..<10) func theSchemasExpressionsAreTheRules(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for rule in TextRule.allCases {
            let expression = try NSRegularExpression(pattern: PolicySchema.expression(for: rule))
            for _ in 0..<500 {
                let text = Self.text(&random)
                let whole = NSRange(text.startIndex..., in: text)
                let isAccepted = expression.firstMatch(in: text, range: whole)?.range == whole
                #expect(rule.accepts(text) == isAccepted, "seed \(seed): \(rule) on \(text)")
            }
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let seeds = [
            "", "origin", "[ready]", "[session complete]", "2026-07", "2100-01", "a/b", "auto-pr", "cursor/", String(repeating: "0af", count: 11),
            String(repeating: "f", count: 32), String(repeating: "x", count: 64), String(repeating: "é", count: 50),
        ]
        var text = Array((seeds.randomElement(using: &random) ?? "").unicodeScalars)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let position = Int.random(in: 0...text.count, using: &random)
            if Bool.random(using: &random), position < text.count {
                text.remove(at: position)
            } else {
                text.insert("a0Z-._/[]: é\u{1}\u{7f}é".unicodeScalars.randomElement(using: &random) ?? "a", at: position)
            }
        }
        return String(String.UnicodeScalarView(text))
    }
}
