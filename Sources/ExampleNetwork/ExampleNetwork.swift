import Access
package import Accounts
package import Database
import Directory
import Evidence
import Foundation
package import Profiles
import Reach
package import Sealing
import Services
package import Trials

/// A fictional network, told as stories: what every visitor of a fresh Braid sees first. See
/// docs/example-network.md.
///
/// Everything small is made by the features' own verbs, which check permission, audit and write mail; only
/// the volume for measurement is inserted in bulk. The same seed and the same day give the same rows.
package struct ExampleNetwork: Sendable {
    package let options: ExampleOptions
    let database: any Database
    /// Seeded: time stands at ten in the morning of the day that the stories are told from.
    let services: Services
    let directory: Directory
    let accounts: Accounts
    let profiles: ProfileLibrary
    let masterKey: SealingKey
    let trialKeys: any TrialKeys
    /// What the site seals the content of coaching with.
    let coachingKey: SealingKey
    /// Kept beside every figure that is computed.
    let codeVersion: String

    /// Who makes the example, in the audit.
    static let program: Actor = .system("braid example")

    /// - Parameters:
    ///   - masterKey: What the site seals pupil rows with, so that it can open the made-up ones.
    ///   - coachingKey: What the site seals the content of coaching with.
    ///   - codeVersion: The version of the program.
    package init(
        _ options: ExampleOptions,
        database: any Database,
        accounts settings: AccountsSettings,
        profiles: ProfileLibrary,
        masterKey: SealingKey,
        trialKeys: any TrialKeys = TrialKeysInMemory(),
        coachingKey: SealingKey,
        codeVersion: String
    ) {
        self.trialKeys = trialKeys
        self.profiles = profiles
        self.masterKey = masterKey
        self.coachingKey = coachingKey
        self.codeVersion = codeVersion
        self.options = options
        self.database = database
        let morning = LocalTime(hour: 10, minute: 0).map { Date(options.today, $0, in: .london) }
        let start = options.bounded(morning ?? Date(timeIntervalSince1970: 0))
        let services = Services.seeded(options.seed, at: start)
        self.services = services
        directory = Directory(database: database, services: services)
        accounts = Accounts(database, services, settings: settings, hasher: PasswordHasher())
    }

    /// Makes the network in a database that has the schema and no schools.
    ///
    /// - Parameters:
    ///   - tell: Told what is being made, step by step.
    ///   - progress: Told how far it has come, more often.
    /// - Throws: ``ExampleError``.
    package func make(
        _ tell: (String) -> Void = { _ in },
        progress: @escaping (ExampleProgress) -> Void = { _ in }
    ) async throws {
        guard options.schools >= ExampleOptions.fewestSchools else {
            throw ExampleError.tooFewSchools(options.schools)
        }
        guard options.offers >= ExampleOptions.fewestOffers else {
            throw ExampleError.tooFewOffers(options.offers)
        }
        let present = try await database.read { try $0.count("SELECT count(*) FROM establishment") }
        guard present == 0 else { throw ExampleError.notEmpty(schools: present) }
        let course = ExampleCourse(options, progress)
        var drawing = SchoolDrawing(options)
        let schools = drawing.schools()
        tell("schools: \(schools.count)")
        try await enterRegister(schools)
        course.enter(schools: schools.count, next: "hubs")
        let hubs = try await foundHubs()
        course.tell(next: "people")
        tell("hubs: \(hubs.count)")
        let cast = try await invitePeople(hubs)
        course.tell(next: "the library of evidence")
        tell("people: \(cast.actors.count)")
        let library = try await writeLibrary(cast)
        course.tell(next: "registered trials")
        tell("strands: \(library.strands.count), interventions: \(library.interventions.count)")
        try await registerTrials(library, hubs, cast)
        course.tell(next: "trials from their protocols")
        tell("registered trials: \(ToldTrial.all.count)")
        try await runProtocols(library, hubs, cast, schools)
        course.tell(next: "quick evaluations")
        tell("trials told from their protocols: \(ToldProtocol.all.count)")
        try await evaluateQuickly(library, cast)
        course.tell(next: "guidance and reading lists")
        try await furnishLibrary(library, cast)
        course.tell(next: "accounts of practice")
        try await tellPractice(library, cast)
        course.tell(next: "offers")
        let catalogue = try await publishOffers(library, hubs, schools, cast)
        course.tell(next: "emails in the hubs’ words")
        try await writeMailTexts(hubs, cast)
        course.tell(next: "bookings")
        try await takePlaces(in: catalogue, of: schools, cast)
        course.tell(next: "conferences")
        try await holdConferences(catalogue, library, cast)
        course.tell(next: "calendars")
        try await shareCalendars(cast)
        course.tell(next: "registers")
        try await keepRegisters(catalogue, cast)
        course.tell(next: "messages")
        try await writeMessages(catalogue, cast)
        course.tell(next: "invoices")
        try await sendInvoices(hubs, cast)
        course.tell(next: "offers that are over")
        try await endOffers(catalogue, cast)
        course.tell(next: "more hubs")
        try await foundMoreHubs(schools)
        course.tell(next: "more offers and bookings")
        try await addVolume(schools: schools, library, course)
        let (offers, bookings) = try await database.read { transaction in
            (
                try transaction.count("SELECT count(*) FROM offer"),
                try transaction.count("SELECT count(*) FROM booking")
            )
        }
        tell("offers: \(offers), bookings: \(bookings)")
        course.begin("plans")
        try await writePlans(library, cast)
        course.tell(next: "coaching and pathways")
        try await supportPeople(hubs, cast)
        course.tell(next: "reach")
        tell("people supported: \(ToldCoaching.all.count) pairs")
        let reach = try await Reach(database: database, services: services, profiles: profiles).rebuild()
        course.tell(next: "returns to funders")
        tell("ties of schools to what they took part in: \(reach.touches)")
        try await sendReturn(hubs, cast)
        course.tell(next: "definitions of returns")
        try await defineReturn(library, hubs, cast)
        course.tell(next: "questions between schools")
        try await askAround(cast)
        course.tell(next: "the end")
        try await mark()
        course.end()
    }

    /// Last of all, so that an example that was cut short is not taken for one.
    private func mark() async throws {
        let now = services.now()
        try await database.write { transaction in
            try transaction.execute("INSERT INTO example_network (made_at) VALUES (\(now))")
        }
    }

    /// Whether the database is an example from beginning to end: then, and only then, a click may sign in.
    package static func isMade(in database: any Database) async throws -> Bool {
        try await database.read { try $0.exists("SELECT 1 FROM example_network") }
    }

    /// The first of September of the academic year that began a number of years ago; 0 is this one.
    func yearStart(ago years: Int) -> LocalDate {
        AcademicYear(startYear: AcademicYear(containing: options.today).startYear - years).firstDay
    }

    /// An instant of a day in London.
    func moment(_ day: LocalDate, _ hour: Int, _ minute: Int) -> Date {
        guard let time = LocalTime(hour: hour, minute: minute) else { return services.now() }
        return options.bounded(Date(day, time, in: .london))
    }

    /// The services as they stood on another day.
    func services(on day: LocalDate, _ hour: Int = 10, _ minute: Int = 0) -> Services {
        services.at(moment(day, hour, minute))
    }
}

extension ExampleOptions {
    /// A moment, or the last one that may be told of where it is still to come.
    fileprivate func bounded(_ moment: Date) -> Date { now.map { min($0, moment) } ?? moment }
}
