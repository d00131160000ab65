import Foundation
import SheafGit

/// Looks at what there is, and changes nothing.
struct HookSurvey {
    let location: RepositoryLocation
    let surroundings: Surroundings

    func scene() -> HookScene {
        let git = Result { try GitExecutable.find(in: surroundings.environment) }
        let record = HookRecord.read(Installation(location))
        let place = place(git)
        let known = record.folders.map { HookRecord.absolute($0, in: location.commonDirectory) }
        var folders = ["\(location.commonDirectory)/hooks"] + known.filter(isInside)
        if case .folder(let path, _) = place { folders.append(path) }
        folders = Set(folders).sorted()
        let paths = folders.flatMap(HookScene.paths)
        let settingsPath = "\(location.commonDirectory)/config"
        return HookScene(
            commonDirectory: location.commonDirectory, call: HookProgram.find(in: surroundings.environment),
            readsSettings: (try? git.get().version >= .withConfiguredHooks) ?? false, place: place, folders: folders,
            files: Dictionary(paths.map { ($0, HookFile.at($0)) }, uniquingKeysWith: { first, _ in first }),
            settingsPath: settingsPath, settings: HookFile.at(settingsPath), record: record)
    }

    private func place(_ git: Result<GitExecutable, any Error>) -> HookScene.Place {
        do { return try place(git.get()) } catch { return .blocked(.unresolved(detail: "\(error)")) }
    }

    private func place(_ git: GitExecutable) throws -> HookScene.Place {
        let wanted = try git.hooksFolder(of: location)
        if let tool = HookTool.owner(ofFolder: wanted) { return .blocked(.ofTool(tool, path: wanted)) }
        guard let path = resolved(wanted), isInside(path) else { return .blocked(.outside(path: wanted)) }
        var status = stat()
        let isMissing = stat(path, &status) != 0
        guard isMissing || status.st_mode & S_IFMT == S_IFDIR else { return .blocked(.notAFolder(path: wanted)) }
        guard try isInGitDirectory(path) || git.ignores("\(path)/\(HookEvent.postCommit.rawValue)", in: location) else {
            return .blocked(.inWorkTree(path: path))
        }
        let written = isMissing ? (path as NSString).deletingLastPathComponent : path
        guard access(written, W_OK) == 0 else { return .blocked(.readOnly(path: written)) }
        return .folder(path: path, isMissing: isMissing)
    }

    /// Without links, as far as it is there; nil when more than its last part is missing.
    private func resolved(_ path: String) -> String? {
        if let whole = real(path) { return whole }
        let (folder, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        return real(folder).map { "\($0)/\(name)" }
    }

    private func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func isInside(_ path: String) -> Bool {
        isInGitDirectory(path) || workTrees.contains { Self.isBelow(path, $0) }
    }

    private func isInGitDirectory(_ path: String) -> Bool {
        [location.commonDirectory, location.gitDirectory].contains { Self.isBelow(path, $0) }
    }

    /// This one, the main one, and the linked ones: `disable` is for all of them.
    private var workTrees: [String] {
        let links = "\(location.commonDirectory)/worktrees"
        let linked = ((try? FileManager.default.contentsOfDirectory(atPath: links)) ?? []).compactMap { name -> String? in
            guard let content = FileManager.default.contents(atPath: "\(links)/\(name)/gitdir") else { return nil }
            let path = String(decoding: content, as: UTF8.self).trimmingCharacters(in: .newlines)
            return real((path as NSString).deletingLastPathComponent)
        }
        let common = location.commonDirectory
        let main = common.hasSuffix("/.git") ? [(common as NSString).deletingLastPathComponent] : []
        return linked + main + [location.workTree].compactMap(\.self)
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}
