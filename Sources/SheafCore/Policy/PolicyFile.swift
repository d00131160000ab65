/// A policy file, read: its values over the built-in defaults, and where each one that it gives stands.
public struct PolicyFile: Hashable, Sendable {
    /// 256 KiB.
    public static let bytesMax = 262_144

    /// As it is shown in errors and origins, such as `.sheaf/policy.yaml`.
    public let name: String
    public let policy: Policy
    let places: [SettingKey: SettingProblem.Place]

    /// The settings that the file itself gives.
    public var keys: Set<SettingKey> { Set(places.keys) }

    /// Reads YAML: one document, a section a folder of the setting's path. An empty file gives the defaults.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - name: for places in errors; nothing is opened.
    /// - Throws: `SettingsError` with every problem found, the first `problemsMax` at least. YAML that cannot be read stops at its first problem.
    public init(_ bytes: some Collection<UInt8>, name: String) throws(SettingsError) {
        self.name = name
        var reader = PolicyReader(file: name)
        guard bytes.count <= Self.bytesMax else { throw reader.failure(.tooLarge(bytes: bytes.count)) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw reader.failure(.notUTF8) }
        do {
            if let root = try PolicyNode.read(text) { reader.readRoot(root) }
            reader.checkCount()
        } catch {
            throw reader.failure(error.reason, at: error.position)
        }
        reader.checkTogether()
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
        policy = reader.policy
        places = reader.places
    }
}

/// Walks the sections of a policy file along the table of settings.
private struct PolicyReader {
    let file: String
    var policy = Policy()
    var places: [SettingKey: SettingProblem.Place] = [:]
    var problems: [SettingProblem] = []

    init(file: String) {
        self.file = file
    }

    func failure(_ reason: SettingProblem.Reason, at position: PolicyNode.Position = .start) -> SettingsError {
        SettingsError(problems: [SettingProblem(place: place(position), path: nil, reason: reason)])
    }

    private func place(_ position: PolicyNode.Position) -> SettingProblem.Place {
        .file(file, line: position.line, column: position.column)
    }

    private mutating func report(_ path: String?, _ position: PolicyNode.Position, _ reason: SettingProblem.Reason) {
        problems.append(SettingProblem(place: place(position), path: path, reason: reason))
    }

    mutating func readRoot(_ root: PolicyNode) {
        readSection(root, path: "")
    }

    private mutating func readSection(_ node: PolicyNode, path: String) {
        // `sessions:` with everything below it commented out.
        guard !node.isEmpty else { return }
        guard case .section(let entries, _) = node else {
            report(path.isEmpty ? nil : path, node.position, .wrongKind(expected: "settings, one a line: key: value"))
            return
        }
        for entry in entries where problems.count < SettingsError.problemsMax {
            let path = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            if let key = SettingKey(rawValue: path) {
                readSetting(key, entry)
            } else if Setting.sections.contains(path) {
                readSection(entry.value, path: path)
            } else {
                report(path, entry.position, .unknown(nearest: Setting.nearest(to: path)))
            }
        }
    }

    private mutating func readSetting(_ key: SettingKey, _ entry: PolicyNode.Entry) {
        let row = Setting.row(key)
        guard row.scope != .machine else {
            report(key.rawValue, entry.position, .machineOnly(key))
            return
        }
        var values = ValueReader(path: key.rawValue)
        let value = values.read(entry.value, row.shape)
        problems += values.failures.map {
            SettingProblem(place: place($0.position), path: $0.path, reason: $0.reason)
        }
        guard let value else { return }
        row.write(value, &policy)
        places[key] = place(entry.value.position)
    }

    mutating func checkCount() {
        if problems.count >= SettingsError.problemsMax { report(nil, .start, .manyProblems) }
    }

    /// Only when each value is right by itself: otherwise a default would be blamed for a typing error.
    mutating func checkTogether() {
        guard problems.isEmpty else { return }
        problems += policy.contradictions { places[$0] ?? .builtIn }
    }
}

extension Setting {
    /// Every proper beginning of a setting's path: `sessions`, `detection`, `detection.size_heuristics`, ...
    static let sections: Set<String> = Set(
        SettingKey.allCases.flatMap { key in
            let parts = key.rawValue.split(separator: ".")
            return (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: ".") }
        })

    /// The setting or section that was probably meant: by the whole path, else by its last part in another section.
    static func nearest(to path: String) -> String? {
        let candidates = SettingKey.allCases.map(\.rawValue) + sections.sorted()
        let last = path.split(separator: ".").last.map(String.init) ?? path
        let elsewhere = candidates.filter { $0.split(separator: ".").last.map(String.init) == last }
        if elsewhere.count == 1 { return elsewhere[0] }
        let depth = path.split(separator: ".").count
        let siblings = candidates.filter { $0.split(separator: ".").count == depth }
        return Spelling.nearest(to: path, among: siblings) ?? Spelling.nearest(to: path, among: candidates)
    }
}

extension Policy {
    /// What is allowed by itself and wrong together.
    func contradictions(_ place: (SettingKey) -> SettingProblem.Place) -> [SettingProblem] {
        var problems: [SettingProblem] = []
        func blame(_ first: SettingKey, _ second: SettingKey, _ text: String) {
            // The one that somebody wrote, rather than a default.
            let key = place(first) == .builtIn ? second : first
            problems.append(SettingProblem(place: place(key), path: key.rawValue, reason: .contradiction(text)))
        }
        if sessions.idleWarningMinutes >= sessions.timeoutMinutes {
            blame(
                .idleWarningMinutes, .timeoutMinutes,
                """
                the idle warning (\(sessions.idleWarningMinutes) minutes) must be less than the timeout \
                (\(sessions.timeoutMinutes) minutes); set both
                """)
        }
        if sync.intervalSecondsMin > sync.intervalSecondsMax {
            blame(
                .intervalSecondsMin, .intervalSecondsMax,
                """
                the least interval (\(sync.intervalSecondsMin) seconds) must not be greater than the greatest \
                (\(sync.intervalSecondsMax) seconds); set both
                """)
        }
        return problems
    }
}
