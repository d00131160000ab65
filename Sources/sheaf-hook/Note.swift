/// Tells the agent, if one listens, that a repository has something new. The agent takes it as a hint to look there and
/// believes nothing else of it; without an agent nothing is lost, for it reads the reflogs when it starts.
enum Note {
    private static let events = ["post-commit", "post-rewrite", "post-merge", "post-checkout"]
    private static let bytesMax = 4_096

    static func send(_ event: String) {
        // Set where git runs for Sheaf, and by whoever wants the hooks to be silent.
        guard events.contains(event), variable("SHEAF_HOOK") == nil, let repository = Repository.here(), repository.isEnabled
        else { return }
        let paths = [repository.commonDirectory, repository.gitDirectory]
        guard !paths.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) else { return }
        let text = "sheaf-poke 1\n\(event)\n\(paths[0])\n\(paths[1])\n"
        guard text.utf8.count <= bytesMax, let socket = AgentSocket.find() else { return }
        socket.send(Array(text.utf8))
    }
}
