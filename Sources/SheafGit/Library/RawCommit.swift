import SheafCore

/// The content of a commit object, read as leniently as git does.
///
/// libgit2's own parser refuses a commit whose author line is odd, and old histories contain such commits; one of them
/// must not stop the reading of all others.
struct RawCommit {
    private(set) var tree: ObjectID?
    private(set) var parents: [ObjectID] = []
    private(set) var author = Identity(name: "", email: "")
    private(set) var committer = Identity(name: "", email: "")
    /// Unix seconds; 0 when there is no readable time.
    private(set) var committedAt: Int64 = 0
    private(set) var message = ""

    init(parsing bytes: UnsafeRawBufferPointer) {
        var rest = Slice(base: bytes, bounds: bytes.indices)
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            if line.isEmpty { break }
            header(line)
        }
        message = Self.message(rest)
    }

    private mutating func header(_ line: Slice<UnsafeRawBufferPointer>) {
        if let value = Self.value(line, "tree ") {
            tree = ObjectID(String(decoding: value, as: UTF8.self))
        } else if let value = Self.value(line, "parent ") {
            if let parent = ObjectID(String(decoding: value, as: UTF8.self)) { parents.append(parent) }
        } else if let value = Self.value(line, "author ") {
            author = Self.identity(value)
        } else if let value = Self.value(line, "committer ") {
            committer = Self.identity(value)
            committedAt = Self.time(value)
        }
    }

    private static func value(
        _ line: Slice<UnsafeRawBufferPointer>, _ name: StaticString
    ) -> Slice<UnsafeRawBufferPointer>? {
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return line.starts(with: name) ? line.dropFirst(name.count) : nil
    }

    /// `Name <e-mail> seconds zone`, any part of which may be missing.
    private static func identity(_ value: Slice<UnsafeRawBufferPointer>) -> Identity {
        let name = value.prefix { $0 != UInt8(ascii: "<") }
        let email = value.dropFirst(name.count + 1).prefix { $0 != UInt8(ascii: ">") }
        return Identity(name: text(trimmed(name)), email: text(trimmed(email)))
    }

    private static func time(_ value: Slice<UnsafeRawBufferPointer>) -> Int64 {
        guard let end = value.lastIndex(of: UInt8(ascii: ">")) else { return 0 }
        let digits = value[(end + 1)...].drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
        return Int64(text(digits)) ?? 0
    }

    /// Without blank lines before it, and ended by a NUL as for every C program.
    private static func message(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var rest = bytes.prefix { $0 != 0 }
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), rest[..<end].allSatisfy(isSpace) {
            rest = rest[(end + 1)...]
        }
        return text(rest)
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
    }
}
