import CGit2
import CShims
import Foundation
import SheafCore

/// One libgit2 connection to an http(s) remote, used and dropped on one thread.
final class HTTPConnection {
    /// libgit2 keeps every ref that a server lists, and everything that it says about a push, in memory. A million refs with
    /// ordinary names fit.
    private static let listingBytesMax: Int64 = 96 << 20
    private static let answerBytesMax: Int64 = 16 << 20

    private let name: RemoteName
    private let repository: Handle
    private let remote: Handle
    private let headers: CStrings
    private let talk: Talk

    /// Connects.
    ///
    /// - Throws: `TransportError`, `CancellationError`.
    init(
        sidecar path: String, _ name: RemoteName, _ direction: git_direction,
        credential: @escaping (String) -> HTTPCredential?, progress: @escaping (TransferProgress) -> Void
    ) throws {
        self.name = name
        repository = try Sidecar.handle(at: path)
        let pointer = repository.pointer
        remote = try Handle("look the remote up", freeing: git_remote_free) {
            git_remote_lookup($0, pointer, name.text)
        }
        // As rewritten by `insteadOf`.
        let written = git_remote_url(remote.pointer)
        let pushed = direction == GIT_DIRECTION_PUSH ? git_remote_pushurl(remote.pointer) ?? written : written
        let url = pushed.map { String(cString: $0) } ?? ""
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw TransportError(
                kind: .refused, remote: name,
                detail: "without a git executable only http and https are spoken; install git")
        }
        headers = CStrings(try Self.extraHeaders(for: url, in: repository))
        talk = Talk(credential: credential, progress: progress)
        try connect(direction)
    }

    private func connect(_ direction: git_direction) throws {
        var options = git_remote_connect_options()
        git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
        options.callbacks = talk.callbacks
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.custom_headers = headers.array
        shim_git_allow_bytes(Self.listingBytesMax)
        try check(git_remote_connect_ext(remote.pointer, direction, &options))
    }

    /// `http.extraHeader`, for all URLs and for those below a configured one; CI systems authenticate by it.
    private static func extraHeaders(for url: String, in repository: borrowing Handle) throws -> [String] {
        let pointer = repository.pointer
        let files = try Handle("read the configuration", freeing: git_config_free) {
            git_repository_config($0, pointer)
        }
        let entries = try Configuration(reading: files).entries.filter { entry in
            guard entry.key.hasPrefix("http."), entry.key.hasSuffix(".extraheader") else { return false }
            let base = Configuration.subsection(entry.key, of: "http")
            return base.map { url.hasPrefix($0) } ?? true
        }
        return entries.compactMap(\.value).filter { !$0.isEmpty }
    }

    // MARK: Talking

    /// What the remote advertises as its state ref.
    func state() throws -> RemoteState {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check(git_remote_ls(&heads, &count, remote.pointer))
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let name = head.name else { continue }
            if String(cString: name) == Sidecar.stateReference { return .present(ObjectID(head.oid)) }
        }
        return .absent
    }

    /// Brings the objects of the state ref here; refs are left alone.
    func download(into tracking: String) throws {
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = talk.callbacks
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.update_fetchhead = 0
        options.prune = GIT_FETCH_NO_PRUNE
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.custom_headers = headers.array
        let specification = CStrings(["+\(Sidecar.stateReference):\(tracking)"])
        var specifications = specification.array
        // A pack goes to disk, for as long as the deadline lets it.
        shim_git_allow_bytes(.max)
        try check(git_remote_download(remote.pointer, &specifications, &options))
    }

    /// Sends what a local ref names for the state ref.
    ///
    /// libgit2 returns 0 also when the server refuses; only a status without a message means success.
    ///
    /// - Parameter local: full name; libgit2 1.5 pushes no bare object id.
    func upload(_ local: String, forced: Bool) throws -> PushOutcome {
        var options = git_push_options()
        git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        options.callbacks = talk.callbacks
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.custom_headers = headers.array
        let specification = CStrings(["\(forced ? "+" : "")\(local):\(Sidecar.stateReference)"])
        var specifications = specification.array
        shim_git_allow_bytes(Self.answerBytesMax)
        let code = git_remote_upload(remote.pointer, &specifications, &options)
        if code == GIT_ENONFASTFORWARD.rawValue { return .rejected(reason: "non-fast-forward") }
        try check(code)
        switch talk.status {
        case .accepted: return .accepted
        case .refused(let reason): return PushOutcome(refusal: reason)
        case nil:
            throw TransportError(kind: .other, remote: name, detail: "the server did not say what became of the push")
        }
    }

    private func check(_ code: Int32) throws {
        guard code < 0 else { return }
        switch Int(shim_git_network_outcome()) {
        case SHIM_NETWORK_CANCELLED: throw CancellationError()
        case SHIM_NETWORK_TIMED_OUT:
            throw TransportError(kind: .timedOut, remote: name, detail: Libgit2.lastMessage)
        case SHIM_NETWORK_TOO_MUCH:
            throw TransportError(kind: .other, remote: name, detail: Libgit2.lastMessage)
        default:
            let kind = TransportError.Kind(libgit2: code, Libgit2.lastMessage)
            throw TransportError(kind: kind, remote: name, detail: Libgit2.lastMessage)
        }
    }
}

/// What libgit2's callbacks of one connection need and tell.
private final class Talk {
    enum Status {
        case accepted
        case refused(String)
    }

    private let credential: (String) -> HTTPCredential?
    private let progress: (TransferProgress) -> Void
    private var hasAnswered = false
    private(set) var status: Status?

    init(credential: @escaping (String) -> HTTPCredential?, progress: @escaping (TransferProgress) -> Void) {
        self.credential = credential
        self.progress = progress
    }

    /// Valid while this object lives.
    var callbacks: git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, url, _, _, payload in
            guard let talk = Talk.from(payload), let out, let url else { return GIT_PASSTHROUGH.rawValue }
            return talk.answer(out, String(cString: url))
        }
        callbacks.push_update_reference = { name, message, payload in
            guard let name, String(cString: name) == Sidecar.stateReference else { return 0 }
            Talk.from(payload)?.status = message.map { .refused(String(cString: $0)) } ?? .accepted
            return 0
        }
        callbacks.transfer_progress = { stats, payload in
            guard let stats = stats?.pointee else { return 0 }
            let isReceiving = stats.received_objects < stats.total_objects
            Talk.from(payload)?.progress(
                TransferProgress(
                    step: isReceiving ? .receiving : .resolving,
                    objects: Int(isReceiving ? stats.received_objects : stats.indexed_objects),
                    objectsTotal: Int(stats.total_objects), bytes: stats.received_bytes))
            return Talk.goOn()
        }
        callbacks.push_transfer_progress = { current, total, bytes, payload in
            Talk.from(payload)?.progress(
                TransferProgress(step: .sending, objects: Int(current), objectsTotal: Int(total), bytes: bytes))
            return Talk.goOn()
        }
        callbacks.pack_progress = { _, current, total, payload in
            Talk.from(payload)?.progress(
                TransferProgress(step: .compressing, objects: Int(current), objectsTotal: Int(total), bytes: 0))
            return Talk.goOn()
        }
        return callbacks
    }

    private static func from(_ payload: UnsafeMutableRawPointer?) -> Talk? {
        payload.map { Unmanaged<Talk>.fromOpaque($0).takeUnretainedValue() }
    }

    /// 0, or GIT_EUSER once a limit has been reached: a long pack is not interrupted by the sockets alone.
    private static func goOn() -> Int32 {
        Int(shim_git_network_check()) == SHIM_NETWORK_OK ? 0 : GIT_EUSER.rawValue
    }

    /// Once: a second question means that the first answer was wrong.
    private func answer(_ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, _ url: String) -> Int32 {
        guard !hasAnswered, let answer = credential(url) else { return GIT_EAUTH.rawValue }
        hasAnswered = true
        return git_credential_userpass_plaintext_new(out, answer.user, answer.secret)
    }
}

extension TransportError.Kind {
    /// From libgit2's code and message.
    init(libgit2 code: Int32, _ message: String) {
        if code == GIT_EAUTH.rawValue || message.contains("401") || message.contains("403") {
            self = .authentication
        } else if code == GIT_ENOTFOUND.rawValue || message.contains("404") {
            self = .notFound
        } else if message.hasPrefix("connect:") || message.contains("resolve address") {
            self = .unreachable
        } else {
            self = .other
        }
    }
}
