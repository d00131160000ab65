import TestSupport
import Testing

@testable import SheafCore

@Suite("The exchange, step by step")
struct ExchangeTests {
    private let tip = oid("a")
    private let next = oid("b")
    private let tree = oid("1")
    private let grown = oid("2")
    private let patience = Exchange.Patience(attemptCountMax: 3, baseMilliseconds: 100, waitMillisecondsMax: 500)

    private static func oid(_ digit: String) -> ObjectID {
        guard let id = ObjectID(String(repeating: digit, count: 40)) else { preconditionFailure("BUG: 40 digits") }
        return id
    }

    /// Plays the events and returns the effects.
    private func effects(_ events: Exchange.Event...) -> [Exchange.Effect] {
        var exchange = Exchange(patience: patience)
        return events.map { exchange.handle($0) }
    }

    @Test("the remote's tree is this replica's tree: nothing is pushed, the local ref takes the remote's tip")
    func inSync() {
        let played = effects(.start, .fetched(.commit(tip, tree: tree)), .joined(tree: tree))
        #expect(played == [.fetch, .join(remoteTree: tree), .adopt(commit: tip)])
    }

    @Test("nothing held and no ref: nothing is pushed")
    func nothing() {
        let played = effects(.start, .fetched(.absent), .joined(tree: nil))
        #expect(played == [.fetch, .join(remoteTree: nil), .finish(.inSync(pushed: false))])
    }

    @Test("facts of this replica are committed on the fetched tip and pushed")
    func push() {
        let played = effects(
            .start, .fetched(.commit(tip, tree: tree)), .joined(tree: grown), .committed(next), .accepted)
        #expect(played == [
            .fetch, .join(remoteTree: tree), .commit(tree: grown, parent: tip, isShown: true),
            .push(commit: next, replacing: nil), .finish(.inSync(pushed: true)),
        ])
    }

    @Test("a ref that is not there, or was deleted, is pushed as a first commit")
    func firstPush() {
        let played = effects(.start, .fetched(.absent), .joined(tree: tree), .committed(next), .accepted)
        #expect(played == [
            .fetch, .join(remoteTree: nil), .commit(tree: tree, parent: nil, isShown: true),
            .push(commit: next, replacing: nil),
            .finish(.inSync(pushed: true)),
        ])
    }

    @Test("a ref that names no commit is replaced, with a lease on what it named; without facts it is left alone")
    func garbage() {
        let played = effects(.start, .fetched(.garbage(tip)), .joined(tree: tree), .committed(next), .accepted)
        #expect(played == [
            .fetch, .join(remoteTree: nil), .commit(tree: tree, parent: nil, isShown: true),
            .push(commit: next, replacing: tip),
            .finish(.inSync(pushed: true)),
        ])
        #expect(effects(.start, .fetched(.garbage(tip)), .joined(tree: nil)).last == .finish(.inSync(pushed: false)))
    }

    @Test("a refused push waits and begins again with a fetch, and garbage is forgotten when it has gone")
    func retry() {
        let played = effects(
            .start, .fetched(.garbage(tip)), .joined(tree: grown), .committed(next),
            .notAccepted(reason: "moved", random: 57), .waited, .fetched(.commit(next, tree: tree)),
            .joined(tree: grown), .committed(tip), .accepted)
        #expect(played.dropFirst(3) == [
            .push(commit: next, replacing: tip), .wait(milliseconds: 57), .fetch, .join(remoteTree: tree),
            .commit(tree: grown, parent: next, isShown: true), .push(commit: tip, replacing: nil),
            .finish(.inSync(pushed: true)),
        ])
    }

    @Test("a push whose reply was lost shows in the next fetch")
    func lostReply() {
        let played = effects(
            .start, .fetched(.absent), .joined(tree: tree), .committed(next),
            .notAccepted(reason: "no reply", random: 0), .waited, .fetched(.commit(next, tree: tree)),
            .joined(tree: tree))
        #expect(played.suffix(4) == [.wait(milliseconds: 0), .fetch, .join(remoteTree: tree), .adopt(commit: next)])
    }

    @Test("the attempts are used up: everything is kept for the next exchange")
    func contended() {
        var exchange = Exchange(patience: patience)
        var effect = exchange.handle(.start)
        for attempt in 1...3 {
            #expect(effect == .fetch)
            _ = exchange.handle(.fetched(.absent))
            _ = exchange.handle(.joined(tree: tree))
            _ = exchange.handle(.committed(next))
            effect = exchange.handle(.notAccepted(reason: "refused \(attempt)", random: 1))
            #expect(exchange.failedPushCount == attempt)
            if attempt < 3 { effect = exchange.handle(.waited) }
        }
        #expect(effect == .finish(.contended(reason: "refused 3")))
    }

    @Test("a claim is weighed after each join until it is settled, and a commit that carries it is not shown")
    func claim() {
        var exchange = Exchange(patience: patience, hasClaim: true)
        let events: [Exchange.Event] = [
            .start, .fetched(.commit(tip, tree: tree)), .joined(tree: tree), .claimWeighed(tree: grown),
            .committed(next), .notAccepted(reason: "moved", random: 0), .waited, .fetched(.commit(next, tree: tree)),
            .joined(tree: tree), .claimWeighed(tree: nil),
        ]
        let played = events.map { exchange.handle($0) }
        #expect(played == [
            .fetch, .join(remoteTree: tree), .weighClaim(tip: tip), .commit(tree: grown, parent: tip, isShown: false),
            .push(commit: next, replacing: nil), .wait(milliseconds: 0), .fetch, .join(remoteTree: tree),
            .weighClaim(tip: next), .adopt(commit: next),
        ])
    }

    @Test("a failure ends the exchange in every state")
    func failures() {
        let path: [Exchange.Event] = [
            .start, .fetched(.absent), .joined(tree: tree), .committed(next),
            .notAccepted(reason: "", random: 0), .waited,
        ]
        for count in 0...path.count {
            var exchange = Exchange(patience: patience)
            for event in path.prefix(count) { _ = exchange.handle(event) }
            #expect(exchange.handle(.failed(reason: "unreachable")) == .finish(.failed(reason: "unreachable")))
        }
    }

    @Test("waits are drawn from a span that doubles up to its bound, and never longer")
    func waits() {
        for patience in [
            patience, Exchange.Patience(), Exchange.Patience(attemptCountMax: 200, baseMilliseconds: 1),
            Exchange.Patience(attemptCountMax: 80, baseMilliseconds: 1 << 20, waitMillisecondsMax: .max),
            Exchange.Patience(attemptCountMax: 3, baseMilliseconds: 0, waitMillisecondsMax: 0),
        ] {
            for random in [0, 1, 12_345, UInt64.max] {
                let waits = waits(patience, random: random)
                #expect(waits.count == patience.attemptCountMax - 1)
                for (attempt, wait) in waits.enumerated() {
                    let doubled = patience.baseMilliseconds << UInt64(min(attempt + 1, 32))
                    #expect(wait == random % max(1, min(doubled, patience.waitMillisecondsMax)))
                    #expect(wait <= patience.waitMillisecondsMax)
                }
            }
        }
    }

    private func waits(_ patience: Exchange.Patience, random: UInt64) -> [UInt64] {
        var exchange = Exchange(patience: patience)
        var waits: [UInt64] = []
        _ = exchange.handle(.start)
        while true {
            _ = exchange.handle(.fetched(.absent))
            _ = exchange.handle(.joined(tree: tree))
            _ = exchange.handle(.committed(next))
            guard case .wait(let wait) = exchange.handle(.notAccepted(reason: "", random: random)) else { return waits }
            waits.append(wait)
            _ = exchange.handle(.waited)
        }
    }
}
