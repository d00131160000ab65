import SheafCore

/// Objects read through `git cat-file`, for repositories that libgit2 does not read.
///
/// Not Sendable: confined by the repository's lock.
final class ObjectConversation {
    private let headers: GitConversation
    private let contents: GitConversation

    /// - Parameter command: makes a git command for the repository from its arguments.
    init(_ command: ([String]) -> ChildProcess) {
        headers = GitConversation(command(["cat-file", "--batch-check"]), name: "git cat-file --batch-check")
        contents = GitConversation(command(["cat-file", "--batch"]), name: "git cat-file --batch")
    }

    /// What a name without white space stands for, or nil when there is no such object.
    func header(of name: String) throws -> (id: ObjectID, type: ObjectType, bytes: Int)? {
        try headers.ask(name + "\n") { try Self.header(&$0) }
    }

    /// - Throws: `GitError.missingObject`, `GitError.unexpectedType`.
    func expect(_ id: ObjectID, as expected: ObjectType) throws -> Int {
        guard let found = try header(of: id.hex) else { throw GitError.missingObject(id) }
        guard found.type == expected else { throw GitError.unexpectedType(id, found: found.type, expected: expected) }
        return found.bytes
    }

    /// The whole object; ask `expect` first for the size of what may be large.
    ///
    /// - Throws: `GitError.missingObject`, `GitError.unexpectedType`.
    func content(of id: ObjectID, as expected: ObjectType) throws -> [UInt8] {
        let found = try contents.ask(id.hex + "\n") { answer -> (type: ObjectType, bytes: [UInt8])? in
            guard let (_, type, count) = try Self.header(&answer) else { return nil }
            let bytes = try answer.bytes(count: count)
            _ = try answer.bytes(count: 1)
            return (type, bytes)
        }
        guard let found else { throw GitError.missingObject(id) }
        guard found.type == expected else { throw GitError.unexpectedType(id, found: found.type, expected: expected) }
        return found.bytes
    }

    private static func header(_ answer: inout AnswerReader) throws -> (ObjectID, ObjectType, Int)? {
        header(line: try answer.bytes(upTo: UInt8(ascii: "\n")))
    }

    /// - Source: git-cat-file(1), "Batch output": `<id> <type> <size>`, or the name and `missing` or `ambiguous`.
    static func header(line: [UInt8]) -> (id: ObjectID, type: ObjectType, bytes: Int)? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3, let id = ObjectID(words[0]), let type = ObjectType(rawValue: String(words[1])),
            let bytes = Int(words[2]), bytes >= 0
        else { return nil }
        return (id, type, bytes)
    }
}
