import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// Authors under the names that the repository gives them.
@Suite struct MailmapTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    @Test(arguments: BackEnd.allCases) func authorsGoThroughTheMailmap(_ backEnd: BackEnd) throws {
        try scratch.fixture.write(".mailmap", "Ada Right <right@example.com> <WRONG@example.com>\n<mail@example.com> Bo <bo@old>\n")
        let first = try scratch.fixture.commit("One\n", author: "Ada Wrong <wrong@example.com>")
        let second = try scratch.fixture.commit("Two\n", author: "Bo <bo@old>")
        try scratch.fixture.git("config", "user.name", "Ada Wrong")
        try scratch.fixture.git("config", "user.email", "wrong@example.com")
        let repository = try backEnd.open(scratch.fixture.path)
        #expect(try repository.commit(try #require(ObjectID(first))).author
            == Identity(name: "Ada Right", email: "right@example.com"))
        #expect(try repository.commit(try #require(ObjectID(first))).committer
            == Identity(name: "Ada Wrong", email: "wrong@example.com"))
        #expect(try repository.commit(try #require(ObjectID(second))).author
            == Identity(name: "Bo", email: "mail@example.com"))
        #expect(try repository.userEmail() == "right@example.com")
    }

    @Test(arguments: BackEnd.allCases) func mailmapIsReadAsGitReadsIt(_ backEnd: BackEnd) throws {
        let lines = [
            "Ada Right <right@example.com> <WRONG@example.com>", "<mail@example.com> Bo <bo@old>",
            "Zed <z@x> Zed Name <zed@Old> # c", "#x <a@b> <c@d>", "  Sp <s@s>   <t@t>  \r", "Broken <", "<> <e@e>",
            "New Name <only@x>", "<new@x>\t<tab@x>", "A <dup@1> <dup@o>", "B <dup@o>", "<n2@x>Old <n1@x>",
            "Blank < sp@x > <sp@y>",
        ]
        try scratch.fixture.write(".mailmap", lines.joined(separator: "\n"))
        try scratch.fixture.write("other", "Other <other@x> <o@x>\n")
        try scratch.fixture.git("config", "mailmap.file", "other")
        try scratch.fixture.commit("One\n", files: ["blob.map": "Blob <blob@x> <b@x>\n"])
        try scratch.fixture.git("config", "mailmap.blob", "HEAD:blob.map")
        let asked = [
            "Ada <wrong@example.com>", "bo <BO@old>", "x <bo@old>", "zed name <ZED@old>", "X <t@t>", "y <only@x>",
            "q <tab@x>", "d <dup@o>", "old <n1@x>", "n <c@d>", "o <o@x>", "b <b@x>", "e <e@e>", "s <sp@y>", "u <u@u>",
        ]
        let repository = try backEnd.open(scratch.fixture.path)
        for line in asked {
            let parts = line.dropLast().components(separatedBy: " <")
            let told = try repository.mailmapped(Identity(name: parts[0], email: parts[1]))
            #expect(try "\(told.name) <\(told.email)>" == scratch.fixture.git("check-mailmap", line))
        }
    }

    @Test(arguments: BackEnd.allCases) func bareRepositoryTakesTheMailmapOfItsHead(_ backEnd: BackEnd) throws {
        try scratch.fixture.commit("One\n", files: [".mailmap": "Right <right@x> <wrong@x>\n"])
        try scratch.fixture.git("clone", "--quiet", "--bare", ".", scratch.directory.file("bare.git"))
        let told = try backEnd.open(scratch.directory.file("bare.git")).mailmapped(Identity(name: "W", email: "wrong@x"))
        #expect(told == Identity(name: "Right", email: "right@x"))
    }
}
