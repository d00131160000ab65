import Foundation
import TestSupport

/// A program that nobody may run: it leaves a mark when somebody does.
struct Trap {
    /// The mark.
    let canary: String
    /// The program.
    let script: String

    init(in directory: TemporaryDirectory) throws {
        canary = directory.file("canary")
        script = directory.file("evil")
        try Data("#!/bin/sh\necho \"$0 $@\" >> \(canary)\nexit 0\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o700)
    }

    var isSprung: Bool { FileManager.default.fileExists(atPath: canary) }
}
