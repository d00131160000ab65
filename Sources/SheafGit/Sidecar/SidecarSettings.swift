import SheafFiles

/// What commands in the sidecar see of the user's repository: its remotes, and an allow-list of how to reach them.
///
/// Settings of the machine and the user apply to the sidecar by themselves. Those of the repository come from whoever
/// made the repository, so nothing that git would run as a command is copied unless somebody opted in.
enum SidecarSettings {
    /// In the sidecar's directory; included by its `config`, and 0600, for `http.extraHeader` may hold a token.
    static let fileName = "user-settings"

    /// `http.*` variables that only say how to connect. Not among them: `cookieFile` with `saveCookies`, which make git
    /// write to a file of the repository's choosing.
    private static let connecting: Set<String> = [
        "proxy", "proxyauthmethod", "proxysslcert", "proxysslkey", "proxysslcainfo", "emptyauth", "delegation",
        "extraheader", "version", "curloptresolve", "sslversion", "sslcipherlist", "sslverify", "sslcert", "sslkey",
        "sslcainfo", "sslcapath", "sslbackend", "pinnedpubkey", "ssltry", "postbuffer", "useragent", "followredirects",
        "schannelcheckrevoke", "schannelusesslcainfo",
    ]

    /// - Parameters:
    ///   - configuration: of the user's repository.
    ///   - trustsCommands: the opt-in; also copies `core.sshCommand` and all of `credential.*` and `http.*`.
    /// - Returns: a configuration file, the same for the same input.
    static func text(_ configuration: Configuration, _ remotes: [Remote], trustsCommands: Bool) -> String {
        let names = Set(remotes.map(\.name.text))
        let copied = configuration.entries.filter { entry in
            entry.isLocal && isCopied(entry, names, trustsCommands: trustsCommands)
        }
        return (copied.compactMap(line) + remotes.flatMap(lines)).joined()
    }

    private static func isCopied(
        _ entry: Configuration.Entry, _ remotes: Set<String>, trustsCommands: Bool
    ) -> Bool {
        let variable = entry.key.split(separator: ".").last.map(String.init) ?? ""
        switch entry.key.prefix(while: { $0 != "." }) {
        case "url":
            let base = Configuration.subsection(entry.key, of: "url") ?? ""
            return ["insteadof", "pushinsteadof"].contains(variable) && (try? RemoteURL(base)) != nil
        case "http":
            return trustsCommands || connecting.contains(variable)
        case "credential":
            return trustsCommands || ["username", "usehttppath"].contains(variable)
        case "remote":
            return ["proxy", "proxyauthmethod"].contains(variable)
                && Configuration.subsection(entry.key, of: "remote").map(remotes.contains) ?? false
        case "core":
            return trustsCommands && variable == "sshcommand"
        default:
            return false
        }
    }

    private static func lines(_ remote: Remote) -> [String] {
        let section = "remote.\(remote.name)"
        let values = [
            ("url", remote.fetchURL), ("pushurl", remote.pushURL), ("tagopt", "--no-tags"),
            ("fetch", "+\(Sidecar.stateReference):\(remote.name.trackingReference)"),
        ]
        return values.compactMap { variable, value in
            line(Configuration.Entry(key: "\(section).\(variable)", value: value, isLocal: true))
        }
    }

    /// One entry with its own section header; nil for what the file format cannot express.
    private static func line(_ entry: Configuration.Entry) -> String? {
        let parts = entry.key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let variable = parts.last, !entry.key.utf8.contains(10), !entry.key.utf8.contains(0)
        else { return nil }
        let subsection = parts.dropFirst().dropLast().joined(separator: ".")
        let header = parts.count == 2 ? "[\(parts[0])]" : "[\(parts[0]) \"\(escaped(subsection))\"]"
        guard let value = entry.value else { return "\(header)\n\t\(variable)\n" }
        return "\(header)\n\t\(variable) = \"\(escaped(value))\"\n"
    }

    /// - Source: git-config(1), "Syntax".
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Sidecar {
    /// Takes over the remotes and the allowed settings of the user's repository, so that
    /// `git -C .git/sheaf/state.git push origin refs/sheaf/state` works by hand.
    ///
    /// - Parameters:
    ///   - remotes: those whose URLs `RemoteURL` refuses are left out.
    ///   - trustsCommands: whether somebody opted in to settings that git runs as commands (`core.sshCommand`,
    ///     `credential.helper`).
    /// - Returns: whether anything changed.
    /// - Throws: `GitError.fileSystem`.
    @discardableResult
    public func adopt(_ configuration: Configuration, _ remotes: [Remote], trustsCommands: Bool) throws -> Bool {
        let usable = remotes.filter { remote in
            [remote.fetchURL, remote.pushURL].allSatisfy { (try? RemoteURL($0)) != nil }
        }
        let text = SidecarSettings.text(configuration, usable, trustsCommands: trustsCommands)
        let file = DurableFile(path: "\(path)/\(SidecarSettings.fileName)")
        do { return try file.replace(with: Array(text.utf8)) } catch { throw GitError(error) }
    }
}
