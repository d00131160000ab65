import Yams

/// A value of the policy file with its place: what is left of YAML when everything that can surprise is refused.
indirect enum PolicyNode {
    case scalar(String, Style, Position)
    case list([PolicyNode], Position)
    case section([Entry], Position)

    /// How a scalar was written. YAML gives types to plain ones only.
    enum Style: Hashable { case plain, quoted }

    struct Position: Hashable {
        let line: Int
        let column: Int

        static let start = Position(line: 1, column: 1)
    }

    struct Entry {
        let key: String
        let position: Position
        let value: PolicyNode
    }

    static let depthMax = 16
    static let countMax = 20_000

    var position: Position {
        switch self {
        case .scalar(_, _, let position), .list(_, let position), .section(_, let position): position
        }
    }

    /// Written as nothing at all: `key:`.
    var isEmpty: Bool {
        if case .scalar("", .plain, _) = self { true } else { false }
    }

    struct Failure: Error {
        let position: Position
        let reason: SettingProblem.Reason
    }

    /// - Returns: nil for a text without a value.
    static func read(_ text: String) throws(Failure) -> PolicyNode? {
        // Before Yams sees it: it hashes the keys of a mapping, and hashing follows aliases, so that 300 bytes of
        // nested ones would keep it busy for ever.
        if let position = AnchorScan.firstAnchor(in: text) { throw Failure(position: position, reason: .anchor) }
        do {
            // The encoding is given because the default one looks into the environment; the basic resolver gives no types.
            let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.nextRoot() else { return nil }
            if let second = try parser.nextRoot() {
                throw Failure(position: Position(second.mark), reason: .severalDocuments)
            }
            var count = 0
            let node = try PolicyNode(root, depth: 1, count: &count)
            return node.isEmpty ? nil : node
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(error, text)
        }
    }

    private init(_ node: Yams.Node, depth: Int, count: inout Int) throws {
        let position = Position(node.mark)
        count += 1
        guard depth <= Self.depthMax else { throw Failure(position: position, reason: .tooDeep) }
        guard count <= Self.countMax else { throw Failure(position: position, reason: .tooManyValues) }
        switch node {
        case .scalar(let scalar):
            self = .scalar(scalar.string, try Self.style(of: scalar, position), position)
        case .sequence(let sequence):
            guard sequence.tag == .implicit else { throw Failure(position: position, reason: .tag) }
            self = .list(try sequence.map { try PolicyNode($0, depth: depth + 1, count: &count) }, position)
        case .mapping(let mapping):
            guard mapping.tag == .implicit else { throw Failure(position: position, reason: .tag) }
            self = .section(try Self.entries(mapping, depth: depth, count: &count), position)
        case .alias:
            throw Failure(position: position, reason: .anchor)
        }
    }

    private static func entries(_ mapping: Yams.Node.Mapping, depth: Int, count: inout Int) throws -> [Entry] {
        var lines: [String: Int] = [:]
        return try mapping.map { key, value in
            let position = Position(key.mark)
            guard case .scalar(let scalar) = key else {
                throw Failure(position: position, reason: .wrongKind(expected: "a key"))
            }
            if let line = lines.updateValue(position.line, forKey: scalar.string) {
                throw Failure(position: position, reason: .duplicateKey(firstLine: line))
            }
            return Entry(
                key: scalar.string, position: position, value: try PolicyNode(value, depth: depth + 1, count: &count))
        }
    }

    private static func style(of scalar: Yams.Node.Scalar, _ position: Position) throws -> Style {
        guard scalar.style == .plain else { return .quoted }
        guard scalar.tag == .implicit else { throw Failure(position: position, reason: .tag) }
        return .plain
    }
}

extension PolicyNode.Position {
    fileprivate init(_ mark: Yams.Mark?) {
        self = mark.map { Self(line: $0.line, column: $0.column) } ?? .start
    }

    /// - Parameter offset: characters from the text's start.
    fileprivate init(offset: Int, in text: String) {
        let lines = text.prefix(offset).split(omittingEmptySubsequences: false, whereSeparator: \.isLineBreak)
        self.init(line: max(lines.count, 1), column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}

extension PolicyNode.Failure {
    fileprivate init(_ error: any Error, _ text: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            position = PolicyNode.Position(mark)
            reason = .syntax(problem, unquoted: Self.indicator(at: position, in: text))
        case .reader(let problem, let offset, _, _):
            position = PolicyNode.Position(offset: offset ?? 0, in: text)
            reason = .syntax(problem, unquoted: nil)
        case .duplicatedKeysInMapping(_, let context):
            position = PolicyNode.Position(context.mark)
            reason = .duplicateKey(firstLine: nil)
        default:
            position = .start
            reason = .syntax("\(error)", unquoted: nil)
        }
    }

    /// The character there or just before, if YAML gives it a meaning that people forget.
    private static func indicator(at position: PolicyNode.Position, in text: String) -> Character? {
        let lines = text.split(separator: "\n", maxSplits: position.line, omittingEmptySubsequences: false)
        guard lines.indices.contains(position.line - 1) else { return nil }
        let here = lines[position.line - 1].unicodeScalars.dropFirst(max(position.column - 2, 0)).prefix(2)
        return here.map(Character.init).last { "*&!%@`".contains($0) }
    }
}

/// Finds what YAML might take for an anchor, without reading YAML.
enum AnchorScan {
    /// The first `&name` that could begin a value; never misses one, but also stops at some that stand in quotes.
    ///
    /// An anchor begins a token, and no token begins right after one of the characters excluded here. A comment line
    /// without quotation marks cannot hold one: if it is the inside of a quoted text, the text does not end there.
    static func firstAnchor(in text: String) -> PolicyNode.Position? {
        for (line, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineBreak).enumerated() {
            let scalars = Array(content.unicodeScalars)
            let isPlainComment =
                scalars.first { $0 != " " && $0 != "\t" } == "#" && !scalars.contains { $0 == "\"" || $0 == "'" }
            guard !isPlainComment else { continue }
            for column in scalars.indices.dropLast() where scalars[column] == "&" {
                guard isName(scalars[column + 1]), column == 0 || !isInsideWord(scalars[column - 1]) else { continue }
                return PolicyNode.Position(line: line + 1, column: column + 1)
            }
        }
        return nil
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (ScalarSet.word.contains(scalar.value) || scalar == "-")
    }

    private static func isInsideWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (ScalarSet.word.contains(scalar.value) || "&/=.+%>;\"'".unicodeScalars.contains(scalar))
    }
}

extension Character {
    /// What YAML 1.1 takes for the end of a line; a form feed is none.
    fileprivate var isLineBreak: Bool { ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }
}
