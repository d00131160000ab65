import ArgumentParser

/// `sheaf replicas`: who writes here, and whom this clone trusts.
struct Replicas: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who has written facts, and say whom you trust.",
        discussion: """
            A replica is a public key; the name on its card is its own choice. REPLICA is a key or its beginning, or a name, \
            as long as only one replica fits. What you decide stays in this clone: it marks what is shown and says whose \
            facts may have effects. Every replica still holds and joins every fact.

              sheaf replicas list
              sheaf replicas trust 1a2b3c4d --name "Ben's laptop"
              sheaf replicas revoke ben-1a2b --reason "laptop stolen"
              sheaf replicas import allowed_signers
            """,
        subcommands: [ReplicasList.self, ReplicasTrust.self, ReplicasRevoke.self, ReplicasImport.self],
        defaultSubcommand: ReplicasList.self)
}
