import Access
import Directory
import Services

extension ExampleNetwork {
    /// A network of the nation's size has a hub for about 140 schools, in its largest towns.
    func foundMoreHubs(_ schools: [ExampleSchool]) async throws {
        guard options.schools >= 2_000 else { return }
        let told = Set(Town.told.map(\.name))
        let kinds: [(kind: DesignationKind, words: String)] = [
            (.teachingSchoolHub, "Teaching School Hub"), (.mathsHub, "Maths Hub"),
            (.englishHub, "English Hub"),
            (.researchSchool, "Research School"),
        ]
        var hosts: [String: ExampleSchool] = [:]
        var counts: [String: Int] = [:]
        for school in schools where !school.isClosed && !told.contains(school.town.name) {
            counts[school.town.name, default: 0] += 1
            if hosts[school.town.name].map({ $0.pupils < school.pupils }) ?? true {
                hosts[school.town.name] = school
            }
        }
        let largest = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(options.schools / 140)
        for (position, town) in largest.enumerated() {
            guard let host = hosts[town.key] else { continue }
            let kind = kinds[position % kinds.count]
            let draft = HubDraft(
                name: "\(town.key) \(kind.words)",
                hostURN: "\(host.urn)",
                serves: "\(town.key) and the towns around it",
                email: "hub@\(host.domain)",
                summary: "One of the network’s hubs, at \(host.name)."
            )
            _ = try await directory.createHub(
                draft,
                kind: kind.kind,
                from: yearStart(ago: 3),
                by: Self.program
            )
        }
    }
}
