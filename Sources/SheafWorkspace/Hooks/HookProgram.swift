import Foundation

/// Which `sheaf-hook` the hooks are to call.
enum HookProgram {
    private static let name = "sheaf-hook"

    /// The one beside this program, by the name under which `PATH` has it if it does: that name outlives an upgrade that
    /// puts every version into a folder of its own. Else whichever `PATH` has.
    static func find(in environment: [String: String]) -> HookCall? {
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let named: [String] = folders.map { "\($0)/\(name)" }.filter { access($0, X_OK) == 0 }
        guard let beside else { return named.first.flatMap { HookCall(program: $0) } }
        return HookCall(program: named.first { real($0) == beside } ?? beside)
    }

    private static var beside: String? {
        guard let own = Bundle.main.executablePath.flatMap(real) else { return nil }
        let path = (own as NSString).deletingLastPathComponent + "/" + name
        return access(path, X_OK) == 0 ? real(path) : nil
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
