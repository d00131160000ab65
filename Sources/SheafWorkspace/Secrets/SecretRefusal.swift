import SheafCore

/// A text that was to be shared looks as if it held a secret. The secret itself is in no case of it.
public struct SecretRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text's name, such as `title`.
    public let what: String
    public let kind: SecretFinding.Kind
    /// Where it begins and ends: characters of the text, from 1.
    public let position: ClosedRange<Int>

    public var description: String {
        "the \(what) looks as if it held \(kind) (characters \(position.lowerBound) to \(position.upperBound)); nothing "
            + "was written. What is shared cannot be taken back: leave it out, or add --allow-secret if it is none"
    }

    /// - Throws: itself for the first finding, unless a person insists.
    /// - Returns: what was found and is allowed.
    static func check(
        _ text: String, _ what: String, with secrets: SecretDetector, isAllowed: Bool
    ) throws(SecretRefusal) -> SecretDetector.FieldFinding? {
        guard let first = secrets.findings(in: text).first else { return nil }
        guard isAllowed else {
            let bytes = Array(text.utf8)
            let before = String(decoding: bytes[..<first.range.lowerBound], as: UTF8.self).count
            let count = String(decoding: bytes[first.range], as: UTF8.self).count
            throw SecretRefusal(what: what, kind: first.kind, position: (before + 1)...(before + max(1, count)))
        }
        return SecretDetector.FieldFinding(field: what, kind: first.kind)
    }
}
