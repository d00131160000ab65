import SheafStore
import SheafWorkspace

/// How lists speak of what revoked replicas wrote. Nothing of it appears while none is revoked.
enum RevocationWords {
    static func marked(_ part: WrittenPart, _ title: String?) -> Text {
        let mark: Text
        switch part {
        case .nothing: return "\(title ?? "")"
        case .partly: mark = "\("[partly by a revoked replica]", .warning)"
        case .wholly: mark = "\("[by a revoked replica]", .warning)"
        }
        return title.map { "\(mark) \($0)" } ?? mark
    }

    /// Behind what one fact says.
    static func mark(isRevoked: Bool) -> Text { isRevoked ? " \("(revoked replica)", .warning)" : "" }

    /// nil when nothing was left out.
    static func leftOut(_ count: Int, _ noun: Text) -> Text? {
        count == 0 ? nil : "\(Text.counted(count, noun)) by revoked replicas left out; --untrusted shows all."
    }

    static func members(leftOut count: Int) -> [Document.Member] {
        count == 0 ? [] : [Document.Member(key: "untrusted_left_out", value: Document(count))]
    }
}
