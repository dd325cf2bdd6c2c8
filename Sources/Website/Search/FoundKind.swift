import Database
import Directory
package import Evidence
import Programmes
package import Search
import Services
import Trials

extension Site {
    /// What can be found, feature by feature.
    package static let searchSources: [SearchSource] =
        Directory.searchSources + Evidence.searchSources + Programmes.searchSources + Trials.searchSources
}

extension Site {
    /// What the weekly letter tells of a strand beside the library.
    package static let strandNews: [StrandNewsSource] = [Trials.strandNews, Programmes.strandNews]
}

extension Site {
    /// The groups of an answer as its page shows them: in its order, each with its heading, such as “Guidance reports”.
    package static func headedGroups(of answer: SearchAnswer) -> [(heading: String, group: SearchGroup)] {
        FoundKind.ordered(answer.groups).map { (FoundKind.of($0.kind)?.title ?? $0.kind.name, $0) }
    }
}

/// How a kind of record is called and linked to where it is found.
struct FoundKind: Sendable {
    let kind: RecordKind
    let one: String
    let many: String
    /// From what its source gave as address; `nil` when it is not one.
    let link: @Sendable (String) -> Link?

    /// In the order in which a school leader asks: what is known, who did it, what can I do, who helps me, where.
    static let all: [FoundKind] = [
        FoundKind(kind: .strand, one: "strand", many: "strands") { SiteMap.strand($0) },
        FoundKind(kind: .intervention, one: "intervention", many: "interventions") {
            SiteMap.intervention($0)
        },
        FoundKind(kind: .study, one: "study", many: "studies") { ID<Study>($0).map { SiteMap.study($0) } },
        FoundKind(kind: .guidance, one: "guidance report", many: "guidance reports") {
            SiteMap.guidanceReport($0)
        },
        // Resources are listed beside guidance and have no page of their own.
        FoundKind(kind: .resource, one: "resource", many: "resources") { _ in SiteMap.guidance() },
        FoundKind(kind: .practice, one: "account of practice", many: "accounts of practice") {
            ID<PracticeAccount>($0).map { SiteMap.practiceAccount($0) }
        },
        FoundKind(kind: .trial, one: "trial", many: "trials") { SiteMap.trial($0) },
        FoundKind(kind: .account, one: "school’s account", many: "schools’ accounts") {
            ID<Evaluation>($0).map { SiteMap.schoolAccount($0) }
        },
        FoundKind(kind: .offer, one: "training offer", many: "training offers") {
            ID<Offer>($0).map { SiteMap.offer($0) }
        },
        FoundKind(kind: .hub, one: "hub", many: "hubs") { SiteMap.hub($0) },
        FoundKind(kind: .area, one: "area", many: "areas") { SiteMap.area($0) },
        FoundKind(kind: .school, one: "school", many: "schools") { URN($0).map { SiteMap.school($0) } },
    ]

    static func of(_ kind: RecordKind) -> FoundKind? { all.first { $0.kind == kind } }

    /// In the order of ``all``. What was typed by its name leads: a strand that has the words, whatever they are most of
    /// the title of, and, where nothing but hubs, areas or schools is called so, these, for then they are a name.
    static func ordered(_ groups: [SearchGroup]) -> [SearchGroup] {
        let order = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.kind, $0) })
        let named = groups.filter { $0.results.first?.isNamedSo == true }
        let areNames = named.allSatisfy { places.contains($0.kind) }
        let leading = named.filter { group in
            group.kind == .strand || areNames || (group.results.first?.titleShare ?? 0) >= 0.5
        }
        let leads = Set(leading.map(\.kind))
        let rank = { (kind: RecordKind) in (order[kind] ?? 0) + (leads.contains(kind) ? 0 : all.count) }
        return groups.filter { order[$0.kind] != nil }.sorted { rank($0.kind) < rank($1.kind) }
    }

    private static let places: Set<RecordKind> = [.hub, .area, .school]

    var title: String { many.prefix(1).uppercased() + many.dropFirst() }

    func counted(_ count: Int) -> String {
        "\(PlainWords.number(Double(count), decimals: 0)) \(count == 1 ? one : many)"
    }
}
