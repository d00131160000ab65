/// Reads the two kinds of globs of the policy file. See `Pattern.Syntax`.
enum GlobParser {
    private static let notSlash = PatternNode.set(ScalarSet(ranges: [0x2f...0x2f], isNegated: true))
    private static let anything = PatternNode.repetition(.any, min: 0, max: nil)
    /// Nothing, or folders up to and including a slash.
    private static let anyFolders = PatternNode.repetition(.sequence([anything, .scalar(0x2f)]), min: 0, max: 1)

    static func line(_ source: [Unicode.Scalar]) throws(PatternFailure) -> PatternNode {
        var nodes: [PatternNode] = []
        var position = 0
        while position < source.count {
            switch source[position] {
            case "*": nodes.append(anything)
            case "?": nodes.append(.any)
            default: nodes.append(.scalar(PatternText.fold(try literal(source, &position))))
            }
            position += 1
        }
        return try whole(nodes, source)
    }

    static func path(_ source: [Unicode.Scalar]) throws(PatternFailure) -> PatternNode {
        var body = source[...]
        let isFolder = body.last == "/"
        if isFolder { body.removeLast() }
        let isRooted = body.contains("/")
        if body.first == "/" { body.removeFirst() }
        var nodes: [PatternNode] = isRooted ? [] : [anyFolders]
        nodes += try segments(Array(body))
        if isFolder { nodes += [.scalar(0x2f), .any, anything] }
        return try whole(nodes, source)
    }

    private static func segments(_ source: [Unicode.Scalar]) throws(PatternFailure) -> [PatternNode] {
        var nodes: [PatternNode] = []
        var position = 0
        while position < source.count {
            switch source[position] {
            case "*" where source[position...].starts(with: ["*", "*", "/"]):
                nodes.append(anyFolders)
                position += 2
            case "*" where source[position...].starts(with: ["*", "*"]):
                nodes.append(anything)
                position += 1
            case "*": nodes.append(.repetition(notSlash, min: 0, max: nil))
            case "?": nodes.append(notSlash)
            default: nodes.append(.scalar(try literal(source, &position).value))
            }
            position += 1
        }
        return nodes
    }

    /// Leaves `position` on the last scalar it used.
    private static func literal(
        _ source: [Unicode.Scalar], _ position: inout Int
    ) throws(PatternFailure) -> Unicode.Scalar {
        if source[position] == "\\" {
            guard position + 1 < source.count else {
                throw PatternFailure(column: position + 1, reason: .danglingEscape)
            }
            position += 1
        }
        return source[position]
    }

    /// From the start to the end; a `*` at the end needs no end, so it also fits a text that is too long to look at whole.
    private static func whole(
        _ nodes: [PatternNode], _ source: [Unicode.Scalar]
    ) throws(PatternFailure) -> PatternNode {
        guard source.contains(where: { $0 != "*" && $0 != "?" && $0 != "/" }) else {
            throw PatternFailure(column: 1, reason: .fitsEverything)
        }
        if case .repetition(.any, min: 0, max: nil)? = nodes.last { return .sequence([.start] + nodes.dropLast()) }
        return .sequence([.start] + nodes + [.end])
    }
}
