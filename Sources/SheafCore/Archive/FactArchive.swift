import Crypto

/// Facts outside of any repository: raw lines with their paths, a manifest, checksums. Protocol: 8-local, section 4.
///
/// ```
/// sheaf archive 1
/// {"archived_at":1795251600000,"facts":2,"lines_sha256":"...","records":1,"rules":1,"views_sha256":"..."}
/// sessions/2026-11/21/a <line>
/// sessions/2026-11/21/a <line>
/// ```
public struct FactArchive: Hashable, Sendable {
    static let format: Int64 = 1
    private static let magic = "sheaf archive "

    /// Ascending by path, then bytewise; each once.
    public let lines: [ArrivedLine]
    public let archivedAt: Instant
    /// Fold rules that the views were folded by.
    public let rules: Int64
    /// SHA-256 of what the lines mean when nothing else is held: reading it back and folding by these rules gives the same
    /// bytes.
    public let viewsDigest: [UInt8]

    /// - Parameter lines: any order.
    public init(_ lines: some Sequence<ArrivedLine>, archivedAt: Instant) {
        self.lines = Set(lines).sorted(by: Self.precedes)
        self.archivedAt = archivedAt
        rules = Int64(Rule.version)
        viewsDigest = Self.digestOfViews(self.lines)
    }

    public var recordCount: Int { Set(lines.lazy.map { RecordKey($0.path.kind, $0.line.record) }).count }

    /// The file.
    public var bytes: [UInt8] {
        let body = Self.body(lines)
        let manifest = JSONObject([
            ("archived_at", .integer(archivedAt.milliseconds)), ("facts", .integer(Int64(lines.count))),
            ("lines_sha256", .string(Hex.encode(Array(SHA256.hash(data: body))))), ("records", .integer(Int64(recordCount))),
            ("rules", .integer(rules)), ("views_sha256", .string(Hex.encode(viewsDigest))),
        ])
        return Array("\(Self.magic)\(Self.format)\n".utf8) + JSONValue.object(manifest).canonicalBytes + [.lineFeed] + body
    }

    /// Reads a file and proves it whole: its checksum, every line's place, and that the lines fold to what was folded when
    /// they were written.
    ///
    /// - Throws: what is wrong; nothing of a defective archive is used.
    public init(bytes: [UInt8]) throws(ArchiveDefect) {
        var rest = bytes[...]
        try Self.readFormat(Self.nextLine(&rest))
        guard let manifest = try? JSONValue.readCanonicalObject(Self.nextLine(&rest)),
            let archivedAt = manifest["archived_at"]?.integer, let factCount = manifest["facts"]?.integer,
            let statedCount = manifest["records"]?.integer, let rules = manifest["rules"]?.integer, rules > 0,
            let checksum = manifest["lines_sha256"]?.string, let views = manifest["views_sha256"]?.string
        else { throw .manifest }
        guard Hex.encode(Array(SHA256.hash(data: rest))) == checksum else { throw .checksum }
        lines = try Self.readLines(rest)
        self.archivedAt = Instant(milliseconds: archivedAt)
        self.rules = rules
        // By other rules the same lines may mean something else, and what they meant cannot be folded here.
        let stated = Hex.decode(Array(views.utf8)) ?? []
        viewsDigest = rules == Rule.version ? Self.digestOfViews(lines) : stated
        guard lines.count == factCount else { throw .count(found: lines.count, stated: Int(clamping: factCount)) }
        guard recordCount == statedCount else { throw .count(found: recordCount, stated: Int(clamping: statedCount)) }
        guard viewsDigest == stated else { throw .views }
    }

    // MARK: Parts

    private static func body(_ lines: [ArrivedLine]) -> [UInt8] {
        var body: [UInt8] = []
        for line in lines {
            body += line.path.description.utf8
            body.append(.space)
            body += line.line.bytes
            body.append(.lineFeed)
        }
        return body
    }

    private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: .lineFeed) ?? rest.endIndex
        defer { rest = rest[end...].dropFirst() }
        return rest[..<end]
    }

    private static func readFormat(_ line: ArraySlice<UInt8>) throws(ArchiveDefect) {
        let digits = line.dropFirst(magic.utf8.count)
        guard line.starts(with: magic.utf8), let first = digits.first, first != UInt8(ascii: "0"),
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { throw .noArchive }
        let format = Int64(String(decoding: digits, as: UTF8.self)) ?? .max
        guard format == Self.format else { throw .newer(format: format) }
    }

    private static func readLines(_ body: ArraySlice<UInt8>) throws(ArchiveDefect) -> [ArrivedLine] {
        var lines: [ArrivedLine] = []
        for piece in BlobPieces(Array(body)) {
            guard piece.last == .lineFeed, let space = piece.firstIndex(of: .space),
                let path = ShardPath(String(decoding: piece[..<space], as: UTF8.self)),
                let line = try? Line(bytes: piece[(space + 1)...].dropLast()), path.holds(line.record)
            else { throw .line(lines.count + 3) }
            let arrived = ArrivedLine(path: path, line: line)
            guard lines.last.map({ precedes($0, arrived) }) ?? true else { throw .line(lines.count + 3) }
            lines.append(arrived)
        }
        return lines
    }

    private static func precedes(_ left: ArrivedLine, _ right: ArrivedLine) -> Bool {
        if left.path != right.path { return left.path < right.path }
        return left.line.bytes.lexicographicallyPrecedes(right.line.bytes)
    }

    private static func digestOfViews(_ lines: [ArrivedLine]) -> [UInt8] {
        var views = MemoryViews()
        views.insert(lines.lazy.map { ($0.path.kind, HeldLine($0.line, isSigned: $0.line.isSignatureValid())) })
        return Array(SHA256.hash(data: views.canonicalBytes))
    }
}

/// Why a file is no archive that can be trusted.
public enum ArchiveDefect: Error, Hashable, Sendable, CustomStringConvertible {
    case noArchive
    case newer(format: Int64)
    case manifest
    case checksum
    /// Number of the file's line, from 1.
    case line(Int)
    /// Of facts, or of records.
    case count(found: Int, stated: Int)
    case views

    /// As in vectors. Protocol: 8-local, section 6.
    public var name: String {
        switch self {
        case .noArchive: "no-archive"
        case .newer: "newer"
        case .manifest: "manifest"
        case .checksum: "checksum"
        case .line: "line"
        case .count: "count"
        case .views: "views"
        }
    }

    public var description: String {
        switch self {
        case .noArchive: "it is no archive of Sheaf"
        case .newer(let format): "it has archive format \(format), and this version of Sheaf reads \(FactArchive.format); update Sheaf"
        case .manifest: "its manifest in line 2 cannot be read"
        case .checksum: "its checksum does not fit: it was cut or changed"
        case .line(let number): "line \(number) is not a fact in its place"
        case .count(let found, let stated): "it holds \(found) facts or records and states \(stated)"
        case .views: "its facts do not mean what they meant when they were archived"
        }
    }
}
