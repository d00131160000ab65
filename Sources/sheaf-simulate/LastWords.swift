import Foundation

/// Says which seed a thread was at when an assertion ends the process: that seed has found something, too.
enum LastWords {
    private static let key = "seed"

    static func listen() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS] {
            signal(number) { number in
                // The process is lost already; what is not allowed in a handler can make it no worse.
                let seed = Thread.current.threadDictionary[LastWords.key] as? String ?? "unknown"
                FileHandle.standardError.write(Data("seed \(seed) FAILED: an assertion of the code\n".utf8))
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    static func set(_ seed: UInt64) { Thread.current.threadDictionary[key] = "\(seed)" }
}
