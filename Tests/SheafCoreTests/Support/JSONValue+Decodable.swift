import Foundation

@testable import SheafCore

/// Reads the documents of vectors and of the reference implementation, whose JSON need not be canonical.
extension JSONValue: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .array(values)
        } else {
            let members = try container.decode([String: JSONValue].self)
            self = .object(JSONObject(members.map { ($0.key, $0.value) }))
        }
    }
}

extension JSONValue {
    /// For the report of a difference.
    var text: String { String(decoding: canonicalBytes, as: UTF8.self) }

    func removing(_ key: String) -> JSONValue {
        guard var object else { return self }
        object[key] = nil
        return .object(object)
    }
}
