import ArgumentParser

/// A word that was probably meant.
enum Suggestion {
    /// The one word that begins like it, or else the nearest, if at most a third of its letters differ.
    static func nearest(to word: String, in words: some Collection<String>) -> String? {
        let word = word.lowercased()
        let longer = words.filter { word.count > 1 && $0.hasPrefix(word) }
        if longer.count == 1 { return longer[0] }
        let ranked = words.map { (word: $0, distance: distance(word, $0)) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        guard let ranked, !word.isEmpty, ranked.distance <= max(1, ranked.word.count / 3) else { return nil }
        return ranked.word
    }

    /// Edits that make one word of the other: insert, delete, replace, and swap of neighbours.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}

/// The first word of a command line that should name a command and does not.
struct UnknownCommand {
    let word: String
    /// The command that the word should be a subcommand of, such as `sheaf conflicts`.
    let parent: String
    let known: [String]

    /// - Parameter arguments: without the program's name.
    init?(_ arguments: [String], in root: ParsableCommand.Type) {
        var command = root
        var path = [root._commandName]
        var rest = arguments[...]
        var followsOption = false
        while let word = rest.popFirst() {
            if word == "--" { return nil }
            if word.hasPrefix("-") {
                let takesValue = Self.optionsWithValue.contains(word)
                if takesValue { rest = rest.dropFirst() }
                followsOption = !takesValue
                continue
            }
            let subcommands = command.configuration.subcommands
            if subcommands.isEmpty { return nil }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                // An option of the default subcommand may have taken it as its value.
                if followsOption, command.configuration.defaultSubcommand != nil { return nil }
                self.word = word
                parent = path.joined(separator: " ")
                known = subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
                return
            }
            (command, followsOption) = (next, false)
            path.append(word)
        }
        return nil
    }

    private static let optionsWithValue: Set = ["-C", "--repository", "--color"]

    var failure: Failure {
        let nearest = Suggestion.nearest(to: word, in: known)
        return .usage(
            "\(parent) has no command \"\(word)\"",
            advice: nearest.map { "did you mean `\(parent) \($0)`?" } ?? "`\(parent) --help` lists the commands")
    }
}
