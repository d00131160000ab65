/// A remote of the user's repository, with URLs as configured: `url.*.insteadOf` is left to git.
public struct Remote: Hashable, Sendable {
    public let name: RemoteName
    /// The first `url`; a path is absolute.
    public let fetchURL: String
    /// The first `pushurl`, else the fetch URL.
    public let pushURL: String

    /// The remotes that a configuration names; those without a URL, or with a name git refuses, are left out.
    ///
    /// - Parameter base: where git resolves relative paths: the work tree, or the git directory of a bare repository.
    static func all(in configuration: Configuration, relativeTo base: String) -> [Remote] {
        configuration.subsections("remote").compactMap { text in
            guard let name = try? RemoteName(text),
                let fetch = configuration.values("remote.\(text).url").first(where: { !$0.isEmpty })
            else { return nil }
            let push = configuration.values("remote.\(text).pushurl").first { !$0.isEmpty }
            return Remote(
                name: name, fetchURL: absolute(fetch, in: configuration, base),
                pushURL: absolute(push ?? fetch, in: configuration, base))
        }
    }

    private static func absolute(_ url: String, in configuration: Configuration, _ base: String) -> String {
        guard isLocalPath(url), !url.hasPrefix("/"), !isRewritten(url, configuration) else { return url }
        return normalised("\(base)/\(url)")
    }

    /// Git takes what has no colon before its first slash for a path.
    static func isLocalPath(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":") else { return true }
        return url.firstIndex(of: "/").map { $0 < colon } ?? false
    }

    private static func isRewritten(_ url: String, _ configuration: Configuration) -> Bool {
        configuration.entries.contains { entry in
            guard entry.key.hasPrefix("url."), let prefix = entry.value else { return false }
            // Without a base to put in its place (`url.insteadOf`), git rewrites nothing.
            let setting = entry.key.dropFirst("url.".count)
            return (setting.hasSuffix(".insteadof") || setting.hasSuffix(".pushinsteadof")) && url.hasPrefix(prefix)
        }
    }

    /// Removes "." and ".." by name; symbolic links are left to the file system.
    private static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
