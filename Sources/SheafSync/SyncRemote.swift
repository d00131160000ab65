import Foundation
import SheafGit

/// A remote as the sidecar knows it.
public struct SyncRemote: Hashable, Sendable {
    /// The sidecar's name for it, the same as the user's.
    public let name: RemoteName
    /// Where pushes go, without credentials: what consent is given for and what the store's figures are about.
    public let url: String

    /// - Parameter url: as git has it; a user or token before the host of an http address is left out.
    public init(name: RemoteName, url: String) {
        self.name = name
        self.url = Self.withoutCredentials(url)
    }

    private static func withoutCredentials(_ url: String) -> String {
        guard let scheme = url.range(of: "://"), url[..<scheme.lowerBound].lowercased().hasPrefix("http") else {
            return url
        }
        let rest = url[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }

    public var tracking: String { name.trackingReference }
}
