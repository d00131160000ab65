import Foundation

extension Mailmap {
    /// More than any real mailmap; what is beyond is not read.
    private static let bytesMax = 16 << 20

    /// The mailmap of a repository as it is now.
    ///
    /// - Parameters:
    ///   - setting: the value of a variable of git's configuration.
    ///   - blob: reads what `mailmap.blob` names; nil when there is none.
    /// - Source: git-config(1), `mailmap.file` and `mailmap.blob`; unreadable parts count as empty, as in git.
    static func read(
        _ location: RepositoryLocation, setting: (_ key: String) throws -> String?,
        blob: (_ name: String) throws -> [UInt8]?
    ) rethrows -> Mailmap {
        var mailmap = Mailmap()
        if let workTree = location.workTree { mailmap.add(file("\(workTree)/.mailmap", following: false)) }
        let blobName = try setting("mailmap.blob") ?? (location.workTree == nil ? "HEAD:.mailmap" : nil)
        if let blobName, let bytes = try? blob(blobName) { mailmap.add(bytes) }
        if let path = try setting("mailmap.file") {
            mailmap.add(file(absolute(path, location.workTree ?? location.gitDirectory), following: true))
        }
        return mailmap
    }

    private static func absolute(_ path: String, _ base: String) -> String {
        let expanded = path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
        return expanded.hasPrefix("/") ? expanded : "\(base)/\(expanded)"
    }

    /// The repository's own file may not lead out of it through a link.
    private static func file(_ path: String, following: Bool) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (following ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { return [] }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        return (try? handle.read(upToCount: bytesMax)).flatMap { $0 }.map(Array.init) ?? []
    }
}
