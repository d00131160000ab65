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
    private var buffer: [UInt8] = []
    private var position = 0
    private var errors: [UInt8] = []

    init(_ child: consuming RunningChild, _ name: String) {
        self.child = child
        self.name = name
    }

    mutating func send(_ request: [UInt8], answerWithin seconds: Double) {
        buffer.removeFirst(position)
        position = 0
        deadline = .now + .seconds(seconds)
        secondsMax = seconds
        child.send(request)
    }

    /// The bytes before the next `end`, which is skipped.
    mutating func bytes(upTo end: UInt8) throws -> [UInt8] {
        var searched = position
        while true {
            if let found = buffer[searched...].firstIndex(of: end) {
                defer { position = found + 1 }
                return Array(buffer[position..<found])
            }
            searched = buffer.count
            try more()
        }
    }

    /// The next `count` bytes.
    mutating func bytes(count: Int) throws -> [UInt8] {
        while buffer.count - position < count { try more() }
        defer { position += count }
        return Array(buffer[position..<(position + count)])
    }

    /// Skips `expected` if it comes next; waits until that is known.
    mutating func skip(_ expected: [UInt8]) throws -> Bool {
        while buffer.count - position < expected.count {
            guard expected.starts(with: buffer[position...]) else { return false }
            try more()
        }
        guard buffer[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func more() throws {
        let before = buffer.count
        while buffer.count == before {
            // Read into locals: the closures must not touch `self` while its child is being changed.
            var (output, said): ([UInt8], [UInt8]) = ([], [])
            let inTime = try child.pump(before: deadline, nil, { output += $0 }, { said += $0 })
            buffer += output
            errors = (errors + said).suffix(4_096)
            guard inTime else { throw GitError.timedOut(command: name, seconds: secondsMax) }
            if output.isEmpty, child.isSilent {
                throw GitError.commandFailed(
                    command: name, status: nil, errors: String(decoding: errors, as: UTF8.self))
            }
        }
    }
}
