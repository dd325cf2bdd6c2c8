import Access
import Directory
import Evidence
import HTML
import Reach
import Services

extension Site {
    func addSchoolsReached(to routes: Routes) {
        routes.get(SiteMap.hubSchoolsReached, .signedIn) { visit in
            let (hub, scope) = try visit.hubReach
            let found = try await reach.schoolsReached(
                scope,
                limit: visit.length(of: .reached),
                by: visit.actor
            )
            return .page(
                SchoolsReachedPage(
                    found: found,
                    tested: try await tested(found),
                    whose: hub.name,
                    trail: [
                        Crumb("Today", SiteMap.today()),
                        Crumb("Reach", SiteMap.hubReach().with("hub", hub.id.description)),
                    ],
                    section: nil,
                    address: [("hub", hub.id.description)],
                    page: SiteMap.hubSchoolsReached(),
                    csv: SiteMap.hubSchoolsReachedFile(),
                    workbook: SiteMap.hubSchoolsReachedWorkbook()
                )
            )
        }
        routes.table(
            csv: SiteMap.hubSchoolsReachedFile,
            workbook: SiteMap.hubSchoolsReachedWorkbook,
            .signedIn
        ) { visit, _ in
            ReachFile.schoolsReached(
                try await reach.schoolsReached(try visit.hubReach.scope, limit: 30_000, by: visit.actor)
            )
        }
        routes.get(SiteMap.schoolsReached, .signedIn) { visit in
            let (area, scope) = try await networkReach(visit)
            let board = area.map { Crumb($0.name, SiteMap.areaBoard($0.slug)) }
            let found = try await reach.schoolsReached(
                scope,
                limit: visit.length(of: .reached),
                by: visit.actor
            )
            return .page(
                SchoolsReachedPage(
                    found: found,
                    tested: try await tested(found),
                    whose: area?.name ?? "The network",
                    trail: [Crumb("Network", SiteMap.network())]
                        + [board ?? Crumb("Reach", SiteMap.networkReach())],
                    section: .network,
                    address: [("area", area?.slug), ("strand", scope.strand?.description)],
                    page: SiteMap.schoolsReached(),
                    csv: SiteMap.schoolsReachedFile(),
                    workbook: SiteMap.schoolsReachedWorkbook()
                )
            )
        }
        routes.table(csv: SiteMap.schoolsReachedFile, workbook: SiteMap.schoolsReachedWorkbook, .signedIn) {
            visit,
            _ in
            let (_, scope) = try await networkReach(visit)
            return ReachFile.schoolsReached(
                try await reach.schoolsReached(scope, limit: 30_000, by: visit.actor)
            )
        }
    }

    /// What trials of the network have tested of the strands on which the listed schools took part.
    ///
    /// How many schools worked on each is not told beside their names: less those that are listed, it would tell of others.
    private func tested(_ found: SchoolsReached) async throws -> [TestedStrand] {
        let titles = Set(found.schools.flatMap(\.strands))
        guard !titles.isEmpty else { return [] }
        let testing = try await reach.strandsTested()
        let strands = try await evidence.strands().map(\.strand)
        return strands.filter { titles.contains($0.content.title) }.map { strand in
            TestedStrand(
                title: strand.content.title,
                link: SiteMap.strand(strand.slug),
                words: ReachWords.tested(testing[strand.id]),
                hasReported: testing[strand.id]?.hasReported ?? false
            )
        }
    }

    /// What the address asks of the network or of an area.
    func networkReach(_ visit: Visit) async throws -> (area: Area?, scope: ReachScope) {
        var scope = ReachScope(year: visit.academicYear(visit.query.text("year")))
        scope.strand = ID(visit.query.text("strand"))
        let slug = visit.query.text("area")
        guard !slug.isEmpty else { return (nil, scope) }
        let area = try await directory.area(slug: slug).orNotFound()
        scope.area = area.id
        return (area, scope)
    }
}

/// A strand, and what trials of the network say of it.
struct TestedStrand: Sendable {
    let title: String
    let link: Link
    let words: String
    let hasReported: Bool
}

/// Which schools were reached, those of greatest need first: with whom, in what, on which strands, and what was tested of
/// these.
struct SchoolsReachedPage: Page {
    let found: SchoolsReached
    let tested: [TestedStrand]
    let whose: String
    let trail: [Crumb]
    let section: SiteSection?
    /// What the address says besides the year.
    let address: [(name: String, value: String?)]
    /// Without what the address says.
    let page: Link
    let csv: Link
    let workbook: Link

    var title: String { "Schools reached in \(found.scope.year)" }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead: "Which schools took part, those of greatest need first. \(ReachWords.meaning)",
            kicker: whose
        )
        div(.class("key-figures")) {
            KeyFigure(PlainWords.grouped(found.total), found.total == 1 ? "school" : "schools")
            KeyFigure(
                PlainWords.grouped(found.highNeedTotal),
                "of these in the two fifths of greatest need"
            )
        }
        if found.schools.isEmpty {
            EmptyState("No school that can be named took part.")
        } else {
            div(.id(LongList.reached.rawValue)) {
                DataTable(
                    "Schools that took part",
                    isCaptionHidden: true,
                    columns: [
                        .init("School"), .init("Phase"), .init("Need"), .init("Took part in"), .init("With"),
                        .init("Strands of evidence"), .init("With a reported trial"),
                        .init("Last took part"),
                    ],
                    rows: found.schools.map(row)
                )
            }
            RestOfList(
                list: .reached,
                shown: found.schools.count,
                total: found.total,
                page: here(page)
            )
        }
        // A hub reads of its own work all that it did.
        if found.scope.hub == nil { p(.class("hint")) { untold } }
        TableDownloads("these schools", csv: here(csv), workbook: here(workbook))
        testedStrands
    }

    @MarkupBuilder private var testedStrands: Markup {
        if !tested.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "What has been tested of it" }
                DataTable(
                    "The strands on which these schools took part, and what trials say",
                    isCaptionHidden: true,
                    columns: [.init("Strand"), .init("Tested by trials of this network")],
                    rows: tested.map { strand in
                        [.group([a(.href(strand.link)) { strand.title }]), .text(strand.words)]
                    }
                )
            }
        }
    }

    private var untold: String {
        let kept = "a plan that it keeps to itself, or a trial in which it is not named"
        return found.untold == 0 || found.hidesUntold
            ? "What is not told of a school by name is left out: \(kept)."
            : "\(PlainWords.schools(found.untold)) more took part in something that is not told of a school by name: \(kept)."
    }

    /// An address with what this page's address says.
    private func here(_ link: Link) -> Link {
        address.reduce(link.with("year", "\(found.scope.year.startYear)")) { $0.with($1.name, $1.value) }
    }

    private func row(_ reached: ReachedSchool) -> [Markup] {
        let school = reached.school
        return [
            .group([
                a(.href(SiteMap.school(school.urn))) { school.name },
                .text(school.town.map { ", \($0)" } ?? ""),
            ]),
            .text(school.phase.name), .text(ReachWords.fifth(school.fifth)),
            .text(reached.kinds.joined(separator: "; ")), .text(reached.hubs.joined(separator: "; ")),
            strands(of: reached), .text(withTrial(reached)), .text(EvidenceText.day(reached.lastOn)),
        ]
    }

    /// Each leads to what is known of it.
    private func strands(of reached: ReachedSchool) -> Markup {
        .group(
            reached.strands.enumerated().map { position, title in
                .group([.text(position == 0 ? "" : "; "), strand(title)])
            }
        )
    }

    @MarkupBuilder private func strand(_ title: String) -> Markup {
        if let link = tested.first(where: { $0.title == title })?.link {
            a(.href(link)) { title }
        } else {
            title
        }
    }

    /// How many of the strands on which the school took part a trial of the network has reported on.
    private func withTrial(_ reached: ReachedSchool) -> String {
        let all = reached.strands.count
        guard all > 0 else { return "" }
        let reported = tested.count { $0.hasReported && reached.strands.contains($0.title) }
        return reported == 0 ? "None yet" : "\(reported) of \(all)"
    }
}
