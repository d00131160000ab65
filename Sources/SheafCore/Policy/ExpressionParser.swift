/// Reads the regular expressions of the policy file. See `Pattern.Syntax.expression` for what it knows.
struct ExpressionParser {
    static let repetitionMax = 100
    static let depthMax = 32

    private let source: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    private init(source: [Unicode.Scalar]) {
        self.source = source
    }

    static func parse(_ source: [Unicode.Scalar]) throws(PatternFailure) -> PatternNode {
        var parser = ExpressionParser(source: source)
        let node = try parser.alternatives()
        guard parser.next == nil else { throw parser.failure(.unopenedGroup) }
        return node
    }

    private var next: Unicode.Scalar? { position < source.count ? source[position] : nil }

    private func failure(_ reason: PatternFailure.Reason) -> PatternFailure {
        PatternFailure(column: position + 1, reason: reason)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() throws(PatternFailure) -> PatternNode {
        guard depth < Self.depthMax else { throw failure(.tooDeep) }
        depth += 1
        defer { depth -= 1 }
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .either(nodes)
    }

    private mutating func sequence() throws(PatternFailure) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            nodes.append(try repeated(try atom()))
        }
        return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(PatternFailure) -> PatternNode {
        guard let scalar = next else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?", "{": throw failure(.nothingToRepeat)
        default: position += 1
        }
        switch scalar {
        case ".": return .any
        case "^": return .start
        case "$": return .end
        default: return .scalar(PatternText.fold(scalar))
        }
    }

    private mutating func group() throws(PatternFailure) -> PatternNode {
        let opening = position
        position += 1
        if take("?"), !take(":") {
            let construct = String(String.UnicodeScalarView(source[opening...].prefix(4)))
            throw PatternFailure(column: opening + 1, reason: .unsupported(construct))
        }
        let node = try alternatives()
        guard take(")") else { throw PatternFailure(column: opening + 1, reason: .unclosedGroup) }
        return node
    }

    /// `*`, `+`, `?` or `{m,n}` after an atom; a following `?` ("lazy") changes only what is captured, so nothing here.
    private mutating func repeated(_ node: PatternNode) throws(PatternFailure) -> PatternNode {
        let counts: (min: Int, max: Int?)
        switch next {
        case "*": counts = (0, nil)
        case "+": counts = (1, nil)
        case "?": counts = (0, 1)
        case "{":
            counts = try braces()
        default: return node
        }
        position += 1
        _ = take("?")
        guard next != "*", next != "+", next != "?", next != "{" else { throw failure(.nothingToRepeat) }
        return .repetition(node, min: counts.min, max: counts.max)
    }

    /// Leaves the closing brace to the caller.
    private mutating func braces() throws(PatternFailure) -> (min: Int, max: Int?) {
        let bad = failure(.badRepetition)
        position += 1
        guard let min = number() else { throw bad }
        var max: Int? = min
        if take(",") { max = next == "}" ? nil : try number().orThrow(bad) }
        guard next == "}", min <= Self.repetitionMax, max.map({ (min...Self.repetitionMax).contains($0) }) ?? true else {
            throw bad
        }
        return (min, max)
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = next, ("0"..."9").contains(scalar) { position += 1 }
        return Int(String(String.UnicodeScalarView(source[start..<position])))
    }

    private mutating func escape() throws(PatternFailure) -> PatternNode {
        let start = position
        position += 1
        guard let scalar = next else { throw PatternFailure(column: start + 1, reason: .danglingEscape) }
        switch scalar {
        case "b", "B":
            position += 1
            return .wordEdge(isWanted: scalar == "b")
        default:
            if let set = try escapedSet() { return .set(set) }
            return .scalar(PatternText.fold(try escapedScalar()))
        }
    }

    /// The set after a backslash, if one stands there.
    private mutating func escapedSet() throws(PatternFailure) -> ScalarSet? {
        var set: ScalarSet
        switch next {
        case "d", "D": set = .digits
        case "w", "W": set = .word
        case "s", "S": set = .space
        default: return nil
        }
        set.isNegated = next == "D" || next == "W" || next == "S"
        position += 1
        return set
    }

    /// The character after a backslash: punctuation means itself; letters and digits are refused, but for `\t`.
    private mutating func escapedScalar() throws(PatternFailure) -> Unicode.Scalar {
        guard let scalar = next else { throw PatternFailure(column: position, reason: .danglingEscape) }
        guard scalar == "t" || !scalar.isASCII || !ScalarSet.word.contains(scalar.value) else {
            throw PatternFailure(column: position, reason: .unsupported("\\\(scalar)"))
        }
        position += 1
        return scalar == "t" ? "\t" : scalar
    }

    private mutating func characterClass() throws(PatternFailure) -> ScalarSet {
        let opening = position
        position += 1
        var set = ScalarSet(ranges: [])
        set.isNegated = take("^")
        while let scalar = next, scalar != "]" {
            if scalar == "\\" {
                position += 1
                if let escaped = try escapedSet() {
                    guard !escaped.isNegated else {
                        throw PatternFailure(column: position, reason: .unsupported("a negated class inside [ ]"))
                    }
                    set.ranges += escaped.ranges
                    continue
                }
                position -= 1
            }
            set.add(try classRange())
        }
        guard take("]") else { throw PatternFailure(column: opening + 1, reason: .unclosedClass) }
        guard !set.ranges.isEmpty else { throw PatternFailure(column: opening + 1, reason: .emptyClass) }
        return set
    }

    private mutating func classRange() throws(PatternFailure) -> ClosedRange<UInt32> {
        let start = position
        let lower = try classScalar()
        guard next == "-", position + 1 < source.count, source[position + 1] != "]" else {
            return lower.value...lower.value
        }
        position += 1
        let upper = try classScalar()
        guard lower <= upper else { throw PatternFailure(column: start + 1, reason: .reversedRange) }
        return lower.value...upper.value
    }

    private mutating func classScalar() throws(PatternFailure) -> Unicode.Scalar {
        if take("\\") { return try escapedScalar() }
        guard let scalar = next else { throw failure(.unclosedClass) }
        position += 1
        return scalar
    }
}

extension ScalarSet {
    /// Adds the range and, because text is folded before it is matched, the lower case of what it holds.
    fileprivate mutating func add(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
        // Longer ranges hold both cases of nearly every letter already; folding them one by one would cost more.
        guard range.count <= 1024 else { return }
        ranges += range.lazy.compactMap(Unicode.Scalar.init).map(PatternText.fold).filter { !range.contains($0) }
            .map { $0...$0 }
    }
}

extension Optional {
    fileprivate func orThrow<Failure: Error>(_ failure: Failure) throws(Failure) -> Wrapped {
        guard let value = self else { throw failure }
        return value
    }
}
