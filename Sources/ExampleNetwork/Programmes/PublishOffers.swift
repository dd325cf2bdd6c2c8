import Access
import Accounts
import Evidence
import Programmes
import Services

/// The stories' offers as they stand in the database.
struct Catalogue {
    var offers: [ToldOffer.Key: ID<Offer>] = [:]
    /// In the order in which the story tells them.
    var runs: [ToldOffer.Key: [ID<Run>]] = [:]
}

extension ExampleNetwork {
    /// Writes the stories' offers on their days, lets co-hosts agree, publishes them and ends them.
    func publishOffers(
        _ library: Library,
        _ hubs: [ToldHub: Organisation],
        _ schools: [ExampleSchool],
        _ cast: Cast
    ) async throws -> Catalogue {
        var catalogue = Catalogue()
        let postcodes = Dictionary(schools.map { ($0.urn, $0.postcode) }) { first, _ in first }
        let reports = try await evidence(on: day(-1)).guidance()
        let guidance = ToldGuidance.all.map { told in reports.first { $0.title == told.title }?.id }
        for told in ToldOffer.all {
            guard let lead = hubs[told.lead] else { continue }
            let author = try cast.lead(of: told.lead)
            let written = programmes(on: day(told.written))
            var draft = told.draft(library, hubs, guidance)
            draft.postcode = told.venue.flatMap { postcodes[$0.rawValue] } ?? ""
            let id = try await written.createOffer(draft, of: lead.id, by: author)
            var runs: [ID<Run>] = []
            for run in told.runs {
                runs.append(try await written.addRun(to: id, runDraft(run, of: told), by: author))
            }
            if let funded = told.funded { try await fund(id, funded, on: told.written, author) }
            try await share(id, told, hubs, author)
            try await agree(on: id, told, hubs, cast)
            if told.ending.isPublished {
                try await step(id, on: told.written + 7, author) {
                    try await $0.publishOffer(id, version: $1, by: author)
                }
            }
            catalogue.offers[told.key] = id
            catalogue.runs[told.key] = runs
        }
        if let teaching = hubs[.teaching] { try await makeDiscountCodes(of: teaching, cast) }
        return catalogue
    }

    /// Closes and archives what is over, after everybody booked.
    func endOffers(_ catalogue: Catalogue, _ cast: Cast) async throws {
        for told in ToldOffer.all {
            guard let id = catalogue.offers[told.key] else { continue }
            let author = try cast.lead(of: told.lead)
            switch told.ending {
            case .draft, .asked, .published: continue
            case .closed(let day), .archived(let day):
                try await step(id, on: day, author) { try await $0.closeOffer(id, version: $1, by: author) }
            }
            if case .archived(let day) = told.ending {
                try await step(id, on: day, author) { try await $0.archiveOffer(id, version: $1, by: author) }
            }
        }
    }

    /// A joint offer waits for its co-hosts: they agree three days after they are asked, unless the story
    /// leaves them at it.
    private func agree(on id: ID<Offer>, _ told: ToldOffer, _ hubs: [ToldHub: Organisation], _ cast: Cast)
        async throws
    {
        guard !told.coHosts.isEmpty else { return }
        let author = try cast.lead(of: told.lead)
        try await step(id, on: told.written + 1, author) {
            try await $0.askCoHosts(on: id, version: $1, by: author)
        }
        guard told.ending.isPublished else { return }
        for coHost in told.coHosts {
            guard let hub = hubs[coHost] else { continue }
            let partner = try cast.lead(of: coHost)
            try await step(id, on: told.written + 4, author) {
                try await $0.agree(to: id, for: hub.id, version: $1, by: partner)
            }
        }
    }

    private func step(
        _ id: ID<Offer>,
        on offset: Int,
        _ author: Actor,
        _ verb: (Programmes, Int) async throws -> Void
    ) async throws {
        let programmes = programmes(on: day(offset))
        try await verb(programmes, try await programmes.offer(id, by: author).version)
    }

    private func runDraft(_ told: ToldRun, of offer: ToldOffer) -> RunDraft {
        var draft = RunDraft()
        draft.capacity = told.capacity.map { "\($0)" } ?? ""
        let days = sessionDays(of: told)
        if let minutes = told.studyMinutes {
            var study = SelfStudyDraft()
            study.opensOn = days.first?.description ?? ""
            study.link = "https://learn.\(offer.lead.domain)/\(offer.lead.mailName)"
            study.minutes = "\(minutes)"
            draft.study = study
            return draft
        }
        if let before = told.closesBefore, let first = days.first {
            draft.closesOn = first.adding(days: -before).description
        }
        draft.sessions = days.enumerated().map { position, day in
            var session = SessionDraft()
            session.date = day.description
            session.start = told.start
            session.end = told.end
            let isInRoom = offer.mode == .inPerson || (offer.mode == .blended && position == 0)
            if isInRoom {
                session.room = ["Library", "Hall", "Room 4", "Learning Studio"][position % 4]
            } else {
                session.link = "https://meet.\(offer.lead.domain)/\(offer.lead.mailName)-\(position + 1)"
            }
            return session
        }
        return draft
    }

    func programmes(on day: LocalDate, _ hour: Int = 10, _ minute: Int = 0) -> Programmes {
        Programmes(
            database: database,
            services: services(on: day, hour, minute),
            settings: ProgrammesSettings(baseURL: accounts.settings.baseURL)
        )
    }
}

extension ToldOffer {
    func draft(_ library: Library, _ hubs: [ToldHub: Organisation], _ reports: [ID<GuidanceReport>?])
        -> OfferDraft
    {
        var draft = OfferDraft()
        draft.kind = kind ?? (runs.contains { $0.days.count > 1 } ? .series : .singleEvent)
        draft.title = title
        draft.summary = summary
        draft.description = description
        draft.outcomes = outcomes
        draft.standard = standard
        draft.mechanisms = mechanisms
        draft.guidance = Set(guidance.compactMap { reports[$0] })
        draft.audience = audience
        draft.roles = roles
        draft.phases = phases
        draft.mode = mode
        if let venue {
            draft.venue = venue.name
            draft.address = venue.town
        }
        draft.price = price
        draft.memberPrice = memberPrice
        draft.basis = isForSchool ? .school : .place
        draft.vat = hasVAT ? .standard : .none
        draft.contactName = "Office, \(lead.name)"
        draft.contactEmail = lead.email
        draft.strands = Set(strands.compactMap { library.strands[$0] })
        draft.coHosts = Set(coHosts.compactMap { hubs[$0]?.id })
        return draft
    }
}
