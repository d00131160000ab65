/// Why a hook is not installed. Sheaf then works without it.
public enum HookObstacle: Hashable, Sendable {
    /// There is no `sheaf-hook` beside `sheaf`, nor in `PATH`.
    case noProgram
    /// git could not say where it looks for hooks.
    case unresolved(detail: String)
    /// `core.hooksPath` leads to where other repositories' hooks may lie too.
    case outside(path: String)
    case notAFolder(path: String)
    case readOnly(path: String)
    /// In the work tree, where a hook would be committed, or be seen as a new file.
    case inWorkTree(path: String)
    case ofTool(HookTool, path: String)
    case notExecutable(path: String)
    case notForShell(path: String)
    /// A link, a folder, somebody else's, or too large: nothing that is changed without a person.
    case unusual(path: String, what: String)

    /// The reason, without "hooks" or the events.
    public var reason: String {
        switch self {
        case .noProgram: "there is no `sheaf-hook` beside `sheaf` or in PATH"
        case .unresolved(let detail): "git does not say where it looks for them: \(detail)"
        case .outside(let path): "git looks for them in \(path), outside of the repository"
        case .notAFolder(let path): "git looks for them in \(path), which is no folder"
        case .readOnly(let path): "\(path) cannot be written"
        case .inWorkTree(let path): "git looks for them in \(path), which is or would be committed"
        case .ofTool(let tool, let path): "\(path) is \(tool.rawValue)'s"
        case .notExecutable(let path): "\(path) is switched off: it is not executable"
        case .notForShell(let path): "\(path) is not a shell script"
        case .unusual(let path, let what): "\(path) is \(what)"
        }
    }

    /// What a person could do; nil when there is nothing sensible.
    public var remedy: String? {
        switch self {
        case .noProgram: "`Scripts/setup install` puts it beside `sheaf`; then `sheaf enable` again"
        case .unresolved, .notAFolder, .readOnly, .notExecutable, .unusual: nil
        case .ofTool(let tool, _): "to have them all the same, add to \(tool.configuration): \(tool.line)"
        case .outside, .inWorkTree, .notForShell: "to have them all the same, let the hook call: sheaf-hook note EVENT || true"
        }
    }
}
