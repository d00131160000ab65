import Testing

@testable import sheaf

@Suite struct SuggestionTests {
    @Test func findsWhatWasMeantAndNothingElse() {
        let words = ["status", "sync", "session", "conflicts", "doctor", "version"]
        let cases = [
            "statsu": "status", "stauts": "status", "snyc": "sync", "conflict": "conflicts", "ses": "session", "Doctor": "doctor",
            "banana": nil, "": nil,
        ]
        for (word, expected) in cases { #expect(Suggestion.nearest(to: word, in: words) == expected, "\(word)") }
    }

    @Test func countsSwapsAsOneEdit() {
        #expect(Suggestion.distance("snyc", "sync") == 1)
        #expect(Suggestion.distance("", "abc") == 3)
        #expect(Suggestion.distance("kitten", "sitting") == 3)
    }
}
