/// What is to be changed so that git tells the agent of commits, or no longer does. Decided without touching anything.
struct HookPlan: Sendable {
    enum Edit: Hashable, Sendable {
        case makeFolder(String)
        /// A hook of our own where there was none, or one of our own with another program.
        case create(HookEvent, path: String, bytes: [UInt8])
        /// Somebody's hook with our lines in it, or without them.
        case rewrite(path: String, from: [UInt8], to: [UInt8], mode: UInt32, event: HookEvent?)
        case remove(path: String, bytes: [UInt8])
        case removeFolder(String)
        /// The repository's configuration.
        case settings(path: String, isRemoval: Bool, block: MarkedBlock?)
    }

    private(set) var edits: [Edit] = []
    /// Why events are left out; in order of the events.
    private(set) var obstacles: [HookEvent: HookObstacle] = [:]
    /// What tells the agent once this is done.
    private(set) var installed: [HookEvent: String] = [:]
    private(set) var record: HookRecord

    /// - Parameter choice: nil: as chosen before, at first automatic.
    init(_ scene: HookScene, choice: HookChoice?) {
        record = scene.record
        record.choice = choice ?? record.choice
        // Without a program to call, what an earlier one installed is better than nothing.
        if record.choice == .automatic, scene.call == nil {
            for event in HookEvent.allCases { obstacles[event] = .noProgram }
            return
        }
        planSettings(scene)
        if let call = scene.call, record.choice == .automatic, !scene.readsSettings {
            planFiles(scene, call)
        } else {
            planRemovals(scene.folders, scene)
            forgetFolders(scene)
        }
    }

    // MARK: Configuration

    private mutating func planSettings(_ scene: HookScene) {
        let block = scene.call.map(HookSettings.block)
        let isWanted = record.choice == .automatic && scene.readsSettings
        guard let bytes = scene.settings.bytes else {
            guard isWanted else { return }
            let what = if case .link = scene.settings { "a link" } else { "not to be written" }
            for event in HookEvent.allCases { obstacles[event] = .unusual(path: scene.settingsPath, what: what) }
            return
        }
        if isWanted, let block {
            for event in HookEvent.allCases { installed[event] = scene.settingsPath }
            guard !block.isWhole(in: bytes) else { return }
            edits.append(.settings(path: scene.settingsPath, isRemoval: false, block: block))
        } else if MarkedBlock.isPresent(in: bytes) {
            edits.append(.settings(path: scene.settingsPath, isRemoval: true, block: nil))
        }
    }

    // MARK: Files

    /// Where git looks from this work tree. Hooks in other folders may be those of other work trees, and are left there.
    private mutating func planFiles(_ scene: HookScene, _ call: HookCall) {
        guard case .folder(let folder, let isMissing) = scene.place else {
            if case .blocked(let obstacle) = scene.place { for event in HookEvent.allCases { obstacles[event] = obstacle } }
            return
        }
        if isMissing {
            edits.append(.makeFolder(folder))
            record.madeFolders = Set(record.madeFolders + [HookRecord.stored(folder, in: scene.commonDirectory)]).sorted()
        }
        for event in HookEvent.allCases {
            switch decide(event, in: folder, scene, call) {
            case .success(let (path, edit)):
                installed[event] = path
                edits += [edit].compactMap(\.self)
            case .failure(let blocked): obstacles[event] = blocked.obstacle
            }
        }
        planRemovals([folder], scene)
        guard !installed.isEmpty else { return }
        record.folders = Set(record.folders + [HookRecord.stored(folder, in: scene.commonDirectory)]).sorted()
    }

    private struct Blocked: Error { let obstacle: HookObstacle }

    private func decide(
        _ event: HookEvent, in folder: String, _ scene: HookScene, _ call: HookCall
    ) -> Result<(path: String, edit: Edit?), Blocked> {
        var path = "\(folder)/\(event.rawValue)"
        var file = scene.file(path)
        if case .regular(let bytes, _) = file, HookTool.author(of: bytes, linkTarget: nil) == .preCommit {
            // It runs what it found in its place, under this name, and does not write that anew.
            path = HookScene.legacy(event, in: folder)
            file = scene.file(path)
        }
        switch file {
        case .missing: return .success((path, .create(event, path: path, bytes: call.file(event))))
        case .other(let what): return .failure(Blocked(obstacle: .unusual(path: path, what: what)))
        case .link(let target):
            if let tool = HookTool.author(of: [], linkTarget: target) { return .failure(Blocked(obstacle: .ofTool(tool, path: path))) }
            return .failure(Blocked(obstacle: .unusual(path: path, what: "a link")))
        case .regular(let bytes, let mode):
            guard mode & 0o111 != 0 else { return .failure(Blocked(obstacle: .notExecutable(path: path))) }
            return decide(event, path, bytes, mode, call)
        }
    }

    private func decide(
        _ event: HookEvent, _ path: String, _ bytes: [UInt8], _ mode: UInt32, _ call: HookCall
    ) -> Result<(path: String, edit: Edit?), Blocked> {
        if HookCall.isOwnFile(bytes) {
            let new = call.file(event)
            return .success((path, new == bytes ? nil : .rewrite(path: path, from: bytes, to: new, mode: mode, event: event)))
        }
        if let tool = HookTool.author(of: bytes, linkTarget: nil) { return .failure(Blocked(obstacle: .ofTool(tool, path: path))) }
        let script = HookScript(bytes: MarkedBlock.removed(from: bytes))
        guard script.isForShell else { return .failure(Blocked(obstacle: .notForShell(path: path))) }
        // Whoever added to a file of ours made it theirs.
        if call.block(event).isWhole(in: bytes) || call.ownBlock(event).isWhole(in: bytes) { return .success((path, nil)) }
        return .success((path, .rewrite(path: path, from: bytes, to: script.inserted(call.block(event)), mode: mode, event: event)))
    }

    // MARK: Removal

    /// Everything of ours in these folders that was not asked for.
    private mutating func planRemovals(_ folders: [String], _ scene: HookScene) {
        let wanted = Set(installed.values)
        for path in folders.flatMap(HookScene.paths) where !wanted.contains(path) {
            guard case .regular(let bytes, let mode) = scene.file(path), MarkedBlock.isPresent(in: bytes) else { continue }
            edits.append(HookCall.isOwnFile(bytes)
                ? .remove(path: path, bytes: bytes)
                : .rewrite(path: path, from: bytes, to: MarkedBlock.removed(from: bytes), mode: mode, event: nil))
        }
    }

    private mutating func forgetFolders(_ scene: HookScene) {
        let known = Set(scene.folders)
        edits += record.madeFolders.map { HookRecord.absolute($0, in: scene.commonDirectory) }.filter(known.contains).map(Edit.removeFolder)
        record.folders = []
        record.madeFolders = []
    }
}
