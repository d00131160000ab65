import Testing
import TestSupport

@testable import SheafCore

@Suite struct PolicyFileTests {
    static func read(_ text: String) throws(SettingsError) -> PolicyFile {
        try PolicyFile(Array(text.utf8), name: "policy.yaml")
    }

    static func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n", "\u{feff}# mark\n", "{}", "sessions:\n  # timeout_minutes: 5\n", "~"])
    func aFileWithoutValuesGivesTheDefaults(text: String) throws {
        if text == "~" { return #expect(Self.problems(text).count == 1) }
        #expect(try Self.read(text).policy == Policy())
    }

    @Test func everyKindOfValueIsRead() throws {
        let file = try Self.read(
            """
            version: 1
            repository: "00000000000000000000000000000001"
            sessions: {timeout_minutes: 45, heuristic_completion: false}
            detection:
              subject_patterns: ['^bot:', "^tmp\\\\b"]
              labels: []
              size_heuristics:
                enabled: true
              agents:
                - name: house-bot
                  emails: ["bot@example.com", "*+house[bot]@users.noreply.github.com"]
                  branches: [house/]
            sync:
              remote: upstream
              transport: libgit2
            retention:
              floor_month: 2026-01
              evicted: [019aa68eaf0070008000000000000001]
            """)
        var policy = Policy()
        policy.repository = RepositoryID("00000000000000000000000000000001")
        policy.sessions.timeoutMinutes = 45
        policy.sessions.isHeuristicCompletionOn = false
        policy.detection.subjectPatterns = try [Pattern("^bot:", .expression), Pattern(#"^tmp\b"#, .expression)]
        policy.detection.labels = []
        policy.detection.sizeHeuristics.isEnabled = true
        policy.detection.agents = [
            Agent(
                name: "house-bot",
                emails: try [
                    Pattern("bot@example.com", .line), Pattern("*+house[bot]@users.noreply.github.com", .line),
                ],
                branches: ["house/"])
        ]
        policy.sync.remote = "upstream"
        policy.sync.transport = .libgit2
        policy.retention.floorMonth = CivilMonth("2026-01")
        policy.retention.evicted = [try #require(RecordID("019aa68eaf0070008000000000000001"))]
        #expect(file.policy == policy)
        #expect(file.keys.count == 12)
    }

    @Test func everyNumberIsHeldWithinItsRange() {
        for row in Setting.all {
            guard case .integer(let range, _) = row.shape, row.key != .version else { continue }
            // Far enough apart for the settings that limit each other.
            let others =
                switch row.key {
                case .idleWarningMinutes: "sessions.timeout_minutes: 120"
                case .timeoutMinutes: "sessions.idle_warning_minutes: 1"
                case .intervalSecondsMin: "sync.interval_seconds_max: 86400"
                case .intervalSecondsMax: "sync.interval_seconds_min: 10"
                default: ""
                }
            func yaml(_ value: Int) -> String { Nested.yaml(["\(row.key): \(value)", others]) }
            #expect(Self.problems(yaml(range.lowerBound)).isEmpty, "\(row.key)")
            #expect(Self.problems(yaml(range.upperBound)).isEmpty, "\(row.key)")
            for value in [range.lowerBound - 1, range.upperBound + 1] {
                #expect(
                    Self.problems(yaml(value)).first?.contains("\"\(value)\" is not allowed; expected \(row.shape.expectation)") == true)
            }
        }
    }

    /// YAML 1.1 would make 10 of `012`, 90 of `1:30` and false of `no`; nothing here is read in such a way.
    @Test(arguments: [
        "012", "1:30", "0x1e", "0o17", "1_0", "30.0", "3e1", "+30", "\"30\"", "'30'", "~", "", "null", "true", ".inf", "3 0", "[30]", "{a: 1}",
        "-0x1", "99999999999999999999999", "-99999999999999999999999", "٣٠", "30 minutes",
    ])
    func onlyPlainDigitsAreANumber(value: String) {
        let problems = Self.problems("sessions:\n  timeout_minutes: \(value)\n")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("policy.yaml:2:") == true)
        #expect(problems.first?.contains("sessions.timeout_minutes: ") == true)
        #expect(problems.first?.contains("a whole number 5-120 (minutes)") == true)
    }

    @Test(arguments: ["no", "yes", "on", "off", "True", "FALSE", "y", "0", "1", "\"true\"", "", "~", "maybe"])
    func onlyTrueAndFalseAreTruths(value: String) {
        #expect(Self.problems("sessions: {heuristic_completion: \(value)}").count == 1)
    }

    /// A setting that would do nothing must not look as if it did.
    @Test(arguments: ["share_subjects", "share_paths"])
    func whatThisVersionNeverSharesCannotBeTurnedOn(name: String) throws {
        #expect(
            Self.problems("privacy:\n  \(name): true\n") == [
                "policy.yaml:2:\(name.count + 5): privacy.\(name): \"true\" is not allowed; expected false; "
                    + "format 1 has no fact for them, so this version never shares them"
            ])
        #expect(Self.problems("privacy: {\(name): yes}").first?.contains("expected false") == true)
        #expect(try Self.read("privacy: {\(name): false}").policy == Policy())
    }

    @Test(arguments: [
        "no", "12", "1:30", "0x10", "1.5", "2026-01-02", "~", "null", "true", ".nan", "00000000000000000000000000000001",
        "12345678901234567890123456789e12",
    ])
    func textThatOthersReadAsSomethingElseMustBeQuoted(value: String) throws {
        let problems = Self.problems("detection: {labels: [\(value)]}")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("put it in quotes") == true)
        #expect(try Self.read("detection: {labels: ['\(value)']}").policy.detection.labels == [value])
    }

    @Test func severalProblemsAreToldTogetherEachWithItsPlace() {
        let text = """
            version: 2
            sesions:
              timeout_minutes: 3
            sessions:
              timeout_minutes: 3
              idle_warning: 10
            timeout_minutes: 30
            detection:
              subject_patterns:
                - '^ok:'
                - '(a'
                - 17
              completion_marks: [complete]
              agents:
                - emails: [a@b]
                - name: Bad Name
                  email: [x]
            sync:
              transport: libgit
              use_ssh_command: true
              remote: "ext::sh -c x"
            """
        #expect(
            Self.problems(text) == [
                "policy.yaml:1:10: version: \"2\" is not allowed; expected a whole number 1-1",
                "policy.yaml:2:1: sesions: is not a setting; did you mean sessions?",
                "policy.yaml:5:20: sessions.timeout_minutes: \"3\" is not allowed; expected a whole number 5-120 (minutes)",
                "policy.yaml:6:3: sessions.idle_warning: is not a setting; did you mean sessions.idle_warning_minutes?",
                "policy.yaml:7:1: timeout_minutes: is not a setting; did you mean sessions.timeout_minutes?",
                "policy.yaml:11:7: detection.subject_patterns[1]: \"(a\": \"(\" without \")\" (character 1 of the pattern)",
                "policy.yaml:12:7: detection.subject_patterns[2]: \"17\" is not allowed; expected a list of at most 64 regular expressions; other YAML readers take this for a number; put it in quotes",
                "policy.yaml:13:22: detection.completion_marks[0]: \"complete\" is not allowed; expected a mark of 2-32 characters in square brackets, such as [ready]",
                "policy.yaml:15:7: detection.agents[0]: name is missing",
                "policy.yaml:16:13: detection.agents[1].name: \"Bad Name\" is not allowed; expected 1-32 of a-z, 0-9 and \"-\"",
                "policy.yaml:17:7: detection.agents[1].email: is not a setting; did you mean emails?",
                "policy.yaml:19:14: sync.transport: \"libgit\" is not allowed; expected one of git, libgit2; did you mean libgit2?",
                "policy.yaml:20:3: sync.use_ssh_command: is for each person to allow, so the policy file cannot; use git config sheaf.sync.useSshCommand or SHEAF_SYNC_USE_SSH_COMMAND",
                "policy.yaml:21:11: sync.remote: \"ext::sh -c x\" is not allowed; expected the name of a git remote, at most 128 characters",
            ])
    }

    @Test(arguments: [
        ("sessions: {timeout_minutes: 10}", 29), ("sessions: {idle_warning_minutes: 30}", 34),
        ("sessions: {timeout_minutes: 20, idle_warning_minutes: 20}", 55),
    ])
    func theWarningMustBeLessThanTheTimeout(text: String, column: Int) {
        let problems = Self.problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("policy.yaml:1:\(column): ") == true)
        #expect(problems.first?.contains("must be less than the timeout") == true)
    }

    @Test func keysAreGivenOnce() {
        #expect(Self.problems("sessions: {}\nsync: {}\nsessions: {}") == ["policy.yaml:1:1: is given twice; keep one"])
        #expect(Self.problems("detection: {labels: [a, b, a]}") == ["policy.yaml:1:28: detection.labels[2]: \"a\" is listed twice; keep one"])
    }

    @Test(arguments: [
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "? &a b\n: c", "[&a x]", "{? &a b}", "- &a", "sessions: {\"timeout_minutes\":&x 30}",
        "# \"\n\"a # \" : &b x", "'a\n # b': &c x", "\u{feff}&a x",
    ])
    func anchorsAreRefusedBeforeTheyCanGrow(text: String) {
        #expect(Self.problems(text).contains { $0.contains("looks like a YAML anchor") || $0.contains("is not YAML") })
    }

    @Test(arguments: [("\u{c}\u{b}&a", "1:3"), ("a: b\r\n\u{2028}\r&a x", "4:1")])
    func whatYAMLTakesForALineIsCountedAsOne(text: String, place: String) {
        #expect(Self.problems(text).map { $0.prefix { $0 != " " } } == ["policy.yaml:\(place):"])
    }

    /// Nested aliases as keys: hashing them would take 9^30 steps.
    @Test func anAliasBombDoesNotGoOff() {
        var text = "a0: &a0 [x]\n"
        for level in 1...30 {
            let previous = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: previous, count: 9).joined(separator: ", "))]\n"
        }
        text += "? *a30\n: x\n"
        #expect(Self.problems(text) == ["policy.yaml:1:5: looks like a YAML anchor; policy files have none, so write the value out, or put another character before the \"&\""])
    }

    @Test(arguments: ["detection: {labels: ['R&D', \"&x\", 'a & b', a&&b]}", "# this &that\n", "  # &x\n"])
    func anAmpersandInTextIsNoAnchor(text: String) throws {
        _ = try Self.read(text)
    }

    @Test func yamlThatCannotBeReadStopsWithItsPlace() {
        #expect(Self.problems("detection:\n  doc_paths:\n    - *.md\n").first?.hasPrefix("policy.yaml:3:") == true)
        #expect(Self.problems("detection:\n  doc_paths:\n    - *.md\n").first?.contains("a value that begins with \"*\" must be put in quotes") == true)
        #expect(Self.problems("sessions:\n\ttimeout_minutes: 3").first?.hasPrefix("policy.yaml:2:1: is not YAML: ") == true)
        #expect(Self.problems("a: \u{1}").first?.hasPrefix("policy.yaml:1:4: is not YAML: ") == true)
        #expect(Self.problems("--- {}\n--- {}\n") == ["policy.yaml:2:5: a second YAML document begins here; a policy file has one, so remove the \"---\""])
        #expect(Self.problems("sessions: {timeout_minutes: !!int 30}").first?.contains("YAML tags") == true)
        #expect(Self.problems("- a").count == 1)
        #expect(Self.problems("[a]: b").count == 1)
        #expect(Self.problems("just words").count == 1)
    }

    @Test func sizesAreBounded() {
        let large = Array(repeating: UInt8(ascii: "#"), count: PolicyFile.bytesMax + 1)
        #expect(throws: SettingsError.self) { try PolicyFile(large, name: "p") }
        #expect(throws: Never.self) { try PolicyFile(large.dropLast(), name: "p") }
        #expect(throws: SettingsError.self) { try PolicyFile([0xff, 0xfe], name: "p") }
        #expect(Self.problems("a: " + String(repeating: "[", count: 100_000)).count == 1)
        #expect(Self.problems("a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)).first?.contains("levels deep") == true)
        #expect(Self.problems("a: [" + String(repeating: "1,", count: 30_000) + "]").first?.contains("more than 20000 values") == true)
        #expect(Self.problems("detection: {labels: [" + (0...64).map { "l\($0)" }.joined(separator: ", ") + "]}").first?.contains("65 items") == true)
    }

    /// Each pattern is small enough, and all of them together would make every commit slow to read.
    @Test func patternsAreBoundedTogether() throws {
        func subjects(_ count: Int) -> String {
            "detection:\n  subject_patterns:" + (0..<count).map { "\n    - 'x{90}\($0 % 10)\($0 / 10)'" }.joined()
        }
        let one = try Pattern("x{90}00", .expression).size
        let fitting = Pattern.sizeSumMax(.expression) / one
        #expect(fitting > 1 && fitting < 64)
        #expect(Self.problems(subjects(fitting)) == [])
        let problem = "with this pattern they have \((fitting + 1) * one) steps together; at most 1024 are allowed, so that reading a commit stays quick"
        // Told once, where the limit is passed, however many follow.
        #expect(Self.problems(subjects(fitting + 3)) == ["policy.yaml:\(fitting + 3):7: detection.subject_patterns[\(fitting)]: \(problem)"])
        func agents(_ count: Int) -> String {
            "detection:\n  agents:" + (0..<count).map { number in
                "\n  - {name: a\(number), lines: [" + (0..<4).map { "'*\(number)x\($0)\(String(repeating: "y", count: 246))*'" }.joined(separator: ", ") + "]}"
            }.joined()
        }
        #expect(Self.problems(agents(8)).filter { $0.contains("together") } == [])
        #expect(Self.problems(agents(9)).count { $0.contains("detection.agents[8].lines[") && $0.contains("at most 8192 are allowed") } == 1)
    }

    /// Damage never crashes and never goes unnoticed as something else than a policy or a problem.
    /// Looking for what was meant by each of 20,000 unknown names took seconds.
    @Test(arguments: ["", "sessions:", "detection:\n  agents:\n  - name: a"])
    func ofVeryManyProblemsTheFirstAreTold(section: String) {
        let indent = String(repeating: " ", count: section.isEmpty ? 0 : 4)
        let problems = Self.problems(section + (0..<2_000).map { "\n\(indent)k\($0): 1" }.joined())
        #expect(problems.count <= SettingsError.problemsMax + 2)
        #expect(problems.contains { $0.contains("k0: is not") && !$0.contains("k99:") })
        #expect(problems.last?.contains("problems or more") == true)
    }

    @Test(arguments: 0..<20) func aDamagedFileIsReadOrRefused(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = try RepositoryFile.bytes("Config/policy.default.yaml")
        let pieces = ["&a ", "*a", "---\n", "? ", ": ", "- ", "\"", "'", "[", "{", "|\n", ">\n", "!!str ", "%YAML 1.1\n", "\t", "\u{0}", "...\n", "<<: "].map { Array($0.utf8) }
        for _ in 0..<100 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = bytes.indices.randomElement(using: &random)!
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...40, using: &random)))
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random)!, at: position)
                default: bytes.removeSubrange(position...)
                }
                if bytes.isEmpty { bytes = original }
            }
            do {
                _ = try PolicyFile(bytes, name: "p")
            } catch {
                #expect(!error.problems.isEmpty, "seed \(seed)")
            }
        }
    }
}

/// Writes `sync.remote: x` as nested YAML.
enum Nested {
    static func yaml(_ lines: [String]) -> String {
        var sections: [String: [String]] = [:]
        for line in lines where !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            let path = parts[0].split(separator: ".").map(String.init)
            let nested = path.dropFirst(2).isEmpty ? path[path.count - 1] : "\(path[1]): {\(path[2])"
            sections[path.count > 1 ? path[0] : "", default: []].append(
                "\(nested):\(parts[1])" + (path.count > 2 ? "}" : ""))
        }
        return sections.sorted { $0.key < $1.key }
            .map { $0.key.isEmpty ? $0.value.joined(separator: "\n") : "\($0.key): {\($0.value.joined(separator: ", "))}" }
            .joined(separator: "\n")
    }
}
