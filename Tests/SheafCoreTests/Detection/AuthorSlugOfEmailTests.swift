import SheafCore
import Testing
import TestSupport

@Suite struct AuthorSlugOfEmailTests {
    @Test(arguments: [
        ("ada@example.com", "ada"), ("Ada.Love_Lace-1@Example.COM", "ada.love_lace-1"), ("123+ada@users.noreply.github.com", "ada"),
        ("209825114+claude[bot]@users.noreply.github.com", "claude-bot-"), ("ada@users.noreply.github.com", "ada"),
        ("ada+lists@example.com", "ada-lists"), ("x1+ada@users.noreply.github.com", "x1-ada"), ("a@b@example.com", "a"), ("ada", "ada"), ("", "unknown"),
        ("@example.com", "unknown"), ("._-@example.com", "unknown"), ("--ada@x", "ada"), ("Ünal@x", "nal"), ("zoë@x", "zo-"), ("\u{212a}elvin@x", "elvin"),
        (String(repeating: "a", count: 40) + "@x", String(repeating: "a", count: 32)), (String(repeating: "-", count: 31) + "ab@x", "a"),
        (String(repeating: "é", count: 40) + "@x", "unknown"), ("12+@users.noreply.github.com", "unknown"),
    ])
    func aSlugIsTheLocalPart(email: String, slug: String) {
        #expect(AuthorSlug(email: email).text == slug)
    }

    @Test(arguments: 0..<20) func everyTextGivesASlug(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let email = String((0..<Int.random(in: 0...50, using: &random)).map { _ in Array("aZ9.-_+@ é🤖\0[]\n\r\n").randomElement(using: &random)! })
            let slug = AuthorSlug(email: email)
            #expect(AuthorSlug(slug.text) == slug, "seed \(seed): \(email)")
        }
    }
}
