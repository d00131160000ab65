import SheafCore

/// A JSON document of the command line: format 1's values and null.
///
/// One spelling: keys in the order of their UTF-8 bytes, two spaces a level, one line feed at the end. Equal views are
/// equal bytes, on every replica and on every kind of output. Protocol: schemas/.
enum Document: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case string(String)
    case array([Document])
    /// Any order, each key once, as bytes: a dictionary would take canonically equivalent keys of a fact for one.
    case object([Member])

    struct Member: Sendable, Hashable {
        let key: String
        let value: Document
    }

    /// What every read command prints: `members` and `"schema_version": 1`.
    ///
    /// - Parameter more: members that are not always there.
    static func versioned(_ members: KeyValuePairs<String, Document>, and more: [Member] = []) -> Document {
        .object(members.map(Member.init) + more + [Member(key: "schema_version", value: 1)])
    }

    init(_ value: JSONValue) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .string(let string): self = .string(string)
        case .boolean(let boolean): self = .boolean(boolean)
        case .array(let values): self = .array(values.map(Document.init))
        case .object(let object): self.init(object)
        }
    }

    init(_ object: JSONObject) {
        self = .object(object.members.map { Member(key: $0.key, value: Document($0.value)) })
    }

    /// RFC 3339, UTC, three decimals; null for nil.
    init(_ instant: Instant?) {
        self = instant.map { .string($0.description) } ?? .null
    }

    /// Null for nil.
    init(_ string: String?) {
        self = string.map(Document.string) ?? .null
    }

    init(_ number: Int) {
        self = .integer(Int64(number))
    }

    /// With the last line feed.
    var text: String {
        var text = ""
        append(to: &text, indentation: "\n")
        return text + "\n"
    }

    private func append(to text: inout String, indentation: String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .string(let value): Self.append(value, to: &text)
        case .array(let values):
            Self.append(values, brackets: ("[", "]"), to: &text, indentation) { value, text, deeper in
                value.append(to: &text, indentation: deeper)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            Self.append(sorted, brackets: ("{", "}"), to: &text, indentation) { member, text, deeper in
                Self.append(member.key, to: &text)
                text += ": "
                member.value.append(to: &text, indentation: deeper)
            }
        }
    }

    private static func append<Element>(
        _ elements: [Element], brackets: (String, String), to text: inout String, _ indentation: String,
        _ body: (Element, inout String, String) -> Void
    ) {
        text += brackets.0
        for (position, element) in elements.enumerated() {
            text += (position > 0 ? "," : "") + indentation + "  "
            body(element, &text, indentation + "  ")
        }
        text += (elements.isEmpty ? "" : indentation) + brackets.1
    }

    /// What would be hidden or act on a terminal is spelled `\uXXXX`, which is the same string to every reader.
    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in Redaction.shown(string).unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where Escaping.isHidden(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension Document: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(stringLiteral value: String) { self = .string(value) }
    init(arrayLiteral elements: Document...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, Document)...) { self = .object(elements.map(Member.init)) }
    init(nilLiteral: ()) { self = .null }
}
