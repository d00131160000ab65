import CShims
import Foundation

/// Tells a thread that sleeps in poll(2) to end: a pipe that becomes readable.
struct Ending: Sendable {
    /// To be polled beside what the thread waits for.
    let descriptor: Int32
    private let writer: Int32

    /// nil when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard shim_pipe(&ends) == 0 else { return nil }
        (descriptor, writer) = (ends[0], ends[1])
    }

    func tell() { close(writer) }

    /// By the thread that was told.
    func forget() { close(descriptor) }

    /// Waits until `other` can be read.
    ///
    /// - Returns: false when it is time to end.
    func waits(for other: Int32) -> Bool {
        while true {
            var waited = [
                pollfd(fd: other, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&waited, 2, -1) < 0 {
                guard errno == EINTR else { return false }
                continue
            }
            return waited[1].revents == 0
        }
    }
}
