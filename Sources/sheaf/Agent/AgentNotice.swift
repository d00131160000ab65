import SheafAgent
import SheafWorkspace

/// What `status` says of the agent: whether one runs, and looks after this repository.
struct AgentNotice {
    private let standing: RepositoryStanding?
    private let isRunning: Bool
    private let failure: AgentError?

    /// - Parameter path: the common git directory.
    init(path: String) {
        do throws(AgentError) {
            let agent = try BackgroundAgent(surroundings: .live).document()
            isRunning = agent != nil
            standing = agent?.repositories.first { $0.path == path }
            failure = nil
        } catch {
            (isRunning, standing, failure) = (true, nil, error)
        }
    }

    var line: Text {
        if let failure { return "\("does not answer" as Text, .warning): \(Text("\(failure)"))" }
        guard isRunning else { return "not running; `sheaf agent start` records and syncs without being asked" }
        switch standing?.attention {
        case .watching: return "watching"
        case .polling: return "looking every minute"
        case .failing: return "\("cannot work here" as Text, .bad): \(Text(standing?.problem ?? ""))"
        case nil: return "running, and not looking after this repository yet"
        }
    }

    var document: Document {
        .object([
            Document.Member(key: "running", value: .boolean(isRunning)),
            Document.Member(key: "attention", value: Document(standing?.attention.rawValue)),
            Document.Member(key: "next_exchange_seconds", value: standing?.nextExchangeSeconds.map { Document($0) } ?? .null),
        ])
    }
}
