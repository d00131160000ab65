import Foundation
import SheafSync

/// Shows a first or large exchange as it goes.
final class SyncWatch: @unchecked Sendable {
    // The transport reports from its own thread; every access is under the lock.
    private let lock = NSLock()
    private let screen: Screen
    private var bar: ProgressBar

    init(_ screen: Screen) {
        self.screen = screen
        bar = ProgressBar("objects", on: screen)
    }

    func show(_ progress: SyncProgress) {
        lock.withLock {
            switch progress {
            case .transfer(let transfer): bar.show(done: transfer.objects, of: transfer.objectsTotal > 0 ? transfer.objectsTotal : nil)
            case .waiting(let milliseconds): screen.detail("the remote was busy; trying again in \(milliseconds) ms")
            case .fetching: screen.detail("asking the remote")
            case .joining: screen.detail("joining")
            case .pushing: screen.detail("sending")
            }
        }
    }

    func finish() {
        lock.withLock { bar.finish() }
    }
}
