/// One kind of foreign input, and what has to hold of everything that reads it.
struct FuzzTarget: Sendable {
    let name: String
    /// Ends the process when an invariant is broken.
    let check: @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = [
        .line, .json, .shard, .tree, .fold, .stored, .policy, .pattern, .commit, .mailmap, .objects, .answers, .arguments,
    ]
}

/// Ends the process, which libFuzzer takes for a crash and keeps the input of.
///
/// - Parameter invariant: what should have held, with what was found instead.
func expect(
    _ holds: Bool, _ invariant: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !holds { fatalError("broken: \(invariant())", file: file, line: line) }
}

/// Bytes for a report.
func shown(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { (0x20..<0x7f).contains($0) ? [$0] : Array("\\x\(String($0, radix: 16))".utf8) }, as: UTF8.self)
}
