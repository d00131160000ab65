/// A git process that answers one request after the other, because starting one costs more than most answers.
///
/// Started at the first request, and again after it died. Not Sendable: confined by its owner's lock.
final class GitConversation {
    private let program: ChildProcess
    private let name: String
    private var answering: Answering?

    /// - Parameters:
    ///   - program: its deadline counts for each answer; its input is not used.
    ///   - name: what errors call it.
    init(_ program: ChildProcess, name: String) {
        self.program = program
        self.name = name
    }

    /// Sends a request and reads its answer.
    ///
    /// - Parameter read: must consume exactly the answer.
    /// - Throws: `GitError.commandFailed` when the process ended instead, `GitError.timedOut`, `CancellationError`;
    ///   what `read` throws. After any of these the process is started anew.
    func ask<Answer>(_ request: String, _ read: (inout AnswerReader) throws -> Answer) throws -> Answer {
        let answering = try self.answering ?? Answering(program, name)
        self.answering = nil
        answering.reader.send(Array(request.utf8), answerWithin: program.deadlineSeconds)
        let answer = try read(&answering.reader)
        self.answering = answering
        return answer
    }

    /// A box: a class can hold no optional noncopyable value that it also lends out.
    private final class Answering {
        var reader: AnswerReader

        init(_ program: ChildProcess, _ name: String) throws {
            reader = AnswerReader(try RunningChild(program, takesInput: true), name)
        }
    }
}

/// Reads the answer of a conversation piece by piece.
struct AnswerReader: ~Copyable {
    private var child: RunningChild
    private let name: String
    private var deadline = ContinuousClock.now
    private var secondsMax = 0.0
    private var heard = AnswerBuffer()
    private var errors: [UInt8] = []

    init(_ child: consuming RunningChild, _ name: String) {
        self.child = child
        self.name = name
    }

    mutating func send(_ request: [UInt8], answerWithin seconds: Double) {
        deadline = .now + .seconds(seconds)
        secondsMax = seconds
        child.send(request)
    }

    /// The bytes before the next `end`, which is skipped.
    mutating func bytes(upTo end: UInt8) throws -> [UInt8] {
        while true {
            if let found = heard.take(upTo: end) { return found }
            try more()
        }
    }

    /// The next `count` bytes.
    mutating func bytes(count: Int) throws -> [UInt8] {
        while true {
            if let found = heard.take(count: count) { return found }
            try more()
        }
    }

    /// Skips `expected` if it comes next; waits until that is known.
    mutating func skip(_ expected: [UInt8]) throws -> Bool {
        while true {
            if let found = heard.skip(expected) { return found }
            try more()
        }
    }

    private mutating func more() throws {
        var hasHeard = false
        while !hasHeard {
            // Read into locals: the closures must not touch `self` while its child is being changed.
            var (output, said): ([UInt8], [UInt8]) = ([], [])
            let inTime = try child.pump(before: deadline, nil, { output += $0 }, { said += $0 })
            hasHeard = !output.isEmpty
            heard.append(output)
            errors = (errors + said).suffix(4_096)
            guard inTime else { throw GitError.timedOut(command: name, seconds: secondsMax) }
            if output.isEmpty, child.isSilent {
                throw GitError.commandFailed(
                    command: name, status: nil, errors: String(decoding: errors, as: UTF8.self))
            }
        }
    }
}

/// What a conversation has heard and not yet read. What it gives does not depend on the pieces in which the bytes came.
struct AnswerBuffer {
    /// What was read is given back in pieces of this size: an answer may be longer than what is wanted of it.
    private static let readBytesMax = 65_536

    private var bytes: [UInt8] = []
    private var position = 0
    /// Up to here no end was found.
    private var searched = 0

    mutating func append(_ more: [UInt8]) {
        if position > Self.readBytesMax {
            bytes.removeFirst(position)
            searched = max(0, searched - position)
            position = 0
        }
        bytes += more
    }

    /// The bytes before the next `end`, which is skipped; nil until it has come. Ask for the same `end` until then.
    mutating func take(upTo end: UInt8) -> [UInt8]? {
        guard let found = bytes[max(searched, position)...].firstIndex(of: end) else {
            searched = bytes.count
            return nil
        }
        defer { (position, searched) = (found + 1, found + 1) }
        return Array(bytes[position..<found])
    }

    /// The next `count` bytes; nil until they have come.
    ///
    /// - Parameter count: at least 0.
    mutating func take(count: Int) -> [UInt8]? {
        guard bytes.count - position >= count else { return nil }
        defer { (position, searched) = (position + count, position + count) }
        return Array(bytes[position..<(position + count)])
    }

    /// Skips `expected` if it comes next; nil until that is known.
    mutating func skip(_ expected: [UInt8]) -> Bool? {
        let next = bytes[position...].prefix(expected.count)
        guard expected.starts(with: next) else { return false }
        guard next.count == expected.count else { return nil }
        position += expected.count
        searched = position
        return true
    }
}
