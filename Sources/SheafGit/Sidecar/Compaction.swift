import Foundation

extension Sidecar {
    /// Every exchange adds a pack or two, and every reading opens them all: beyond this many it pays to gather them.
    public static let packCountMax = 60

    /// Packs that the sidecar consists of.
    ///
    /// - Throws: `GitError.fileSystem` when it cannot be listed.
    public func packCount() throws -> Int {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/objects/pack") else {
            throw GitError.fileSystem(path: "\(path)/objects/pack", errno: errno)
        }
        return names.count { $0.hasSuffix(".pack") }
    }

    /// Gathers the packs into one if there are too many. Objects that no ref reaches are kept for two weeks, because
    /// another process may be about to point a ref at them.
    ///
    /// - Parameters:
    ///   - git: libgit2 cannot remove a pack that others may be reading.
    ///   - packCountMax: this many are left alone.
    /// - Returns: whether there was something to do.
    /// - Throws: `GitError.housekeepingFailed`, `GitError.timedOut`; the sidecar is as good as before then.
    @discardableResult
    public func compact(with git: GitExecutable, packCountMax: Int = Sidecar.packCountMax) throws -> Bool {
        guard try packCount() > packCountMax else { return false }
        try collectGarbage(with: git, keeping: "2.weeks.ago")
        return true
    }

    /// Gathers all packs into one and drops objects that no ref has reached for a time.
    ///
    /// - Parameter keeping: git's words for it. An hour is more than any exchange takes: another process may be about to
    ///   point a ref at what it has just written.
    /// - Throws: `GitError.housekeepingFailed`, `GitError.timedOut`; the sidecar is as good as before then.
    public func collectGarbage(with git: GitExecutable, keeping: String = "1.hour.ago") throws {
        let process = git.command(
            ["--git-dir=\(path)", "gc", "--quiet", "--prune=\(keeping)"], in: path, deadlineSeconds: 600)
        do { _ = try process.run().successful("git gc", process) } catch GitError.commandFailed(_, _, let errors) {
            throw GitError.housekeepingFailed(path: path, errors: errors)
        }
    }

    /// What its objects take on disk, in bytes; what vanishes while it is looked at counts for nothing.
    public func byteCount() -> Int {
        guard let files = FileManager.default.enumerator(atPath: "\(path)/objects") else { return 0 }
        return files.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/objects/\(name)")
            return sum + (attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int ?? 0 : 0)
        }
    }
}
