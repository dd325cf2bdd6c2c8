package import Access
import Accounts
package import Database
import Directory
package import Evidence
package import Foundation
import Jobs
import Mail
import Profiles
import Programmes
import Sealing
package import Services
package import TestDatabases
package import Trials

/// A hub, its schools and their people on a fresh database, on whichever day a test asks for.
package struct TrialWorld: Sendable {
    package let database: any Database
    package let services: Services
    package let keys: TrialKeysInMemory
    package let intervention: ID<Intervention>
    package let strand: String

    package static let migrations =
        Migration.jobs + Migration.mail + Migration.access + Migration.directory + Migration.accounts
        + Migration.evidence + Migration.programmes + Migration.trials
    package static let hub = Organisation(
        id: ID(rawValue: 9_001),
        kind: .hub,
        name: "Brackenstow Research School"
    )
    package static let otherHub = Organisation(id: ID(rawValue: 9_002), kind: .hub, name: "Another hub")

    private static let key = SealingKey(Services.seeded(5, at: Date(timeIntervalSince1970: 0)))

    /// A test names a day that there is not.
    private struct NoSuchDay: Error {
        let text: String
    }

    package static func school(_ number: Int) -> Organisation {
        Organisation(id: ID(rawValue: Int64(number)), kind: .establishment, name: "School \(number)")
    }

    /// The people: a lead and an evaluator of the hub and of each school, an outsider of every kind.
    package static let analyst: Actor = person(50, hub, .evaluator)
    package static let hubLead: Actor = person(51, hub, .lead)
    package static let hubEditor: Actor = person(52, hub, .editor)
    package static let stranger: Actor = person(53, otherHub, .evaluator, .lead, .editor)
    package static let administrator: Actor = .person(
        Person(id: ID(rawValue: 54), name: "Ada"),
        isNetworkAdministrator: true
    )

    package static func lead(of number: Int) -> Actor { person(Int64(1_000 + number), school(number), .lead) }
    package static func evaluator(of number: Int) -> Actor {
        person(Int64(2_000 + number), school(number), .evaluator)
    }
    package static func member(of number: Int) -> Actor {
        person(Int64(3_000 + number), school(number), .member, .booker, .coach)
    }

    package static func person(_ id: Int64, _ organisation: Organisation, _ roles: Role...) -> Actor {
        .person(
            Person(id: ID(rawValue: id), name: "Person \(id)"),
            memberships: roles.map { Membership(organisation, $0) }
        )
    }

    package static func open(
        on engine: TestEngine = .sqlite,
        schools: Int = 8,
        rehearses: Bool = true,
        _ body: (TrialWorld) async throws -> Void
    ) async throws {
        try await engine.withDatabase(migrations, rehearses: rehearses) { database in
            let services = Services.seeded(2_027, at: try instant("2026-09-01"))
            try await database.write { transaction in
                for place in [hub, otherHub] + (1...schools).map(school) {
                    try transaction.execute(
                        "INSERT INTO organisation (id, kind, name) VALUES (\(place.id), \(place.kind), \(place.name))"
                    )
                }
                for number in 1...schools {
                    let urn = 100_000 + number
                    try transaction.execute(
                        "INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(urn))"
                    )
                    try transaction.execute(
                        """
                        INSERT INTO establishment (urn, organisation_id, type, status, phase, region)
                        VALUES (\(urn), \(number), 'Community school', 'open', 'Primary', \(number % 2 == 0 ? "London" : "South East"))
                        """
                    )
                }
                try transaction.execute(
                    """
                    INSERT INTO person (id, name, email, created_at) VALUES (1001, 'Lead One', 'lead@one.example', 1)
                    """
                )
                try transaction.execute(
                    "INSERT INTO membership (person_id, organisation_id, role, since) VALUES (1001, 1, 'lead', 1)"
                )
            }
            let evidence = try evidence(database, services)
            var strand = StrandDraft()
            strand.title = "Reading aloud"
            strand.summary = "Reading together."
            let made = try await evidence.createStrand(strand, by: .system("test"))
            var intervention = InterventionDraft()
            intervention.name = "Tidal Readers"
            intervention.edition = "2nd edition"
            intervention.strands = [made.id]
            try await body(
                TrialWorld(
                    database: database,
                    services: services,
                    keys: TrialKeysInMemory(),
                    intervention: try await evidence.saveIntervention(intervention, by: .system("test")),
                    strand: made.slug
                )
            )
        }
    }

    private static func evidence(_ database: any Database, _ services: Services) throws -> Evidence {
        Evidence(database: database, services: services, profiles: try .carried(), codeVersion: "test-1")
    }

    package static func instant(_ day: String) throws -> Date {
        guard let day = LocalDate(day) else { throw NoSuchDay(text: day) }
        return Date(timeIntervalSince1970: Double(day.daysSinceEpoch) * 86_400 + 36_000)
    }

    /// The module as it runs on a day, with the same randomness going on.
    package func on(
        _ day: String = "2026-09-01",
        keys other: (any TrialKeys)? = nil,
        database interrupted: (any Database)? = nil
    ) throws -> Trials {
        let services = services.at(try Self.instant(day))
        return Trials(
            database: interrupted ?? database,
            services: services,
            evidence: try Self.evidence(database, services),
            masterKey: Self.key,
            keys: other ?? keys,
            siteAddress: "https://braid.test"
        )
    }

    package func verbs() async throws -> [String] {
        try await database.read {
            try $0.column("SELECT verb FROM audit_entry ORDER BY happened_at, act, line")
        }
    }
}

extension TrialWorld {
    /// Everything that a protocol must say, for a design.
    package func answers(_ design: ProtocolDesign = .schools) -> [ProtocolItem: String] {
        var text = design.template
        text[.title] = "Tidal Readers in year 4"
        text[.question] = "Do pupils in year 4 understand more of what they read?"
        text[.intervention] = intervention.description
        text[.strands] = strand
        text[.population] = "Pupils in year 4 of state primary schools."
        text[.phase] = "Primary"
        text[.yearGroups] = "Year 4"
        text[.controlDetail] = "Reading lessons as before."
        text[.outcome] = "Reading comprehension"
        text[.outcomeDetail] = "A test of 40 minutes, sent to the schools."
        text[.lowestScore] = "0"
        text[.highestScore] = "80"
        for item in [ProtocolItem.isBlindTesting, .isBlindMarking] { text[item] = "yes" }
        text[.isDeveloperMade] = "no"
        text[.baseline] = "Reading test before"
        text[.baselineDetail] = "In September."
        text[.trainedStaffTeachBothArms] = "no"
        text[.cutOffName] = "Reading test before"
        text[.cutOffScore] = "40"
        text[.outcomeDeviation] = "12"
        text[.matchingDetail] = "Schools next door."
        text[.recruitsFrom] = "2026-09-01"
        text[.objectionsUntil] = "2026-10-01"
        text[.rosterBy] = "2026-10-20"
        text[.runsFrom] = "2026-11-01"
        text[.runsUntil] = "2027-03-31"
        text[.testingFrom] = "2027-04-01"
        text[.testingUntil] = "2027-05-31"
        text[.resultsDueOn] = "2027-09-30"
        text[.purgeOn] = "2029-09-30"
        text[.controllers] = "The schools and the hub."
        text[.leadName] = "Petra Lowe"
        text[.leadEmail] = "trial@brackenstow.example"
        text[.evaluator] = "The hub's evaluator."
        text[.independence] = "No tie to the developer."
        text[.targetMDES] = "0.25"
        var values: [ProtocolItem: String] = [:]
        for item in ProtocolItem.allCases where !item.isDerived { values[item] = text[item] }
        return values
    }

    /// A draft that says everything; `changes` are made last.
    package func draft(_ design: ProtocolDesign = .schools, _ changes: [ProtocolItem: String] = [:])
        async throws
        -> ID<Trial>
    {
        let trials = try on()
        let id = try await trials.startProtocol(design, title: "T", for: Self.hub.id, by: Self.hubLead)
        let values = answers(design).merging(changes) { $1 }
        for (version, section) in ProtocolSection.allCases.enumerated() {
            try await trials.saveProtocolSection(
                section,
                of: id,
                version: version + 1,
                values,
                by: Self.hubLead
            )
        }
        return id
    }

    @discardableResult
    package func published(_ design: ProtocolDesign = .schools, _ changes: [ProtocolItem: String] = [:])
        async throws
        -> ID<Trial>
    {
        let id = try await draft(design, changes)
        _ = try await on().publishProtocol(
            id,
            version: ProtocolSection.allCases.count + 1,
            by: Self.hubLead
        )
        return id
    }

    /// Joins a school and records that its parents were told in time.
    @discardableResult
    package func joined(_ id: ID<Trial>, _ number: Int, isNamed: Bool = true) async throws -> ID<TrialSchool>
    {
        let trials = try on("2026-09-05")
        let place = try await trials.joinTrial(
            id,
            for: Self.school(number).id,
            memorandum: try await trials.memorandum(of: id).sha256,
            mayBeNamed: isNamed,
            by: Self.lead(of: number)
        )
        try await trials.recordNotice(
            place,
            sentOn: "2026-09-04",
            objectionsUntil: "2026-09-20",
            objections: "1",
            by: Self.evaluator(of: number)
        )
        return place
    }

    /// Made-up pupils of a school as its file.
    package static func roster(_ number: Int, pupils: Int = 24, group: String? = nil) -> String {
        var text = "Pupil code,Class,Baseline,FSM" + (group == nil ? "" : ",Group") + "\r\n"
        for pupil in 1...pupils {
            let score = 30 + (pupil * 7 + number * 5) % 23
            let meals = (pupil + number) % 3 == 0 ? "yes" : "no"
            text += "P\(100 + pupil),\(pupil % 2 == 0 ? "4A" : "4B"),\(score),\(meals)"
            text += (group.map { ",\($0)" } ?? "") + "\r\n"
        }
        return text
    }

    package static func outcomes(_ number: Int, pupils: Int = 24, gain: Int = 0) -> String {
        var text = "Pupil code,Outcome\r\n"
        for pupil in 1...pupils {
            text += "P\(100 + pupil),\(35 + (pupil * 11 + number * 3) % 29 + gain)\r\n"
        }
        return text
    }

    /// Joined schools with rosters.
    package func withRosters(_ id: ID<Trial>, schools: Int = 8) async throws -> [ID<TrialSchool>] {
        var places: [ID<TrialSchool>] = []
        for number in 1...schools {
            let place = try await joined(id, number)
            try await on("2026-10-10").uploadRoster(
                Array(Self.roster(number).utf8),
                .roster,
                to: place,
                by: Self.evaluator(of: number)
            )
            places.append(place)
        }
        return places
    }

    /// Outcomes of every school, frozen and analysed, with few permutations.
    package func analysed(_ id: ID<Trial>, _ places: [ID<TrialSchool>]) async throws -> KeptAnalysis {
        let tested = try on("2027-04-10")
        for (index, place) in places.enumerated() {
            try await tested.uploadRoster(
                Array(Self.outcomes(index + 1, gain: index % 3).utf8),
                .outcome,
                to: place,
                by: Self.lead(of: index + 1)
            )
        }
        try await on("2027-06-01").freezeTrial(id, by: Self.analyst)
        return try await keptAnalysis(of: id)
    }

    /// The analysis of frozen data, with few permutations.
    @discardableResult
    package func keptAnalysis(of id: ID<Trial>) async throws -> KeptAnalysis {
        let trials = try on("2027-06-01")
        let opened = try await trials.openTrialData(of: id, by: Self.analyst)
        var plan = opened.data.plan
        plan.permutations = 19
        return try await trials.keepAnalysis(
            of: id,
            TrialData(plan: plan, schools: opened.data.schools, pupils: opened.data.pupils),
            protocolDigest: opened.protocolHash,
            by: Self.analyst
        )
    }

    /// The same, and the report published.
    package func reported(_ id: ID<Trial>, _ places: [ID<TrialSchool>]) async throws -> KeptAnalysis {
        let kept = try await analysed(id, places)
        let trials = try on("2027-06-02")
        try await trials.publishReport(
            of: id,
            version: try await trials.trial(id).trial.version,
            limitations: "",
            population: "Year 4",
            by: Self.analyst
        )
        return kept
    }

    /// The same, locked and allocated.
    package func allocated(_ id: ID<Trial>, schools: Int = 8) async throws -> [ID<TrialSchool>] {
        let places = try await withRosters(id, schools: schools)
        let trials = try on("2026-10-25")
        try await trials.lockRosters(of: id, by: Self.analyst)
        try await trials.allocate(id, by: Self.analyst)
        return places
    }
}
