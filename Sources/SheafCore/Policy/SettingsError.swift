/// Why settings are refused: every problem that was found, never only the first. Commands exit 78.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// After so many, no more are looked for: each unknown name is held against all known ones, and a file of 256 KiB has
    /// room for 20,000 of them.
    public static let problemsMax = 100

    /// At least one; those of the policy file first, in its order.
    public let problems: [SettingProblem]

    /// One line a problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with the settings: where, which, what, and what to do.
public struct SettingProblem: Hashable, Sendable, CustomStringConvertible {
    public let place: Place
    /// The setting's path, such as `sessions.timeout_minutes` or `detection.agents[2].emails[0]`; nil for the whole file.
    public let path: String?
    public let reason: Reason

    public var description: String {
        "\(place): " + (path.map { "\($0): " } ?? "") + reason.description
    }

    /// Where a value stands.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// Line and column from 1; columns count Unicode scalars.
        case file(String, line: Int, column: Int)
        case gitConfig(String)
        case environment(String)
        case flag(String)
        case builtIn

        public var description: String {
            switch self {
            case .file(let name, let line, let column): "\(name):\(line):\(column)"
            case .gitConfig(let name): "git config \(name)"
            case .environment(let variable): variable
            case .flag(let name): name
            case .builtIn: "built-in default"
            }
        }
    }

    public enum Reason: Hashable, Sendable {
        case tooLarge(bytes: Int)
        case notUTF8
        /// In the YAML reader's words, and what stands there if it must be quoted.
        case syntax(String, unquoted: Character?)
        case anchor
        case severalDocuments
        case tag
        case tooDeep
        case tooManyValues
        /// There are `problemsMax`, and there may be others.
        case manyProblems
        /// A list where a section belongs, and so on.
        case wrongKind(expected: String)
        case unknown(nearest: String?)
        case duplicateKey(firstLine: Int?)
        case duplicateValue(String)
        case badValue(String, expected: String, advice: String?)
        case badPattern(String, PatternFailure)
        case tooMany(count: Int, max: Int)
        /// Of patterns, each of which is small enough.
        case tooLargeTogether(size: Int, max: Int)
        case missing(String)
        /// Two settings that do not go together.
        case contradiction(String)
        /// A local layer names a setting that shapes shared facts.
        case sharedOnly
        /// The policy file names a setting that only a person may set on a machine.
        case machineOnly(SettingKey)
    }
}

extension SettingProblem.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let bytes): "\(bytes) bytes; a policy file has at most \(PolicyFile.bytesMax)"
        case .notUTF8: "is not UTF-8 text; save it as UTF-8"
        case .syntax(let text, nil): "is not YAML: \(text)"
        case .syntax(let text, let character?):
            "is not YAML: \(text); a value that begins with \"\(character)\" must be put in quotes"
        case .anchor:
            "looks like a YAML anchor; policy files have none, so write the value out, or put another character before the \"&\""
        case .severalDocuments: "a second YAML document begins here; a policy file has one, so remove the \"---\""
        case .tag: "YAML tags such as !!str are not used here; remove the tag"
        case .tooDeep: "is nested more than \(PolicyNode.depthMax) levels deep"
        case .tooManyValues: "has more than \(PolicyNode.countMax) values"
        case .manyProblems: "has \(SettingsError.problemsMax) problems or more; further ones were not looked for"
        case .wrongKind(let expected): "expected \(expected)"
        case .unknown(let nearest): "is not a setting" + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .duplicateKey(let line): "is given twice" + (line.map { ", first in line \($0)" } ?? "") + "; keep one"
        case .duplicateValue(let value): "\(quoted(value)) is listed twice; keep one"
        case .badValue(let value, let expected, let advice):
            "\(quoted(value)) is not allowed; expected \(expected)" + (advice.map { "; \($0)" } ?? "")
        case .badPattern(let source, let failure): "\(quoted(source)): \(failure)"
        case .tooLargeTogether(let size, let max):
            "with this pattern they have \(size) steps together; at most \(max) are allowed, so that reading a commit stays quick"
        case .tooMany(let count, let max): "has \(count) items; at most \(max) are allowed"
        case .missing(let key): "\(key) is missing"
        case .contradiction(let text): text
        case .sharedOnly:
            "shapes facts that everybody shares, so only the default branch's policy file can set it; change it there"
        case .machineOnly(let key):
            "is for each person to allow, so the policy file cannot; use git config \(key.gitConfigName) or \(key.environmentVariable)"
        }
    }

    /// Values are shown short; the place says where to read all of it.
    private func quoted(_ value: String) -> String {
        "\"" + (value.count > 60 ? value.prefix(59) + "…" : value[...]) + "\""
    }
}
