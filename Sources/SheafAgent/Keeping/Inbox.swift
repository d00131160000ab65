import Foundation

/// Where a keeper waits: for news, or until something is due.
///
/// `@unchecked Sendable`: everything is used under `lock`.
final class Inbox<News: Hashable & Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var news: Set<News> = []
    private var waiting: CheckedContinuation<Void, Never>?
    private var timer: (any DispatchSourceTimer)?

    func put(_ item: News) {
        lock.withLock {
            news.insert(item)
            wake()
        }
    }

    /// All that came since the last call; empty when the time was up first. One caller at a time.
    ///
    /// - Parameter milliseconds: how long to wait at most; nil: until something comes.
    func next(within milliseconds: UInt64?) async -> Set<News> {
        await withCheckedContinuation { continuation in
            lock.withLock {
                precondition(waiting == nil, "BUG: two wait at one inbox")
                waiting = continuation
                if !news.isEmpty || milliseconds == 0 { return wake() }
                guard let milliseconds else { return }
                let timer = DispatchSource.makeTimerSource(queue: .global())
                // Nothing here is so urgent that the machine must be woken for it alone.
                let leeway = DispatchTimeInterval.milliseconds(Int(clamping: milliseconds / 20))
                timer.schedule(deadline: .now() + .milliseconds(Int(clamping: milliseconds)), leeway: leeway)
                timer.setEventHandler { [weak self] in self?.timeIsUp() }
                self.timer = timer
                timer.resume()
            }
        }
        return lock.withLock {
            defer { news = [] }
            return news
        }
    }

    private func timeIsUp() { lock.withLock { wake() } }

    /// Under the lock.
    private func wake() {
        timer?.cancel()
        timer = nil
        waiting?.resume()
        waiting = nil
    }
}
