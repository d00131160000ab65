import SheafCore
import SheafStore

/// A session as it is named on the command line: display id, id, unique beginning, commit or pull request.
struct SessionArgument {
    private static let candidateCountMax = 10

    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// - Throws: `Failure`: nothing is called so, or several sessions are.
    func find(_ reader: StoreReader) throws -> SessionRow {
        let found = try reader.sessions(matching: text)
        if found.count == 1 { return found[0] }
        guard !found.isEmpty else {
            throw Failure(
                .failure, "no session is called \"\(text)\"",
                advice: "`sheaf session list` lists them; a commit or a pull request number names its session too",
                section: .names)
        }
        let shown = found.prefix(Self.candidateCountMax).map { "\($0.fullDisplayID)" as Text }.joined(separator: ", ")
        let more: Text = found.count > Self.candidateCountMax ? ", and \(found.count - Self.candidateCountMax) more" : ""
        throw Failure(
            .failure, "\"\(text)\" may mean several sessions: \(shown)\(more)", advice: "give more of one of them",
            section: .names)
    }
}
