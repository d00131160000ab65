import Foundation
import SheafStore

/// Modes, owners, space and left-over locks.
struct FileExamination {
    /// A lock of a running git command is younger: they are held for milliseconds.
    private static let lockAgeSecondsMax = 60.0
    private static let freeBytesMin: UInt64 = 64 << 20

    let place: Installation
    let surroundings: Surroundings

    func findings() -> [Diagnosis] {
        [permissions(), disk(), locks()]
    }

    private func permissions() -> Diagnosis {
        let keys = (try? surroundings.stateDirectory()).map { $0 + "/keys" }
        let keyFiles = keys.map { folder in children(of: folder).map { "\(folder)/\($0)" } } ?? []
        let secret = [keys].compactMap(\.self) + keyFiles
        let own = [place.directory.path, place.directory.database]
        for path in own + secret {
            guard let status = status(path) else { continue }
            if status.st_uid != geteuid() {
                return .problem(
                    .permissions, "\(path) belongs to another user", remedy: "work in this repository as one user")
            }
            if status.st_mode & 0o077 != 0, secret.contains(path) {
                return .problem(
                    .permissions, "\(path) can be read by others, and with a key in it anybody can write facts in your name",
                    remedy: "take the permissions of group and others away from it")
            }
            if status.st_mode & 0o022 != 0 {
                return .problem(
                    .permissions, "\(path) can be written by others", remedy: "take that permission away from it")
            }
        }
        for path in own where access(path, W_OK) != 0 {
            return .problem(.permissions, "\(path) cannot be written", remedy: "make it writable for you")
        }
        return .ok(.permissions, "the database and \(counted(keyFiles.count, "key")) are yours alone")
    }

    private func disk() -> Diagnosis {
        var status = statvfs()
        guard statvfs(place.directory.path, &status) == 0 else {
            return .note(.disk, "the free space of \(place.directory.path) cannot be told")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let detail = "\(free >> 20) MiB are free for \(place.directory.path)"
        guard free < Self.freeBytesMin else { return .ok(.disk, detail) }
        return .problem(.disk, detail, remedy: "free some space; what cannot be written is not acknowledged")
    }

    /// Git leaves these behind when it is killed; every later change of the same ref then fails.
    private func locks() -> Diagnosis {
        let walk = FileManager.default.enumerator(atPath: place.sidecarPath)
        var stale: [String] = []
        while let name = walk?.nextObject() as? String {
            if name == "objects" { walk?.skipDescendants() }
            guard name.hasSuffix(".lock"), let status = status("\(place.sidecarPath)/\(name)") else { continue }
            let age = Double(surroundings.now().milliseconds) / 1000 - Double(status.st_mtim.tv_sec)
            if age > Self.lockAgeSecondsMax { stale.append("\(place.sidecarPath)/\(name)") }
        }
        guard let first = stale.first else { return .ok(.locks, "none is left over") }
        return .problem(
            .locks, "\(counted(stale.count, "left-over lock file")), such as \(first)",
            remedy: "if no git command is running in the sidecar, remove that file; `sheaf sync` then goes on")
    }

    private func children(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".key") }.sorted()
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
