@testable import SheafCore

extension FuzzTarget {
    /// A policy file, and the settings that a machine adds to it.
    static let policy = FuzzTarget(name: "policy") { bytes in
        let file: PolicyFile
        do throws(SettingsError) {
            file = try PolicyFile(bytes, name: "policy.yaml")
        } catch {
            checkProblems(error, of: bytes)
            checkLocal(bytes)
            return
        }
        expect(file.keys.allSatisfy { Setting.row($0).scope != .machine }, "a policy file cannot speak for a machine")
        guard let settings = try? Settings(file: file) else { return expect(false, "a valid file gives valid settings") }
        for key in SettingKey.allCases {
            let isHere = if case .file = settings.origin(of: key) { true } else { false }
            expect(isHere == file.keys.contains(key), "a value in force says where it stands: \(key)")
        }
        checkWritten(file)
        let detector = Detector(file.policy.detection)
        let kinds = PathKinds(file.policy.detection)
        let text = String(decoding: bytes.prefix(256), as: UTF8.self)
        _ = detector.detect(PullRequestText(title: text, body: text, labels: [text], branch: text, login: text))
        _ = kinds.kind(of: text)
    }

    private static func checkProblems(_ error: SettingsError, of bytes: [UInt8]) {
        let lineCount = bytes.count { $0 == 0x0a || $0 == 0x0d } + String(decoding: bytes, as: UTF8.self).unicodeScalars.count { $0.value > 0x7f } + 2
        expect(!error.problems.isEmpty && !error.description.isEmpty, "a refusal has a reason")
        for problem in error.problems {
            guard case .file(_, let line, let column) = problem.place else { continue }
            expect((1...lineCount).contains(line) && column >= 1, "a problem stands in the file: \(problem)")
        }
    }

    /// JSON is YAML: the values that a file gives, written so, give the same file.
    private static func checkWritten(_ file: PolicyFile) {
        var root = JSONObject()
        for key in file.keys {
            guard let value = Setting.row(key).value(in: file.policy) else { continue }
            root = inserted(value.json, at: key.rawValue.split(separator: ".")[...], into: root)
        }
        let written = JSONValue.object(root).canonicalBytes
        let again = try? PolicyFile(written, name: file.name)
        // Of what stands in quotes, YAML refuses some characters, and `&` looks like an anchor.
        let isPlain = written.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "&") }
        expect(again.map { $0.policy == file.policy && $0.keys == file.keys } ?? !isPlain, "a policy survives: \(shown(written))")
    }

    private static func inserted(_ value: JSONValue, at path: ArraySlice<Substring>, into object: JSONObject) -> JSONObject {
        guard let name = path.first else { return object }
        var object = object
        let inner = path.dropFirst()
        object[String(name)] = inner.isEmpty ? value : .object(inserted(value, at: inner, into: object[String(name)]?.object ?? [:]))
        return object
    }

    /// Variables and git's configuration: refused or in force, and the policy file's own settings out of their reach.
    private static func checkLocal(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0x0a, maxSplits: 7, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let local = zip(parts, parts.dropFirst()).flatMap { name, value in
            [Settings.LocalValue(.environment(variable: name), value), Settings.LocalValue(.gitConfig(name: name), value)]
        }
        guard let settings = try? Settings(file: nil, local: local) else { return }
        for key in SettingKey.allCases where Setting.row(key).scope == .shared {
            expect(settings.origin(of: key) == .builtIn, "what shapes shared facts comes from the policy file: \(key)")
        }
    }
}
