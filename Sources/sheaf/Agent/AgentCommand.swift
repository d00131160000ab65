import ArgumentParser

struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "The background agent: records and syncs without anybody thinking of it.",
        discussion: "One agent serves all enabled repositories of a user. Every command works without it, too.",
        subcommands: [AgentRun.self, AgentStart.self, AgentStop.self, AgentStatus.self, AgentLogs.self, AgentInstall.self, AgentUninstall.self])
}
