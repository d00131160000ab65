import Foundation
import SheafCore

/// Takes secrets out of what is shown: in an address, in git's own words, in a text that an older version let through.
/// Every value passes here before it becomes part of a `Text` or a `Document`.
enum Redaction {
    /// Of this process's environment.
    private static let secrets = SecretDetector(environment: ProcessInfo.processInfo.environment)

    static func shown(_ text: String) -> String { secrets.redacted(text) }
}
