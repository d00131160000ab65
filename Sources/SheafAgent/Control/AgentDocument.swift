import Foundation

/// What an agent says of itself: the answer to `GET /v1/agent`. Protocol: 9-agent, section 4; schema `agent-status`.
public struct AgentDocument: Codable, Hashable, Sendable {
    /// Of this document.
    public private(set) var schemaVersion = 1
    /// Of the program.
    public let version: String
    /// Of the control protocol.
    public let protocolVersion: Int
    public let processID: Int32
    /// RFC 3339, as all times here.
    public let startedAt: String
    public let repositories: [RepositoryStanding]

    private enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case version
        case protocolVersion = "protocol_version"
        case processID = "process_id"
        case startedAt = "started_at"
        case repositories
    }

    init(version: String, protocolVersion: Int, processID: Int32, startedAt: String, repositories: [RepositoryStanding]) {
        self.version = version
        self.protocolVersion = protocolVersion
        self.processID = processID
        self.startedAt = startedAt
        self.repositories = repositories
    }

    /// - Throws: `AgentError.noAnswer` for what no agent says.
    init(_ body: [UInt8]) throws(AgentError) {
        do { self = try JSONDecoder().decode(AgentDocument.self, from: Data(body)) } catch {
            throw .noAnswer(reason: "its answer is no document of this version")
        }
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("BUG: text and numbers can be written") }
        return String(decoding: data, as: UTF8.self)
    }
}

extension ControlClient {
    /// - Throws: `AgentError.notRunning`, `.noAnswer`.
    public func agent() throws(AgentError) -> AgentDocument { try AgentDocument(ask("GET", "/v1/agent")) }

    /// Asks the agent to finish what it is doing, and to end.
    public func drain() throws(AgentError) { try ask("POST", "/v1/drain") }
}
