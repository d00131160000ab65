import Foundation
import SheafCore

/// `Protocol/schemas/policy.schema.json`, generated from the table of settings.
enum PolicySchema {
    static let path = "Protocol/schemas/policy.schema.json"

    static func text() throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: document(), options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func document() -> [String: Any] {
        var root = section("")
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        root["$id"] = "policy.schema.json"
        root["title"] = ".sheaf/policy.yaml"
        root["description"] = """
            Every setting of the policy file. Generated from the table of settings. What a schema cannot say: the idle warning \
            is less than the timeout, interval_seconds_min is not greater than interval_seconds_max, and how a regular \
            expression or a path pattern is spelt.
            """
        return root
    }

    /// The settings right below a path, and its sections; the root's path is empty.
    private static func section(_ path: String) -> [String: Any] {
        let below = Setting.all.filter { $0.scope != .machine && (path.isEmpty || $0.key.rawValue.hasPrefix(path + ".")) }
        var properties: [String: Any] = [:]
        for row in below {
            let rest = row.key.rawValue.dropFirst(path.isEmpty ? 0 : path.count + 1).split(separator: ".").map(String.init)
            properties[rest[0]] = rest.count == 1 ? setting(row) : section((path.isEmpty ? "" : path + ".") + rest[0])
        }
        // `sessions:` with nothing below it is null.
        return ["type": ["object", "null"], "additionalProperties": false, "properties": properties]
    }

    private static func setting(_ row: Setting) -> [String: Any] {
        var schema = shape(row.shape)
        schema["description"] = "\(row.summary) \(row.shape.expectation.prefix(1).uppercased() + row.shape.expectation.dropFirst())."
        if let value = row.value(in: Policy()) { schema["default"] = plain(value.json) }
        return schema
    }

    private static func shape(_ shape: Setting.Shape) -> [String: Any] {
        switch shape {
        case .boolean: ["type": "boolean"]
        case .off: ["const": false]
        case .integer(let range, _): ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
        case .choice(let choices): ["enum": choices]
        case .text(let rule): text(rule)
        case .texts(let rule, let countMax): list(text(rule), countMax)
        case .patterns(_, let countMax): list(pattern, countMax)
        case .agents(let countMax): list(agent, countMax)
        }
    }

    private static var pattern: [String: Any] { ["type": "string", "minLength": 1, "maxLength": Pattern.sourceLengthMax] }

    private static var agent: [String: Any] {
        [
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": [
                "name": text(.agentName), "emails": list(pattern, Agent.marksMax), "names": list(pattern, Agent.marksMax),
                "logins": list(text(.login), Agent.marksMax), "lines": list(pattern, Agent.marksMax),
                "branches": list(text(.branchPrefix), Agent.marksMax),
            ],
        ]
    }

    private static func list(_ items: [String: Any], _ countMax: Int) -> [String: Any] {
        ["type": "array", "items": items, "maxItems": countMax, "uniqueItems": true]
    }

    private static func text(_ rule: TextRule) -> [String: Any] { ["type": "string", "pattern": expression(for: rule)] }

    /// The rule as an ECMAScript expression; `TextRuleTests` compares both.
    static func expression(for rule: TextRule) -> String {
        switch rule {
        case .repositoryID, .recordID: "^[0-9a-f]{32}$"
        case .month: "^20[0-9]{2}-(0[1-9]|1[0-2])$"
        case .remote: "^(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9._/-]{0,127}$"
        case .label: "^[^\\u0000-\\u001f]{1,50}$"
        case .completionMark: "^\\[[A-Za-z0-9._: -]{2,30}\\]$"
        case .agentName: "^[a-z0-9-]{1,32}$"
        case .login: "^[\\u0021-\\u007e]{1,64}$"
        case .branchPrefix: "^[\\u0021-\\u007e]{2,64}$"
        }
    }

    private static func plain(_ value: JSONValue) -> Any {
        switch value {
        case .integer(let integer): integer
        case .string(let string): string
        case .boolean(let boolean): boolean
        case .array(let values): values.map(plain)
        case .object(let object): Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, plain($0.value)) })
        }
    }
}
