/// Writes values in the compact form that a store keeps views in; never shared between replicas.
///
/// Numbers are zigzag LEB128, texts and lists carry their count, keys and hashes have the length of their type.
struct StoredWriter {
    private(set) var bytes: [UInt8] = []

    mutating func integer(_ value: Int64) {
        var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    mutating func text(_ value: String) {
        integer(Int64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func list<Element>(_ values: [Element], _ write: (inout StoredWriter, Element) -> Void) {
        integer(Int64(values.count))
        for value in values { write(&self, value) }
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout StoredWriter, Value) -> Void) {
        flag(value != nil)
        if let value { write(&self, value) }
    }
}

/// The bytes are not what `StoredWriter` wrote: the database is damaged.
package struct StoredFormFailure: Error {}

struct StoredReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(StoredFormFailure) -> UInt8 {
        guard position < bytes.count else { throw StoredFormFailure() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func integer() throws(StoredFormFailure) -> Int64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return Int64(bitPattern: value >> 1 ^ (0 &- value & 1)) }
        }
        throw StoredFormFailure()
    }

    mutating func flag() throws(StoredFormFailure) -> Bool { try byte() == 1 }

    mutating func raw(_ count: Int) throws(StoredFormFailure) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw StoredFormFailure() }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    mutating func text() throws(StoredFormFailure) -> String {
        let count = try integer()
        guard let text = String(validating: try raw(Int(clamping: count)), as: UTF8.self) else { throw StoredFormFailure() }
        return text
    }

    mutating func list<Element>(
        _ read: (inout StoredReader) throws(StoredFormFailure) -> Element
    ) throws(StoredFormFailure) -> [Element] {
        let count = try integer()
        guard (0...Int64(bytes.count)).contains(count) else { throw StoredFormFailure() }
        var values: [Element] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    mutating func optional<Value>(
        _ read: (inout StoredReader) throws(StoredFormFailure) -> Value
    ) throws(StoredFormFailure) -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// A value of a type with a failable initializer.
    func require<Value>(_ value: Value?) throws(StoredFormFailure) -> Value {
        guard let value else { throw StoredFormFailure() }
        return value
    }
}

// MARK: The identifiers of format 1

extension StoredWriter {
    mutating func hash(_ value: LineHash) { raw(value.bytes) }
    mutating func replica(_ value: ReplicaID) { raw(value.bytes) }
    mutating func record(_ value: RecordID) { raw(value.bytes) }

    mutating func object(_ value: ObjectID) {
        bytes.append(UInt8(value.byteCount))
        raw(value.bytes)
    }
}

extension StoredReader {
    mutating func hash() throws(StoredFormFailure) -> LineHash { try require(LineHash(bytes: try raw(32))) }
    mutating func replica() throws(StoredFormFailure) -> ReplicaID { try require(ReplicaID(bytes: try raw(32))) }
    mutating func record() throws(StoredFormFailure) -> RecordID { try require(RecordID(bytes: try raw(16))) }

    mutating func object() throws(StoredFormFailure) -> ObjectID {
        let count = Int(try byte())
        return try require(ObjectID(bytes: try raw(count)))
    }

    mutating func choice<Value: RawRepresentable<String>>() throws(StoredFormFailure) -> Value {
        try require(Value(rawValue: try text()))
    }
}
