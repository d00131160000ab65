import Foundation
import SheafFiles

/// What `enable` remembers of hooks. What it installed says so itself; this only tells where else to look, and what was chosen.
struct HookRecord: Hashable, Sendable, Codable {
    var choice = HookChoice.automatic
    /// Folders with hooks of ours. Those in the git directory are relative to it: a copy of the repository is another one.
    var folders: [String] = []
    /// Folders that were made for them, to be removed when they are empty.
    var madeFolders: [String] = []

    private static func path(_ place: Installation) -> String { place.directory.path + "/hooks.json" }

    /// What was chosen and done last; the default when nothing was.
    static func read(_ place: Installation) -> HookRecord {
        guard let content = FileManager.default.contents(atPath: path(place)),
            let record = try? JSONDecoder().decode(HookRecord.self, from: content)
        else { return HookRecord() }
        return record
    }

    /// - Throws: `DurableFile.Failure`.
    func write(_ place: Installation) throws(DurableFile.Failure) {
        guard self != HookRecord() else {
            unlink(Self.path(place))
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let content = try? encoder.encode(self) else { return }
        try DurableFile(path: Self.path(place)).replace(with: Array(content))
    }

    static func stored(_ path: String, in common: String) -> String {
        path.hasPrefix(common + "/") ? String(path.dropFirst(common.count + 1)) : path
    }

    static func absolute(_ stored: String, in common: String) -> String { stored.hasPrefix("/") ? stored : "\(common)/\(stored)" }
}
