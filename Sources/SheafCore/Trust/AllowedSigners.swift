/// A file of ssh's `allowed_signers` format, as far as it names replicas.
///
/// - Source: ssh-keygen(1), "ALLOWED SIGNERS".
public struct AllowedSigners: Hashable, Sendable {
    /// More than any team's file has; bounds what a planted file costs.
    public static let byteCountMax = 1 << 20
    /// What ssh signatures over Sheaf's keys would be made for; a line for other namespaces is not about replicas.
    public static let namespace = "sheaf"

    public struct Signer: Hashable, Sendable {
        /// From 1.
        public let lineNumber: Int
        public let principals: [String]
        public let replica: ReplicaID
        public let validity: TrustDecision.Validity
    }

    /// A line that is not taken over.
    public struct Skipped: Hashable, Sendable {
        public enum Reason: Hashable, Sendable {
            /// Names of other key types; only Ed25519 keys are replicas.
            case keyType(String)
            /// Keys are pinned one by one: a certificate authority could name any.
            case certificateAuthority
            case otherNamespace
            case badOption(String)
            case badTime(String)
            case badKey
            case badLine
        }

        public let lineNumber: Int
        public let reason: Reason
    }

    public private(set) var signers: [Signer] = []
    public private(set) var skipped: [Skipped] = []

    /// - Parameters:
    ///   - bytes: the file; bytes that are no UTF-8 make their line a bad one.
    ///   - utcOffsetSeconds: of the machine's time zone at an instant; for times without a `Z`.
    public init(_ bytes: some Collection<UInt8>, utcOffsetSeconds: @escaping (Instant) -> Int) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (position, line) in lines.enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                skipped.append(Skipped(lineNumber: position + 1, reason: .badLine))
                continue
            }
            var reader = AllowedSignersLine(text, utcOffsetSeconds: utcOffsetSeconds)
            switch reader.read() {
            case .nothing: break
            case .signer(let principals, let replica, let validity):
                signers.append(
                    Signer(lineNumber: position + 1, principals: principals, replica: replica, validity: validity))
            case .skipped(let reason): skipped.append(Skipped(lineNumber: position + 1, reason: reason))
            }
        }
    }
}

extension ReplicaID {
    private static let keyType = Array("ssh-ed25519".utf8)

    /// The base64 part of an ssh public key line of type `ssh-ed25519`.
    ///
    /// - Source: RFC 4253, section 6.6, and RFC 8709, section 4: string "ssh-ed25519", string of 32 bytes.
    public init?(sshKey base64: some StringProtocol) {
        let text = base64.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
        guard text.count.isMultiple(of: 4),
            let blob = Base64URL.decode(text.prefix(while: { $0 != UInt8(ascii: "=") })),
            blob.starts(with: [0, 0, 0, 11] + Self.keyType + [0, 0, 0, 32])
        else { return nil }
        self.init(bytes: blob.dropFirst(19))
    }

    /// A line for an `authorized_keys` or `allowed_signers` file: `ssh-ed25519 AAAA...`.
    public var sshKey: String {
        // 51 bytes: no padding.
        let blob = [0, 0, 0, 11] + Self.keyType + [0, 0, 0, 32] + bytes
        let text = Base64URL.encode(blob).map {
            $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
        }
        return "ssh-ed25519 " + String(decoding: text, as: UTF8.self)
    }
}
