import ArgumentParser

/// `sheaf backup`: copies of the database outside of the repository.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Take, verify and restore backups of this clone's database.",
        discussion: """
            A backup is taken while others write, and counts when it was opened again, checked, and all its facts were folded \
            to the same views. They lie on this machine, outside of the repository: they help against a damaged or deleted \
            database and not against a lost disk. What was pushed is on the remote.

              sheaf backup now
              sheaf backup list
              sheaf backup verify
              sheaf backup restore latest
            """,
        subcommands: [BackupNow.self, BackupList.self, BackupVerify.self, BackupRestore.self])
}
