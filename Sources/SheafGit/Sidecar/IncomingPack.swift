import Foundation
import SheafFiles

/// A pack on its way into the sidecar, placed so that no garbage collection takes it for garbage.
///
/// `git gc` removes an index without a pack, so the pack comes first; and `git repack` removes a pack that it has listed
/// but, without an index, not read, which a `.keep` file prevents.
struct IncomingPack {
    private let sidecar: String
    private let directory: String

    init(in sidecar: String) {
        self.sidecar = sidecar
        directory = "\(sidecar)/\(SidecarLayout.incomingDirectory)/\(UInt64.random(in: 0...UInt64.max))"
    }

    /// - Parameter write: puts `pack-*.pack` and `pack-*.idx`, synced, into the directory it is given.
    /// - Throws: `GitError.fileSystem`, and what `write` throws; then nothing has been placed.
    func place(_ write: (String) throws -> Void) throws {
        mkdir("\(sidecar)/\(SidecarLayout.incomingDirectory)", 0o700)
        guard mkdir(directory, 0o700) == 0 else { throw GitError.fileSystem(path: directory, errno: errno) }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(directory)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw GitError.fileSystem(path: directory, errno: errno)
        }
        for name in names where name.hasSuffix(".pack") { try move(String(name.dropLast(".pack".count))) }
    }

    private func move(_ pack: String) throws {
        let target = "\(sidecar)/objects/pack"
        let keep = "\(target)/\(pack).keep"
        // Not ours to remove later if it was there before: the same objects make the same pack.
        let guardian = open(keep, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        defer {
            if guardian >= 0 {
                close(guardian)
                unlink(keep)
            }
        }
        for suffix in [".pack", ".idx"] {
            guard rename("\(directory)/\(pack)\(suffix)", "\(target)/\(pack)\(suffix)") == 0 else {
                throw GitError.fileSystem(path: "\(target)/\(pack)\(suffix)", errno: errno)
            }
        }
        do { try DurableFile.syncFolder(target) } catch { throw GitError(error) }
    }
}
