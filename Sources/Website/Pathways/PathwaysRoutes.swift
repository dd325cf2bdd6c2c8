import Access
import Database
import Pathways
import Programmes
import Services

extension Site {
    func addPathways(to routes: Routes) {
        addCoaching(to: routes)
        addCoachingOversight(to: routes)
        addContacts(to: routes)
        addTraining(to: routes)
        addSupport(to: routes)
        addPlacements(to: routes)
        addBursaries(to: routes)
    }
}

extension Visit {
    /// The organisation that a page is about: the one that the address names, or else the first of this kind
    /// in which the permission is held.
    /// - Parameter id: The one that a form is about; another’s is not found.
    func organisation(
        _ kind: OrganisationKind?,
        where permission: Permission,
        named id: ID<Organisation>? = nil
    ) throws -> ChosenOrganisation {
        let all = actor.organisations(where: permission).filter { kind == nil || $0.kind == kind }
        if let id { return ChosenOrganisation(chosen: try all.first { $0.id == id }.orNotFound(), all: all) }
        let named = all.first { $0.id.description == query.text("organisation") }
        guard let chosen = named ?? all.first else { throw NoOrganisation(kind: kind) }
        return ChosenOrganisation(chosen: chosen, all: all)
    }
}
