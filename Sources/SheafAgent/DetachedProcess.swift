import CShims
import Foundation

/// A process that outlives the one that starts it: a session of its own, `/` as its folder, /dev/null to speak to.
enum DetachedProcess {
    struct Failure: Error { let code: Int32 }

    static func start(_ path: String, _ arguments: [String], environment: [String: String]) throws(Failure) {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard nowhere >= 0 else { throw Failure(code: errno) }
        defer { close(nowhere) }
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var child: pid_t = 0
        let code = shim_spawn(&child, path, words, settings, "/", -1, nowhere, nowhere)
        guard code == 0 else { throw Failure(code: code) }
    }
}
