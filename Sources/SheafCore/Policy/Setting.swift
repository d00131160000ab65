/// One row of the table from which the policy file's validation, its default file, its schema and `sheaf config` come.
public struct Setting: Sendable {
    /// Who may say what a setting is.
    public enum Scope: String, Hashable, Sendable {
        /// Shapes facts that everybody shares: only the default branch's policy file.
        case shared
        /// Flag, then `SHEAF_*`, then `git config sheaf.*`, then the policy file.
        case local
        /// As `local`, but never the policy file: what a person allows on a machine.
        case machine
    }

    /// What a number counts.
    public enum Unit: String, Hashable, Sendable {
        case none = ""
        case minutes, seconds, files, lines, backups
        case pushesPerMinute = "pushes per minute"
    }

    public enum Shape: Hashable, Sendable {
        case boolean
        /// What this version cannot do: nothing but `false` is accepted, so that nobody relies on a setting that does nothing.
        case off(reason: String)
        case integer(ClosedRange<Int>, Unit)
        case choice([String])
        case text(TextRule)
        case texts(TextRule, countMax: Int)
        case patterns(Pattern.Syntax, countMax: Int)
        case agents(countMax: Int)
    }

    public let key: SettingKey
    public let scope: Scope
    public let shape: Shape
    /// One sentence, or a few.
    public let summary: String
    /// nil when nothing is set.
    let read: @Sendable (Policy) -> SettingValue?
    /// Expects a value of `shape`.
    let write: @Sendable (SettingValue, inout Policy) -> Void

    /// The value of a policy; nil for one that is not set.
    public func value(in policy: Policy) -> SettingValue? { read(policy) }

    public static func row(_ key: SettingKey) -> Setting {
        guard let row = byKey[key] else { preconditionFailure("BUG: no row for \(key)") }
        return row
    }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
}

/// A value of a setting.
public enum SettingValue: Hashable, Sendable, CustomStringConvertible {
    case boolean(Bool)
    case integer(Int)
    case text(String)
    case texts([String])
    case patterns([Pattern])
    case agents([Agent])

    /// As `sheaf config` prints it: lists in brackets, agents by name.
    public var description: String {
        switch self {
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .text(let value): value
        case .texts(let values): "[\(values.joined(separator: ", "))]"
        case .patterns(let values): "[\(values.map(\.source).joined(separator: ", "))]"
        case .agents(let values): "[\(values.map(\.name).joined(separator: ", "))]"
        }
    }

    /// In the setting's own type, as the policy file gives it.
    public var json: JSONValue {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(Int64(value))
        case .text(let value): .string(value)
        case .texts(let values): .array(values.map { .string($0) })
        case .patterns(let values): .array(values.map { .string($0.source) })
        case .agents(let values): .array(values.map(\.json))
        }
    }
}

extension Setting.Shape {
    /// What is allowed, for an error: `a whole number 5-120 (minutes)`.
    public var expectation: String {
        switch self {
        case .boolean: "true or false"
        case .off: "false"
        case .integer(let range, let unit):
            "a whole number \(range.lowerBound)-\(range.upperBound)" + (unit == .none ? "" : " (\(unit.rawValue))")
        case .choice(let choices): "one of " + choices.joined(separator: ", ")
        case .text(let rule): rule.expectation
        case .texts(let rule, let countMax): "a list of at most \(countMax): each \(rule.expectation)"
        case .patterns(let syntax, let countMax): "a list of at most \(countMax) \(syntax.expectation)"
        case .agents(let countMax):
            "a list of at most \(countMax) agents: each with name, and emails, names, logins, lines, branches as needed"
        }
    }
}

extension Pattern.Syntax {
    var expectation: String {
        switch self {
        case .expression: "regular expressions"
        case .path: "path patterns"
        case .line: "line patterns"
        }
    }
}
