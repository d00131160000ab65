import Foundation
import SheafCore
import Testing

@Suite struct SettingTableTests {
    @Test func everySettingHasOneRow() {
        #expect(Setting.all.map(\.key.rawValue).sorted() == SettingKey.allCases.map(\.rawValue).sorted())
    }

    @Test func namesOfLocalLayersAreDistinctAndLegal() {
        let variables = SettingKey.allCases.map(\.environmentVariable)
        let names = SettingKey.allCases.map { $0.gitConfigName.lowercased() }
        #expect(Set(variables).count == variables.count)
        #expect(Set(names).count == names.count)
        #expect(variables.allSatisfy { $0.wholeMatch(of: /SHEAF_[A-Z_]+/) != nil })
        #expect(names.allSatisfy { $0.wholeMatch(of: /sheaf(\.[a-z]+){1,3}/) != nil })
        #expect(SettingKey.intervalSecondsMin.gitConfigName == "sheaf.sync.intervalSecondsMin")
        #expect(SettingKey.pushesPerMinuteBudget.environmentVariable == "SHEAF_SYNC_BUDGET_PUSHES_PER_MINUTE")
    }

    @Test func whatShapesSharedFactsIsShared() {
        let shared = Set(Setting.all.filter { $0.scope == .shared }.map(\.key.rawValue))
        let others = Set(SettingKey.allCases.map(\.rawValue)).subtracting(shared)
        #expect(shared.allSatisfy { !$0.hasPrefix("sync.") && !$0.hasPrefix("output.") })
        #expect(others.allSatisfy { ["sync.", "backup.", "output."].contains(where: $0.hasPrefix) })
    }

    @Test func theDefaultFileDecodesToTheBuiltInDefaults() throws {
        let file = try PolicyFile(try RepositoryFile.bytes(DefaultPolicyFile.path), name: DefaultPolicyFile.path)
        #expect(file.policy == Policy())
        let unset = Set(Setting.all.filter { $0.value(in: Policy()) == nil || $0.scope == .machine }.map(\.key))
        #expect(file.keys == Set(SettingKey.allCases).subtracting(unset))
    }

    @Test func theDefaultFileMentionsEverySettingWithItsRange() throws {
        let text = try RepositoryFile.text(DefaultPolicyFile.path)
        // Joined again, because comments are wrapped.
        let words = text.replacing(/\n *# ?/, with: " ").replacing(/\s+/, with: " ")
        for row in Setting.all {
            let key = row.key.rawValue.split(separator: ".").last.map(String.init) ?? ""
            #expect(text.contains(try Regex("(?m)^ *(# )?\(key):")), "\(row.key)")
            #expect(words.contains(row.summary), "\(row.key)")
            #expect(words.localizedCaseInsensitiveContains(row.shape.expectation + "."), "\(row.key)")
        }
    }

    @Test func theSchemaIsWhatTheTableGenerates() throws {
        try RepositoryFile.regenerate(PolicySchema.path, try PolicySchema.text())
        #expect(try RepositoryFile.text(PolicySchema.path) == PolicySchema.text(), "run again with SHEAF_REGENERATE=1")
    }

    @Test func theDefaultFileIsWhatTheTableGenerates() throws {
        try RepositoryFile.regenerate(DefaultPolicyFile.path, DefaultPolicyFile.text())
        #expect(try RepositoryFile.text(DefaultPolicyFile.path) == DefaultPolicyFile.text(), "run again with SHEAF_REGENERATE=1")
    }
}
