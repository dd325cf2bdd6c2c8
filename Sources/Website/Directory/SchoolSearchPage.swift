import Directory
import HTML

/// Schools by name, town, postcode, local authority or URN, with filters and their counts.
struct SchoolSearchPage: Page {
    let query: SchoolQuery
    let matches: SchoolMatches
    let authorities: [Authority]

    var title: String { query.text.isEmpty ? "Schools" : "Schools: \(query.text)" }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network())] }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader("Schools", lead: "Find a school by its name, town, postcode, local authority or URN.")
        searchForm
        ChosenFilters(filters: chosen)
        FilteredList {
            p(.role("status")) { "\(PlainWords.schools(matches.total)) found" }
            results
            Pagination(page: query.page, of: matches.pages) { page in
                var other = query
                other.page = page
                return other.link
            }
        } filters: {
            FilterGroup("Phase", phaseChoices)
            FilterGroup("Region", regionChoices)
            FilterGroup("Closed schools", [closedChoice])
        }
    }

    private var searchForm: Markup {
        let state = FormState(["q": query.text, "authority": query.authority.map(String.init) ?? ""])
        return getForm(SiteMap.schools()) {
            TextField("q", "Name, town, postcode, local authority or URN", kind: .search, state: state)
            SelectField(
                "authority",
                "Local authority",
                options: [FormOption("", "All")] + authorities.map { FormOption(String($0.code), $0.name) },
                state: state
            )
            if let phase = query.phase { input(.type("hidden"), .name("phase"), .value(phase.rawValue)) }
            if let region = query.region { input(.type("hidden"), .name("region"), .value(region.rawValue)) }
            if query.includesClosed { input(.type("hidden"), .name("closed"), .value("1")) }
            submit("Search")
        }
    }

    @MarkupBuilder private var results: Markup {
        if matches.schools.isEmpty {
            EmptyState(
                "No school matches. Try fewer words, or the beginning of a word.",
                action: ("Show all schools", SiteMap.schools())
            )
        } else {
            ul(.class("list")) { for school in matches.schools { entry(school) } }
        }
    }

    private func entry(_ school: SchoolSummary) -> Markup {
        let place = [school.town, school.postcode, school.authorityName].compactMap { $0 }.joined(
            separator: ", "
        )
        return li {
            a(.href(SiteMap.school(school.urn))) { school.name }
            " "
            if !school.status.isOpen { StatusTag(school.status.name, .late) }
            div(.class("hint")) { "\(school.phase.name) · \(place) · URN \(school.urn)" }
        }
    }

    private var phaseChoices: [FilterGroup.Choice] {
        Phase.allCases.compactMap { phase in
            guard let count = matches.phases[phase] else { return nil }
            let link = query.changed { $0.phase = $0.phase == phase ? nil : phase }.link
            return FilterGroup.Choice(phase.name, count: count, link: link, isChosen: query.phase == phase)
        }
    }

    private var regionChoices: [FilterGroup.Choice] {
        Region.allCases.compactMap { region in
            guard let count = matches.regions[region] else { return nil }
            let link = query.changed { $0.region = $0.region == region ? nil : region }.link
            return FilterGroup.Choice(region.name, count: count, link: link, isChosen: query.region == region)
        }
    }

    private var closedChoice: FilterGroup.Choice {
        let link = query.changed { $0.includesClosed.toggle() }.link
        return FilterGroup.Choice(
            "Show closed schools too",
            count: nil,
            link: link,
            isChosen: query.includesClosed
        )
    }

    private var chosen: [(String, Link)] {
        var filters: [(String, Link)] = []
        if let phase = query.phase { filters.append((phase.name, query.changed { $0.phase = nil }.link)) }
        if let region = query.region { filters.append((region.name, query.changed { $0.region = nil }.link)) }
        if let code = query.authority {
            let name = authorities.first { $0.code == code }?.name ?? "Authority \(code)"
            filters.append((name, query.changed { $0.authority = nil }.link))
        }
        return filters
    }
}
