/// A part of a text that looks like a secret. It never holds the secret itself.
public struct SecretFinding: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// What a provider's tokens begin with.
        case token(provider: String)
        /// The value of an environment variable, or a part of it, as it is or in another spelling.
        case environment(variable: String)
        /// `user:password@` or a bare token in an address.
        case addressCredential
        case privateKey
        /// Three base64url parts that begin as JSON objects do: a signed web token.
        case webToken
        /// Long and without any pattern.
        case random
    }

    public let kind: Kind
    /// Positions in the text's UTF-8.
    public let range: Range<Int>

    public init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

extension SecretFinding.Kind: CustomStringConvertible {
    /// For a person, without any of the secret's characters.
    public var description: String {
        switch self {
        case .token(let provider): "a token of \(provider)"
        case .environment(let variable): "the value of the environment variable \(variable)"
        case .addressCredential: "a credential in an address"
        case .privateKey: "a private key"
        case .webToken: "a JSON web token"
        case .random: "a random string, as keys and tokens are"
        }
    }
}
