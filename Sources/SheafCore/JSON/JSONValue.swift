/// The values of format 1's JSON: no null, no fractions. Protocol: 2-facts, section 4.
public enum JSONValue: Hashable, Sendable {
    /// Within ±(2^53 - 1) when it was read.
    case integer(Int64)
    case string(String)
    case boolean(Bool)
    case array([JSONValue])
    case object(JSONObject)

    /// The greatest integer of format 1, 2^53 - 1: what every JSON implementation holds exactly.
    public static let integerMax: Int64 = 9_007_199_254_740_991

    /// The outermost object has depth 1.
    public static let depthMax = 8

    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
}

/// Members in ascending order of their keys' UTF-8 bytes, each key once.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var members: [Member]

    public struct Member: Hashable, Sendable {
        public let key: String
        public let value: JSONValue
    }

    /// - Parameter members: any order; of a repeated key the last value counts.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = []
        for (key, value) in members { self[key] = value }
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }

    /// For a reader that has checked order and uniqueness itself.
    init(ascending members: [Member]) {
        self.members = members
    }

    /// Setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        // Most keys differ, which `==` tells at a glance; what is equal to it may still have other bytes.
        get { members.first { $0.key == key && $0.key.utf8.elementsEqual(key.utf8) }?.value }
        set {
            let position = members.firstIndex { !JSONObject.ascends($0.key, key) } ?? members.endIndex
            let isPresent = position < members.endIndex && members[position].key.utf8.elementsEqual(key.utf8)
            if isPresent { members.remove(at: position) }
            if let newValue { members.insert(Member(key: key, value: newValue), at: position) }
        }
    }

    /// Strictly ascending in UTF-8 bytes, which is not the order of Swift's `String`.
    static func ascends(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
