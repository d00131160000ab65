/// Where a command speaks: standard output is data, standard error is talk.
struct Screen: Sendable {
    let output: Rendering
    let error: Rendering
    /// `--quiet`: no talk but warnings and failures.
    let isQuiet: Bool
    /// `--verbose`.
    let isVerbose: Bool

    init(_ color: ColorChoice, isQuiet: Bool, isVerbose: Bool, environment: [String: String]) {
        output = Rendering(color, environment: environment, terminalWidth: Stream.output.terminalWidth)
        error = Rendering(color, environment: environment, terminalWidth: Stream.error.terminalWidth)
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
    }

    // MARK: Data

    /// - Parameter text: none for an empty line.
    func print(_ text: Text = Text()) throws {
        try Stream.output.write(output.string(text) + "\n")
    }

    func print(_ lines: some Sequence<Text>) throws {
        try Stream.output.write(lines.map { output.string($0) + "\n" }.joined())
    }

    func print(_ table: Table) throws {
        try Stream.output.write(table.texts(output).map { output.string($0) + "\n" }.joined())
    }

    func print(_ document: Document) throws {
        try Stream.output.write(document.text)
    }

    // MARK: Talk

    /// What happened, for a person who watches.
    func say(_ text: Text) {
        if !isQuiet { talk(text) }
    }

    /// What only `--verbose` tells.
    func detail(_ text: Text) {
        if isVerbose { talk(text.toned(.faint)) }
    }

    func warn(_ text: Text) {
        talk("\("warning:" as Text, .warning) \(text)")
    }

    func show(_ failure: Failure) {
        for line in failure.lines { talk("\("sheaf:" as Text, .bad) \(line)") }
        if let advice = failure.advice { talk("  \(.arrow, .faint) \(advice)") }
        if let section = failure.section { talk("    \("see docs/troubleshooting.md#" as Text, .faint)\(section.rawValue, .faint)") }
    }

    /// A line that belongs to a failure which the parser has put into words.
    func complain(_ line: Text) {
        talk(line)
    }

    /// A broken standard error cannot be told to anybody.
    private func talk(_ text: Text) {
        try? Stream.error.write(error.string(text) + "\n")
    }
}
