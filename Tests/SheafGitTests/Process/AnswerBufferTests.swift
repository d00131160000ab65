import Testing

@testable import SheafGit

@Suite struct AnswerBufferTests {
    @Test func whatIsReadDoesNotDependOnThePieces() throws {
        let answer = Array("one\u{0}two\u{0}end\n12345678".utf8)
        for size in 1...answer.count {
            var buffer = AnswerBuffer()
            var rest = answer[...]
            func more() {
                buffer.append(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            func complete<Value>(_ take: () -> Value?) -> Value? {
                while true {
                    if let value = take() { return value }
                    guard !rest.isEmpty else { return nil }
                    more()
                }
            }
            let marker = Array("end\n".utf8)
            #expect(complete { buffer.skip(marker) } == false)
            #expect(complete { buffer.take(upTo: 0) } == Array("one".utf8))
            #expect(complete { buffer.skip(marker) } == false)
            #expect(complete { buffer.take(upTo: 0) } == Array("two".utf8))
            #expect(complete { buffer.skip(marker) } == true)
            #expect(complete { buffer.take(count: 8) } == Array("12345678".utf8))
            #expect(complete { buffer.take(count: 1) } == nil)
        }
    }

    @Test func aLongAnswerIsReadInPieces() {
        var buffer = AnswerBuffer()
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 999) + [UInt8(ascii: "\n")]
        for _ in 0..<1_000 {
            buffer.append(line)
            #expect(buffer.take(upTo: UInt8(ascii: "\n"))?.count == 999)
        }
        #expect(buffer.take(count: 1) == nil)
    }

    @Test(arguments: ["blob -1", "blob 99999999999999999999", "blob", "zoo 1", "blob 1 2"])
    func anOddHeaderIsNone(_ rest: String) {
        #expect(ObjectConversation.header(line: Array("\(String(repeating: "1", count: 40)) \(rest)".utf8)) == nil)
    }
}
