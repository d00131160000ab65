extension Pattern {
    /// The predecessor's six; its real history holds 585 subjects that begin with `Auto-PR:`.
    static let builtInSubjects = builtIn(
        ["^auto-pr:", "^wip:", #"^\[auto\]"#, "^checkpoint:", "^cursor-session", "^🤖"], .expression)

    static let builtInTestPaths = builtIn(
        [
            "test/", "tests/", "Test/", "Tests/", "__tests__/", "spec/", "specs/", "e2e/", "*Tests/", "test_*.*",
            "*_test.*", "*_spec.*", "*.test.*", "*.spec.*", "*Test.*", "*Tests.*",
        ], .path)

    static let builtInDocPaths = builtIn(
        [
            "doc/", "docs/", "Docs/", "documentation/", "*.md", "*.mdx", "*.rst", "*.adoc", "README", "README.*", "CHANGELOG",
            "CHANGELOG.*",
        ], .path)

    static func builtIn(_ sources: [String], _ syntax: Syntax) -> [Pattern] {
        sources.map { source in
            do { return try Pattern(source, syntax) } catch { preconditionFailure("BUG: built-in \(source): \(error)") }
        }
    }
}
