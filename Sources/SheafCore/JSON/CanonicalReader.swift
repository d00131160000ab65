/// Why bytes are not canonical JSON of format 1.
public enum JSONFailure: String, Error, Sendable {
    case notAnObject = "not-an-object"
    case syntax = "syntax"
    case notCanonical = "not-canonical"
    case duplicateKey = "duplicate-key"
    case keyOrder = "key-order"
    case integerRange = "integer-range"
    case depth = "depth"
}

extension JSONValue {
    /// Reads exactly one canonical object; any other spelling of the same value is refused, so that two
    /// implementations never disagree about what a line says.
    ///
    /// - Parameter bytes: strict UTF-8 (L0 has checked it).
    public static func readCanonicalObject(_ bytes: some Collection<UInt8>) throws(JSONFailure) -> JSONObject {
        var reader = CanonicalReader(Array(bytes))
        guard reader.peek() == UInt8(ascii: "{") else { throw .notAnObject }
        let value = try reader.value(depth: 1)
        guard reader.isAtEnd, case .object(let object) = value else { throw .syntax }
        return object
    }
}

private struct CanonicalReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
        guard let first = peek() else { throw .syntax }
        let isContainer = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        guard !isContainer || depth <= JSONValue.depthMax else { throw .depth }
        switch first {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        case UInt8(ascii: " "): throw .notCanonical
        default: throw .syntax
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func object(depth: Int) throws(JSONFailure) -> JSONObject {
        position += 1
        var members: [JSONObject.Member] = []
        if take(UInt8(ascii: "}")) { return JSONObject(ascending: members) }
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw peek() == UInt8(ascii: " ") ? .notCanonical : .syntax }
            let key = try string()
            if let last = members.last {
                guard !last.key.utf8.elementsEqual(key.utf8) else { throw .duplicateKey }
                guard JSONObject.ascends(last.key, key) else { throw .keyOrder }
            }
            guard take(UInt8(ascii: ":")) else { throw peek() == UInt8(ascii: " ") ? .notCanonical : .syntax }
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw peek() == UInt8(ascii: " ") ? .notCanonical : .syntax }
        return JSONObject(ascending: members)
    }

    private mutating func array(depth: Int) throws(JSONFailure) -> [JSONValue] {
        position += 1
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return values }
        repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw peek() == UInt8(ascii: " ") ? .notCanonical : .syntax }
        return values
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFailure) -> JSONValue {
        let spelling = word.withUTF8Buffer(Array.init)
        guard bytes[position...].starts(with: spelling) else { throw .syntax }
        position += spelling.count
        return value
    }

    private mutating func integer() throws(JSONFailure) -> Int64 {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        var magnitude: Int64 = 0
        let digitsStart = position
        while let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            magnitude = magnitude * 10 + Int64(digit - UInt8(ascii: "0"))
            guard magnitude <= JSONValue.integerMax else { throw .integerRange }
            position += 1
        }
        let digitCount = position - digitsStart
        guard digitCount > 0 else { throw .syntax }
        if let next = peek(), [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(next) { throw .syntax }
        let hasLeadingZero = bytes[digitsStart] == UInt8(ascii: "0") && (digitCount > 1 || isNegative)
        guard !hasLeadingZero else { position = start; throw .notCanonical }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func string() throws(JSONFailure) -> String {
        position += 1
        let start = position
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw .syntax }
            position += 1
        }
        if peek() == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONFailure) -> String {
        var text = Array(bytes[start..<position])
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(try escape())
            case 0..<0x20: throw .syntax
            default: text.append(byte)
            }
        }
        throw .syntax
    }

    /// Only the escapes that the canonical writer uses.
    private mutating func escape() throws(JSONFailure) -> UInt8 {
        guard let byte = peek() else { throw .syntax }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
        case UInt8(ascii: "u"):
            let digits = bytes[position...].prefix(4)
            guard digits.starts(with: "00".utf8), let value = Hex.decode(digits.dropFirst(2))?.first, value < 0x20 else {
                throw .notCanonical
            }
            position += 4
            return value
        default: throw .notCanonical
        }
    }
}
