import Foundation
import SheafCore

/// The reflog of one ref, read from where somebody has stopped reading.
public struct Reflog: Hashable, Sendable {
    /// Absolute; the file need not exist.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// How far a reflog has been read: the end of a line, and which line that was.
    public struct Position: Hashable, Sendable {
        let offset: Int
        /// Of the last line that was read.
        let time: Int64
        /// Tells that line from others when the file was rewritten; empty before the first line.
        let mark: String
    }

    /// What one reading found.
    public struct Reading: Sendable {
        /// Oldest first.
        public let entries: [ReflogEntry]
        public let position: Position
        /// There is more than one reading takes.
        public let isBounded: Bool
    }

    /// One reading takes no more; the rest follows in the next.
    static let byteCountMax = 4 << 20
    public static let lineCountMax = 1000

    /// The lines that were added since.
    ///
    /// `git reflog expire` and `gc` rewrite the file: then reading goes on after the line where it stopped or, when that one
    /// is gone too, with the first that is not older.
    ///
    /// - Parameter position: nil: from the beginning.
    /// - Returns: nil when there is no such file.
    /// - Throws: `GitError.fileSystem`.
    public func read(since position: Position?) throws -> Reading? {
        guard let size = try size() else { return nil }
        guard let position else { return try read(from: 0, after: nil) }
        if try stands(position, size: size) { return try read(from: position.offset, after: position) }
        var place = Position(offset: 0, time: position.time, mark: "")
        while true {
            let reading = try read(from: place.offset, after: place, until: position.mark)
            if reading.position.mark == position.mark { return try read(from: reading.position.offset, after: position) }
            guard reading.isBounded else { break }
            place = reading.position
        }
        let whole = try read(from: 0, after: nil)
        return Reading(
            entries: whole.entries.filter { $0.time >= position.time }, position: whole.position, isBounded: whole.isBounded)
    }

    /// The end of what is there now; nil when there is no such file.
    public func end() throws -> Position? {
        var reading = try read(since: nil)
        while let found = reading, found.isBounded { reading = try read(from: found.position.offset, after: found.position) }
        return reading?.position
    }

    /// The branch that the next checkout leaves, as a full ref name; nil when nothing was checked out since.
    public func branch(after position: Position) throws -> String? {
        var place = position
        while let reading = try read(since: place) {
            if let branch = reading.entries.lazy.compactMap(\.leftBranch).first { return "refs/heads/\(branch)" }
            guard reading.isBounded else { return nil }
            place = reading.position
        }
        return nil
    }

    /// The last line that was read still stands where it stood.
    private func stands(_ position: Position, size: Int) throws -> Bool {
        guard position.offset <= size else { return false }
        guard position.offset > 0 else { return true }
        let start = max(0, position.offset - Self.lineBytesMax)
        let before = try bytes(from: start, upTo: position.offset)
        return before.lines.last.map { Self.mark($0) == position.mark } ?? false
    }

    /// - Parameter mark: the line after which to stop.
    private func read(from offset: Int, after last: Position?, until mark: String? = nil) throws -> Reading {
        let found = try bytes(from: offset)
        let all = found.lines
        var lines = all[..<min(Self.lineCountMax, all.count)]
        if let mark, let stop = lines.lastIndex(where: { Self.mark($0) == mark }) { lines = all[...stop] }
        let entries = lines.compactMap { ReflogEntry(line: $0) }
        guard let end = lines.last else {
            return Reading(entries: [], position: last ?? Position(offset: offset, time: 0, mark: ""), isBounded: false)
        }
        return Reading(
            entries: entries,
            position: Position(offset: offset + end.endIndex + 1, time: entries.last?.time ?? last?.time ?? 0, mark: Self.mark(end)),
            isBounded: lines.count < all.count || found.count == Self.byteCountMax)
    }

    /// Git cuts no message; a subject may be long.
    private static let lineBytesMax = 1 << 16

    private static func mark(_ line: ArraySlice<UInt8>) -> String {
        String(Checksum(of: line).hex.prefix(16))
    }

    private func size() throws -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw GitError.fileSystem(path: path, errno: errno) }
            return nil
        }
        return Int(status.st_size)
    }

    private func bytes(from start: Int, upTo end: Int = .max) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GitError.fileSystem(path: path, errno: errno) }
        defer { close(descriptor) }
        let wanted = min(end.subtractingReportingOverflow(start).partialValue, Self.byteCountMax)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(wanted, 1 << 16))
        while bytes.count < wanted {
            let room = min(piece.count, wanted - bytes.count)
            let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, room, off_t(start + bytes.count)) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw GitError.fileSystem(path: path, errno: errno) }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return bytes
    }
}

extension [UInt8] {
    /// The lines that are whole, without their ends; one that is being written is for the next reading.
    fileprivate var lines: [ArraySlice<UInt8>] {
        guard let end = lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return self[..<end].split(separator: UInt8(ascii: "\n"))
    }
}

extension Reflog.Position: CustomStringConvertible {
    /// `<offset> <time> <mark>`, as a cursor keeps it.
    public var description: String { "\(offset) \(time) \(mark)" }

    /// nil for what is no position.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let offset = Int(parts[0]), offset >= 0, let time = Int64(parts[1]) else { return nil }
        (self.offset, self.time, mark) = (offset, time, String(parts[2]))
    }
}
