import Access
import Directory
import Foundation
import HTML
import Plans
import Services

/// One school: register facts, need, trust, its history, the hubs it works with.
struct SchoolPage: Page {
    struct NearHub: Sendable {
        let hub: Hub
        let kilometres: Double
    }

    let record: SchoolRecord
    let nearest: [NearHub]
    /// Its pupil premium strategies that are published, the newest first.
    let strategies: [PremiumStrategy]
    /// The school, its trust and its authority, as far as the reader may see who has a role there.
    let withPeople: [Organisation]
    /// Those of them whose partnerships the reader keeps.
    let withPartnerships: [Organisation]
    let today: LocalDate

    private var school: School { record.school }
    var title: String { school.name }
    var summary: String? {
        "\(school.name), \(school.town ?? school.authorityName ?? ""): facts, need and hubs."
    }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network()), Crumb("Schools", SiteMap.schools())] }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(school.name, lead: lead, kicker: "School · URN \(school.urn)")
        if school.status != .open { p { StatusTag(statusText, school.status == .closed ? .late : .waiting) } }
        need
        section("Facts") { facts }
        if !record.groups.isEmpty { section("Trust and groups") { groups } }
        if !record.relatives.isEmpty { section("Before and after") { relatives } }
        if school.status != .closed {
            p {
                a(.href(SiteMap.similarSchools(school.urn))) {
                    "Schools like this one"
                }
            }
        }
        if !strategies.isEmpty { section("Pupil premium strategy") { published } }
        section("Hubs") { hubs }
        if !results.isEmpty { section("Published results") { resultsTable } }
        if !history.isEmpty { section("Year by year") { history } }
        if !withPeople.isEmpty { section("People and roles") { people } }
        p(.class("hint")) { "Register facts: Get Information About Schools, Department for Education." }
    }

    private var published: Markup {
        ul {
            for strategy in strategies {
                li { a(.href(SiteMap.strategy(strategy.id))) { "\(strategy.year)" } }
            }
        }
    }

    private var people: Markup {
        ul { for place in withPeople { li { a(.href(SiteMap.people(place.id))) { place.name } } } }
    }

    private func section(_ title: String, @MarkupBuilder content: () -> Markup) -> Markup {
        HTML.section(.class("page-section")) {
            h2 { title }
            content()
        }
    }

    private var lead: String {
        [school.phase == .notApplicable ? nil : school.phase.name, PlainWords.type(school.type), school.town]
            .compactMap { $0 }.joined(separator: " · ")
    }

    private var statusText: String {
        guard school.status == .closed, let day = school.closedOn else { return school.status.name }
        return "Closed on \(day.spelledShort)"
    }

    @MarkupBuilder private var need: Markup {
        let figures: [Measure] = [.pupils, .premiumPercentage, .premiumAllocation, .fsmPercentage]
        div(.class("key-figures")) {
            for measure in figures {
                if let number = record.latest(measure) {
                    KeyFigure(
                        PlainWords.value(number.value, of: measure),
                        measure.name,
                        detail: "\(number.year) · \(measure.source.name)\(owner(number))"
                    )
                }
            }
        }
    }

    /// A predecessor's number says so.
    private func owner(_ number: SchoolRecord.YearNumber) -> String {
        number.urn == school.urn ? "" : " · as URN \(number.urn)"
    }

    private var facts: Markup {
        let ages: String? =
            if let low = school.lowAge, let high = school.highAge { "\(low) to \(high)" } else { nil }
        var pairs: [(String, Markup)] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { pairs.append((name, .text(value))) }
        }
        add("Ages", ages)
        add("Gender of pupils", school.gender)
        add(
            "Religious character",
            school.religiousCharacter == "Does not apply" ? "None" : school.religiousCharacter
        )
        add("School capacity", school.capacity.map(PlainWords.grouped))
        add("Local authority", school.authorityName)
        add("Region", school.region?.name)
        add("Setting", school.urbanRural?.replacing("(England/Wales) ", with: ""))
        add("Opened", school.openedOn.map(\.spelledShort))
        add("Address", school.addressLines.joined(separator: ", "))
        add("Telephone", school.telephone)
        if let website = websiteLink { pairs.append(("Website", website)) }
        return FactList(pairs).markup
    }

    /// The register writes addresses with and without a scheme; anything else is shown as text.
    private var websiteLink: Markup? {
        guard let website = school.website else { return nil }
        let lowered = website.lowercased()
        let hasScheme = lowered.hasPrefix("http://") || lowered.hasPrefix("https://")
        let address = hasScheme ? website : "https://" + website
        guard let url = URL(string: address), url.host?.contains(".") == true else { return .text(website) }
        return a(.href(address), .rel("noopener")) { website }
    }

    private var groups: Markup {
        ul {
            for group in record.groups {
                li {
                    "\(group.name) (\(group.kind.name.lowercasedFirst))"
                    if let left = group.leftOn { " — until \(left.spelledShort)" }
                }
            }
        }
    }

    private var relatives: Markup {
        ul {
            for relative in record.relatives {
                li {
                    "\(relative.kind.name): "
                    if relative.isInRegister {
                        a(.href(SiteMap.school(relative.urn))) { relative.name }
                    } else {
                        "\(relative.name) (URN \(relative.urn))"
                    }
                    if let day = relative.establishedOn { ", \(day.spelledShort)" }
                }
            }
        }
    }

    @MarkupBuilder private var hubs: Markup {
        let ties = record.partnerships.filter { $0.state != .ended }
        if !record.hosted.isEmpty {
            p { "This school hosts:" }
            ul { for hub in record.hosted { li { a(.href(SiteMap.hub(hub.slug))) { hub.name } } } }
        }
        if !ties.isEmpty {
            p { "It works with:" }
            ul {
                for tie in ties { li { PartnershipLine(tie: tie, today: today) } }
            }
        }
        if !nearest.isEmpty {
            p { "Nearest hubs:" }
            ul {
                for near in nearest {
                    li {
                        a(.href(SiteMap.hub(near.hub.slug))) { near.hub.name }
                        ", \(PlainWords.miles(kilometres: near.kilometres))"
                    }
                }
            }
        }
        if record.hosted.isEmpty, ties.isEmpty, nearest.isEmpty {
            p { "No hub is recorded for this school yet." }
        }
        for place in withPartnerships {
            p { a(.href(SiteMap.partnerships(place.id))) { "Partnerships of \(place.name)" } }
        }
    }

    private var history: SchoolHistory { SchoolHistory(record) }

    static let resultMeasures: [Measure] = [
        .keyStage2Expected, .keyStage2Higher, .keyStage2ExpectedDisadvantaged, .readingProgress,
        .writingProgress,
        .mathsProgress, .attainment8, .progress8,
    ]

    private var results: [SchoolRecord.YearNumber] {
        Self.resultMeasures.compactMap { record.latest($0) }
    }

    private var resultsTable: Markup {
        DataTable(
            "Newest published result of each kind",
            columns: [.init("Result"), .init("Value", isNumber: true), .init("Year")],
            rows: results.map { number in
                let range = interval(number.measure, number)
                return [
                    .text(number.measure.name),
                    .text(PlainWords.value(number.value, of: number.measure) + range),
                    .text("\(number.year)\(owner(number))"),
                ]
            }
        ).markup
    }

    /// ` (−3.5 to −0.3)` where both ends were published for the same school and year.
    private func interval(_ measure: Measure, _ number: SchoolRecord.YearNumber) -> String {
        let ends = [measure.rawValue + "-lower", measure.rawValue + "-upper"].map { word in
            record.numbers.first {
                $0.measure.rawValue == word && $0.year == number.year && $0.urn == number.urn
            }?.value.number
        }
        guard let low = ends[0], let high = ends[1] else { return "" }
        let places = PlainWords.decimals(of: measure)
        let words = [low, high].map { end in PlainWords.number(end, decimals: places) }
        return " (\(words[0]) to \(words[1]))"
    }
}
