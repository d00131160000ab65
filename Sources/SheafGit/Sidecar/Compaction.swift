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
    /// - Throws: `GitError.commandFailed`, `GitError.timedOut`; the sidecar is as good as before then.
    @discardableResult
    public func compact(with git: GitExecutable, packCountMax: Int = Sidecar.packCountMax) throws -> Bool {
        guard try packCount() > packCountMax else { return false }
        let process = git.command(
            ["--git-dir=\(path)", "gc", "--quiet", "--prune=2.weeks.ago"], in: path, deadlineSeconds: 600)
        _ = try process.run().successful("git gc", process)
        return true
    }
}
