/// Changes one thing in a policy file and leaves every comment, order and spelling as it is.
public enum PolicyEdit {
    /// Why a file is left to its owner.
    public enum Refusal: Error, Hashable, Sendable {
        /// The file has mistakes; they come first.
        case invalid(SettingsError)
        /// It is written in a way that this does not know how to extend.
        case unusualForm
    }

    /// The file with one more evicted record; the same text when it names it already.
    ///
    /// The result is read again and must say exactly what the file said, and the record.
    /// - Parameters:
    ///   - text: nil when there is no file yet.
    ///   - name: for places in errors.
    public static func evicting(_ record: RecordID, in text: String?, name: String) throws(Refusal) -> String {
        let before = try policy(text ?? "", name)
        guard !before.retention.evicted.contains(record) else { return text ?? "" }
        var lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        guard insert("\"\(record.hex)\"", into: &lines) else { throw .unusualForm }
        let edited = lines.joined(separator: "\n") + "\n"
        var expected = before
        expected.retention.evicted.append(record)
        guard let after = try? policy(edited, name), after == expected else { throw .unusualForm }
        return edited
    }

    private static func policy(_ text: String, _ name: String) throws(Refusal) -> Policy {
        do { return try PolicyFile(Array(text.utf8), name: name).policy } catch { throw .invalid(error) }
    }

    /// - Returns: false for a form that is not known.
    private static func insert(_ item: String, into lines: inout [String]) -> Bool {
        guard let section = lines.firstIndex(where: { $0.hasPrefix("retention:") }) else {
            lines += (lines.isEmpty ? [] : [""]) + ["retention:", "  evicted:", "    - \(item)"]
            return true
        }
        guard content(of: lines[section]).dropFirst("retention:".count).allSatisfy(\.isWhitespace) else { return false }
        let body = lines[(section + 1)...].prefix { $0.isEmpty || $0.first == " " || $0.first == "#" }
        guard let key = body.firstIndex(where: { content(of: $0).drop(while: { $0 == " " }).hasPrefix("evicted:") }) else {
            let indent = body.first { !content(of: $0).isEmpty }.map(indent) ?? 2
            lines.insert(contentsOf: [spaces(indent) + "evicted:", spaces(indent + 2) + "- \(item)"], at: section + 1)
            return true
        }
        return extend(key, with: item, in: &lines)
    }

    private static func extend(_ key: Int, with item: String, in lines: inout [String]) -> Bool {
        let line = lines[key]
        let text = content(of: line)
        let comment = line.dropFirst(text.count)
        guard let colon = text.firstIndex(of: ":") else { return false }
        let value = text[text.index(after: colon)...].drop { $0 == " " }.trimmed
        if value.isEmpty {
            let items = lines[(key + 1)...].prefix { line in
                content(of: line).isEmpty || (indent(line) >= indent(lines[key]) && content(of: line).drop { $0 == " " }.hasPrefix("- "))
            }
            guard let last = items.lastIndex(where: { !content(of: $0).isEmpty }) else { return false }
            lines.insert(spaces(indent(lines[last])) + "- \(item)", at: last + 1)
            return true
        }
        guard value.first == "[", value.last == "]" else { return false }
        let inside = value.dropFirst().dropLast().trimmed
        let list = inside.isEmpty ? item : inside.last == "," ? "\(inside) \(item)" : "\(inside), \(item)"
        lines[key] = "\(text[...colon]) [\(list)]" + (comment.isEmpty ? "" : " \(comment)")
        return true
    }

    /// The line without its comment and the spaces before it. Settings of this section have no "#" in their values.
    private static func content(of line: String) -> String {
        String((line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? "").trimmedAtEnd)
    }

    private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
