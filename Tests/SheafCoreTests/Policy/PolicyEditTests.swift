import Testing

@testable import SheafCore

/// A policy file that is edited says what it said, and one thing more.
@Suite("Editing the policy file")
struct PolicyEditTests {
    private let record: RecordID
    private static let other = "0192f0c1a2b37c4d8e5f60718293a4b5"

    init() throws {
        record = try #require(RecordID("0192f0c1a2b37c4d8e5f60718293a4b6"))
    }

    private static let forms = [
        "", "# Only a comment\n", "sessions:\n  timeout_minutes: 45 # ours\n", "retention:\n", "retention: # kept short\n",
        "retention:\n  # why\n  floor_month: 2026-01\n", "retention:\n  evicted: []\n", "retention:\n  evicted: [] # none yet\n",
        "retention:\n  evicted: [\"\(other)\"]\nsync:\n  remote: origin\n", "retention:\n  evicted:\n    - \"\(other)\" # one\n",
        "retention:\n    evicted:\n    - \"\(other)\"\n    floor_month: 2026-01\n",
        "retention:\n  evicted:\n\n    # first\n    - \"\(other)\"\n\noutput:\n  colour: never\n",
        "sync:\n  remote: origin\nretention:\n  evicted:\n    - \"\(other)\"",
    ]

    @Test("every line stays, and the record is evicted", arguments: forms)
    func keepsEverything(form: String) throws {
        let edited = try PolicyEdit.evicting(record, in: form, name: "policy.yaml")
        let (before, after) = (try PolicyFile(Array(form.utf8), name: "a").policy, try PolicyFile(Array(edited.utf8), name: "b").policy)
        #expect(after.retention.evicted == before.retention.evicted + [record])
        for line in form.split(separator: "\n") where !line.contains("[") { #expect(edited.contains(line)) }
        for line in form.split(separator: "\n") where line.contains("#") {
            #expect(edited.contains(line[(line.firstIndex(of: "#") ?? line.startIndex)...]), "comments stay")
        }
        #expect(try PolicyEdit.evicting(record, in: edited, name: "policy.yaml") == edited, "once is enough")
    }

    @Test("without a file there is one afterwards")
    func noFile() throws {
        #expect(try PolicyEdit.evicting(record, in: nil, name: "x") == "retention:\n  evicted:\n    - \"\(record.hex)\"\n")
    }

    @Test("what is written in an unusual way, or wrong already, is left to its owner", arguments: [
        "retention: {evicted: []}\n", "retention:\n  evicted: [\n    \"\(other)\"\n  ]\n", "{retention: {evicted: []}}\n",
    ])
    func unusual(form: String) {
        #expect(throws: PolicyEdit.Refusal.unusualForm) { try PolicyEdit.evicting(record, in: form, name: "x") }
    }

    @Test("mistakes come first", arguments: ["retention:\n  evict: []\n", "retention:\n  evicted:\n"])
    func invalid(form: String) {
        #expect(throws: PolicyEdit.Refusal.self) { try PolicyEdit.evicting(record, in: form, name: "x") }
    }
}
