/// What an http(s) remote is told about who asks.
public struct HTTPCredential: Hashable, Sendable {
    public let user: String
    /// A password or token. Never logged.
    public let secret: String

    public init(user: String, secret: String) {
        self.user = user
        self.secret = secret
    }
}
