import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

/// Links in mails: sign-in, reset, change of address.
struct LinkTests {
    @Test("A member signs in by a mailed link, once", arguments: TestEngine.available)
    func signInLink(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Mia Member")
            try await world.add("Mia Member", [Membership(world.school, .member)], password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            // A scanner that opens the page twice uses nothing up.
            #expect(try await world.accounts.isUsableSignInLink(link))
            #expect(try await world.accounts.isUsableSignInLink(link))
            let session = try #require(try await world.accounts.signIn(link: link, World.home).session)
            #expect(try await world.accounts.identify(session)?.strength == .link)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.signIn(link: link, World.home)
            }
        }
    }

    @Test("A link used twice at once signs in once", arguments: TestEngine.available)
    func usedAtOnce(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            let email = World.email("Mia Member")
            try await world.add("Mia Member", password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            let successes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { (try? await world.accounts.signIn(link: link, World.home)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
        }
    }

    @Test(
        "A sign-in link ends after twenty minutes, and when a newer one is sent",
        arguments: TestEngine.available
    )
    func linkEnds(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Mia Member")
            try await world.add("Mia Member", password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let first = try World.token(in: try await world.mail(to: email).text)
            world.clock.advance(1)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let second = try World.token(in: try await world.mail(to: email).text)
            #expect(try await !world.accounts.isUsableSignInLink(first))
            world.clock.advance(20 * 60 - 1)
            #expect(try await world.accounts.isUsableSignInLink(second))
            world.clock.advance(1)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.signIn(link: second, World.home)
            }
        }
    }

    @Test("Roles beyond booking need their password", arguments: TestEngine.available, Role.allCases)
    func rolesThatNeedPassword(on engine: TestEngine, _ role: Role) async throws {
        try await World.with(engine) { world in
            let email = World.email("Ro Role")
            try await world.add("Ro Role", [Membership(world.school, role)], password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let text = try await world.mail(to: email).text
            #expect(text.contains("/sign-in/link/") == (role == .booker || role == .member))
            #expect(text.contains("needs a password") == !(role == .booker || role == .member))
        }
    }

    @Test("A role given after the email was sent makes its link too weak", arguments: TestEngine.available)
    func roleGivenLater(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Mia Member")
            let person = try await world.add("Mia Member", [Membership(world.hub, .member)], password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            try await world.accounts.changeRoles(
                of: person.id,
                in: world.hub.id,
                to: [.editor],
                by: world.administrator
            )
            await #expect(throws: AccountsError.passwordNeeded) {
                try await world.accounts.signIn(link: link, World.home)
            }
        }
    }

    @Test(
        "A session by link ends when its person gets a role that needs a password",
        arguments: TestEngine.available
    )
    func weakSessionEnds(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Mia Member")
            let person = try await world.add("Mia Member", [Membership(world.hub, .member)], password: nil)
            try await world.accounts.mailSignInLink(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            let session = try #require(try await world.accounts.signIn(link: link, World.home).session)
            try await world.accounts.changeRoles(
                of: person.id,
                in: world.hub.id,
                to: [.booker],
                by: world.administrator
            )
            #expect(try await world.accounts.identify(session) != nil)
            try await world.accounts.changeRoles(
                of: person.id,
                in: world.hub.id,
                to: [.lead],
                by: world.administrator
            )
            #expect(try await world.accounts.identify(session) == nil)
        }
    }

    @Test(
        "An unknown address gets one email that says so, and the page says nothing",
        arguments: TestEngine.available
    )
    func unknownAddress(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.accounts.mailSignInLink(to: "nobody@x.example", World.home)
            try await world.accounts.mailPasswordReset(to: "nobody@x.example", World.home)
            #expect(try await world.mail(to: "nobody@x.example").text.contains("no account"))
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM access_link") } == 0)
        }
    }

    @Test("Nobody can be showered with mail", arguments: TestEngine.available)
    func mailLimits(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            for _ in 0..<4 { try await world.accounts.mailSignInLink(to: "victim@x.example", World.home) }
            let until = world.clock.now.addingTimeInterval(3600)
            await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                try await world.accounts.mailPasswordReset(to: "victim@x.example", World.elsewhere)
            }
            for number in 0..<26 {
                try await world.accounts.mailSignInLink(to: "v\(number)@x.example", World.home)
            }
            await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                try await world.accounts.mailSignInLink(to: "another@x.example", World.home)
            }
            #expect(try await world.mails().count == 30)
        }
    }

    @Test(
        "A reset sets a new password, ends sessions and blocks, and tells the person",
        arguments: TestEngine.available
    )
    func reset(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Bea Booker")
            try await world.add("Bea Booker")
            let old = try await world.accounts.signIn(email: email, password: World.password, World.home)
            for _ in 0..<10 {
                _ = try? await world.accounts.signIn(email: email, password: "wrong", World.elsewhere)
            }
            try await world.accounts.mailPasswordReset(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            #expect(try await world.accounts.personToSetPassword(link)?.name == "Bea Booker")
            world.clock.advance(1)
            try await world.accounts.setPassword(link: link, to: "orchard umbrella seven")
            #expect(try await world.accounts.identify(try #require(old.session)) == nil)
            #expect(try await world.mail(to: email).subject.contains("password was changed"))
            await #expect(throws: AccountsError.signInFailed) { try await world.signIn("Bea Booker") }
            #expect(try await world.signIn("Bea Booker", password: "orchard umbrella seven").actor.isSignedIn)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.setPassword(link: link, to: "orchard umbrella eight")
            }
        }
    }

    @Test(
        "A reset link ends after an hour; a refused password does not use it up",
        arguments: TestEngine.available
    )
    func resetEnds(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Bea Booker")
            try await world.add("Bea Booker")
            try await world.accounts.mailPasswordReset(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            await #expect(throws: AccountsError.passwordRefused(.tooShort(minimum: 10))) {
                try await world.accounts.setPassword(link: link, to: "short")
            }
            await #expect(throws: AccountsError.passwordRefused(.tooPersonal)) {
                try await world.accounts.setPassword(link: link, to: "bea.booker1")
            }
            #expect(try await world.accounts.personToSetPassword(link) != nil)
            world.clock.advance(3600)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.setPassword(link: link, to: "orchard umbrella seven")
            }
        }
    }

    @Test("A link of one purpose does not serve another", arguments: TestEngine.available)
    func purposes(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = World.email("Bea Booker")
            try await world.add("Bea Booker")
            try await world.accounts.mailPasswordReset(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.signIn(link: link, World.home)
            }
            await #expect(throws: AccountsError.linkSpent) { try await world.accounts.confirmEmail(link) }
            #expect(try await world.accounts.personToSetPassword(link) != nil)
        }
    }

    @Test(
        "An address changes when the new mailbox answers; the old one is told",
        arguments: TestEngine.available
    )
    func changeAddress(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let signedIn = try await world.signIn("Bea Booker")
            await #expect(throws: AccountsError.signInFailed) {
                try await world.accounts.requestEmailChange(
                    by: signedIn.actor,
                    to: "bea@new.example",
                    password: "wrong",
                    World.home
                )
            }
            try await world.accounts.requestEmailChange(
                by: signedIn.actor,
                to: "Bea@new.example",
                password: World.password,
                World.home
            )
            #expect(try await world.mail(to: World.email("Bea Booker")).subject.contains("about to change"))
            let link = try World.token(in: try await world.mail(to: "bea@new.example").text)
            #expect(
                try await world.accounts.overview(by: signedIn.actor).record.email?.text
                    == World.email("Bea Booker")
            )
            #expect(try await world.accounts.pendingEmail(link)?.text == "bea@new.example")
            try await world.accounts.confirmEmail(link)
            #expect(
                try await world.accounts.overview(by: signedIn.actor).record.email?.text == "bea@new.example"
            )
        }
    }

    @Test(
        "A new password stops a change of address that somebody else has asked for",
        arguments: TestEngine.available
    )
    func newPasswordStopsChange(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let thief = try await world.signIn("Bea Booker", World.elsewhere)
            try await world.accounts.requestEmailChange(
                by: thief.actor,
                to: "thief@new.example",
                password: World.password,
                World.elsewhere
            )
            let theirs = try World.token(in: try await world.mail(to: "thief@new.example").text)
            world.clock.advance(1)
            try await world.accounts.mailPasswordReset(to: World.email("Bea Booker"), World.home)
            let own = try World.token(in: try await world.mail(to: World.email("Bea Booker")).text)
            try await world.accounts.setPassword(link: own, to: "orchard umbrella seven")
            #expect(try await world.accounts.pendingEmail(theirs) == nil)
            await #expect(throws: AccountsError.linkSpent) { try await world.accounts.confirmEmail(theirs) }
            let record = try await world.database.read { try $0.personRecord(person.id) }
            #expect(record?.email?.text == World.email("Bea Booker"))
        }
    }

    @Test(
        "Asking for an address that has an account answers alike, and only its owner hears",
        arguments: TestEngine.available
    )
    func takenAddress(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add("Olu Other")
            let signedIn = try await world.signIn("Bea Booker")
            try await world.accounts.requestEmailChange(
                by: signedIn.actor,
                to: World.email("Olu Other"),
                password: World.password,
                World.home
            )
            #expect(try await world.mail(to: World.email("Olu Other")).text.contains("has one already"))
        }
    }
}
