/// The settings in force on this machine, and where each one comes from.
///
/// Precedence: flag, `SHEAF_*`, `git config sheaf.*`, the default branch's policy file, built-in defaults. What shapes
/// shared facts comes from the policy file only, so that every replica judges alike.
public struct Settings: Hashable, Sendable {
    /// Every value that is in force.
    public let policy: Policy
    private let places: [SettingKey: SettingProblem.Place]
    /// `SHEAF_*` variables that are no setting: other programs may own them, so they are shown and not refused.
    public let unknownVariables: [UnknownVariable]

    public struct UnknownVariable: Hashable, Sendable {
        public let name: String
        /// The variable that was probably meant.
        public let nearest: String?

        public init(name: String, nearest: String?) {
            self.name = name
            self.nearest = nearest
        }
    }

    /// A value given by one local layer.
    public struct LocalValue: Hashable, Sendable {
        public enum Source: Hashable, Sendable {
            /// As typed, such as `--remote`, and the setting it stands for.
            case flag(String, SettingKey)
            case environment(variable: String)
            /// As git prints it; it prints sections and variables in lower case.
            case gitConfig(name: String)
        }

        public let source: Source
        public let text: String

        public init(_ source: Source, _ text: String) {
            self.source = source
            self.text = text
        }
    }

    /// - Parameters:
    ///   - file: the policy file of the default branch; nil if it has none.
    ///   - local: any order; of two values of one source the later counts, as git has it. Variables that do not begin
    ///     with `SHEAF_` and names that do not begin with `sheaf.` are passed over.
    /// - Throws: `SettingsError` with every problem: unknown name, bad value, or a setting that only the policy file may
    ///   give. Commands exit 78.
    public init(file: PolicyFile?, local: [LocalValue] = []) throws(SettingsError) {
        var layers = LocalLayers(policy: file?.policy ?? Policy(), places: file?.places ?? [:])
        for value in local.filter({ $0.rank == 0 }) { layers.apply(value) }
        for value in local.filter({ $0.rank == 1 }) { layers.apply(value) }
        for value in local.filter({ $0.rank == 2 }) { layers.apply(value) }
        layers.checkTogether()
        guard layers.problems.isEmpty else { throw SettingsError(problems: layers.problems) }
        policy = layers.policy
        places = layers.places
        unknownVariables = layers.unknownVariables
    }

    /// Where the value in force stands.
    public func origin(of key: SettingKey) -> SettingProblem.Place { places[key] ?? .builtIn }

    /// nil when nothing is set.
    public func value(of key: SettingKey) -> SettingValue? { Setting.row(key).value(in: policy) }
}

extension Settings.LocalValue {
    fileprivate var rank: Int {
        switch source {
        case .gitConfig: 0
        case .environment: 1
        case .flag: 2
        }
    }

    fileprivate var place: SettingProblem.Place {
        switch source {
        case .gitConfig(let name): .gitConfig(name)
        case .environment(let variable): .environment(variable)
        case .flag(let name, _): .flag(name)
        }
    }
}

private struct LocalLayers {
    var policy: Policy
    var places: [SettingKey: SettingProblem.Place]
    var problems: [SettingProblem] = []
    var unknownVariables: [Settings.UnknownVariable] = []

    init(policy: Policy, places: [SettingKey: SettingProblem.Place]) {
        self.policy = policy
        self.places = places
    }

    mutating func apply(_ value: Settings.LocalValue) {
        switch value.source {
        case .flag(_, let key): apply(value, to: key)
        case .environment(let variable):
            guard variable.hasPrefix("SHEAF_") else { return }
            if let key = Self.byVariable[variable] { return apply(value, to: key) }
            let nearest = Spelling.nearest(to: variable, among: Self.byVariable.keys.sorted())
            unknownVariables.append(Settings.UnknownVariable(name: variable, nearest: nearest))
        case .gitConfig(let name):
            guard name.lowercased().hasPrefix("sheaf.") else { return }
            if let key = Self.byGitName[name.lowercased()] { return apply(value, to: key) }
            let names = SettingKey.allCases.map(\.gitConfigName)
            report(value, nil, .unknown(nearest: Spelling.nearest(to: name, among: names)))
        }
    }

    private mutating func apply(_ value: Settings.LocalValue, to key: SettingKey) {
        let row = Setting.row(key)
        guard row.scope != .shared else { return report(value, key.rawValue, .sharedOnly) }
        var reader = ValueReader(path: key.rawValue)
        // A layer gives text without types; the shape says what it is.
        let style: PolicyNode.Style = row.shape.isText ? .quoted : .plain
        let read = reader.read(.scalar(value.text, style, .start), row.shape)
        for failure in reader.failures { report(value, failure.path, failure.reason) }
        guard let read else { return }
        row.write(read, &policy)
        places[key] = value.place
    }

    private mutating func report(_ value: Settings.LocalValue, _ path: String?, _ reason: SettingProblem.Reason) {
        problems.append(SettingProblem(place: value.place, path: path, reason: reason))
    }

    mutating func checkTogether() {
        guard problems.isEmpty else { return }
        problems += policy.contradictions { places[$0] ?? .builtIn }
    }

    private static let byVariable = Dictionary(
        uniqueKeysWithValues: SettingKey.allCases.map { ($0.environmentVariable, $0) })
    private static let byGitName = Dictionary(
        uniqueKeysWithValues: SettingKey.allCases.map { ($0.gitConfigName.lowercased(), $0) })
}

extension Setting.Shape {
    fileprivate var isText: Bool {
        switch self {
        case .choice, .text: true
        default: false
        }
    }
}
