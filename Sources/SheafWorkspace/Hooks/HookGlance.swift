import SheafGit

/// Which hooks are installed, by a look at the files and without asking git: for `status`, which has no time.
struct HookGlance {
    let events: [HookEvent]

    init(_ location: RepositoryLocation) {
        let common = location.commonDirectory
        let record = HookRecord.read(Installation(location))
        let folders = Set(record.folders.map { HookRecord.absolute($0, in: common) } + ["\(common)/hooks"])
        let isInSettings = HookFile.at("\(common)/config").bytes.map(MarkedBlock.isPresent) ?? false
        events = HookEvent.allCases.filter { event in
            isInSettings || folders.contains { folder in
                ["\(folder)/\(event.rawValue)", HookScene.legacy(event, in: folder)].contains(where: Self.tells)
            }
        }
    }

    private static func tells(_ path: String) -> Bool {
        guard case .regular(let bytes, let mode) = HookFile.at(path) else { return false }
        return mode & 0o111 != 0 && MarkedBlock.isPresent(in: bytes)
    }
}
