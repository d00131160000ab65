/// Everything that decides about hooks, as it was found: a plan is made of this and of nothing else.
struct HookScene: Sendable {
    enum Place: Hashable, Sendable {
        case folder(path: String, isMissing: Bool)
        case blocked(HookObstacle)
    }

    /// The git directory that all work trees share.
    let commonDirectory: String
    /// nil: there is no program to call.
    let call: HookCall?
    /// git reads hooks from its configuration too.
    let readsSettings: Bool
    /// Where git looks for hooks.
    let place: Place
    /// Where hooks of ours may lie, the place included.
    let folders: [String]
    /// What lies at `paths(in:)` of these folders.
    let files: [String: HookFile]
    /// The repository's own configuration.
    let settingsPath: String
    let settings: HookFile
    let record: HookRecord

    func file(_ path: String) -> HookFile { files[path] ?? .missing }

    /// Under which names a hook of ours may lie in a folder: its own, and those that pre-commit, lefthook and overcommit give
    /// to a hook in whose place they put theirs.
    static func paths(in folder: String) -> [String] {
        HookEvent.allCases.flatMap { event in
            ["\(folder)/\(event.rawValue)", legacy(event, in: folder), "\(folder)/\(event.rawValue).old", "\(folder)/old-hooks/\(event.rawValue)"]
        }
    }

    /// What pre-commit's hook runs before its own checks.
    static func legacy(_ event: HookEvent, in folder: String) -> String { "\(folder)/\(event.rawValue).legacy" }
}
