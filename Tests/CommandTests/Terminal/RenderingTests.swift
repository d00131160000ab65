import Testing

@testable import sheaf

@Suite struct RenderingTests {
    @Test func measuresAsATerminalDoes() {
        let widths: KeyValuePairs = [
            "": 0, "abc": 3, "é": 1, "e\u{301}": 1, "世界": 4, "ｱ": 1, "Ａ": 2, "👍": 2, "👍🏽": 2, "❤️": 2, "🇩🇪": 2, "한글": 4, "…": 1, "−": 1,
        ]
        for (text, width) in widths { #expect(DisplayWidth.of(text) == width, "\(text)") }
    }

    @Test func cutsWithinTheColumnsAndSaysSo() {
        let rendering = Rendering()
        #expect(rendering.string(rendering.cut("abcdef", to: 6)) == "abcdef")
        #expect(rendering.string(rendering.cut("abcdef", to: 5)) == "abcd…")
        #expect(rendering.string(rendering.cut("世界世界", to: 4)) == "世…")
        let plain = Rendering(isUnicode: false)
        #expect(plain.string(plain.cut("abcdef", to: 5)) == "ab...")
        #expect(Rendering(hasColor: true).string(rendering.cut("\("abc", .good)def", to: 3)) == "\u{1b}[32mab\u{1b}[0m\u{1b}[2m…\u{1b}[0m")
    }

    @Test func spellsOutWhatAPlainLocaleLacks() {
        #expect(Rendering(isUnicode: false).string("\(.arrow) Grüße") == "-> Gr\\u{fc}\\u{df}e")
    }

    @Test func colorsOnlyAroundEscapedWords() {
        let text: Text = "\("\u{1b}[31mred", .bad)!"
        #expect(Rendering(hasColor: true).string(text) == "\u{1b}[1;31m^[[31mred\u{1b}[0m!")
        #expect(Rendering().string(text) == "^[[31mred!")
    }

    @Test func decidesOnColorByFlagThenEnvironmentThenTerminal() {
        let cases: [(ColorChoice, [String: String], Bool, Bool)] = [
            (.auto, [:], true, true), (.auto, [:], false, false), (.auto, ["NO_COLOR": ""], true, true),
            (.auto, ["NO_COLOR": "1"], true, false), (.auto, ["TERM": "dumb"], true, false), (.auto, ["CLICOLOR": "0"], true, false),
            (.auto, ["FORCE_COLOR": "1"], false, true), (.auto, ["CLICOLOR_FORCE": "1"], false, true),
            (.auto, ["CLICOLOR_FORCE": "0"], false, false), (.auto, ["NO_COLOR": "1", "FORCE_COLOR": "1"], true, false),
            (.always, ["NO_COLOR": "1"], false, true), (.never, ["FORCE_COLOR": "1"], true, false),
        ]
        for (choice, environment, isTerminal, expected) in cases {
            #expect(choice.hasColor(environment: environment, isTerminal: isTerminal) == expected, "\(choice) \(environment)")
        }
    }

    @Test func takesTheLocaleOfCharacters() {
        let cases: [([String: String], Bool)] = [
            ([:], false), (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8"], true), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false),
            (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], true),
        ]
        for (environment, expected) in cases {
            #expect(Rendering(.auto, environment: environment, terminalWidth: nil).isUnicode == expected, "\(environment)")
        }
    }

    @Test func alignsColumnsByWhatIsSeen() {
        var table = Table([.init("NAME", givesWay: true), .init("COUNT", isTrailing: true), .init("STATE")])
        table.add(["世界", "7", "open"])
        table.add(["a rather long title", "12345", ""])
        #expect(table.texts(Rendering()).map(Rendering().string) == [
            "NAME                 COUNT  STATE",
            "世界                     7  open",
            "a rather long title  12345",
        ])
        #expect(table.texts(Rendering(width: 28)).map(Rendering().string) == [
            "NAME            COUNT  STATE",
            "世界                7  open",
            "a rather long…  12345",
        ])
    }

    @Test func leavesASpareColumnOutBeforeLinesWrap() {
        var table = Table([.init("STATE"), .init("OPENED", isSpare: true), .init("TITLE", givesWay: true)])
        table.add(["open", "2026-11-21", "a rather long title"])
        #expect(table.texts(Rendering(width: 31)).map(Rendering().string) == [
            "STATE  OPENED      TITLE",
            "open   2026-11-21  a rather lo…",
        ])
        #expect(table.texts(Rendering(width: 30)).map(Rendering().string) == ["STATE  TITLE", "open   a rather long title"])
        #expect(table.texts(Rendering()).map(Rendering().string)[1] == "open   2026-11-21  a rather long title")
    }

    @Test func saysHowFarItIs() {
        let screen = Screen(.never, isQuiet: false, isVerbose: false, environment: [:])
        let bar = ProgressBar("commits", on: screen)
        let plain = Rendering()
        #expect(plain.string(bar.text(done: 500, of: 2000, elapsed: .seconds(2))) == "25% 500/2000 commits, 250/s, 6 s left")
        #expect(plain.string(bar.text(done: 5, of: nil, elapsed: .seconds(10))) == "5 commits, 30/min")
        #expect(plain.string(bar.text(done: 0, of: 0, elapsed: .zero)) == "100% 0/0 commits, 0/min")
    }
}
