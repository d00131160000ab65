import Foundation
import TestSupport
import Testing

@testable import sheaf

@Suite struct DocumentTests {
    @Test func hasOneSpelling() {
        let document = Document.versioned([
            "b": ["x": nil, "a": [1, -2]], "a": [:], "Z": "\u{7}é\u{202e}\u{e0041}\"\\\n", "empty": [], "yes": true,
        ])
        #expect(document.text == """
            {
              "Z": "\\u0007é\\u202e\\udb40\\udc41\\"\\\\\\u000a",
              "a": {},
              "b": {
                "a": [
                  1,
                  -2
                ],
                "x": null
              },
              "empty": [],
              "schema_version": 1,
              "yes": true
            }

            """)
    }

    @Test(arguments: [4, 5]) func isReadBackAsItWas(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let text = HostileText.random(using: &generator)
            let read = try JSONSerialization.jsonObject(with: Data(Document.array([.string(text)]).text.utf8)) as? [String]
            #expect(read.map { $0.map { Array($0.unicodeScalars) } } == [Array(text.unicodeScalars)], "seed \(seed)")
        }
    }
}
