import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

/// Adding, inviting, roles, lists: the verbs on people and who may use them.
struct PeopleTests {
    private func invite(_ world: World, _ email: String, as role: Role, name: String = "Iva Invited")
        async throws -> Token
    {
        _ = try await world.accounts.invite(
            by: .system("test"),
            name: name,
            email: email,
            to: world.school.id,
            as: role
        )
        return try World.token(in: try await world.mail(to: email).text)
    }

    @Test("An invited lead sets a password, has the role and is signed in", arguments: TestEngine.available)
    func acceptWithPassword(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let link = try await invite(world, "iva@x.example", as: .lead)
            let offer = try #require(try await world.accounts.invitation(link))
            #expect(offer.needsPassword)
            #expect(offer.invitation.organisation == world.school)
            await #expect(throws: AccountsError.passwordNeeded) {
                try await world.accounts.acceptInvitation(link, name: "Iva Invited", password: "", World.home)
            }
            let outcome = try await world.accounts.acceptInvitation(
                link,
                name: "Iva Invited",
                password: "orchard umbrella seven",
                World.home
            )
            let signedIn = try await world.signedIn(outcome)
            #expect(signedIn.actor.memberships == [Membership(world.school, .lead)])
            #expect(signedIn.strength == .password)
            #expect(try await world.accounts.invitation(link) == nil)
        }
    }

    @Test("A booker may accept without a password", arguments: TestEngine.available)
    func acceptWithout(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let link = try await invite(world, "iva@x.example", as: .booker)
            let outcome = try await world.accounts.acceptInvitation(
                link,
                name: "Iva",
                password: "",
                World.home
            )
            let signedIn = try await world.signedIn(outcome)
            #expect(signedIn.strength == .link)
        }
    }

    @Test(
        "A session that a mailed link opened ends when its person accepts a role that needs a password",
        arguments: TestEngine.available,
        [Role.lead, .booker]
    )
    func weakSessions(on engine: TestEngine, _ role: Role) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker", [Membership(world.hub, .booker)], password: nil)
            try await world.accounts.mailSignInLink(to: World.email("Bea Booker"), World.elsewhere)
            let mailed = try World.token(in: try await world.mail(to: World.email("Bea Booker")).text)
            let opened = try await world.accounts.signIn(link: mailed, World.elsewhere)
            let weak = try #require(opened.session)
            world.clock.advance(1)
            let link = try await invite(world, World.email("Bea Booker"), as: role)
            let accepted = try await world.accounts.acceptInvitation(
                link,
                name: "Bea Booker",
                password: "orchard umbrella seven",
                World.home
            )
            let signedIn = try await world.signedIn(accepted)
            #expect(signedIn.strength == .password)
            let left = try await world.accounts.identify(weak)
            #expect((left == nil) == (role == .lead))
        }
    }

    @Test(
        "An invitation does not sign in someone who has a password: they add what theirs is",
        arguments: TestEngine.available
    )
    func existingPerson(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker", [Membership(world.hub, .booker)])
            let link = try await invite(world, World.email("Bea Booker"), as: .lead, name: "B. Misspelt")
            let outcome = try await world.accounts.acceptInvitation(
                link,
                name: "B. Misspelt",
                password: "a stranger's password",
                World.elsewhere
            )
            #expect(outcome == nil)
            let signedIn = try await world.signIn("Bea Booker")
            #expect(signedIn.actor.person == person)
            #expect(signedIn.actor.roles(in: world.school.id) == [.lead])
        }
    }

    @Test("One invitation used twice at once is accepted once", arguments: TestEngine.available)
    func acceptedOnce(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            let link = try await invite(world, "iva@x.example", as: .member)
            let successes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let answer = try? await world.accounts.acceptInvitation(
                            link,
                            name: "Iva",
                            password: "",
                            World.home
                        )
                        return answer != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM person") } == 1)
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM session") } == 1)
        }
    }

    @Test(
        "An invitation ends after fourteen days, when withdrawn, and when sent anew",
        arguments: TestEngine.available
    )
    func invitationEnds(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let first = try await invite(world, "iva@x.example", as: .member)
            world.clock.advance(1)
            let second = try await invite(world, "iva@x.example", as: .member)
            #expect(try await world.accounts.invitation(first) == nil)
            world.clock.advance(14 * 86_400 - 1)
            #expect(try await world.accounts.invitation(second) != nil)
            world.clock.advance(1)
            #expect(try await world.accounts.invitation(second) == nil)

            let third = try await invite(world, "iva@x.example", as: .member)
            let waiting = try await world.accounts.invitations(of: world.school.id, by: world.administrator)
            #expect(waiting.map(\.email.text) == ["iva@x.example"])
            try await world.accounts.withdrawInvitation(
                try #require(waiting.first).id,
                by: world.administrator
            )
            #expect(try await world.accounts.invitation(third) == nil)
        }
    }

    /// Who acts, in relation to the school.
    enum Standing: String, CaseIterable, Sendable {
        case anonymous, lead, editor, member, leadElsewhere, administrator

        func actor(_ world: World) -> Actor {
            let person = Person(id: ID(rawValue: 900), name: "Nell Network")
            return switch self {
            case .anonymous: .anonymous
            case .lead: .person(person, memberships: [Membership(world.school, .lead)])
            case .editor: .person(person, memberships: [Membership(world.school, .editor)])
            case .member: .person(person, memberships: [Membership(world.school, .member)])
            case .leadElsewhere: .person(person, memberships: [Membership(world.hub, .lead)])
            case .administrator: .person(person, isNetworkAdministrator: true)
            }
        }

        var answerToManaging: AccessError? {
            switch self {
            case .lead, .administrator: nil
            case .anonymous: .notSignedIn
            case .editor, .member: .forbidden
            case .leadElsewhere: .notFound
            }
        }
    }

    @Test(
        "Inviting and changing roles is for leads and administrators",
        arguments: TestEngine.available,
        Standing.allCases
    )
    func whoManages(on engine: TestEngine, _ standing: Standing) async throws {
        try await World.with(engine) { world in
            // The acting person exists, since an invitation names who sent it.
            try await world.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO person (id, name, created_at) VALUES (900, 'Nell Network', 0)"
                )
            }
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            let actor = standing.actor(world)
            func attempt(_ verb: () async throws -> Void) async -> AccessError? {
                do {
                    try await verb()
                    return nil
                } catch { return error as? AccessError ?? .forbidden }
            }
            let inviting = await attempt {
                _ = try await world.accounts.invite(
                    by: actor,
                    name: "Iva",
                    email: "iva@x.example",
                    to: world.school.id,
                    as: .lead
                )
            }
            let changing = await attempt {
                try await world.accounts.changeRoles(
                    of: person.id,
                    in: world.school.id,
                    to: [.member],
                    by: actor
                )
            }
            #expect(inviting == standing.answerToManaging)
            #expect(changing == standing.answerToManaging)
        }
    }

    @Test(
        "Managing persons and reading the audit is for administrators only",
        arguments: TestEngine.available,
        Standing.allCases
    )
    func whoAdministers(on engine: TestEngine, _ standing: Standing) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let actor = standing.actor(world)
            let verbs: [() async throws -> Void] = [
                { _ = try await world.accounts.persons(by: actor) },
                { _ = try await world.accounts.person(person.id, by: actor) },
                { _ = try await world.accounts.audit(by: actor) },
                { _ = try await world.accounts.addPerson(by: actor, name: "X", email: "x@x.example") },
                { _ = try await world.accounts.passwordLink(by: actor, email: World.email("Bea Booker")) },
                { try await world.accounts.resetTwoStep(by: actor, of: person.id) },
                {
                    _ = try await world.accounts.correctEmail(
                        of: person.id,
                        to: "bea@right.example",
                        version: 1,
                        by: actor
                    )
                },
                { try await world.accounts.setNetworkAdministrator(true, person.id, by: actor) },
                { _ = try await world.accounts.personalData(of: person.id, by: actor) },
            ]
            for verb in verbs {
                if standing == .administrator {
                    await #expect(throws: Never.self) { try await verb() }
                } else {
                    await #expect(throws: AccessError.self) { try await verb() }
                }
            }
        }
    }

    @Test("The last lead cannot be removed, except by an administrator", arguments: TestEngine.available)
    func lastLead(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lead = try await world.add("Lea Lead", [Membership(world.school, .lead)])
            let actor = world.actor(lead, [Membership(world.school, .lead)])
            await #expect(throws: AccountsError.lastLead) {
                try await world.accounts.changeRoles(
                    of: lead.id,
                    in: world.school.id,
                    to: [.member],
                    by: actor
                )
            }
            let second = try await world.add("Sue Second", [Membership(world.school, .lead)])
            try await world.accounts.changeRoles(of: second.id, in: world.school.id, to: [], by: actor)
            try await world.accounts.changeRoles(
                of: lead.id,
                in: world.school.id,
                to: [],
                by: world.administrator
            )
            #expect(try await world.accounts.people(of: world.school.id, by: world.administrator).isEmpty)
        }
    }

    @Test("Two leads who remove each other at once leave one", arguments: TestEngine.available)
    func mutualRemoval(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            let role = [Membership(world.school, .lead)]
            let one = try await world.add("One Lead", role)
            let two = try await world.add("Two Lead", role)
            async let first: Void? = try? world.accounts.changeRoles(
                of: two.id,
                in: world.school.id,
                to: [],
                by: world.actor(one, role)
            )
            async let second: Void? = try? world.accounts.changeRoles(
                of: one.id,
                in: world.school.id,
                to: [],
                by: world.actor(two, role)
            )
            _ = await (first, second)
            #expect(try await world.accounts.people(of: world.school.id, by: world.administrator).count == 1)
        }
    }

    @Test("The network keeps an administrator", arguments: TestEngine.available)
    func lastAdministrator(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let only = try await world.add("Ada Admin", administrator: true)
            await #expect(throws: AccountsError.lastAdministrator) {
                try await world.accounts.setNetworkAdministrator(false, only.id, by: .system("test"))
            }
            await #expect(throws: AccountsError.lastAdministrator) {
                try await world.accounts.erase(only.id, by: world.administrator)
            }
            let second = try await world.add("Bob Admin", administrator: true)
            try await world.accounts.setNetworkAdministrator(false, second.id, by: .system("test"))
        }
    }

    @Test("One address is one person", arguments: TestEngine.available)
    func oneAddress(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            await #expect(throws: AccountsError.emailTaken) {
                try await world.accounts.addPerson(
                    by: .system("test"),
                    name: "Bea Again",
                    email: "BEA.booker@SEAVIEW.example "
                )
            }
        }
    }

    @Test("A colleague named twice is one person, and keeps the first name", arguments: TestEngine.available)
    func findOrAdd(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let email = try #require(EmailAddress("col@x.example"))
            let ids: [ID<Person>] = [world.services.newID(), world.services.newID()]
            let now = world.services.now()
            let people = try await world.database.write { transaction in
                try ids.enumerated().map { number, id in
                    try transaction.findOrAddPerson(name: "Name \(number)", email: email, newID: id, at: now)
                }
            }
            #expect(people.map(\.id) == [ids[0], ids[0]])
            #expect(people.map(\.name) == ["Name 0", "Name 0"])
        }
    }

    @Test("People are listed once each with all their roles", arguments: TestEngine.available)
    func peopleList(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Zoe Zed", [Membership(world.school, .member)])
            try await world.add(
                "Abe Abel",
                [Membership(world.school, .lead), Membership(world.school, .coach)]
            )
            try await world.add("Out Sider", [Membership(world.hub, .lead)])
            let people = try await world.accounts.people(of: world.school.id, by: world.administrator)
            #expect(people.map(\.person.name) == ["Abe Abel", "Zoe Zed"])
            #expect(people.map(\.roles) == [[.lead, .coach], [.member]])
        }
    }

    @Test(
        "Administrators find persons by part of a name or address; wildcards are letters",
        arguments: TestEngine.available
    )
    func search(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Zoe Zed")
            try await world.add("Abe Abel")
            let found = try await world.accounts.persons(matching: "ABEL", by: world.administrator)
            #expect(found.persons.map(\.person.name) == ["Abe Abel"])
            #expect(try await world.accounts.persons(matching: "%", by: world.administrator).total == 0)
            #expect(try await world.audited().last == "person.list")
            #expect(
                try await world.accounts.persons(matching: "seaview", limit: 1, by: world.administrator).total
                    == 2
            )
        }
    }

    @Test("A correction is refused when someone else was first", arguments: TestEngine.available)
    func correction(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let actor = world.actor(person)
            let version = try await world.accounts.overview(by: actor).record.version
            try await world.accounts.correct(
                person.id,
                name: "Bea Marie Booker",
                teacherReference: "RP12/34567",
                version: version,
                by: actor
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await world.accounts.correct(
                    person.id,
                    name: "Other",
                    teacherReference: "",
                    version: version,
                    by: actor
                )
            }
            let record = try await world.accounts.overview(by: actor).record
            #expect(record.person.name == "Bea Marie Booker")
            #expect(record.teacherReference == "1234567")
            let stranger = world.actor(
                Person(id: ID(rawValue: 5), name: "S"),
                [Membership(world.school, .lead)]
            )
            await #expect(throws: AccessError.notFound) {
                try await world.accounts.correct(
                    person.id,
                    name: "Hacked",
                    teacherReference: "",
                    version: record.version,
                    by: stranger
                )
            }
        }
    }

    @Test("Continuing as someone works in an example network only", arguments: TestEngine.available)
    func continueAs(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Lea Lead", [Membership(world.school, .lead)], password: nil)
            await #expect(throws: AccountsError.exampleOnly) {
                try await world.accounts.continueAs(email: World.email("Lea Lead"), World.home)
            }
            #expect(try await world.accounts.examplePeople().isEmpty)
        }
        try await World.with(engine) { settings in
            settings.isExample = true
            settings.examplePeople = [
                ContinueAsOffer(email: "gone@x.example", story: "Nobody."),
                ContinueAsOffer(email: World.email("Lea Lead"), story: "Leads Seaview School."),
            ]
        } _: { world in
            try await world.add("Lea Lead", [Membership(world.school, .lead)], password: nil)
            #expect(try await world.accounts.examplePeople().count == 1)
            try await world.add("Bea Booker", [Membership(world.school, .booker)], password: nil)
            await #expect(throws: AccountsError.exampleOnly, "nobody but those whom the example offers") {
                try await world.accounts.continueAs(email: World.email("Bea Booker"), World.home)
            }
            let outcome = try await world.accounts.continueAs(email: World.email("Lea Lead"), World.home)
            let signedIn = try await world.accounts.identify(try #require(outcome.session))
            #expect(signedIn?.strength == .example)
        }
    }

    @Test(
        "The audit is read newest first, with names, and its reading is audited",
        arguments: TestEngine.available
    )
    func readAudit(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            _ = try await world.signIn("Bea Booker")
            world.clock.advance(1)
            var question = AuditQuestion()
            question.person = person.id
            let (lines, total) = try await world.accounts.audit(question, by: world.administrator)
            #expect(total == 3)
            #expect(lines.first?.verb == "person.set-password" || lines.first?.verb == "person.sign-in")
            #expect(lines.contains { $0.who == "Bea Booker" && $0.verb == "person.sign-in" })
            #expect(lines.contains { $0.who == "test" && $0.objectName == "Bea Booker" })
            #expect(try await world.audited().last == "audit.read")
        }
    }
}
