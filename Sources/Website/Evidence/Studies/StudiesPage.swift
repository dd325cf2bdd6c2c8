import Evidence
import HTML
import Services

/// The studies of the library, newest first.
struct StudiesPage: Page {
    let query: StudyQuery
    let list: StudyList
    let types: [(type: ReferenceType, count: Int)]
    let strands: [StrandLine]
    let mayCurate: Bool

    let title = "Studies"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(
            "Studies",
            lead: "Works of research with their citations, and what they found where we have it."
        )
        searchBox(
            SiteMap.studies(),
            label: "Words of the citation",
            value: query.words,
            example: "an author’s name, or words of a title"
        )
        if mayCurate {
            p {
                a(.class("button button--secondary"), .href(SiteMap.newStudy())) { "Add a study" }
                " "
                a(.class("button button--secondary"), .href(SiteMap.importStudies())) { "Import references" }
                " "
                a(.class("button button--secondary"), .href(SiteMap.duplicates())) { "Possible duplicates" }
            }
        }
        FilteredList {
            ChosenFilters(of: [typeChoices, strandChoices, onlyChoices])
            if list.studies.isEmpty {
                EmptyState(
                    "No study has all of these words and filters.",
                    action: ("Show all studies", SiteMap.studies())
                )
            } else {
                p(.class("count")) { list.total == 1 ? "1 study" : "\(list.total) studies" }
                ul(.class("list")) { for study in list.studies { line(study) } }
                Pagination(page: query.page, of: max(list.pageCount, query.page)) {
                    query.turned(to: $0, from: list).link
                }
            }
            p(.class("hint")) {
                "All studies as a reference list: "
                for (position, format) in ExportFormat.allCases.enumerated() {
                    if position > 0 { ", " }
                    a(.href(SiteMap.studiesFile("studies.\(format.fileExtension)"))) { format.title }
                }
                "."
            }
        } filters: {
            FilterGroup("Kind", typeChoices)
            FilterGroup("Strand", strandChoices)
            FilterGroup("Only", onlyChoices)
        }
    }

    private func line(_ study: Study) -> Markup {
        let findings = list.findingCounts[study.id] ?? 0
        let facts = [
            study.byline.isEmpty ? nil : study.byline, study.year.map { "\($0)" },
            study.container.nonEmptyText,
            study.type.title, study.isPeerReviewed == true ? "peer reviewed" : nil,
            study.openAccess.isEmpty ? nil : "free to read",
            findings == 0 ? nil : findings == 1 ? "1 finding" : "\(findings) findings",
        ].compactMap(\.self)
        return li {
            h2(.class("list__title")) { a(.href(SiteMap.study(study.id))) { study.title } }
            p(.class("meta")) { facts.joined(separator: " · ") }
        }
    }

    private var typeChoices: [FilterGroup.Choice] {
        types.map { type, count in
            FilterGroup.Choice(
                type.title,
                count: count,
                link: query.changed { $0.types = $0.types == [type] ? [] : [type] }.link,
                isChosen: query.types.contains(type)
            )
        }
    }

    private var strandChoices: [FilterGroup.Choice] {
        strands.filter { $0.findingCount > 0 }.map { line in
            FilterGroup.Choice(
                line.strand.content.title,
                count: nil,
                link: query.changed { $0.strand = $0.strand == line.strand.id ? nil : line.strand.id }.link,
                isChosen: query.strand == line.strand.id
            )
        }
    }

    private var onlyChoices: [FilterGroup.Choice] {
        func choice(_ text: String, _ flag: WritableKeyPath<StudyQuery, Bool>) -> FilterGroup.Choice {
            FilterGroup.Choice(
                text,
                count: nil,
                link: query.changed { $0[keyPath: flag].toggle() }.link,
                isChosen: query[keyPath: flag]
            )
        }
        return [
            choice("With findings", \.hasFindings), choice("Peer reviewed", \.isPeerReviewed),
            choice("Free to read", \.isOpenAccess),
        ]
    }
}

extension StudyQuery {
    init(_ query: Submission) {
        self.init()
        words = String(query.text("q").prefix(200))
        types = Set(query.all("kind").compactMap(ReferenceType.init(rawValue:)))
        strand = ID<Strand>(query.text("strand"))
        hasFindings = query.text("findings") == "yes"
        isPeerReviewed = query.text("reviewed") == "yes"
        isOpenAccess = query.text("open") == "yes"
        if let from = Int(query.text("from")), let to = Int(query.text("to")), from <= to {
            years = from...to
        }
        if let place = Place(query.text("after")) {
            edge = .after(place)
        } else if let place = Place(query.text("before")) {
            edge = .before(place)
        }
        page = edge == nil ? 1 : max(query.page, 2)
    }

    /// The page before or after the one that is shown. The first is always the newest.
    fileprivate func turned(to page: Int, from list: StudyList) -> StudyQuery {
        changed { query in
            query.page = page
            guard page > 1, let ends = list.ends else { return }
            query.edge = page > self.page ? .after(ends.last) : .before(ends.first)
        }
    }

    var link: Link {
        var link = SiteMap.studies().with("q", words)
        for type in ReferenceType.allCases where types.contains(type) {
            link = link.with("kind", type.rawValue)
        }
        link = link.with("strand", strand?.description)
        if hasFindings { link = link.with("findings", "yes") }
        if isPeerReviewed { link = link.with("reviewed", "yes") }
        if isOpenAccess { link = link.with("open", "yes") }
        if let years { link = link.with("from", "\(years.lowerBound)").with("to", "\(years.upperBound)") }
        switch edge {
        case .after(let place): link = link.with("after", place.text)
        case .before(let place): link = link.with("before", place.text)
        case nil: return link
        }
        return link.with("page", "\(page)")
    }

    func changed(_ change: (inout StudyQuery) -> Void) -> StudyQuery {
        var query = self
        (query.page, query.edge) = (1, nil)
        change(&query)
        return query
    }
}

extension StudyQuery.Place {
    /// `2016.` and the study, as an address has it.
    fileprivate var text: String { "\(year).\(study)" }

    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let year = Int(parts[0]), (0...3000).contains(year),
            let study = ID<Study>(String(parts[1]))
        else { return nil }
        self.init(year: year, study: study)
    }
}

extension String {
    var nonEmptyText: String? { isEmpty ? nil : self }
}
