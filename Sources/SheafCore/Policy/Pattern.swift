/// A pattern of the policy file, checked and compiled.
///
/// The policy file comes from a branch that others can write, so a pattern must not be able to hang a reader. Swift's
/// `Regex` and `NSRegularExpression` backtrack: `^(a+)+$` against 40 letters takes them longer than anyone waits. This
/// one simulates the automaton (Thompson, "Regular Expression Search Algorithm", 1968): time is at most
/// size x text length, both bounded here; for lines a 64th of it.
public struct Pattern: Sendable, CustomStringConvertible {
    public enum Syntax: Hashable, Sendable {
        /// A regular expression, found anywhere in the text unless anchored with `^` and `$`; letter case does not matter.
        /// Known: `. [ ] ( ) (?: ) | * + ? {m,n} ^ $ \b \B \d \w \s` and their negations; classes are ASCII. Look-around,
        /// back references, `\p` and inline flags are refused.
        case expression
        /// A path relative to the repository's root, as in `.gitignore`: `*` and `?` stop at `/`, `**/` crosses it, a
        /// pattern without an inner `/` fits at any depth, one that ends in `/` fits everything below. Case matters.
        case path
        /// A whole line or name: `*` is any text, `?` any one character; `\` takes the next character as it is; letter
        /// case does not matter.
        case line

        var isFolded: Bool { self != .path }
    }

    public let source: String
    public let syntax: Syntax
    private let program: Program

    private enum Program: Sendable {
        case steps(PatternProgram)
        case line(LineProgram)

        func accepts(_ text: PatternText) -> Bool {
            switch self {
            case .steps(let program): program.accepts(text)
            case .line(let program): program.accepts(text)
            }
        }
    }

    /// What a match may cost for each character of the text: steps of the automaton, for a line its characters.
    let size: Int

    /// What the patterns of one setting, of every agent together, may have: then the costliest subject and 64 KiB of message
    /// take some 50 ms of a release build, and the costliest path 30.
    static func sizeSumMax(_ syntax: Syntax) -> Int {
        switch syntax {
        case .expression: 1024
        case .path: 4096
        case .line: 8192
        }
    }

    /// Unicode scalars of a pattern.
    public static let sourceLengthMax = 256

    /// - Throws: `PatternFailure` with the place in `source`.
    public init(_ source: String, _ syntax: Syntax) throws(PatternFailure) {
        let scalars = Array(source.unicodeScalars)
        guard scalars.count <= Self.sourceLengthMax else {
            throw PatternFailure(column: Self.sourceLengthMax + 1, reason: .tooLong)
        }
        let program: Program
        switch syntax {
        case .line:
            program = .line(LineProgram([try GlobParser.line(scalars)]))
            size = scalars.count
        case .expression, .path:
            let steps = try PatternProgram(syntax == .path ? try GlobParser.path(scalars) : try ExpressionParser.parse(scalars))
            program = .steps(steps)
            size = steps.count
        }
        guard !program.accepts(PatternText("", isFolded: false)) else { throw PatternFailure(column: 1, reason: .fitsEverything) }
        self.source = source
        self.syntax = syntax
        self.program = program
    }

    /// Whether the pattern fits. Looks at the first 1,024 Unicode scalars; the end of a longer text is out of reach.
    public func matches(_ text: some StringProtocol) -> Bool {
        matches(PatternText(text, isFolded: syntax.isFolded))
    }

    /// - Parameter text: folded if the syntax is.
    func matches(_ text: PatternText) -> Bool { program.accepts(text) }

    public var description: String { source }
}

extension Pattern: Hashable {
    public static func == (left: Pattern, right: Pattern) -> Bool {
        left.syntax == right.syntax && left.source == right.source
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(syntax)
        hasher.combine(source)
    }
}

/// Why a pattern is refused, and where.
public struct PatternFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case tooLong, tooComplex, tooDeep, fitsEverything
        case unclosedGroup, unopenedGroup, unclosedClass, emptyClass, reversedRange
        case nothingToRepeat, badRepetition, danglingEscape
        case unsupported(String)
    }

    /// Unicode scalars from the pattern's start, from 1.
    public let column: Int
    public let reason: Reason

    public var description: String { "\(explanation) (character \(column) of the pattern)" }

    private var explanation: String {
        switch reason {
        case .tooLong: "a pattern has at most \(Pattern.sourceLengthMax) characters"
        case .tooComplex: "repetitions make this pattern too large; use smaller counts"
        case .tooDeep: "groups are nested too deeply"
        case .fitsEverything: "this pattern also fits an empty text, and so would fit everything"
        case .unclosedGroup: "\"(\" without \")\""
        case .unopenedGroup: "\")\" without \"(\"; write \"\\)\" for the character"
        case .unclosedClass: "\"[\" without \"]\"; write \"\\[\" for the character"
        case .emptyClass: "\"[]\" fits nothing"
        case .reversedRange: "the range runs backwards"
        case .nothingToRepeat: "nothing to repeat here; put \"\\\" before the character to mean itself"
        case .badRepetition: "a repetition is {m}, {m,} or {m,n} with m <= n <= \(ExpressionParser.repetitionMax)"
        case .danglingEscape: "\"\\\" at the end escapes nothing"
        case .unsupported(let construct): "\"\(construct)\" is not supported: it cannot be matched in linear time"
        }
    }
}
