import Services

extension Actor {
    /// Whether the rule of a permission lets this actor do it.
    package func may(_ permission: Permission, on subject: Subject = .network) -> Bool {
        if case .system = identity { return true }
        guard let person else { return false }
        return permission.grounds.contains { ground in
            switch ground {
            case .signedIn: true
            case .own: subject.person == person.id
            case .roles(let roles):
                memberships.contains {
                    subject.organisations.contains($0.organisation.id) && roles.contains($0.role)
                }
            case .rolesInAny(let kind, let roles):
                memberships.contains { $0.organisation.kind == kind && roles.contains($0.role) }
            case .networkAdministrator: isNetworkAdministrator
            }
        }
    }

    /// Refuses unless ``may(_:on:)``.
    ///
    /// - Throws: ``AccessError/notSignedIn`` when nobody is signed in; ``AccessError/notFound`` when the
    ///   subject is private and neither this person's nor their organisations'; otherwise
    ///   ``AccessError/forbidden``.
    /// - Note: A verb on a private object calls ``signedInPerson()`` *before* it looks the object up, so that
    ///   someone who is not signed in cannot tell which exist.
    package func require(_ permission: Permission, on subject: Subject = .network) throws(AccessError) {
        if may(permission, on: subject) { return }
        guard let person else { throw .notSignedIn }
        let isInside =
            subject.isPublic || isNetworkAdministrator || subject.person == person.id
            || memberships.contains { subject.organisations.contains($0.organisation.id) }
        throw isInside ? .forbidden : .notFound
    }

    /// The signed-in person, or a refusal.
    @discardableResult
    package func signedInPerson() throws(AccessError) -> Person {
        guard let person else { throw .notSignedIn }
        return person
    }
}

extension Optional {
    /// What was looked up, or *not found*: `let offer = try transaction.first(…).orNotFound()`.
    package func orNotFound() throws(AccessError) -> Wrapped {
        guard let self else { throw .notFound }
        return self
    }
}
