import SheafCore
import Testing
import TestSupport

@Suite struct PatternTests {
    @Test(arguments: [
        ("^auto-pr:", "Auto-PR: docs (3 files)", true), ("^auto-pr:", "Revert \"Auto-PR: docs\"", false),
        (#"^\[auto\]"#, "[AUTO] save", true), (#"^\[auto\]"#, "auto save", false),
        ("^🤖", "🤖 save", true), ("^cursor-session", "Cursor-Session 12", true),
        ("a.c$", "xxabc", true), ("a.c$", "abcd", false), ("a|b|", "c", nil), ("(ab|cd)+e", "abcdabe", true),
        ("[^a-c]z", "dz", true), ("[^a-c]z", "Bz", false), (#"\bfix\b"#, "prefix fix", true),
        (#"\bfix\b"#, "prefixes", false), (#"\d{2,3}:"#, "1:", false), (#"\d{2,3}:"#, "123:", true),
        ("x{3}", "xx", false), ("x{3,}", "xxxx", true), ("é", "É", true), ("[À-Ö]", "é", true), (#"\w+\s\S"#, "ab c", true),
        ("a*?b", "aab", true), (#"a\tb"#, "a\tb", true), ("[]", "x", nil), ("a**", "a", nil), ("^$", "", nil),
    ] as [(String, String, Bool?)])
    func anExpressionFitsOrIsRefused(source: String, text: String, expected: Bool?) {
        #expect((try? Pattern(source, .expression))?.matches(text) == expected)
    }

    /// Linear time: a backtracking engine would not return from any of these within a lifetime.
    @Test(arguments: [
        "^(a+)+$", "(a|a)*b", "^(a|aa)+$", "(.*)*x|y", "(a*)*b|c", "((a*)*)*b|c", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){50}a{50}(b|c)",
    ])
    func aHostilePatternReturns(source: String) throws {
        let pattern = try Pattern(source, .expression)
        #expect(!pattern.matches(String(repeating: "a", count: 1023) + "!"))
        #expect(!pattern.matches(String(repeating: "a", count: 100_000) + "!"))
    }

    @Test(arguments: [
        ("(((a{100}){100}){100}){100}", PatternFailure.Reason.tooComplex), ("((((){100}){100}){100})*x{1}", nil),
        (String(repeating: "(", count: 33) + "a" + String(repeating: ")", count: 33), .tooDeep),
        (String(repeating: "a", count: 257), .tooLong), ("(?=a)b", .unsupported("(?=a")), (#"(a)\1"#, .unsupported(#"\1"#)),
        (#"\p{L}"#, .unsupported(#"\p"#)), ("(?i)a", .unsupported("(?i)")), ("(a", .unclosedGroup), ("a)", .unopenedGroup),
        ("[a", .unclosedClass), ("[b-a]", .reversedRange), ("*a", .nothingToRepeat), ("a{2,1}", .badRepetition),
        ("a{1000}", .badRepetition), ("a{", .badRepetition), (#"a\"#, .danglingEscape), ("a*", .fitsEverything), ("", .fitsEverything),
    ] as [(String, PatternFailure.Reason?)])
    func whatIsTooLargeOrUnknownIsRefused(source: String, reason: PatternFailure.Reason?) {
        #expect(failure(source)?.reason == reason)
    }

    @Test func aFailureNamesItsPlace() {
        #expect(failure("abc(?<!d)")?.column == 4)
        #expect(failure("ab[c")?.column == 3)
        #expect(failure("a+*")?.description == #"nothing to repeat here; put "\" before the character to mean itself (character 3 of the pattern)"#)
    }

    private func failure(_ source: String) -> PatternFailure? {
        do {
            _ = try Pattern(source, .expression)
            return nil
        } catch {
            return error
        }
    }

    /// Against the plain definition of each construct: the set of places where a match that begins here can end.
    @Test(arguments: 0..<60) func fitsExactlyWhatItsPartsMean(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let meaning = Meaning.random(&random, depth: 3)
            guard let pattern = try? Pattern(meaning.source, .expression) else { continue }
            for _ in 0..<10 {
                let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in Array("abAB-1 [").randomElement(using: &random)! }
                let expected = (0...text.count).contains { !meaning.ends(from: $0, in: text).isEmpty }
                #expect(pattern.matches(String(text)) == expected, "seed \(seed): \(meaning.source) on \(String(text))")
            }
        }
    }

    @Test func theEndOfATextThatIsTooLongIsOutOfReach() throws {
        let long = String(repeating: "a", count: 1025)
        #expect(try !Pattern("a$", .expression).matches(long))
        #expect(try Pattern("a$", .expression).matches(long.dropLast()))
        #expect(try !Pattern("*a", .line).matches(long))
        #expect(try Pattern("a*", .line).matches(long))
    }

    @Test(arguments: [
        ("tests/", "tests/a.swift", true), ("tests/", "core/tests/x/a.c", true), ("tests/", "tests", false), ("tests/", "mytests/a", false),
        ("*.md", "a/b/README.md", true), ("*.md", "a.mdx", false), ("docs/*.md", "docs/a.md", true), ("docs/*.md", "docs/x/a.md", false),
        ("docs/**/*.md", "docs/a.md", true), ("docs/**/*.md", "docs/x/y/a.md", true), ("/README", "README", true), ("/README", "a/README", false),
        ("a/**", "a/b/c", true), ("**/a", "x/a", true), ("*Test.*", "LatestTest.java", true), ("*Test.*", "latest.json", false),
        ("app/[id]/?.ts", "app/[id]/p.ts", true), ("app/[id]/?.ts", "app/i/p.ts", false), (#"\*.c"#, "*.c", true), (#"\*.c"#, "a.c", false),
        ("**", "a", nil), ("*", "a", nil), ("/", "a", nil), (#"a\"#, "a", nil),
    ] as [(String, String, Bool?)])
    func aPathPatternFitsLikeGitignore(source: String, path: String, expected: Bool?) {
        #expect((try? Pattern(source, .path))?.matches(path) == expected)
    }

    @Test(arguments: [
        ("* (aider)", "Jo (AIDER)", true), ("* (aider)", "aider", false), ("made-with: cursor", "Made-with: Cursor", true),
        ("made-with: cursor", "Made-with: Cursor!", false), (#"\*PR by Jules*"#, "*PR by Jules for 1*", true), (#"\*PR by Jules*"#, "PR by Jules", false),
        ("*claude[bot]@x", "1+claude[bot]@x", true), ("a?c", "abc", true), ("a/*", "a/b/c", true), ("***", "x", nil),
    ] as [(String, String, Bool?)])
    func aLinePatternFitsTheWholeLine(source: String, text: String, expected: Bool?) {
        #expect((try? Pattern(source, .line))?.matches(text) == expected)
    }
}

/// What an expression means, defined without an automaton.
private indirect enum Meaning {
    case one(String, (Character) -> Bool)
    case start, end
    case sequence([Meaning])
    case either([Meaning])
    case repetition(Meaning, String, Int, Int?)

    var source: String {
        switch self {
        case .one(let source, _): source
        case .start: "^"
        case .end: "$"
        case .sequence(let parts): parts.map(\.source).joined()
        case .either(let parts): "(" + parts.map(\.source).joined(separator: "|") + ")"
        case .repetition(let part, let mark, _, _): "(?:\(part.source))\(mark)"
        }
    }

    func ends(from start: Int, in text: [Character]) -> Set<Int> {
        switch self {
        case .one(_, let fits): return start < text.count && fits(text[start]) ? [start + 1] : []
        case .start: return start == 0 ? [start] : []
        case .end: return start == text.count ? [start] : []
        case .sequence(let parts):
            return parts.reduce([start]) { starts, part in Set(starts.flatMap { part.ends(from: $0, in: text) }) }
        case .either(let parts): return Set(parts.flatMap { $0.ends(from: start, in: text) })
        case .repetition(let part, _, let min, let max):
            var reached: Set<Int> = [start]
            var found: Set<Int> = min == 0 ? [start] : []
            // More rounds than there are places add nothing.
            for round in 1...(max ?? min + text.count + 1) {
                reached = Set(reached.flatMap { part.ends(from: $0, in: text) })
                if round >= min { found.formUnion(reached) }
            }
            return found
        }
    }

    static func random(_ random: inout SeededGenerator, depth: Int) -> Meaning {
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            Meaning.sequence((0..<Int.random(in: 1...3, using: &random)).map { _ in repeated(&random, depth: depth) })
        }
        return parts.count == 1 ? parts[0] : .either(parts)
    }

    private static func repeated(_ random: inout SeededGenerator, depth: Int) -> Meaning {
        let part = depth > 0 && Bool.random(using: &random) ? Meaning.random(&random, depth: depth - 1) : atom(&random)
        switch Int.random(in: 0...8, using: &random) {
        case 0: return .repetition(part, ["*", "*?"].randomElement(using: &random)!, 0, nil)
        case 1: return .repetition(part, "+", 1, nil)
        case 2: return .repetition(part, "?", 0, 1)
        case 3: return .repetition(part, "{2}", 2, 2)
        case 4: return .repetition(part, "{1,2}", 1, 2)
        case 5: return .repetition(part, "{2,}", 2, nil)
        default: return part
        }
    }

    private static func atom(_ random: inout SeededGenerator) -> Meaning {
        func word(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        return [
            .one("a", { "aA".contains($0) }), .one("B", { "bB".contains($0) }), .one(".", { _ in true }),
            .one("[ab]", { "abAB".contains($0) }), .one("[^a1]", { !"aA1".contains($0) }), .one("[B-]", { "bB-".contains($0) }),
            .one(#"\d"#, { $0 == "1" }), .one(#"\W"#, { !word($0) }), .one(#"\s"#, { $0 == " " }), .one(#"[\w ]"#, { word($0) || $0 == " " }),
            .one(#"\["#, { $0 == "[" }), .start, .end,
        ].randomElement(using: &random)!
    }
}
