import TestSupport
import Testing

@testable import SheafCore

@Suite struct AllowedSignersTests {
    private let replicas = TestKeys.all.map(\.replica)

    private func read(_ text: String, offset: Int = 3600) -> AllowedSigners {
        AllowedSigners(Array(text.utf8), utcOffsetSeconds: { _ in offset })
    }

    @Test func readsWhatSSHWrites() throws {
        let file = """
            # the team

            ada@example.com,*@laptop.example.com \(replicas[0].sshKey) ada's laptop
            "Build Farm" namespaces="git,sheaf" \(replicas[1].sshKey)
              ben@example.com valid-after="20260101Z",valid-before="202612312359" \(replicas[2].sshKey)\r
            cleo@example.com namespaces="sh*,!shell",valid-before=20270101000001Z \(replicas[3].sshKey)
            """
        let signers = read(file)
        #expect(signers.skipped == [])
        #expect(signers.signers.map(\.lineNumber) == [3, 4, 5, 6])
        #expect(signers.signers.map(\.replica) == Array(replicas.prefix(4)))
        #expect(signers.signers.map(\.principals) == [["ada@example.com", "*@laptop.example.com"], ["Build Farm"], ["ben@example.com"], ["cleo@example.com"]])
        let validities = signers.signers.map { [$0.validity.after?.description, $0.validity.before?.description] }
        #expect(validities == [
            [nil, nil], [nil, nil], ["2026-01-01T00:00:00.000Z", "2026-12-31T22:59:00.000Z"], [nil, "2027-01-01T00:00:01.000Z"],
        ])
    }

    @Test func skipsTheRestWithAReason() {
        let key = replicas[0].sshKey
        let cases: [(String, AllowedSigners.Skipped.Reason)] = [
            ("a ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB", .keyType("ssh-rsa")), ("a sk-ssh-ed25519@openssh.com AAAA", .keyType("sk-ssh-ed25519@openssh.com")),
            ("a cert-authority \(key)", .certificateAuthority), ("a namespaces=\"git\" \(key)", .otherNamespace),
            ("a namespaces=\"*,!sheaf\" \(key)", .otherNamespace), ("a valid-after=\"2026\" \(key)", .badTime("2026")),
            ("a valid-before=\"20260230\" \(key)", .badTime("20260230")), ("a no-such=\"x\" \(key)", .badOption("no-such")),
            ("a ssh-ed25519 AAAA", .badKey), ("a \(key.dropLast())", .badKey), ("a \(key)AAAA", .badKey), ("a", .badLine),
            ("a ssh-ed25519", .badLine), ("\"a \(key)", .badLine), ("a \(key.replacing("AAAAC3", with: "AAAAC4"))", .badKey),
        ]
        for (line, reason) in cases {
            let signers = read("\n" + line)
            #expect(signers.signers == [], "\(line)")
            #expect(signers.skipped == [AllowedSigners.Skipped(lineNumber: 2, reason: reason)], "\(line)")
        }
    }

    @Test func aKeyIsTheSameInBothSpellings() throws {
        for replica in replicas {
            let parts = replica.sshKey.split(separator: " ")
            #expect(ReplicaID(sshKey: try #require(parts.last)) == replica)
        }
    }

    @Test(arguments: [1, 2]) func readsAnyBytesToTheirEnd(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let parts = ["a ", "\"", ",", "=", "namespaces=", "valid-after=", "20260101", "ssh-ed25519 ", replicas[0].sshKey, "*", "!", "#", "\n", "\r", "\t"]
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                bytes += Bool.random(using: &generator)
                    ? Array(parts[Int.random(in: parts.indices, using: &generator)].utf8) : Array(HostileText.random(using: &generator).utf8.dropLast())
            }
            let signers = AllowedSigners(bytes, utcOffsetSeconds: { _ in 0 })
            #expect(signers.signers.allSatisfy { $0.replica == replicas[0] })
        }
    }
}
