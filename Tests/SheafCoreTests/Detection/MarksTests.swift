import SheafCore
import Testing

@Suite struct MarksTests {
    private let detector = Detector(Policy().detection)

    @Test(arguments: [
        "[ready] Add parser", "Add parser [ready]", "Add parser [READY]", "[session-complete]", "wip: x\n\nDone.  [ready]  \nmore", "x\n\n[session-complete] thanks",
        "x\n\nSession: complete", "x\n\nBody.\n\nSession: Complete\nSigned-off-by: A <a@b>", "x\n\nSession: complete\n\nMade with [Cursor](https://cursor.com)",
        "x\r\n\r\nSession: complete\r\n",
    ])
    func anAnchoredMarkCompletes(message: String) {
        #expect(detector.detect(Sample.commit(message)).completes)
        let parts = message.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(detector.detect(PullRequestText(title: String(parts[0]), body: parts.count > 1 ? String(parts[1]) : "")).completes)
    }

    @Test(arguments: [
        "incomplete", "The parser is complete", "ready for review", "✅ done", "X_COMPLETE.md", "Add SESSION_COMPLETE.md", "not[ready]", "[ready]x",
        "Is it [ready] or not?", "Add app/[ready]/page.tsx", "x\n\n- app/[ready]\n- docs/X_COMPLETE.md", "x\n\n- docs/A.md [ready]\n* [session-complete]\n1. [ready]",
        "x\n\n| path | [ready] |\n docs/a.md | 3 ++- [ready]", "x\n\nmodified:   [ready]\nM  [ready]\nR100\ta\t[ready]\n?? [ready]\n create mode 100644 [ready]",
        "x\n\n    [ready]\n\t[ready]\n> [ready]\n```\n[ready]\n```\n~~~\nSession: complete\n~~~", "x\n\n<!-- To complete this session: add [ready]\n[ready]\n-->",
        "x\n\nTo end it, write\nSession: complete\nin the message", "x\n\nSession: completed", "x\n\nSession: incomplete", "Session: complete",
        "x\n\nUse `[ready]` or\n`[session-complete]`",
    ])
    func nothingElseCompletes(message: String) {
        #expect(!detector.detect(Sample.commit(message)).completes)
    }

    /// With these, the predecessor's first pull request of a session ended it.
    @Test(arguments: [
        "\n\n---\n[cursor-session: ada-20251121-1324]\n<!-- Auto-PR Session Tracking -->\n<!-- To complete this session: add [ready] to the title -->",
        "\n<!-- 🤖 Auto-PR: Session ada-20251121-1324 -->",
        "\n\n---\n\nSession-ID: ada-20251121-1324\n\nThis session ends with [ready]\n",
        "\n<!--\nSession-ID: ada-20251121-1324\n[ready]\n-->",
    ])
    func itsOwnFooterNamesTheSessionAndDoesNotEndIt(footer: String) {
        let detection = detector.detect(PullRequestText(title: "Auto-PR: docs", body: "Three files." + footer))
        #expect(detection.namedSession == "ada-20251121-1324")
        #expect(!detection.completes)
        #expect(detector.detect(PullRequestText(title: "Auto-PR: docs", body: "All done [ready]" + footer)).completes)
    }

    @Test(arguments: [
        ("x\n\nSession-ID: ada-20251121-1324-5f6a", "ada-20251121-1324-5f6a"), ("x\n\nsession-id: 019aa68eaf0070008000000000000001", "019aa68eaf0070008000000000000001"),
        ("x [cursor-session: s1]", "s1"), ("x\n\nSee [Cursor-Session:s1] above", "s1"), ("x\n\nSession-ID: a\nSession-ID: b", "b"),
        ("x\n\n[cursor-session: a]\nSession-ID: b", "a"), ("x\n\nSession-ID: a b", nil), ("x\n\nSession-ID:", nil), ("x\n\n[cursor-session: ]", nil),
        ("x\n\n[cursor-session: ../../etc]", nil), ("x\n\n```\nSession-ID: a\n```", nil), ("x\n\n> Session-ID: a", nil), ("x\n\nMy Session-ID: a", nil),
        ("x\n\nAuto-PR: Session a", nil), ("x\n\n<!-- Session-ID: a", nil), ("x\n\n[cursor-session: -a]", nil),
        ("x\n\nSession-ID: " + String(repeating: "a", count: 129), nil),
    ] as [(String, String?)])
    func aMarkNamesTheSession(message: String, session: String?) {
        let detection = detector.detect(Sample.commit(message))
        #expect(detection.namedSession == session)
        #expect(detection.isAutomatic == (session != nil))
    }

    /// An opening that nothing closes is prose: what follows is not lost.
    @Test func aCommentThatNeverEndsIsNone() {
        let detection = detector.detect(Sample.commit("Escape <!--\n\nStrip <!-- in titles\n\nMade-with: Cursor\n\n[ready]"))
        #expect(detection.evidence.map(\.kind) == [.agentTrailer])
        #expect(detection.completes)
        let mixed = detector.detect(Sample.commit("x\n\na <!-- b --> c [ready] <!-- d --> <!-- e\n\nMade-with: Cursor"))
        #expect(mixed.completes)
        #expect(mixed.isAutomatic)
    }
}
