/// Reads one setting's value by its shape, and collects everything that is wrong with it.
struct ValueReader {
    struct Failure {
        let path: String
        let position: PolicyNode.Position
        let reason: SettingProblem.Reason
    }

    let path: String
    private(set) var failures: [Failure] = []
    /// Of the patterns read so far.
    private var sizeSum = 0

    init(path: String) {
        self.path = path
    }

    /// - Returns: nil if anything is wrong.
    mutating func read(_ node: PolicyNode, _ shape: Setting.Shape) -> SettingValue? {
        let value: SettingValue? =
            switch shape {
            case .boolean: boolean(node, shape).map { .boolean($0) }
            case .off(let reason): off(node, shape, reason).map { .boolean($0) }
            case .integer(let range, _): integer(node, shape).flatMap { inRange($0, range, node, shape) }
            case .choice(let choices): word(node, shape).flatMap { choice($0, choices, node, shape) }
            case .text(let rule): text(node, rule, path).map { .text($0) }
            case .texts(let rule, let countMax): texts(node, rule, countMax, path).map { .texts($0) }
            case .patterns(let syntax, let countMax): patterns(node, syntax, countMax, path).map { .patterns($0) }
            case .agents(let countMax): agents(node, countMax).map { .agents($0) }
            }
        return failures.isEmpty ? value : nil
    }

    private mutating func fail(_ position: PolicyNode.Position, _ reason: SettingProblem.Reason) {
        fail(nil, position, reason)
    }

    /// - Parameter path: nil for the setting itself.
    private mutating func fail(_ path: String?, _ position: PolicyNode.Position, _ reason: SettingProblem.Reason) {
        failures.append(Failure(path: path ?? self.path, position: position, reason: reason))
    }

    // MARK: Scalars

    private mutating func boolean(_ node: PolicyNode, _ shape: Setting.Shape) -> Bool? {
        guard case .scalar(let text, .plain, let position) = node else { return wrongType(node, shape) }
        switch text {
        case "true": return true
        case "false": return false
        default:
            let advice = ["yes", "y", "on", "true"].contains(text.lowercased())
                ? "write true" : ["no", "n", "off", "false"].contains(text.lowercased()) ? "write false" : nil
            fail(position, .badValue(text, expected: shape.expectation, advice: advice))
            return nil
        }
    }

    private mutating func off(_ node: PolicyNode, _ shape: Setting.Shape, _ reason: String) -> Bool? {
        guard case .scalar(let text, .plain, let position) = node else { return wrongType(node, shape) }
        guard text != "false" else { return false }
        fail(position, .badValue(text, expected: shape.expectation, advice: reason))
        return nil
    }

    /// Decimal digits, as they stand in the file. YAML 1.1 readers take `012` for 10, `1:30` for 90, and `1_0` for 10.
    private mutating func integer(_ node: PolicyNode, _ shape: Setting.Shape) -> Int? {
        guard case .scalar(let text, .plain, let position) = node else { return wrongType(node, shape) }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isDecimal = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.utf8.first != 0x30 || digits.utf8.count == 1)
        guard isDecimal else {
            let advice = Ambiguity(text).map { "YAML readers disagree whether this is \($0.rawValue); write plain digits" }
            fail(position, .badValue(text, expected: shape.expectation, advice: advice))
            return nil
        }
        // Saturates: what does not fit an Int is out of every range.
        return Int(text) ?? (text.hasPrefix("-") ? .min : .max)
    }

    private mutating func inRange(
        _ value: Int, _ range: ClosedRange<Int>, _ node: PolicyNode, _ shape: Setting.Shape
    ) -> SettingValue? {
        guard range.contains(value) else {
            guard case .scalar(let text, _, let position) = node else { return nil }
            fail(position, .badValue(text, expected: shape.expectation, advice: nil))
            return nil
        }
        return .integer(value)
    }

    private mutating func choice(
        _ value: String, _ choices: [String], _ node: PolicyNode, _ shape: Setting.Shape
    ) -> SettingValue? {
        guard choices.contains(value) else {
            let advice = Spelling.nearest(to: value, among: choices).map { "did you mean \($0)?" }
            fail(node.position, .badValue(value, expected: shape.expectation, advice: advice))
            return nil
        }
        return .text(value)
    }

    private mutating func text(_ node: PolicyNode, _ rule: TextRule, _ path: String) -> String? {
        guard let text = word(node, .text(rule), path) else { return nil }
        guard rule.accepts(text) else {
            fail(path, node.position, .badValue(text, expected: rule.expectation, advice: nil))
            return nil
        }
        return text
    }

    /// Text in quotes, or plain text that no YAML reader takes for something else.
    private mutating func word(_ node: PolicyNode, _ shape: Setting.Shape, _ path: String? = nil) -> String? {
        guard case .scalar(let text, let style, let position) = node else { return wrongType(node, shape, path) }
        if style == .plain, let ambiguity = Ambiguity(text) {
            let advice = "other YAML readers take this for \(ambiguity.rawValue); put it in quotes"
            fail(path, position, .badValue(text, expected: shape.expectation, advice: advice))
            return nil
        }
        return text
    }

    private mutating func wrongType<Value>(_ node: PolicyNode, _ shape: Setting.Shape, _ path: String? = nil) -> Value? {
        switch node {
        case .scalar(let text, .quoted, let position):
            fail(path, position, .badValue(text, expected: shape.expectation, advice: "remove the quotes"))
        case .scalar(let text, .plain, let position):
            fail(path, position, .badValue(text, expected: shape.expectation, advice: nil))
        case .list(_, let position), .section(_, let position):
            fail(path, position, .wrongKind(expected: shape.expectation))
        }
        return nil
    }

    // MARK: Lists

    private mutating func items(
        _ node: PolicyNode, _ shape: Setting.Shape, _ countMax: Int, _ path: String
    ) -> [(node: PolicyNode, path: String)]? {
        guard case .list(let nodes, let position) = node else {
            fail(path, node.position, .wrongKind(expected: shape.expectation + "; write [] for none"))
            return nil
        }
        guard nodes.count <= countMax else {
            fail(path, position, .tooMany(count: nodes.count, max: countMax))
            return nil
        }
        return nodes.enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
    }

    private mutating func texts(_ node: PolicyNode, _ rule: TextRule, _ countMax: Int, _ path: String) -> [String]? {
        guard let items = items(node, .texts(rule, countMax: countMax), countMax, path) else { return nil }
        var values: [String] = []
        for item in items {
            guard let text = text(item.node, rule, item.path) else { continue }
            if values.contains(text) { fail(item.path, item.node.position, .duplicateValue(text)) }
            values.append(text)
        }
        return values
    }

    private mutating func patterns(
        _ node: PolicyNode, _ syntax: Pattern.Syntax, _ countMax: Int, _ path: String
    ) -> [Pattern]? {
        let shape = Setting.Shape.patterns(syntax, countMax: countMax)
        guard let items = items(node, shape, countMax, path) else { return nil }
        var values: [Pattern] = []
        for item in items {
            guard let source = word(item.node, shape, item.path) else { continue }
            do {
                let pattern = try Pattern(source, syntax)
                if values.contains(pattern) { fail(item.path, item.node.position, .duplicateValue(source)) }
                values.append(pattern)
                add(pattern, item.path, item.node.position)
            } catch {
                fail(item.path, item.node.position, .badPattern(source, error))
            }
        }
        return values
    }

    /// Refuses the pattern with which all of the setting, of every agent together, would make a text too costly.
    private mutating func add(_ pattern: Pattern, _ path: String, _ position: PolicyNode.Position) {
        let max = Pattern.sizeSumMax(pattern.syntax)
        let before = sizeSum
        sizeSum += pattern.size
        if before <= max, sizeSum > max { fail(path, position, .tooLargeTogether(size: sizeSum, max: max)) }
    }

    // MARK: Agents

    private mutating func agents(_ node: PolicyNode, _ countMax: Int) -> [Agent]? {
        guard let items = items(node, .agents(countMax: countMax), countMax, path) else { return nil }
        var agents: [Agent] = []
        for item in items {
            guard let agent = agent(item.node, item.path) else { continue }
            if agents.contains(where: { $0.name == agent.name }) {
                fail(item.path, item.node.position, .duplicateValue(agent.name))
            }
            agents.append(agent)
        }
        return agents
    }

    private mutating func agent(_ node: PolicyNode, _ path: String) -> Agent? {
        guard case .section(let entries, let position) = node else {
            fail(path, node.position, .wrongKind(expected: "an agent: name, and \(AgentKey.list)"))
            return nil
        }
        var name: String?
        var patterns: [AgentKey: [Pattern]] = [:]
        var texts: [AgentKey: [String]] = [:]
        for entry in entries where failures.count < SettingsError.problemsMax {
            let path = "\(path).\(entry.key)"
            guard let key = AgentKey(rawValue: entry.key) else {
                let nearest = Spelling.nearest(to: entry.key, among: AgentKey.allCases.map(\.rawValue))
                fail(path, entry.position, .unknown(nearest: nearest))
                continue
            }
            switch key {
            case .name: name = text(entry.value, .agentName, path)
            case .emails, .names, .lines: patterns[key] = self.patterns(entry.value, .line, Agent.marksMax, path)
            case .logins: texts[key] = self.texts(entry.value, .login, Agent.marksMax, path)
            case .branches: texts[key] = self.texts(entry.value, .branchPrefix, Agent.marksMax, path)
            }
        }
        guard let name else {
            if !entries.contains(where: { $0.key == AgentKey.name.rawValue }) { fail(path, position, .missing("name")) }
            return nil
        }
        return Agent(
            name: name, emails: patterns[.emails] ?? [], names: patterns[.names] ?? [], logins: texts[.logins] ?? [],
            lines: patterns[.lines] ?? [], branches: texts[.branches] ?? [])
    }
}

/// The keys of an agent in the policy file.
enum AgentKey: String, CaseIterable {
    case name, emails, names, logins, lines, branches

    static let list = allCases.dropFirst().map(\.rawValue).joined(separator: ", ")
}

/// What other YAML readers take a plain scalar for, so that the same file would mean different things to two tools.
enum Ambiguity: String {
    case nothing = "no value"
    case truth = "true or false"
    case number = "a number"
    case time = "a time or a number in base 60"
    case date = "a date"

    init?(_ text: String) {
        let word = text.lowercased()
        if ["", "~", "null"].contains(word) {
            self = .nothing
        } else if ["true", "false", "yes", "no", "on", "off", "y", "n"].contains(word) {
            self = .truth
        } else if Self.base60.matches(word) {
            self = .time
        } else if Self.calendar.matches(word) {
            self = .date
        } else if Self.numeric.matches(word) {
            self = .number
        } else {
            return nil
        }
    }

    private static let base60 = Pattern.builtIn([#"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$"#], .expression)[0]
    private static let calendar = Pattern.builtIn([#"^\d\d\d\d-\d\d?-\d\d?([t ].*)?$"#], .expression)[0]
    /// YAML 1.1 and 1.2: decimal, 0x, 0o, 0b, leading zeros, underscores, fractions, exponents, .inf, .nan.
    private static let numeric = Pattern.builtIn(
        [#"^[-+]?(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9][0-9_]*(e[-+]?[0-9]+)?|\.inf|\.nan)$"#],
        .expression)[0]
}
