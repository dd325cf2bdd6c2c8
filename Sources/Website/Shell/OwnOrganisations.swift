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
    /// The organisations of a kind in which the permission is held.
    func own(_ kind: OrganisationKind, where permission: Permission) -> [Organisation] {
        organisations(where: permission).filter { $0.kind == kind }
    }

    /// The organisations that an address like `/hub/offers` could be about.
    func own(_ part: OwnPart) -> [Organisation] {
        organisations(where: part.permission).filter { part.kinds.contains($0.kind) }
    }
}

extension Visit {
    /// The reader’s hubs in which the permission is held: one at least.
    func hubs(where permission: Permission) throws(NoOrganisation) -> [Organisation] {
        let hubs = actor.own(.hub, where: permission)
        if hubs.isEmpty { throw NoOrganisation(kind: .hub) }
        return hubs
    }

    /// The hub with this id among those in which the permission is held; where none is named, the first. Another’s is not
    /// found.
    func hub(_ id: String, where permission: Permission) throws -> Organisation {
        try own(.hub, id, where: permission)
    }

    /// The same of any kind.
    func own(_ kind: OrganisationKind, _ id: String, where permission: Permission) throws -> Organisation {
        let all = actor.own(kind, where: permission)
        if !id.isEmpty { return try all.first { $0.id.description == id.lowercased() }.orNotFound() }
        guard let first = all.first else { throw NoOrganisation(kind: kind) }
        return first
    }
}
