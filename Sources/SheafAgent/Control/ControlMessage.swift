import Foundation

/// A request or an answer on the control socket: HTTP/1.1, one of each to a connection. Protocol: 9-agent, section 3.
///
/// Own code because a request must be answered by who knows the connection's credentials and may have got the socket
/// from the service manager, and the HTTP server that the dashboard uses takes neither.
struct ControlMessage: Sendable {
    /// `GET /v1/agent HTTP/1.1` or `HTTP/1.1 200 OK`.
    var start: String
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    static let headBytesMax = 8 << 10
    static let bodyBytesMax = 1 << 20

    enum Failure: Error, Hashable, Sendable { case closed, timedOut, malformed, tooLarge }

    var bytes: [UInt8] {
        var head = "\(start)\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        head += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
        return Array(head.utf8) + body
    }

    /// Reads one whole message; blocks for at most the socket's own time limit.
    init(from descriptor: Int32) throws(Failure) {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            guard bytes.count <= Self.headBytesMax else { throw .tooLarge }
            let from = max(0, bytes.count - 3)
            bytes += try Self.piece(descriptor)
            headEnd = bytes[from...].firstRange(of: end)?.lowerBound
        }
        guard let headEnd, headEnd <= Self.headBytesMax, let head = String(validating: bytes[..<headEnd], as: UTF8.self) else { throw .malformed }
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        start = String(lines[0])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let name = line[..<colon].lowercased()
            guard !name.isEmpty, headers.updateValue(line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces), forKey: name) == nil
            else { throw .malformed }
        }
        guard headers["transfer-encoding"] == nil else { throw .malformed }
        let length = headers["content-length"].map { Int($0) } ?? 0
        guard let length, length >= 0 else { throw .malformed }
        guard length <= Self.bodyBytesMax else { throw .tooLarge }
        body = Array(bytes[(headEnd + end.count)...])
        while body.count < length { body += try Self.piece(descriptor) }
        guard body.count == length else { throw .malformed }
    }

    init(start: String, headers: [String: String] = [:], body: [UInt8] = []) {
        self.start = start
        self.headers = headers
        self.body = body
    }

    func send(to descriptor: Int32) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw errno == EAGAIN ? .timedOut : .closed }
            rest = rest.dropFirst(count)
        }
    }

    private static func piece(_ descriptor: Int32) throws(Failure) -> ArraySlice<UInt8> {
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw count < 0 && errno == EAGAIN ? .timedOut : .closed }
            return piece[..<count]
        }
    }
}

extension ControlMessage {
    /// nil when this is no request.
    var request: (method: String, path: String)? {
        let words = start.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else { return nil }
        return (String(words[0]), String(words[1]))
    }

    /// nil when this is no answer.
    var status: Int? {
        let words = start.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1.") else { return nil }
        return Int(words[1])
    }

    static func answer(_ status: Int, _ reason: String, type: String = "application/json", _ body: some StringProtocol) -> ControlMessage {
        ControlMessage(start: "HTTP/1.1 \(status) \(reason)", headers: ["content-type": type], body: Array(body.utf8))
    }
}
