import Foundation
import TestSupport

/// Every command of the program, with what it needs to do its work in a scratch repository that has recorded something.
enum EveryCommand {
    static let session = "ada-20261121-0900"
    /// Of a replica that was never seen.
    static let key = String(repeating: "5a", count: 32)

    /// Reading first, then changing, in an order in which each has something to do. What fails for want of an argument's
    /// object is run all the same: an error is output too.
    static let runs: [[String]] = [
        ["version"], ["help"], ["help", "exit-codes"], ["status", "--verbose"], ["status", "--json"], ["doctor"], ["doctor", "--json"],
        ["config", "show", "--show-origin"], ["config", "show", "--json"], ["config", "check"], ["shared"], ["shared", "--lines"], ["shared", "--json"],
        ["record", "HEAD"], ["record", "--json"], ["import", "history", "--all"], ["import", "history", "--json"],
        ["session", "list"], ["session", "list", "--json"], ["session", "show", session], ["session", "show", session, "--json"], ["session", "show", "HEAD"],
        ["explain", "HEAD"], ["explain", "HEAD", "--json"], ["explain", session], ["explain", session, "--json"], ["explain", "--mark", "automatic", "HEAD"],
        ["conflicts", "list", "--all"], ["conflicts", "list", "--all", "--json"], ["conflicts", "show", "0000"], ["conflicts", "resolve", "0000"],
        ["replicas", "list", "--verbose"], ["replicas", "list", "--json"], ["replicas", "trust", key], ["replicas", "revoke", key], ["replicas", "import", "/dev/null"],
        ["log", "--verbose"], ["log", "--json"], ["verify", "--signatures"], ["verify", "--json"],
        ["session", "title", session, "Login"], ["session", "note", session, "Note"], ["session", "keep-open", session],
        ["session", "move", "HEAD", "--to", session], ["session", "remove", "HEAD"], ["session", "complete", session], ["session", "reopen", session],
        ["session", "abandon", session], ["session", "take", session, "--force"], ["session", "start", "--title", "Next"], ["session", "sweep", "--dry-run"],
        ["undo", "1"], ["sync", "--offline"], ["sync"], ["sync", "--json"], ["sync", "--remote", "none"], ["evict", "HEAD"], ["evict", "HEAD", "--json"],
        ["evict", session, "--write"], ["archive", "--before", "2027-01"], ["archive", "--before", "2027-01", "--json", "--remove"],
        // While one runs, another ends at once.
        ["agent", "start", "--json"], ["agent", "run"], ["agent", "status"], ["agent", "status", "--json"], ["agent", "logs"], ["agent", "stop"],
        ["agent", "install"], ["agent", "uninstall"],
        ["archive", "--restore", "/dev/null"], ["gc"], ["gc", "--truncate"], ["gc", "--json"],
        ["backup", "list"], ["backup", "now"], ["backup", "now", "--json"], ["backup", "list"], ["backup", "list", "--json"],
        ["backup", "verify"], ["backup", "verify", "latest", "--json"], ["backup", "restore", "latest"], ["backup", "restore", "latest", "--json"],
        ["rebuild"], ["enable", "--dry-run"], ["enable"],
        ["disable", "--dry-run"], ["disable"],
    ]

    /// `sheaf`'s own commands that have no subcommands, as the words that call them.
    static func leaves(_ program: SheafProgram) throws -> Set<String> {
        let help = try program.run("--experimental-dump-help").output
        guard let root = try JSONSerialization.jsonObject(with: Data(help.utf8)) as? [String: Any],
            let command = root["command"] as? [String: Any]
        else { throw FixtureError("the program's help cannot be read") }
        return Set(leaves(of: command, path: []))
    }

    private static func leaves(of command: [String: Any], path: [String]) -> [String] {
        let children = command["subcommands"] as? [[String: Any]] ?? []
        guard !children.isEmpty else { return [path.joined(separator: " ")] }
        return children.flatMap { leaves(of: $0, path: path + [$0["commandName"] as? String ?? ""]) }
    }
}
