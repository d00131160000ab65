import ArgumentParser
import SheafCore

extension TimeArgument {
    /// For the parser, which shows the reason behind the value.
    @Sendable static func reading(_ text: String) throws -> TimeArgument {
        guard let time = TimeArgument(text) else { throw ValidationError("expected \(forms)") }
        return time
    }
}
