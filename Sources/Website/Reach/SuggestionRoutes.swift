import Access
import Directory
import Reach
import Services

extension Site {
    func addSuggestions(to routes: Routes) {
        routes.post(SiteMap.dismissSuggestion, .signedIn) { visit, submission in
            guard let organisation = ID<Organisation>(submission.text("organisation")) else {
                throw AccessError.notFound
            }
            let suggestion = submission.text("suggestion")
            try await reach.dismiss(suggestion, for: organisation, by: visit.actor)
            let isHub = visit.actor.memberships.contains {
                $0.organisation.id == organisation && $0.organisation.kind == .hub
            }
            var page = isHub ? SiteMap.hubReach().with("hub", organisation.description) : SiteMap.today()
            // Strands are suggested to a school beside the schools like it.
            if suggestion.hasPrefix("strand/"), case .establishment(let urn) = RegisterKey(organisation) {
                page = SiteMap.similarSchools(urn)
            }
            return .redirect(to: page, notice: "Put away. It will not be suggested again.")
        }
    }
}
