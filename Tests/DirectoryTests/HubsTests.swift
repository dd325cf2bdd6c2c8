import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Hubs and areas` {
    static let list = """
        type,name,lead_school,areas
        teaching_school_hub,Shoreline TS Hub (Harbour and Quay Academy, Whitby),,
        maths_hub,Far North Maths Hub,Somewhere School (2015),Whitby; Ely
        local_authority,Kent,,
        wizard_hub,Nonsense,,
        """.replacing(
            "Shoreline TS Hub (Harbour and Quay Academy, Whitby)",
            with: "\"Shoreline TS Hub (Harbour and Quay Academy, Whitby)\""
        )

    @Test(arguments: TestEngine.available) func `come from a list, with the host found in the register`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let report = try await bench.take(.hubs, Self.list)
            #expect([report.new, report.skipped, report.rejected] == ([2, 1, 1] as [Int]))
            #expect(report.notes.count == 1)
            let again = try await bench.take(.hubs, Self.list)
            #expect([again.new, again.changed, again.unchanged] == ([0, 0, 2] as [Int]))
            let hub = try #require(try await bench.directory.hub(slug: "shoreline-teaching-school-hub"))
            #expect(hub.host?.urn == URN("100003"))
            #expect(hub.region == .yorkshire)
            #expect(hub.kinds(on: bench.directory.services.today()) == [.teachingSchoolHub])
            let near = try await bench.directory.hubs(
                near: try #require(GridReference(442_000, 549_000)),
                on: bench.directory.services.today()
            )
            #expect(near.map(\.hub.slug) == ["shoreline-teaching-school-hub"])
            let points = try await bench.directory.schoolPoints()
            #expect(points.count == 4, "closed schools are not on the map")
            #expect(points.first { $0.urn == URN("100003") }?.hubKinds == [.teachingSchoolHub])
            #expect(points.allSatisfy { $0.need == 30.5 })
        }
    }

    /// As in lists of appropriate bodies: the second says the same hubs by a long and by a short name.
    static let bodies = """
        name,type
        Embrace Teaching School Hub (SW Coast) (Harbour and Quay Academy),teaching_school_hub
        Kingsbridge Teaching School Hub (Nowhere Academy),teaching_school_hub
        Star Teaching School Hub Moor (Eden School),teaching_school_hub
        National Accreditation (NA1),national
        """
    static let regions = """
        ab_name_ecf1,hub_region,ab_name_riab
        Star Teaching School Hub Coast (Eden School),NW3,Star Teaching School Hub Moor
        Star Teaching School Hub Moor (Eden School),NW4,Star Teaching School Hub Moor
        Embrace Teaching School Hub (SW Coast)  (Harbour and Quay Academy),NW6,Embrace Teaching School Hub (SW Coast)
        SWIFT Kingsbridge Teaching School Hub (Kingsbridge Academy),SW3,Kingsbridge Teaching School Hub
        ,SW8,One Teaching School Hub (West)
        National Accreditation (NA1),,National Accreditation
        """

    @Test(arguments: TestEngine.available) func `are the same under either name of a second list`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let first = try await bench.take(.hubs, Self.bodies)
            #expect([first.new, first.skipped, first.rejected] == ([3, 1, 0] as [Int]))
            let second = try await bench.take(.hubs, Self.regions)
            #expect([second.new, second.skipped, second.rejected] == ([2, 1, 0] as [Int]))
            let again = try await bench.take(.hubs, Self.regions)
            #expect([again.new, again.changed, again.unchanged] == ([0, 0, 5] as [Int]))
            func host(_ slug: String) async throws -> String? {
                try #require(try await bench.directory.hub(slug: slug)).host?.name
            }
            #expect(try await host("embrace-teaching-school-hub-sw-coast") == "Harbour and Quay Academy")
            #expect(try await host("kingsbridge-teaching-school-hub") == "Nowhere Academy")
            #expect(try await host("star-teaching-school-hub-coast") == "Eden School")
            #expect(try await host("one-teaching-school-hub-west") == nil)
            #expect(try await bench.count("SELECT count(*) FROM hub") == 5)
        }
    }

    @Test func `alone say that their host is not found as one would`() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let one = try await bench.take(.hubs, "name,type\nA Hub (Nowhere Academy),maths_hub\n")
            #expect(one.notes.first?.hasPrefix("The host of 1 hub was not found") == true)
            let two = try await bench.take(.hubs, "name,type\nB Hub (Nil),maths_hub\nC Hub (Nil),maths_hub\n")
            #expect(two.notes.first?.hasPrefix("The hosts of 2 hubs were not found") == true)
        }
    }

    @Test(arguments: TestEngine.available) func `areas are found by code and by name`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let report = try await bench.take(
                .hubs,
                "name,lad_code,wave\nDurham Coast,E06000047,1\nInland (Durham),E07000001,1\nNowhere,E07000999,2\n"
            )
            #expect(report.new == 3)
            #expect(report.notes.first?.contains("Nowhere") == true)
            #expect(try await bench.directory.area(slug: "durham-coast")?.authorities.contains(840) == true)
            #expect(try await bench.directory.area(slug: "inland-durham")?.districts == ["Durham"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `are created once, edited by their editors, and not over another’s change`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let key = IdempotencyKey("form-key-1")
            let draft = HubDraft(name: "Shore Hub", website: "https://example.org")
            let day = LocalDate("2024-09-01")
            let slug = try await bench.directory.createHub(
                draft,
                kind: .researchSchool,
                from: day,
                by: Bench.administrator,
                key: key
            )
            let repeated = try await bench.directory.createHub(
                draft,
                kind: .researchSchool,
                from: day,
                by: Bench.administrator,
                key: key
            )
            let other = try await bench.directory.createHub(
                draft,
                kind: .mathsHub,
                from: nil,
                by: Bench.administrator
            )
            #expect([slug, repeated, other] == ["shore-hub", "shore-hub", "shore-hub-2"])
            let hub = try #require(try await bench.directory.hub(slug: slug))
            let organisation = Organisation(id: hub.id, kind: .hub, name: hub.name)
            let editor = Actor.person(
                Person(id: ID(rawValue: 8), name: "Cy"),
                memberships: [Membership(organisation, .editor)]
            )
            var changed = HubDraft(hub)
            changed.summary = "By the sea."
            try await bench.directory.editHub(hub.id, changed, version: hub.version, by: editor)
            #expect(try await bench.directory.hub(slug: slug)?.summary == "By the sea.")
            await #expect(throws: DatabaseError.staleVersion) {
                try await bench.directory.editHub(hub.id, changed, version: hub.version, by: editor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await bench.directory.designate(hub.id, as: .englishHub, from: nil, by: editor)
            }
            #expect(try await bench.count("SELECT count(*) FROM audit_entry WHERE verb LIKE 'hub.%'") == 3)
        }
    }

    static let faults: [(draft: HubDraft, fields: [String])] = [
        (HubDraft(), ["name"]), (HubDraft(name: String(repeating: "x", count: 301)), ["name"]),
        (HubDraft(name: String(repeating: "e\u{301}", count: 151)), ["name"]),
        (HubDraft(name: "A", hostURN: "x"), ["hostURN"]),
        (HubDraft(name: "A", hostURN: "999999"), ["hostURN"]),
        (HubDraft(name: "A", website: "javascript:alert(1)"), ["website"]),
        (HubDraft(name: "A", website: "http://localhost"), ["website"]),
        (HubDraft(name: "", email: "nobody"), ["name", "email"]),
        (HubDraft(name: "A", hostName: String(repeating: "x", count: 301)), ["hostName"]),
        (HubDraft(name: "A", email: String(repeating: "x", count: 250) + "@a.example"), ["email"]),
    ]

    @Test(arguments: faults) func `say which field is wrong`(draft: HubDraft, fields: [String]) async throws {
        try await Bench.run(on: .sqlite) { bench in
            let faults = await #expect(throws: EntryFaults.self) {
                try await bench.directory.createHub(draft, kind: .other, from: nil, by: Bench.administrator)
            }
            #expect(faults?.messages.map(\.field) == fields)
        }
    }

    @Test(arguments: TestEngine.available) func `hold a designation once at a time, lose it and regain it`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let admin = Bench.administrator
            let slug = try await bench.directory.createHub(
                HubDraft(name: "H"),
                kind: .mathsHub,
                from: LocalDate("2020-09-01"),
                by: admin
            )
            let hub = try #require(try await bench.directory.hub(slug: slug))
            let held = try #require(hub.designations.first)
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.designate(
                    hub.id,
                    as: .mathsHub,
                    from: LocalDate("2022-09-01"),
                    by: admin
                )
            }
            let end = try #require(LocalDate("2021-08-31"))
            try await bench.directory.changeDesignation(
                held.id,
                of: hub.id,
                to: .mathsHub,
                from: held.startedOn,
                until: end,
                version: held.version,
                by: admin
            )
            try await bench.directory.designate(
                hub.id,
                as: .mathsHub,
                from: LocalDate("2022-09-01"),
                by: admin
            )
            let now = try #require(try await bench.directory.hub(slug: slug))
            #expect(now.designations.count == 2)
            #expect(now.kinds(on: try #require(LocalDate("2021-12-01"))).isEmpty)
            #expect(now.kinds(on: try #require(LocalDate("2023-01-01"))) == [.mathsHub])
        }
    }

    @Test(arguments: TestEngine.available)
    func `have their designations corrected, never so that one is held twice at a time`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let (directory, admin) = (bench.directory, Bench.administrator)
            // As lists have it: no day is known.
            let list = "name,type\nA Hub,maths_hub\nB Hub,maths_hub\n"
            try await bench.take(.hubs, list)
            let hubs = try await directory.hubs()
            let hub = try #require(hubs.first { $0.name == "A Hub" })
            let other = try #require(hubs.first { $0.name == "B Hub" })
            let found = try #require(hub.designations.first)
            #expect(found.startedOn == nil && found.endedOn == nil)
            func change(
                _ kind: DesignationKind,
                _ start: String?,
                _ end: String?,
                version: Int,
                of owner: ID<Organisation>? = nil,
                by actor: Actor = Bench.administrator
            ) async throws {
                try await directory.changeDesignation(
                    found.id,
                    of: owner ?? hub.id,
                    to: kind,
                    from: start.flatMap { LocalDate($0) },
                    until: end.flatMap { LocalDate($0) },
                    version: version,
                    by: actor
                )
            }
            try await change(.englishHub, "2020-09-01", "2023-08-31", version: found.version)
            // The list goes on saying what was wrong.
            let again = try await bench.take(.hubs, list)
            #expect([again.new, again.changed] == ([0, 0] as [Int]))
            let changed = try #require(try await directory.hub(slug: hub.slug)).designations
            let once = try #require(changed.first)
            #expect(changed.count == 1 && once.kind == .englishHub)
            #expect(once.startedOn == LocalDate("2020-09-01") && once.endedOn == LocalDate("2023-08-31"))
            await #expect(throws: DatabaseError.staleVersion) {
                try await change(.englishHub, nil, nil, version: found.version)
            }
            await #expect(throws: EntryFaults("end", "The last day must not be before the first")) {
                try await change(.englishHub, "2020-09-01", "2020-08-31", version: once.version)
            }
            await #expect(throws: AccessError.notFound) {
                try await change(.englishHub, nil, nil, version: once.version, of: other.id)
            }
            await #expect(throws: AccessError.self) {
                try await change(.englishHub, nil, nil, version: once.version, by: .anonymous)
            }
            let later = LocalDate("2024-09-01")
            try await directory.designate(hub.id, as: .englishHub, from: later, by: admin)
            await #expect(throws: EntryFaults.self) {
                try await change(.englishHub, "2020-09-01", nil, version: once.version)
            }
            // Of another kind it may be held meanwhile, and again without an end.
            try await change(.mathsHub, "2020-09-01", nil, version: once.version)
            let now = try #require(try await directory.hub(slug: hub.slug))
            let kinds = now.kinds(on: try #require(LocalDate("2025-01-01")))
            #expect(Set(kinds) == [.mathsHub, .englishHub])
        }
    }

    @Test(arguments: TestEngine.available)
    func `lose a designation that was recorded by mistake, which no list brings back`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let (directory, admin) = (bench.directory, Bench.administrator)
            let list = "name,type\nA Hub,maths_hub\nA Hub,english_hub\nB Hub,maths_hub\n"
            try await bench.take(.hubs, list)
            let hubs = try await directory.hubs()
            let hub = try #require(hubs.first { $0.name == "A Hub" })
            let other = try #require(hubs.first { $0.name == "B Hub" })
            let mistaken = try #require(hub.designations.first { $0.kind == .mathsHub })
            func delete(
                version: Int,
                of owner: ID<Organisation>,
                by actor: Actor = Bench.administrator
            ) async throws {
                try await directory.deleteDesignation(mistaken.id, of: owner, version: version, by: actor)
            }
            let lead = Actor.person(
                Person(id: ID(rawValue: 8), name: "Cy"),
                memberships: [Membership(Organisation(id: hub.id, kind: .hub, name: hub.name), .lead)]
            )
            await #expect(throws: AccessError.forbidden) {
                try await delete(version: mistaken.version, of: hub.id, by: lead)
            }
            await #expect(throws: AccessError.notFound) {
                try await delete(version: mistaken.version, of: other.id)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await delete(version: mistaken.version + 1, of: hub.id)
            }
            let whole = try #require(try await directory.hub(hub.id))
            #expect(whole == hub, "nothing was deleted")
            try await delete(version: mistaken.version, of: hub.id)
            await #expect(throws: AccessError.notFound) {
                try await delete(version: mistaken.version, of: hub.id)
            }
            let entries = try await bench.count(
                "SELECT count(*) FROM audit_entry WHERE verb = 'hub.delete-designation' AND object_id = \(hub.id)"
            )
            #expect(entries == 1)
            let again = try await bench.take(.hubs, list)
            #expect([again.new, again.changed] == ([0, 0] as [Int]))
            let after = try await directory.hubs()
            #expect(after.map(\.name) == ["A Hub", "B Hub"])
            #expect(after.map { $0.designations.map(\.kind) } == [[.englishHub], [.mathsHub]])
            // Whoever deleted it by mistake records it again.
            try await directory.designate(hub.id, as: .mathsHub, from: nil, by: admin)
            let back = try #require(try await directory.hub(hub.id))
            #expect(Set(back.designations.map(\.kind)) == [.mathsHub, .englishHub])
        }
    }

    @Test(arguments: TestEngine.available)
    func `partnerships are recorded once from either end, and end for good`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let admin = Bench.administrator
            let slug = try await bench.directory.createHub(
                HubDraft(name: "H"),
                kind: .mathsHub,
                from: nil,
                by: admin
            )
            let hub = try #require(try await bench.directory.hub(slug: slug)).id
            let school = RegisterKey.establishment(try urn(100001)).organisation
            let id = try await bench.directory.recordPartnership(
                from: hub,
                to: school,
                as: .deliveryPartner,
                since: LocalDate("2023-09-01"),
                by: admin
            )
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.recordPartnership(
                    from: school,
                    to: hub,
                    as: .deliveryPartner,
                    since: nil,
                    by: admin
                )
            }
            let seen = try await bench.directory.partnerships(of: school)
            #expect(seen.map(\.partner.id) == [hub])
            func partners(_ one: ID<Organisation>, _ kind: PartnershipKind? = nil) async throws -> Int {
                let found = Directory.partners(ofAny: [one], as: kind)
                return try await bench.count(
                    "SELECT count(*) FROM organisation WHERE id IN (\(school), \(hub)) AND id IN (\(found))"
                )
            }
            #expect(
                try await [partners(hub), partners(school), partners(hub, .deliveryPartner)] == [1, 1, 1]
            )
            #expect(try await partners(hub, .appropriateBody) == 0)
            let early = try #require(LocalDate("2020-01-01"))
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.setPartnership(id, to: .ended, on: early, version: 1, by: admin)
            }
            let last = try #require(LocalDate("2024-08-31"))
            try await bench.directory.setPartnership(id, to: .ended, on: last, version: 1, by: admin)
            #expect(try await [partners(hub), partners(school)] == [0, 0])
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.setPartnership(id, to: .active, on: last, version: 2, by: admin)
            }
            try await bench.directory.recordPartnership(
                from: school,
                to: hub,
                as: .deliveryPartner,
                since: last,
                by: admin
            )
            #expect(try await bench.directory.partnerships(of: hub).map(\.state) == [.active, .ended])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an organisation agrees to a partnership for itself alone`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let directory = bench.directory
            let slug = try await directory.createHub(
                HubDraft(name: "H"),
                kind: .mathsHub,
                from: nil,
                by: Bench.administrator
            )
            let hub = try #require(try await directory.hub(slug: slug)).id
            let school = RegisterKey.establishment(try urn(100001)).organisation
            let day = try #require(LocalDate("2024-08-31"))
            func lead(_ id: ID<Organisation>, _ kind: OrganisationKind) -> Actor {
                let organisation = Organisation(id: id, kind: kind, name: "O")
                return .person(
                    Person(id: ID(rawValue: id.rawValue), name: "L"),
                    memberships: [Membership(organisation, .lead)]
                )
            }
            let (ofHub, ofSchool) = (lead(hub, .hub), lead(school, .establishment))
            func agreed() async throws -> [Bool] {
                let atHub = try await directory.partnerships(of: hub).map(\.isAgreed)
                let atSchool = try await directory.partnerships(of: school).map(\.isAgreed)
                let opens = try await bench.count(
                    """
                    SELECT count(*) FROM organisation WHERE id = \(school)
                        AND id IN (\(Directory.agreedPartnersAndTheirSchools(ofAny: [hub])))
                    """
                )
                return [atHub, atSchool, [opens == 1]].flatMap { $0 }
            }
            let id = try await directory.recordPartnership(
                from: hub,
                to: school,
                as: .deliveryPartner,
                since: nil,
                by: ofHub
            )
            let written = try await agreed()
            #expect(written == [true, false, false])
            let steps: [(state: PartnershipState, by: Actor, agreed: [Bool])] = [
                (.active, Bench.administrator, [true, false, false]), (.active, ofHub, [true, false, false]),
                (.active, ofSchool, [true, true, true]), (.challenged, ofSchool, [true, false, false]),
                (.active, ofHub, [true, false, false]), (.active, ofSchool, [true, true, true]),
                (.challenged, ofHub, [false, true, false]), (.ended, ofSchool, [false, true, false]),
            ]
            for (version, step) in steps.enumerated() {
                try await directory.setPartnership(
                    id,
                    to: step.state,
                    on: day,
                    version: version + 1,
                    by: step.by
                )
                let now = try await agreed()
                #expect(now == step.agreed, "after step \(version + 1)")
            }
        }
    }

    @Test func `an area of more places than anybody names is refused by its form`() {
        let schools = (100_000...105_000).compactMap { URN(rawValue: $0) }
        let tooMany = #expect(throws: EntryFaults.self) {
            try AreaDraft(
                name: "Everywhere",
                districts: (0...5000).map { "District \($0)" },
                schools: schools
            ).checked()
        }
        #expect(tooMany?.messages.map(\.field) == ["schools", "districts"])
        let marks = AreaDraft(name: String(repeating: "e\u{301}", count: 151), authorities: [815])
        #expect(throws: EntryFaults("name", "The name must be 300 characters or fewer")) {
            try marks.checked()
        }
        #expect(throws: Never.self) {
            try AreaDraft(name: "Everywhere", schools: Array(schools.dropLast())).checked()
        }
    }

    @Test(arguments: TestEngine.available) func `areas are drawn from places that exist`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let admin = Bench.administrator
            let draft = AreaDraft(name: "Coast", authorities: [815], schools: [try urn(100001)])
            let slug = try await bench.directory.drawArea(draft, for: nil, by: admin)
            let area = try #require(try await bench.directory.area(slug: slug))
            #expect(area.authorities == [815] && area.schools.map(\.rawValue) == [100_001])
            let condition = Directory.isInArea(area.id)
            #expect(
                try await bench.count(
                    "SELECT count(*) FROM establishment e WHERE e.status = 'open' AND \(condition)"
                ) == 2
            )
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.editArea(
                    area.id,
                    AreaDraft(name: "Coast", authorities: [1]),
                    version: 1,
                    by: admin
                )
            }
            await #expect(throws: EntryFaults.self) {
                try await bench.directory.drawArea(AreaDraft(name: "Empty"), for: nil, by: admin)
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await bench.directory.drawArea(draft, for: nil, by: .anonymous)
            }
            try await bench.directory.editArea(
                area.id,
                AreaDraft(name: "Shore", districts: ["Durham"]),
                version: 1,
                by: admin
            )
            #expect(try await bench.directory.area(slug: slug)?.districts == ["Durham"])
        }
    }
}
