import SheafCore
import SheafGit
import SheafStore

/// What the policy file leaves out of the state ref, and whether that can be meant.
struct RetentionExamination {
    let store: Store
    let repository: any UserRepository
    let surroundings: Surroundings

    func finding() -> Diagnosis {
        do { return try examine() } catch {
            return .note(.retention, "what the policy leaves out cannot be told: \(error)")
        }
    }

    private func examine() throws -> Diagnosis {
        let settings = try PolicyReader.settings(repository, environment: surroundings.environment, flags: [])
        let retention = Retention(settings.policy.retention)
        guard !retention.keepsEverything else { return .ok(.retention, "the policy file leaves nothing out of the state ref") }
        let leftOut = try store.read { try $0.leftOut(by: retention) }
        let parts = [
            retention.floor.map { "months before \($0)" },
            retention.evicted.isEmpty ? nil : counted(retention.evicted.count, "evicted record"),
        ].compactMap(\.self)
        let detail = "the policy file leaves \(parts.joined(separator: " and ")) out of the state ref: "
            + "\(counted(leftOut.factCount, "fact")) held here"
        if let floor = retention.floor, let now = CivilMonth(CivilTime(surroundings.now()).date.monthDescription), now < floor {
            return .problem(
                .retention, detail + "; the floor lies in the future, so nothing that is written now is shared",
                remedy: "correct retention.floor_month on the default branch")
        }
        return .ok(.retention, detail)
    }
}
