/// How the tokens of one provider look: a fixed beginning, then at least so many characters of an alphabet.
struct TokenShape: Sendable {
    let provider: String
    let prefix: [UInt8]
    let countMin: Int
    let alphabet: Alphabet

    enum Alphabet: Sendable {
        /// Letters and digits.
        case plain
        /// Also `-` and `_`.
        case url
        /// Capitals and the digits of base32.
        case capitals
    }

    private init(_ provider: String, _ prefix: String, _ countMin: Int, _ alphabet: Alphabet = .url) {
        self.provider = provider
        self.prefix = Array(prefix.utf8)
        self.countMin = countMin
        self.alphabet = alphabet
    }

    /// Shorter than the whole token, so that most of one is found too; long enough that no word is.
    ///
    /// - Source: the providers' documentation of token formats, as collected by gitleaks' default rules.
    static let all: [TokenShape] = [
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { TokenShape("GitHub", $0, 16, .plain) },
        [TokenShape("GitHub", "github_pat_", 16)],
        ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-", "gloas-"]
            .map { TokenShape("GitLab", $0, 16) },
        ["AKIA", "ASIA", "ABIA", "ACCA"].map { TokenShape("AWS", $0, 16, .capitals) },
        ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"].map { TokenShape("Slack", $0, 10) },
        [
            TokenShape("Anthropic", "sk-ant-", 16), TokenShape("OpenAI", "sk-proj-", 16),
            TokenShape("OpenAI", "sk-svcacct-", 16), TokenShape("OpenAI", "sk-admin-", 16),
            TokenShape("OpenAI", "sk-", 20, .plain), TokenShape("Stripe", "sk_live_", 10, .plain),
            TokenShape("Stripe", "sk_test_", 10, .plain), TokenShape("Stripe", "rk_live_", 10, .plain),
            TokenShape("npm", "npm_", 24, .plain), TokenShape("PyPI", "pypi-AgE", 16),
            TokenShape("Google", "AIza", 30), TokenShape("Google", "ya29.", 20), TokenShape("Google", "GOCSPX-", 16),
            TokenShape("Hugging Face", "hf_", 24, .plain), TokenShape("Docker", "dckr_pat_", 16),
            TokenShape("DigitalOcean", "dop_v1_", 24, .plain), TokenShape("xAI", "xai-", 24),
            TokenShape("Cursor", "key_", 32, .plain), TokenShape("Modal", "ak-", 22, .plain),
            TokenShape("Modal", "as-", 22, .plain), TokenShape("age", "AGE-SECRET-KEY-1", 16),
        ],
    ].flatMap(\.self)

    /// By first byte, so that most positions of a text are passed with one look.
    static let byFirstByte: [[TokenShape]] = {
        var table = [[TokenShape]](repeating: [], count: 256)
        for shape in all {
            table[Int(shape.prefix[0])].append(shape)
            // A slug is lower-case; what was a token there is one still.
            let lower = shape.prefix.map(Characters.lowered)
            if lower != shape.prefix {
                table[Int(lower[0])].append(
                    TokenShape(shape.provider, String(decoding: lower, as: UTF8.self), shape.countMin, shape.alphabet))
            }
        }
        return table
    }()

    /// The bytes of the token that begins at `start`; nil when none does.
    ///
    /// - Parameter start: begins a word.
    func match(_ text: [UInt8], at start: Int) -> Range<Int>? {
        guard text[start...].starts(with: prefix) else { return nil }
        let body = text[(start + prefix.count)...].prefix { alphabet.contains($0) }
        guard body.count >= countMin else { return nil }
        guard prefix.count <= Self.shortPrefixCount else { return start..<body.endIndex }
        // Two letters and a dash occur inside of base64url and before long words.
        let isApart = start == 0 || !Alphabet.url.contains(text[start - 1])
        let isRandom = Characters.changeThousandths(body) >= RandomString.changeThousandthsMin
        return isApart && isRandom ? start..<body.endIndex : nil
    }

    private static let shortPrefixCount = 3
}

extension TokenShape.Alphabet {
    func contains(_ byte: UInt8) -> Bool {
        switch self {
        case .plain: Characters.isAlphanumeric(byte)
        case .url: Characters.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        case .capitals: Characters.isUpper(byte) || Characters.isDigit(byte)
        }
    }
}
