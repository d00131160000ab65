import Foundation

/// The user and password of an http(s) address, moved out of the command line.
///
/// Git hands the whole address to `git-remote-http` as an argument, and every user of the machine can read the arguments
/// of every process. The environment is its owner's alone: there git is told to use the address without them and to send
/// them as a header, as it would have sent them.
struct AddressCredential: Hashable {
    let address: String
    /// The address without user and password.
    let plain: String
    /// `user:password`, percent-decoded.
    let credential: String

    /// nil unless the address is http(s) and has a password: a user alone is a hint for credential helpers.
    init?(_ address: String) {
        guard let scheme = address.range(of: "://"),
            ["http", "https"].contains(address[..<scheme.lowerBound].lowercased())
        else { return nil }
        let rest = address[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":"),
            let user = authority[..<colon].removingPercentEncoding,
            let password = authority[authority.index(after: colon)..<at].removingPercentEncoding, !password.isEmpty
        else { return nil }
        self.address = address
        plain = String(address[..<scheme.upperBound] + rest[authority.index(after: at)...])
        credential = "\(user):\(password)"
    }

    /// What stands above every configuration file, for one git command.
    ///
    /// - Source: git-config(1), "GIT_CONFIG_COUNT". libcurl drops the header when it is led to another host.
    static func environment(hiding addresses: [String]) -> [String: String] {
        let hidden = Set(addresses).compactMap(AddressCredential.init).sorted { $0.address < $1.address }
        guard !hidden.isEmpty else { return [:] }
        let settings = hidden.flatMap { item in
            let header = "Authorization: Basic " + Data(item.credential.utf8).base64EncodedString()
            return [("url.\(item.plain).insteadOf", item.address), ("http.\(item.plain).extraHeader", header)]
        }
        var environment = ["GIT_CONFIG_COUNT": "\(settings.count)"]
        for (number, (key, value)) in settings.enumerated() {
            environment["GIT_CONFIG_KEY_\(number)"] = key
            environment["GIT_CONFIG_VALUE_\(number)"] = value
        }
        return environment
    }
}
