/// Globs matched a second time, by dynamic programming over the whole text, for those that the syntax allows:
/// `Pattern.Syntax.path` and `.line`.
struct GlobOracle {
    private enum Part {
        case one(UInt32)
        case any, anyButSlash
        case anyText, anyTextButSlash
        /// Nothing, or a text that ends in a slash.
        case folders
    }

    private var parts: [Part] = []

    init(path source: [UInt32]) {
        let slash: UInt32 = 0x2f
        var body = source
        let isFolder = body.last == slash
        if isFolder { body.removeLast() }
        if !body.contains(slash) { parts.append(.folders) }
        if body.first == slash { body.removeFirst() }
        var position = 0
        while position < body.count {
            let stars = body[position...].prefix { $0 == 0x2a }.count
            if stars >= 2, position + 2 < body.count, body[position + 2] == slash {
                parts.append(.folders)
                position += 3
            } else if stars >= 2 {
                parts.append(.anyText)
                position += 2
            } else if stars == 1 {
                parts.append(.anyTextButSlash)
                position += 1
            } else {
                position = addOne(body, position, wild: .anyButSlash)
            }
        }
        if isFolder { parts += [.one(slash), .any, .anyText] }
    }

    init(line source: [UInt32]) {
        var position = 0
        while position < source.count {
            if source[position] == 0x2a {
                parts.append(.anyText)
                position += 1
            } else {
                position = addOne(source, position, wild: .any)
            }
        }
    }

    private mutating func addOne(_ source: [UInt32], _ position: Int, wild: Part) -> Int {
        if source[position] == 0x3f {
            parts.append(wild)
            return position + 1
        }
        let isEscape = source[position] == 0x5c && position + 1 < source.count
        parts.append(.one(source[position + (isEscape ? 1 : 0)]))
        return position + (isEscape ? 2 : 1)
    }

    func matches(_ text: [UInt32]) -> Bool {
        // reached[i]: the parts so far fit the first i scalars.
        var reached = [true] + [Bool](repeating: false, count: text.count)
        for part in parts {
            var next = [Bool](repeating: false, count: text.count + 1)
            for start in reached.indices where reached[start] {
                switch part {
                case .one(let scalar): if start < text.count, text[start] == scalar { next[start + 1] = true }
                case .any: if start < text.count { next[start + 1] = true }
                case .anyButSlash: if start < text.count, text[start] != 0x2f { next[start + 1] = true }
                case .anyText: for end in start...text.count { next[end] = true }
                case .anyTextButSlash:
                    for end in start...text.count {
                        next[end] = true
                        if end < text.count, text[end] == 0x2f { break }
                    }
                case .folders:
                    next[start] = true
                    for end in start..<text.count where text[end] == 0x2f { next[end + 1] = true }
                }
            }
            reached = next
        }
        return reached[text.count]
    }
}
