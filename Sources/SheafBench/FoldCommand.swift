import ArgumentParser
import SheafCore

/// `fold of 100k facts`: views and conflicts of a whole state from its lines.
struct FoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fold", abstract: "Fold a state from scratch.")

    @Option var facts = 100_000
    @Option var perSession = 25

    func run() throws {
        let state = SampleState(factCount: facts, perSession: perSession)
        let clock = ContinuousClock()
        var views = MemoryViews()
        let elapsed = clock.measure { views.insert(state.lines) }
        print("fold \(views.lineCount) facts, \(views.sessions.count) sessions: \(elapsed)")
        let parse = clock.measure {
            for (_, held) in state.lines { _ = try? Fact(held.line, in: .session) }
        }
        print("parse only: \(parse)")
    }
}
