import ArgumentParser
import Foundation
import SheafAgent
import SheafCore
import SheafWorkspace

struct AgentStatus: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show whether the agent runs, and how it stands with each repository.",
        discussion: "Ends with 69 when no agent runs, and with 2 when it cannot work with a repository.")

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        guard let agent = try BackgroundAgent(surroundings: .live).document() else { throw AgentError.notRunning }
        if json.json {
            try screen.print(agent.document)
        } else {
            try screen.print("\(.check, .good) agent \(agent.version), process \(Int(agent.processID)), since \(agent.startedAt)")
            for standing in agent.repositories { try screen.print(lines(standing)) }
        }
        return agent.repositories.contains { $0.attention == .failing } ? .attention : .ok
    }

    private func lines(_ standing: RepositoryStanding) -> [Text] {
        var lines: [Text] = ["", "\(Text(standing.path))"]
        let sessions = Text.counted(standing.openSessionCount, "open session")
        switch standing.attention {
        case .watching: lines.append("  watching: \(sessions), \(Text.counted(standing.recordedCount, "commit")) recorded since it began")
        case .polling: lines.append("  looking every minute: \(sessions), \(Text.counted(standing.recordedCount, "commit")) recorded since it began")
        case .failing: lines.append("  \("cannot be worked with:" as Text, .bad) \(Text(standing.problem ?? ""))")
        }
        if let exchange = standing.exchange, let at = standing.exchangedAt {
            lines.append("  last exchange: \(exchange), \(at)")
            if let problem = standing.exchangeProblem { lines.append("    \(Text(problem))") }
        }
        if let problem = standing.backupProblem { lines.append("  \("the last backup failed:" as Text, .bad) \(Text(problem))") }
        if let next = standing.nextExchangeSeconds { lines.append("  next exchange in \(next) s") } else {
            lines.append("  no exchange is planned: there is no remote, or nobody has typed `sheaf sync` yet")
        }
        return lines
    }
}

extension AgentDocument {
    fileprivate var document: Document {
        .versioned([
            "version": .string(version), "protocol_version": Document(protocolVersion), "process_id": .integer(Int64(processID)),
            "started_at": .string(startedAt), "repositories": .array(repositories.map(\.document)),
        ])
    }
}

extension RepositoryStanding {
    fileprivate var document: Document {
        let members: KeyValuePairs<String, Document> = [
            "path": .string(path), "attention": .string(attention.rawValue), "problem": Document(problem),
            "ingested_at": Document(ingestedAt), "recorded": Document(recordedCount), "open_sessions": Document(openSessionCount),
            "backup_problem": Document(backupProblem), "exchange": Document(exchange), "exchanged_at": Document(exchangedAt), "exchange_problem": Document(exchangeProblem),
            "next_exchange_seconds": nextExchangeSeconds.map { Document($0) } ?? .null,
        ]
        return .object(members.map { Document.Member(key: $0.key, value: $0.value) })
    }
}
