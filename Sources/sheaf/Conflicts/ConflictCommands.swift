import ArgumentParser

/// `sheaf conflicts`: the fold telling where it had to judge.
struct Conflicts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where facts of several replicas were judged, and settle it.",
        discussion: """
            Nothing is lost by a judgement: every fact stays. An item is open when a value that a person wrote lost, or \
            when a person must choose; everything else is noted. ID is any unique beginning of an item's id.

              sheaf conflicts                          all of them; exit status 2 while one is open
              sheaf conflicts show 3f9a0c11            one item, with every fact
              sheaf conflicts resolve 3f9a0c11         agree: the item closes for everybody
              sheaf conflicts resolve 3f9a0c11 --choose 77ab19c2
              sheaf conflicts resolve 3f9a0c11 --value "Login form"
            """,
        subcommands: [ConflictsList.self, ConflictsShow.self, ConflictsResolve.self],
        defaultSubcommand: ConflictsList.self)
}
