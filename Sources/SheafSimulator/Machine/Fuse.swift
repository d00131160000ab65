/// The power of one machine: burns through at a chosen step of its disk.
final class Fuse {
    /// Steps until the power goes; nil while nothing is planned.
    var stepsLeft: Int?
    /// Where it went.
    private(set) var lastCrash = ""

    struct Crash: Error {
        let step: String
    }

    func step(_ name: String) throws {
        guard let left = stepsLeft else { return }
        guard left > 0 else {
            stepsLeft = nil
            lastCrash = name
            throw Crash(step: name)
        }
        stepsLeft = left - 1
    }
}
