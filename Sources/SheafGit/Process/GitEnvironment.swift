/// The environment and the `-c` settings of every git child process (DESIGN section 5).
///
/// A command started from a hook inherits variables that point git at another repository, index or object store, and
/// a repository's own configuration may name programs to run. Neither may reach what Sheaf runs.
enum GitEnvironment {
    /// `GIT_*` variables that only say how to reach a remote, what to trust, or what to trace. Every other one is
    /// dropped, which includes all of `git rev-parse --local-env-vars` and those of versions to come.
    private static let kept: Set<String> = [
        "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_PROXY_COMMAND", "GIT_ALLOW_PROTOCOL",
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH",
        "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_CURL_VERBOSE", "GIT_REDIRECT_STDERR",
    ]
    private static let keptPrefixes = ["GIT_SSL_", "GIT_HTTP_", "GIT_TRACE"]

    /// Programs that prompt, and languages other than the one that is parsed.
    private static let dropped: Set<String> = ["SSH_ASKPASS", "LANGUAGE"]

    /// `SHEAF_HOOK` keeps Sheaf's own hooks silent. An empty `GIT_ASKPASS` also overrides `core.askPass` and `SSH_ASKPASS`.
    private static let fixed = [
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never", "GCM_INTERACTIVE": "never",
        "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "SHEAF_HOOK": "1",
    ]

    /// For commands that read the user's repository: objects that are missing from a partial clone stay missing
    /// instead of being fetched, which would write; replacements do not apply, because replicas may not share them.
    static let reading = [
        "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_REPLACE_OBJECTS": "1",
    ]

    /// The command line outranks every configuration file. Since git 2.54 a configuration may name hooks too, which an empty
    /// hooks folder does not silence; 2.55 has a switch for each event, and older versions do not know it.
    static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "core.fsync=all",
        "protocol.ext.allow=never", "credential.interactive=false", "gc.auto=0", "maintenance.auto=false",
        "hook.pre-push.enabled=false", "hook.reference-transaction.enabled=false", "hook.post-index-change.enabled=false",
        "hook.pre-auto-gc.enabled=false",
    ].flatMap { ["-c", $0] }

    /// - Parameter inherited: the environment Sheaf itself was started with.
    static func cleaned(_ inherited: [String: String]) -> [String: String] {
        inherited.filter { isKept($0.key) }.merging(fixed) { _, ours in ours }
    }

    private static func isKept(_ name: String) -> Bool {
        guard name.hasPrefix("GIT_") else { return !dropped.contains(name) }
        return kept.contains(name) || keptPrefixes.contains { name.hasPrefix($0) }
    }
}
