import Foundation

extension Reflog {
    /// The reflogs of a repository's branches, by full ref name; at most `countMax`, in order of name.
    public static func branches(of location: RepositoryLocation, countMax: Int = 10_000) -> [(name: String, reflog: Reflog)] {
        let root = location.commonDirectory + "/logs/refs/heads"
        guard let files = FileManager.default.enumerator(atPath: root) else { return [] }
        var found: [(name: String, reflog: Reflog)] = []
        for case let name as String in files where found.count < countMax {
            guard files.fileAttributes?[.type] as? FileAttributeType == .typeRegular, !name.hasSuffix(".lock") else { continue }
            found.append((name: "refs/heads/\(name)", reflog: Reflog(path: "\(root)/\(name)")))
        }
        return found.sorted { $0.name < $1.name }
    }
}
