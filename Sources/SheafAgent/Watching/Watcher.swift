#if canImport(Glibc)
import Foundation
import Glibc

/// Tells when something changes in folders, by inotify: one thread, asleep until the kernel wakes it.
///
/// `@unchecked Sendable`: `watches` is only used under `lock`.
final class Watcher: @unchecked Sendable {
    /// More folders of one repository are left to looking now and then: watches are shared with everything on the machine.
    static let folderCountMax = 16

    private let lock = NSLock()
    private let descriptor: Int32
    private let ending: Ending
    private var watches: [Int32: (path: String, hint: Hint)] = [:]
    private let tell: @Sendable (Hint) -> Void

    /// - Returns: nil where the kernel has no room: looking now and then has to do.
    init?(_ tell: @escaping @Sendable (Hint) -> Void) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        guard let ending = Ending() else {
            close(descriptor)
            return nil
        }
        self.ending = ending
        self.tell = tell
        let descriptor = descriptor
        let thread = Thread { [weak self] in Self.run(descriptor, ending) { self?.read($0) } }
        thread.stackSize = 256 << 10
        thread.name = "sheaf watcher"
        thread.start()
    }

    deinit { ending.tell() }

    /// Watches exactly these folders on behalf of a hint; those that are not there are skipped.
    ///
    /// - Returns: whether each folder that is there is watched.
    func watch(_ folders: [String], for hint: Hint) -> Bool {
        lock.withLock {
            let wanted = Set(folders.prefix(Self.folderCountMax))
            for (watch, entry) in watches where entry.hint == hint && !wanted.contains(entry.path) {
                inotify_rm_watch(descriptor, watch)
                watches[watch] = nil
            }
            let known = Set(watches.values.lazy.filter { $0.hint == hint }.map(\.path))
            var isWhole = folders.count <= Self.folderCountMax
            for path in wanted where !known.contains(path) {
                let watch = inotify_add_watch(descriptor, path, Self.events)
                if watch >= 0 { watches[watch] = (path, hint) } else if errno != ENOENT { isWhole = false }
            }
            return isWhole
        }
    }

    private static let events = UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE)
        | UInt32(IN_MOVED_FROM) | UInt32(IN_ONLYDIR)

    /// Until `ending` can be read.
    private static func run(_ descriptor: Int32, _ ending: Ending, _ read: (UnsafeRawBufferPointer) -> Void) {
        defer {
            close(descriptor)
            ending.forget()
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while ending.waits(for: descriptor) {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { continue }
            read(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) {
        var hints: Set<Hint> = []
        var offset = 0
        lock.withLock {
            while offset + MemoryLayout<inotify_event>.size <= bytes.count {
                let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                offset += MemoryLayout<inotify_event>.size + Int(event.len)
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { hints.insert(.everything) }
                if let entry = watches[event.wd] { hints.insert(entry.hint) }
                // The folder is gone; the next look puts a watch on what is there by then.
                if event.mask & UInt32(IN_IGNORED) != 0 { watches[event.wd] = nil }
            }
        }
        for hint in hints { tell(hint) }
    }
}
#endif
