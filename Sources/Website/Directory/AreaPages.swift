import Access
import Database
import Directory
import HTML
import Services

/// One area: its places and its schools.
struct AreaPage: Page {
    let area: Area
    let authorities: [Authority]
    /// The hub that drew it; `nil` for an area of the whole network.
    let owner: Hub?
    let mayEdit: Bool

    var title: String { area.name }
    var trail: [Crumb] {
        [Crumb("Network", SiteMap.network())]
            + (owner.map { [Crumb($0.name, SiteMap.hub($0.slug))] } ?? [])
    }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(area.name, kicker: area.kind.name)
        if mayEdit {
            p {
                a(.class("button button--secondary"), .href(SiteMap.editArea(area.slug))) {
                    "Change this area"
                }
            }
        }
        for paragraph in area.summary.split(separator: "\n") { p { String(paragraph) } }
        if let owner {
            p {
                "Drawn by "
                a(.href(SiteMap.hub(owner.slug))) { owner.name }
                "."
            }
        }
        p { a(.href(SiteMap.areaBoard(area.slug))) { "What the area set out to do, and where it stands" } }
        h2 { "Its places" }
        ul {
            for authority in authorities where area.authorities.contains(authority.code) {
                li {
                    a(.href(SiteMap.schools().with("authority", String(authority.code)))) { authority.name }
                    " (local authority)"
                }
            }
            for district in area.districts {
                li {
                    a(.href(SiteMap.schools().with("q", district))) { district }
                    " (district)"
                }
            }
            if !area.schools.isEmpty { li { PlainWords.schools(area.schools.count) + " chosen one by one" } }
        }
        if area.authorities.isEmpty, area.districts.isEmpty, area.schools.isEmpty {
            p { "No places have been chosen yet." }
        }
    }
}

/// Drawing or changing an area.
struct AreaFormPage: Page {
    enum Purpose: Sendable {
        case drawForNetwork
        case draw(Hub)
        case change(Area)
    }

    let purpose: Purpose
    let authorities: [Authority]
    let state: FormState
    let ticket: FormTicket

    var title: String {
        switch purpose {
        case .drawForNetwork, .draw: "Draw an area"
        case .change: "Change the area"
        }
    }
    var trail: [Crumb] {
        let network = Crumb("Network", SiteMap.network())
        return switch purpose {
        case .drawForNetwork: [network]
        case .draw(let hub): [network, Crumb(hub.name, SiteMap.hub(hub.slug))]
        case .change(let area): [network, Crumb(area.name, SiteMap.area(area.slug))]
        }
    }
    var section: SiteSection? { .network }

    private var lead: String {
        let words = "An area is any set of local authorities, districts and schools."
        guard case .draw(let hub) = purpose else { return words }
        return words + " Everybody sees which areas \(hub.name) has drawn."
    }

    private var action: Link {
        switch purpose {
        case .drawForNetwork: SiteMap.newArea()
        case .draw(let hub): SiteMap.newHubArea(hub.slug)
        case .change(let area): SiteMap.editArea(area.slug)
        }
    }

    var body: Markup {
        PageHeader(title, lead: lead)
        postForm(action, ticket: ticket, state: state) {
            if case .change(let area) = purpose {
                input(.type("hidden"), .name("version"), .value(String(area.version)))
            }
            TextField("name", "Name", state: state)
            SelectField(
                "kind",
                "Kind",
                options: AreaKind.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            TextArea(
                "districts",
                "Districts",
                hint: "One on each line, as the register writes them.",
                rows: 4,
                state: state
            )
            TextArea("schools", "Schools", hint: "One URN on each line.", rows: 4, state: state)
            TextArea("summary", "About the area", rows: 4, state: state)
            ChoiceField(
                "authorities",
                "Local authorities",
                options: authorities.map { FormOption(String($0.code), $0.name) },
                isMultiple: true,
                state: state
            )
            submit("Save the area")
        }
    }
}

extension Site {
    func addAreas(to routes: Routes) {
        routes.get(SiteMap.area, .everyone) { visit, slug in
            let area = try await directory.area(slug: slug).orNotFound()
            let mayEdit = (try? Directory.permitDrawing(for: area.owner, by: visit.actor)) != nil
            var owner: Hub?
            if let id = area.owner { owner = try await directory.hub(id) }
            let page = AreaPage(
                area: area,
                authorities: try await directory.authorities(),
                owner: owner,
                mayEdit: mayEdit
            )
            return .page(page).cached([.schools, .hubs])
        }
        routes.get(SiteMap.newArea, .administrators) { visit in
            .page(try await areaForm(visit, .drawForNetwork, .newArea))
        }
        routes.post(SiteMap.newArea, .administrators) { visit, submission in
            try await drawArea(visit, .drawForNetwork, submission)
        }
        routes.get(SiteMap.newHubArea, .signedIn) { visit, slug in
            let hub = try await directory.hub(slug: slug).orNotFound()
            try Directory.permitDrawing(for: hub.id, by: visit.actor)
            return .page(try await areaForm(visit, .draw(hub), .newArea))
        }
        routes.post(SiteMap.newHubArea, .signedIn) { visit, slug, submission in
            let hub = try await directory.hub(slug: slug).orNotFound()
            try Directory.permitDrawing(for: hub.id, by: visit.actor)
            return try await drawArea(visit, .draw(hub), submission)
        }
        routes.get(SiteMap.editArea, .signedIn) { visit, slug in
            let area = try await directory.area(slug: slug).orNotFound()
            try Directory.permitDrawing(for: area.owner, by: visit.actor)
            return .page(try await areaForm(visit, .change(area), FormState(area)))
        }
        routes.post(SiteMap.editArea, .signedIn) { visit, slug, submission in
            let area = try await directory.area(slug: slug).orNotFound()
            try Directory.permitDrawing(for: area.owner, by: visit.actor)
            var state = FormState(submission)
            if let draft = AreaDraft(submission, &state) {
                do {
                    let version = submission.version
                    try await directory.editArea(area.id, draft, version: version, by: visit.actor)
                    return .redirect(to: SiteMap.area(slug), notice: "Saved.")
                } catch let faults as EntryFaults {
                    state.take(faults)
                } catch DatabaseError.staleVersion {
                    state.refuse("name", HubForms.staleNotice)
                }
            }
            return .invalid(try await areaForm(visit, .change(area), state))
        }
    }

    private func drawArea(_ visit: Visit, _ purpose: AreaFormPage.Purpose, _ submission: Submission)
        async throws -> Answer
    {
        var state = FormState(submission)
        if let draft = AreaDraft(submission, &state) {
            var owner: ID<Organisation>?
            if case .draw(let hub) = purpose { owner = hub.id }
            do {
                let slug = try await directory.drawArea(
                    draft,
                    for: owner,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.area(slug), notice: "The area was saved.")
            } catch let faults as EntryFaults {
                state.take(faults)
            }
        }
        return .invalid(try await areaForm(visit, purpose, state))
    }

    private func areaForm(_ visit: Visit, _ purpose: AreaFormPage.Purpose, _ state: FormState)
        async throws -> AreaFormPage
    {
        AreaFormPage(
            purpose: purpose,
            authorities: try await directory.authorities(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension AreaDraft {
    /// `nil` when a URN is not one; the state says which.
    fileprivate init?(_ submission: Submission, _ state: inout FormState) {
        var schools: [URN] = []
        for word in submission.text("schools").split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            guard let urn = URN(String(word)) else {
                state.refuse("schools", "“\(word.prefix(20))” is not a URN: it needs 5 to 7 digits")
                return nil
            }
            schools.append(urn)
        }
        let districts = submission.text("districts").split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        self.init(
            name: submission.text("name"),
            kind: AreaKind(rawValue: submission.text("kind")) ?? .other,
            summary: submission.text("summary"),
            authorities: submission.all("authorities").compactMap(Int.init),
            districts: districts.filter { !$0.isEmpty },
            schools: schools
        )
    }
}

extension FormState {
    fileprivate static let newArea = FormState(["kind": AreaKind.other.rawValue])

    fileprivate init(_ area: Area) {
        var values = Submission([
            "name": area.name, "kind": area.kind.rawValue, "summary": area.summary,
            "districts": area.districts.joined(separator: "\n"),
            "schools": area.schools.map(\.description).joined(separator: "\n"),
        ])
        for code in area.authorities { values.add("authorities", String(code)) }
        self.init(values)
    }
}
