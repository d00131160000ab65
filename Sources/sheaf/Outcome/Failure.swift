/// Why a command did not do what it was asked: what and where, what to do next, and where to read on.
///
/// The advice never holds a complete command that destroys something: what an error prints gets pasted.
struct Failure: Error, Sendable {
    let status: ExitStatus
    /// One line, or one for each of several problems.
    let lines: [Text]
    let advice: Text?
    let section: Section?

    /// The headings of docs/troubleshooting.md that failures point to.
    enum Section: String, CaseIterable, Sendable {
        case git = "git"
        case repository = "the-repository"
        case notEnabled = "not-enabled"
        case damagedState = "damaged-state"
        case disk = "disk-and-permissions"
        case busy = "busy-or-locked"
        case remote = "the-remote"
        case consent = "consent"
        case settings = "settings"
        case names = "names-and-times"
        case secrets = "what-looks-like-a-secret"
        case agent = "the-agent"
        case internalError = "a-mistake-in-sheaf"
    }

    init(_ status: ExitStatus, _ what: Text, advice: Text? = nil, section: Section? = nil) {
        self.init(status, lines: [what], advice: advice, section: section)
    }

    init(_ status: ExitStatus, lines: [Text], advice: Text? = nil, section: Section? = nil) {
        self.status = status
        self.lines = lines
        self.advice = advice
        self.section = section
    }

    /// Something on the command line that the parser could not judge.
    static func usage(_ what: Text, advice: Text? = nil) -> Failure {
        Failure(.usage, what, advice: advice)
    }
}
