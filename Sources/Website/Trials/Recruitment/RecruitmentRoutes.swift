import Access
import Database
import Directory
import Evidence
import Programmes
import Services
import Trials

extension Site {
    func addRecruitment(to routes: Routes) {
        routes.get(SiteMap.inviteSchools, .signedIn) { visit, id in
            var state = FormState()
            for name in ["q", "phase", "region"] { state.set(name, visit.query.text(name)) }
            return .page(try await visit.invitePage(id, visit.query, state))
        }
        routes.post(SiteMap.inviteSchools, .signedIn) { visit, id, submission in
            try await visit.invite(id, submission)
        }
        routes.get(SiteMap.trialDocument, .everyone) { visit, place in
            let published = try await trials.publishedProtocol(slug: place.first).orNotFound()
            let kind = try DocumentKind(rawValue: place.second).orNotFound()
            return .page(
                DocumentPage(
                    document: try await document(kind, of: published.record.trial),
                    kind: kind,
                    trial: published.record.text[.title],
                    slug: published.slug
                )
            )
            .cached([.trial(published.record.trial)])
        }
        routes.get(SiteMap.joinTrial, .signedIn) { visit, slug in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            return .page(try await visit.joinPage(published, FormState()))
        }
        routes.post(SiteMap.joinTrial, .signedIn) { visit, slug, submission in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            var state = FormState(submission)
            let school = visit.signingSchools.first { $0.id.description == submission.text("school") }
            if school == nil { state.refuse("school", "Choose your school") }
            if submission.text("named").isEmpty {
                state.refuse("named", "Say whether the school may be named")
            }
            if submission.text("accept") != "yes" {
                state.refuse("accept", "Tick the box to accept the memorandum")
            }
            guard state.isValid, let school else {
                return .invalid(try await visit.joinPage(published, state))
            }
            do {
                let place = try await trials.joinTrial(
                    published.record.trial,
                    for: school.id,
                    memorandum: submission.text("memorandum"),
                    mayBeNamed: submission.text("named") == "yes",
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.schoolTrial(place),
                    notice: "\(school.name) has joined. Thank you."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep {
                state.refuse("accept", "Rosters are locked, so no school can join any more")
            }
            return .invalid(try await visit.joinPage(published, state))
        }
    }

    private func document(_ kind: DocumentKind, of id: ID<Trial>) async throws -> TrialDocument {
        switch kind {
        case .memorandum: try await trials.memorandum(of: id)
        case .notice: try await trials.parentsNotice(of: id)
        case .assessment: try await trials.impactAssessment(of: id)
        }
    }
}

extension SchoolQuery {
    /// Whether it names anything that schools are told apart by here.
    fileprivate var isNarrowed: Bool { !text.isEmpty || phase != nil || region != nil }
}

extension Visit {
    /// Schools for which the person may sign a memorandum.
    var signingSchools: [Organisation] {
        actor.own(.establishment, where: .joinTrial)
    }

    fileprivate func joinPage(_ published: PublishedProtocol, _ state: FormState) async throws -> JoinPage {
        JoinPage(
            published: published,
            memorandum: try await site.trials.memorandum(of: published.record.trial),
            schools: signingSchools,
            ticket: formTicket(),
            state: state
        )
    }

    fileprivate func invitePage(_ id: ID<Trial>, _ asked: Submission, _ state: FormState) async throws
        -> InvitePage
    {
        let record = try await site.trials.protocolRecord(id, by: actor)
        let query = SchoolQuery(asked)
        let known = try await site.trials.trialSchools(of: id, by: actor)
        return InvitePage(
            record: record,
            query: query,
            matches: query.isNarrowed ? try await site.directory.schools(matching: query) : nil,
            offers: try await offerOptions(of: record.organisation),
            asked: Set(known.map(\.school.id)),
            ticket: formTicket(),
            state: state
        )
    }

    private func offerOptions(of hub: ID<Organisation>) async throws -> [FormOption] {
        guard actor.may(.seeBookings, on: .of(hub)) else { return [] }
        let found = try await site.programmes.offers(
            of: hub,
            in: [.published, .closed],
            limit: 100,
            offset: 0,
            by: actor
        )
        return found.offers.map { FormOption($0.id.description, $0.facts.title) }
    }

    fileprivate func invite(_ id: ID<Trial>, _ submission: Submission) async throws -> Answer {
        _ = try await site.trials.protocolRecord(id, by: actor)
        var state = FormState(submission)
        var schools: [ID<Organisation>] = []
        var source = TrialSchool.Source.directory
        var note = ""
        switch submission.text("do") {
        case "list":
            source = .list
            let list = try await site.trials.schools(ofURNs: submission.text("urns"))
            schools = list.found
            if !list.unknown.isEmpty {
                note = " Not in the register: \(list.unknown.prefix(10).joined(separator: ", "))."
            }
            if schools.isEmpty { state.refuse("urns", "Enter URNs of schools, such as 123456.\(note)") }
        case "offer":
            source = .offer
            guard let offer = ID<Offer>(submission.text("offer")) else {
                state.refuse("offer", "Choose an offer")
                break
            }
            // Whose bookings these are, only the offer’s hubs may know.
            try actor.require(.seeBookings, on: try await site.programmes.offer(offer, by: actor).subject)
            schools = try await site.trials.schools(in: offer)
            if schools.isEmpty { state.refuse("offer", "No school has booked this offer") }
        case "directory":
            let query = SchoolQuery(submission)
            // Nobody asks every school of the country by a search for nothing.
            guard query.isNarrowed else {
                state.refuse("q", "Say which schools: a name, a town, a phase or a region")
                break
            }
            schools = try await site.trials.schools(matching: query)
        default: state.refuse("q", "Press the button beside the schools that you would like to invite")
        }
        guard state.isValid else { return .invalid(try await invitePage(id, submission, state)) }
        do {
            let count = try await site.trials.inviteSchools(
                schools,
                to: id,
                from: source,
                by: actor,
                key: submission.idempotencyKey
            )
            let words =
                switch count {
                case 0: "No school is invited: each of them was asked before."
                case 1: "1 school is invited."
                default: "\(count) schools are invited."
                }
            return .redirect(to: SiteMap.hubTrial(id), notice: words + note)
        } catch let faults as Faults {
            state.refuse(faults)
        } catch TrialsError.wrongStep {
            state.refuse("q", "Rosters are locked, so no school can join any more")
        }
        return .invalid(try await invitePage(id, submission, state))
    }
}
