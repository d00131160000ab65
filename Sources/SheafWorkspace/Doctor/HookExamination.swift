import SheafGit

/// Whether git's hooks reach the agent. That they do not is no problem: commits are found without them.
struct HookExamination {
    let location: RepositoryLocation
    let surroundings: Surroundings

    func findings() -> [Diagnosis] {
        let scene = HookSurvey(location: location, surroundings: surroundings).scene()
        let plan = HookPlan(scene, choice: nil)
        guard plan.record.choice == .automatic else {
            return [.ok(.hooks, "none, as `sheaf enable --hooks none` asked for; commits are found without them")]
        }
        let report = HookReport(plan)
        let gaps = report.gaps.map { gap in
            Diagnosis.note(
                .hooks, "no \(HookEvent.list(gap.events)): \(gap.obstacle.reason); commits are found without",
                remedy: gap.obstacle.remedy)
        }
        guard plan.edits.isEmpty else {
            return gaps + [.note(
                .hooks, "not as `sheaf enable` leaves them: \(plan.edits.map(\.path).joined(separator: ", "))",
                remedy: "run `sheaf enable` to have them again; commits are found without")]
        }
        guard let call = scene.call, let first = report.installed.first else { return gaps }
        let silent = report.installed.filter { !HookTrial(location: location, call: call, surroundings: surroundings).reachesAgent($0) }
        guard silent.isEmpty else {
            return gaps + [.problem(
                .hooks, "\(HookEvent.list(silent)) are installed, and \(call.program) tells nobody when it is called",
                remedy: "`Scripts/setup install` puts it there anew; commits are found without")]
        }
        let place = plan.installed[first].map { String($0.prefix(upTo: $0.lastIndex(of: "/") ?? $0.endIndex)) } ?? ""
        return gaps + [.ok(.hooks, "\(HookEvent.list(report.installed)) in \(place) tell the agent; a trial arrived")]
    }
}
