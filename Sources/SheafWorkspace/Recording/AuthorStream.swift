import SheafCore

/// Whose commits are batched together.
///
/// Sessions show the slug. Two people whose addresses share a local part share a slug, and still are two streams: the
/// address, which stays on this machine, keeps them apart.
struct AuthorStream: Hashable, Sendable {
    let author: AuthorSlug
    /// Resolved through the mailmap, in lower case.
    let email: String

    init(_ author: Identity) {
        self.author = AuthorSlug(email: author.email)
        email = author.email.lowercased()
    }
}
