/// Which of git's events reach the agent at once, and why others do not.
public struct HookReport: Hashable, Sendable {
    /// Events with one reason not to be there.
    public struct Gap: Hashable, Sendable {
        public let events: [HookEvent]
        public let obstacle: HookObstacle
    }

    public let choice: HookChoice
    public let installed: [HookEvent]
    public let gaps: [Gap]
    public internal(set) var failures: [HookFailure] = []

    init(_ plan: HookPlan) {
        choice = plan.record.choice
        installed = HookEvent.allCases.filter { plan.installed[$0] != nil }
        var gaps: [Gap] = []
        for event in HookEvent.allCases {
            guard let obstacle = plan.obstacles[event] else { continue }
            // What is said of the place is said once; what is said of a file names it.
            if let last = gaps.last, last.obstacle == obstacle {
                gaps[gaps.count - 1] = Gap(events: last.events + [event], obstacle: obstacle)
            } else {
                gaps.append(Gap(events: [event], obstacle: obstacle))
            }
        }
        self.gaps = gaps
    }
}

extension HookEvent {
    /// `a, b and c`.
    public static func list(_ events: [HookEvent]) -> String {
        let names = events.map(\.rawValue)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension HookPlan {
    /// What a person is told: the same before and after.
    var changes: [EnableReport.Change] {
        var (created, added): ([String: [HookEvent]], [String: [HookEvent]]) = ([:], [:])
        var removed: [String] = []
        var settings: [EnableReport.Change] = []
        for edit in edits {
            let folder = String(edit.path.prefix(upTo: edit.path.lastIndex(of: "/") ?? edit.path.endIndex))
            switch edit {
            case .create(let event, _, _): created[folder, default: []].append(event)
            case .rewrite(_, _, _, _, let event?): added[folder, default: []].append(event)
            case .rewrite(let path, _, _, _, nil), .remove(let path, _), .settings(let path, isRemoval: true, _): removed.append(path)
            case .settings(let path, isRemoval: false, _): settings.append(.hookSettings(path: path))
            case .makeFolder, .removeFolder: break
            }
        }
        return created.sorted { $0.key < $1.key }.map { .hooks($0.value, folder: $0.key) }
            + added.sorted { $0.key < $1.key }.map { .hookLines($0.value, folder: $0.key) } + settings
            + (removed.isEmpty ? [] : [.hooksRemoved(paths: removed)])
    }
}
