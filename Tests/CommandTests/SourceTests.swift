import Foundation
import Testing

/// What the compiler cannot hold us to.
@Suite struct SourceTests {
    @Test func nothingIsPrintedPastTheScreen() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/sheaf")
        let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        let sources = names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Terminal/") }
        #expect(sources.count > 5)
        let past = try Regex(#"(^|[^.\w])(print|debugPrint|dump|puts|fputs|printf|NSLog)\(|FileHandle\.standard(Output|Error)|Stream\.(output|error)\b"#)
        for name in sources {
            let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
            #expect(text.firstMatch(of: past)?.range == nil, "\(name)")
        }
    }
}
