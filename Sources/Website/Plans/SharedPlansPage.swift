import Access
import Evidence
import HTML
import Plans
import Services

/// Which shared plans an address asks for.
struct SharedPlansAddress: Sendable, Equatable {
    /// The organisation whose schools' plans are wanted, or the school for those of schools like it.
    var place = ""
    var query = SharedPlansQuery()

    init(_ submission: Submission) {
        place = submission.text("of")
        query.strand = ID(submission.text("strand"))
        query.phase = PlanPhase(rawValue: submission.text("phase"))
        query.isReviewOverdue = submission.text("overdue") == "yes"
        query.wantsHelp = submission.text("help") == "yes"
        query.page = submission.page
    }

    /// The same with a change, from the first page on.
    func changed(_ change: (inout SharedPlansAddress) -> Void) -> SharedPlansAddress {
        var copy = self
        copy.query.page = 1
        change(&copy)
        return copy
    }

    var link: Link {
        SiteMap.sharedPlans().with("of", place).with("strand", query.strand?.description)
            .with("phase", query.phase?.rawValue).with("overdue", query.isReviewOverdue ? "yes" : nil)
            .with("help", query.wantsHelp ? "yes" : nil)
            .with("page", query.page > 1 ? "\(query.page)" : nil)
    }
}

/// What schools have shared: to learn from, and to see who wants help.
struct SharedPlansPage: Page {
    let list: SharedPlansList
    let address: SharedPlansAddress
    /// The organisations that the reader belongs to.
    let places: [Organisation]
    let today: LocalDate

    let title = "Shared plans"
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Shared plans",
            lead: "Plans that schools share so that others can learn from them. Copy one and make it yours."
        )
        FilteredList {
            ChosenFilters(of: [ofPlaces, ofNeeds, ofPhases, ofStrands])
            if list.plans.isEmpty {
                EmptyState("No school has shared such a plan yet.")
            } else {
                phases
                h2 { total == 1 ? "1 plan" : "\(PlainWords.grouped(total)) plans" }
                ul(.class("cards")) {
                    for plan in list.plans { li { PlanCard(plan: plan, today: today, showsSchool: true) } }
                }
                Pagination(
                    page: address.query.page,
                    of: (total + SharedPlansQuery.pageSize - 1) / SharedPlansQuery.pageSize
                ) { number in
                    address.changed { $0.query.page = number }.link
                }
            }
        } filters: {
            FilterGroup("Schools", ofPlaces)
            FilterGroup("Needs a look", ofNeeds)
            FilterGroup("Phase", ofPhases)
            FilterGroup("Strand of evidence", ofStrands)
        }
    }

    private var ofPhases: [FilterGroup.Choice] {
        PlanPhase.allCases.map { choice($0.title, \.phase, $0) }
    }

    private var ofStrands: [FilterGroup.Choice] { strands.map { choice($0.title, \.strand, $0.id) } }

    private var total: Int { list.count(address.query) }

    /// Each strand once, in the order of the list.
    private var strands: [Plan.StrandName] {
        list.cells.map(\.strand).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    private func choice<Value: Equatable>(
        _ text: String,
        _ field: WritableKeyPath<SharedPlansQuery, Value?>,
        _ value: Value
    ) -> FilterGroup.Choice {
        let isChosen = address.query[keyPath: field] == value
        let chosen = address.changed { $0.query[keyPath: field] = value }
        let without = address.changed { $0.query[keyPath: field] = nil }
        return .init(
            text,
            count: list.count(chosen.query),
            link: isChosen ? without.link : chosen.link,
            isChosen: isChosen
        )
    }

    private var ofNeeds: [FilterGroup.Choice] {
        [("Help wanted", \SharedPlansQuery.wantsHelp), ("Review overdue", \.isReviewOverdue)].map {
            text,
            field in
            let isChosen = address.query[keyPath: field]
            let chosen = address.changed { $0.query[keyPath: field] = true }
            let without = address.changed { $0.query[keyPath: field] = false }
            return .init(
                text,
                count: list.count(chosen.query),
                link: isChosen ? without.link : chosen.link,
                isChosen: isChosen
            )
        }
    }

    private var ofPlaces: [FilterGroup.Choice] {
        places.map { place in
            let id = place.id.description
            let isChosen = address.place == id
            let name =
                switch place.kind {
                case .establishment: "Like \(place.name)"
                case .hub: "In the area of \(place.name)"
                case .group, .authority: "Of \(place.name)"
                }
            return .init(
                name,
                count: isChosen ? total : nil,
                link: address.changed { $0.place = isChosen ? "" : id }.link,
                isChosen: isChosen
            )
        }
    }

    /// Phases by strand: how far schools have come with each.
    private var phases: Markup {
        details(.class("behind")) {
            HTML.summary { "How far these schools have come, by strand" }
            DataTable(
                "Shared plans by strand and phase",
                columns: [.init("Strand")] + PlanPhase.allCases.map { .init($0.title, isNumber: true) }
                    + [.init("Reviews overdue", isNumber: true), .init("Help wanted", isNumber: true)],
                rows: strands.map { strand in
                    func count(_ change: (inout SharedPlansQuery) -> Void) -> Markup {
                        var query = SharedPlansQuery()
                        query.strand = strand.id
                        change(&query)
                        return .text("\(list.count(query))")
                    }
                    return [.text(strand.title)]
                        + PlanPhase.allCases.map { phase in count { $0.phase = phase } }
                        + [count { $0.isReviewOverdue = true }, count { $0.wantsHelp = true }]
                }
            )
        }
    }
}
