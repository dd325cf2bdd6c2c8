import Access
import Services

/// A part that somebody has in an organisation of theirs, and that an address without a name in it asks for: `/hub/offers` is
/// about the reader’s own hub.
struct OwnPart: Hashable, Sendable {
    /// Mostly one; what a school has a trust can have, too.
    let kinds: Set<OrganisationKind>
    let permission: Permission
}

/// The reader has no organisation that an address like `/hub/offers` could be about. Everyone knows that there are such
/// addresses, so this says what is missing, and not that there is no page.
struct NoOrganisation: Error {
    /// `nil` where any kind would do.
    let kind: OrganisationKind?
}

extension Actor {
    /// The organisations of a kind, or of any, in which the permission is held.
    func own(_ kind: OrganisationKind?, where permission: Permission) -> [Organisation] {
        organisations(where: permission).filter { kind == nil || $0.kind == kind }
    }

    /// The organisations that an address like `/hub/offers` could be about.
    func own(_ part: OwnPart) -> [Organisation] {
        organisations(where: part.permission).filter { part.kinds.contains($0.kind) }
    }
}

/// One of the organisations that a person acts for.
struct ChosenOrganisation: Sendable {
    let chosen: Organisation
    let all: [Organisation]

    /// The one that a form names; where it names none, the one chosen already. Another’s is not found.
    func named(_ id: String) throws(AccessError) -> Organisation {
        try id.isEmpty ? chosen : all.named(id)
    }
}

extension [Organisation] {
    /// The one with this id. An id that is not among them is not found, and never stands for another of them: what
    /// somebody does would be done for the wrong one.
    func named(_ id: String) throws(AccessError) -> Organisation {
        try first(where: { $0.id.description == id.lowercased() }).orNotFound()
    }

    /// The same, and the first, if there is one, where none is named.
    func chosen(_ id: String) throws(AccessError) -> Organisation? { try id.isEmpty ? first : named(id) }
}

extension Visit {
    /// The reader’s organisations of a kind, or of any, in which the permission is held: one at least.
    func own(_ kind: OrganisationKind?, where permission: Permission) throws(NoOrganisation)
        -> [Organisation]
    {
        let all = actor.own(kind, where: permission)
        if all.isEmpty { throw NoOrganisation(kind: kind) }
        return all
    }

    func hubs(where permission: Permission) throws(NoOrganisation) -> [Organisation] {
        try own(.hub, where: permission)
    }

    /// The reader’s organisations with the one that a page is about: the one that the address names, or else the first.
    /// Another’s is not found.
    func organisation(_ kind: OrganisationKind?, where permission: Permission) throws -> ChosenOrganisation {
        try organisation(kind, query.text("organisation"), where: permission)
    }

    /// The same with the one that a form or its address names.
    func organisation(_ kind: OrganisationKind?, _ id: String, where permission: Permission) throws
        -> ChosenOrganisation
    {
        ChosenOrganisation(
            chosen: try own(kind, id, where: permission),
            all: actor.own(kind, where: permission)
        )
    }

    /// The hub with this id among those in which the permission is held; where none is named, the first. Another’s is not
    /// found.
    func hub(_ id: String, where permission: Permission) throws -> Organisation {
        try own(.hub, id, where: permission)
    }

    /// The same of any kind, or of all.
    func own(_ kind: OrganisationKind?, _ id: String, where permission: Permission) throws -> Organisation {
        if id.isEmpty { return try own(kind, where: permission)[0] }
        return try actor.own(kind, where: permission).named(id)
    }
}
