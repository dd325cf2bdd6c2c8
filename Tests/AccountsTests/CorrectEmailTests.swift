import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

/// An administrator puts an address right.
struct CorrectEmailTests {
    static let right = "bea@right.example"

    private static func correct(
        _ person: Person,
        to email: String = right,
        version: Int64 = 1,
        forgetsSignIn: Bool = false,
        _ world: World
    ) async throws -> CorrectedEmail {
        try await world.accounts.correctEmail(
            of: person.id,
            to: email,
            version: version,
            forgetsSignIn: forgetsSignIn,
            by: world.administrator
        )
    }

    @Test(
        "The person signs in with the right address and their password; what went to the wrong one has ended",
        arguments: TestEngine.available
    )
    func corrects(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            let wrong = World.email("Bea Booker")
            let session = try #require(
                try await world.accounts.signIn(email: wrong, password: World.password, World.home).session
            )
            let lead = try await world.administratorWithRow()
            for role in [Role.member, .editor] {
                _ = try await world.accounts.invite(
                    by: lead,
                    name: "Bea",
                    email: wrong,
                    to: world.hub.id,
                    as: role
                )
            }
            try await world.database.write {
                try $0.execute("UPDATE invitation SET accepted_at = 1 WHERE role = 'member'")
            }
            world.clock.advance(1)
            _ = try await AddressLinkTests.link(to: wrong, named: "Bea Booker", world)
            world.clock.advance(1)
            try await world.accounts.mailPasswordReset(to: wrong, World.elsewhere)
            let link = try World.token(in: try await world.mail(to: wrong).text)

            let corrected = try await Self.correct(person, to: " Bea@Right.example ", world)
            #expect(corrected.isChanged)
            #expect(corrected.sessionsEnded == 1 && corrected.invitationsWithdrawn == 1)
            #expect(try await world.accounts.identify(session) == nil)
            #expect(try await world.accounts.personToSetPassword(link) == nil)
            let record = try await world.accounts.person(at: Self.right, by: world.administrator)
            #expect(record.person == person)
            let outcome = try await world.accounts.signIn(
                email: Self.right,
                password: World.password,
                World.home
            )
            #expect(outcome.session != nil)
            await #expect(throws: AccountsError.signInFailed) { try await world.signIn("Bea Booker") }
            let left = try await world.database.read { transaction in
                let invited: [String] = try transaction.column("SELECT email FROM invitation")
                return (invited, try transaction.count("SELECT count(*) FROM address_link"))
            }
            #expect(left.0 == [Self.right], "what they accepted follows them")
            #expect(left.1 == 0)
            #expect(try await world.audited().contains("person.correct-email"))
        }
    }

    @Test(
        "Both addresses get a letter; the one to the old address says nothing of the person",
        arguments: TestEngine.available
    )
    func letters(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let wrong = World.email("Bea Booker")
            _ = try await Self.correct(person, world)
            let old = try await world.database.read { try $0.mail(to: wrong) }
            #expect(old.map(\.subject) == ["Braid no longer uses this address"])
            #expect(old.allSatisfy { !$0.text.contains("Bea") && !$0.text.contains("right.example") })
            let new = try await world.mail(to: Self.right)
            #expect(new.text.contains("Hello Bea Booker") && new.text.contains("/reset-password"))
            // The audit holds no address.
            let details: [String] = try await world.database.read {
                try $0.column("SELECT detail FROM audit_entry WHERE verb = 'person.correct-email'")
            }
            #expect(details.count == 1 && !details.joined().contains("@"))
            // An erasure finds both letters.
            try await world.database.write { try $0.execute("UPDATE mail SET state = 'sent', sent_at = 1") }
            try await world.accounts.erase(person.id, by: world.administrator)
            #expect(try await world.mails().isEmpty)
        }
    }

    @Test("The password goes too where somebody else may have set it", arguments: TestEngine.available)
    func forgetsSignIn(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            _ = try await world.signIn("Bea Booker")
            _ = try await Self.correct(person, forgetsSignIn: true, world)
            await #expect(throws: AccountsError.signInFailed) {
                try await world.accounts.signIn(email: Self.right, password: World.password, World.home)
            }
            for table in ["password", "second_step", "recovery_code", "known_device", "session"] {
                let rows = try await world.database.read {
                    try $0.count("SELECT count(*) FROM \(SQL(trusted: table)) WHERE person_id = \(person.id)")
                }
                #expect(rows == 0, "\(table)")
            }
        }
    }

    @Test(
        "An address that another person has is refused, and nothing changes",
        arguments: TestEngine.available
    )
    func taken(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            try await world.add("Olu Other")
            let signedIn = try await world.signIn("Bea Booker")
            let before = try await world.mails().count
            await #expect(throws: AccountsError.emailTaken) {
                _ = try await Self.correct(person, to: World.email("Olu Other"), world)
            }
            await #expect(throws: AccountsError.emailInvalid) {
                _ = try await Self.correct(person, to: "bea at right", world)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                _ = try await Self.correct(person, version: 7, world)
            }
            // The address as it stands: a form that was sent twice.
            let again = try await Self.correct(person, to: World.email("Bea Booker"), version: 7, world)
            #expect(again.sessionsEnded == 0 && again.invitationsWithdrawn == 0)
            #expect(!again.isChanged)
            #expect(try await world.mails().count == before)
            let overview = try await world.accounts.overview(by: signedIn.actor)
            #expect(overview.record.email?.text == World.email("Bea Booker"))
            #expect(try await !world.audited().contains("person.correct-email"))
        }
    }

    @Test("An erased person has no address to correct", arguments: TestEngine.available)
    func erased(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            try await world.accounts.erase(person.id, by: world.administrator)
            await #expect(throws: AccessError.notFound) {
                _ = try await Self.correct(person, version: 2, world)
            }
        }
    }
}
