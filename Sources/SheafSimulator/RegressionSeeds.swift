/// The file of seeds that are kept for ever: one a line, `#` begins a comment.
public enum RegressionSeeds {
    public static func read(_ text: String) -> [UInt64] {
        text.split(separator: "\n").compactMap { line in
            let number = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            return UInt64(number)
        }
    }
}
