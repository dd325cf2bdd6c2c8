import Access
import Accounts
import Services

extension Site {
    func addPeople(to routes: Routes) {
        routes.get(SiteMap.people, .signedIn) { visit, id in
            .page(try await peoplePage(visit, id))
        }
        routes.post(SiteMap.people, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let (name, email) = (submission.text("name"), submission.text("email"))
            // Whatever is wrong is named at once.
            if PersonName.parse(name) == nil { state.take(.nameInvalid) }
            if EmailAddress(email) == nil { state.take(.emailInvalid) }
            let role = Role(rawValue: submission.text("role"))
            if role == nil { state.refuse("role", "Choose a role") }
            if let role, state.isValid {
                do {
                    _ = try await accounts.invite(
                        by: visit.actor,
                        name: name,
                        email: email,
                        to: id,
                        as: role
                    )
                    return .redirect(to: SiteMap.people(id), notice: "The invitation is on its way.")
                } catch let error as AccountsError {
                    state.take(error)
                }
            }
            return .invalid(try await peoplePage(visit, id, state: state))
        }
        routes.post(SiteMap.changeRoles, .signedIn) { visit, place, submission in
            let roles = Set(submission.all("roles").compactMap(Role.init(rawValue:)))
            do {
                try await accounts.changeRoles(of: place.second, in: place.first, to: roles, by: visit.actor)
                let notice =
                    roles.isEmpty ? "They no longer belong to the organisation." : "Their roles are changed."
                return .redirect(to: SiteMap.people(place.first), notice: notice)
            } catch let error as AccountsError {
                var state = FormState()
                state.take(error, field: "people")
                return .invalid(try await peoplePage(visit, place.first, state: state))
            }
        }
        routes.post(SiteMap.withdrawInvitation, .signedIn) { visit, place, _ in
            try await accounts.withdrawInvitation(place.second, by: visit.actor)
            return .redirect(to: SiteMap.people(place.first), notice: "The invitation is withdrawn.")
        }
    }

    private func peoplePage(
        _ visit: Visit,
        _ id: ID<Organisation>,
        state: FormState = FormState()
    ) async throws -> PeoplePage {
        let mayInvite = visit.actor.may(.invitePeople, on: .of(id))
        return PeoplePage(
            organisation: try await accounts.organisation(id, by: visit.actor),
            people: try await accounts.people(of: id, by: visit.actor),
            invitations: mayInvite ? try await accounts.invitations(of: id, by: visit.actor) : [],
            mayInvite: mayInvite,
            mayChangeRoles: visit.actor.may(.changeRoles, on: .of(id)),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
