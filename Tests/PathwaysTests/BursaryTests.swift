import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Pathways
import Programmes
import Services
import TestDatabases
import Testing

@Suite struct Bursaries {
    private static func callDraft(budget: String = "1000", most: String = "600") -> BursaryCallDraft {
        var draft = BursaryCallDraft()
        draft.title = "Small research bursaries"
        draft.summary = "For questions from your own classroom."
        draft.criteria = "A clear question; a plan that fits a term."
        draft.opensOn = "2027-01-01"
        draft.closesOn = "2027-01-31"
        draft.budget = budget
        draft.most = most
        draft.panel =
            "Fay Lead, fay.lead@school.test\nHal Lead, hal.lead@school.test\nNell Lead, nell.lead@school.test"
        return draft
    }

    private static func application(_ amount: String = "600") -> ApplicationDraft {
        var draft = ApplicationDraft()
        draft.title = "Does retrieval help year 8?"
        draft.plan = "Two classes, one term."
        draft.benefit = "Pupils who forget."
        draft.amount = amount
        return draft
    }

    private func published(_ network: Network, _ draft: BursaryCallDraft = callDraft()) async throws -> ID<
        BursaryCall
    > {
        try await network.pathways.publishCall(draft, of: Network.north.id, by: network.actor("Noel Editor"))
    }

    /// An application that was scored and refused.
    private func refused(_ network: Network, reason: String) async throws -> ID<BursaryApplication> {
        let id = try await network.pathways.apply(
            Self.application(),
            to: published(network),
            by: network.actor("Ella Early")
        )
        try await scored(id, network)
        try await network.pathways.decide(
            id,
            award: "",
            reason: reason,
            version: 1,
            by: network.actor("Nora Lead")
        )
        return id
    }

    /// The day after the last for applications.
    private func close(_ network: Network) throws {
        network.clock.advance(to: try #require(LocalDate("2027-02-01")))
    }

    private func scored(_ id: ID<BursaryApplication>, _ network: Network) async throws {
        try close(network)
        for name in ["Fay Lead", "Hal Lead"] {
            try await network.pathways.score(
                id,
                "7",
                comment: "",
                hasConflict: false,
                by: network.actor(name)
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `are applied for while the call is open, once, and not by its panel`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let call = try await published(network)
            _ = try await network.pathways.apply(
                Self.application(),
                to: call,
                by: network.actor("Ella Early")
            )
            await #expect(throws: PathwaysRefusal.alreadyApplied) {
                _ = try await network.pathways.apply(
                    Self.application(),
                    to: call,
                    by: network.actor("Ella Early")
                )
            }
            await #expect(throws: PathwaysRefusal.ownApplication) {
                _ = try await network.pathways.apply(
                    Self.application(),
                    to: call,
                    by: network.actor("Hal Lead")
                )
            }
            let tooMuch = try await faults {
                _ = try await network.pathways.apply(
                    Self.application("601"),
                    to: call,
                    by: network.actor("Sam Booker")
                )
            }
            #expect(tooMuch["amount"]?.contains("£600.00") == true)
            network.clock.advance(days: 24)
            _ = try await network.pathways.apply(
                Self.application(),
                to: call,
                by: network.actor("Sam Booker")
            )
            network.clock.advance(days: 1)
            await #expect(throws: PathwaysRefusal.callClosed) {
                _ = try await network.pathways.apply(
                    Self.application(),
                    to: call,
                    by: network.actor("Mia Mentor")
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `need enough scores without a conflict, and a reason`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let nora = network.actor("Nora Lead")
            let call = try await published(network)
            let id = try await pathways.apply(Self.application(), to: call, by: network.actor("Ella Early"))
            try close(network)
            await #expect(throws: AccessError.notFound) {
                try await pathways.score(
                    id,
                    "7",
                    comment: "",
                    hasConflict: false,
                    by: network.actor("Sue Lead")
                )
            }
            let unsaid = try await faults {
                try await pathways.score(
                    id,
                    "",
                    comment: "",
                    hasConflict: true,
                    by: network.actor("Fay Lead")
                )
            }
            #expect(unsaid["comment"] != nil, "a conflict is named")
            try await pathways.score(
                id,
                "",
                comment: "She worked for me until last year.",
                hasConflict: true,
                by: network.actor("Fay Lead")
            )
            try await pathways.score(
                id,
                "8",
                comment: "Clear",
                hasConflict: false,
                by: network.actor("Hal Lead")
            )
            await #expect(throws: PathwaysRefusal.needsScores(missing: 1)) {
                try await pathways.decide(id, award: "500", reason: "Good", version: 1, by: nora)
            }
            await #expect(throws: PathwaysRefusal.conflictDeclared) {
                try await pathways.score(
                    id,
                    "",
                    comment: "A relative",
                    hasConflict: true,
                    by: network.actor("Nell Lead")
                )
                try await pathways.decide(
                    id,
                    award: "500",
                    reason: "Good",
                    version: 1,
                    by: network.actor("Nell Lead")
                )
            }
            try await pathways.score(id, "6", comment: "", hasConflict: false, by: network.actor("Nell Lead"))
            let unreasoned = try await faults {
                try await pathways.decide(id, award: "500", reason: " ", version: 1, by: nora)
            }
            #expect(unreasoned["reason"] != nil)
            try await pathways.decide(id, award: "500", reason: "A good question.", version: 1, by: nora)
            let file = try await pathways.applicationFile(id, by: nora)
            #expect(file.application.isPart)
            #expect(file.meanScore == 7)
        }
    }

    @Test(arguments: TestEngine.available)
    func `show the applicant the reason, and never the scores`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await refused(network, reason: "The plan needs two terms.")
            let own = try await network.pathways.applicationFile(id, by: network.actor("Ella Early"))
            #expect(own.application.state == .refused)
            #expect(own.application.reason == "The plan needs two terms.")
            #expect(own.scores.isEmpty)
            for name in ["Sue Lead", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound) {
                    _ = try await network.pathways.applicationFile(id, by: network.actor(name))
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `let one of the panel see the others' scores only after their own`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let call = try await published(network)
            let id = try await network.pathways.apply(
                Self.application(),
                to: call,
                by: network.actor("Ella Early")
            )
            try close(network)
            try await network.pathways.score(
                id,
                "9",
                comment: "",
                hasConflict: false,
                by: network.actor("Fay Lead")
            )
            let before = try await network.pathways.applicationFile(id, by: network.actor("Hal Lead"))
            #expect(before.scores.isEmpty)
            try await network.pathways.score(
                id,
                "4",
                comment: "",
                hasConflict: false,
                by: network.actor("Hal Lead")
            )
            let after = try await network.pathways.applicationFile(id, by: network.actor("Hal Lead"))
            #expect(after.scores.compactMap(\.score).sorted() == [4, 9])
        }
    }

    /// Twenty people apply for £600 of £1,000 and all are decided at once: one is awarded, whatever the order.
    @Test(arguments: TestEngine.available)
    func `never award more than the budget, when everything is decided at once`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine, rehearses: false) { network in
            let call = try await published(network)
            var applications: [ID<BursaryApplication>] = []
            for number in 0..<20 {
                let person = Person(id: ID(rawValue: Int64(500 + number)), name: "Teacher \(number)")
                try await network.database.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO person (id, name, email, created_at)
                        VALUES (\(person.id), \(person.name), \("teacher.\(number)@school.test"), 0)
                        """
                    )
                }
                applications.append(
                    try await network.pathways.apply(Self.application(), to: call, by: .person(person))
                )
            }
            for id in applications { try await scored(id, network) }
            let nora = network.actor("Nora Lead")
            let pathways = network.pathways
            let awarded = await withTaskGroup(of: Bool.self) { group in
                for id in applications {
                    group.addTask {
                        do {
                            try await pathways.decide(id, award: "600", reason: "Good", version: 1, by: nora)
                            return true
                        } catch PathwaysRefusal.aboveBudget(let left) {
                            #expect(left == 40_000)
                            return false
                        } catch {
                            Issue.record("\(error)")
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(awarded == 1)
            #expect(try await network.count("SELECT awarded_pence FROM bursary_call") == 60_000)
            #expect(
                try await network.count("SELECT sum(awarded_pence) FROM bursary_application") == 60_000,
                "the awards add up to what the call says"
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `refuse more than the budget in the schema itself`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await published(network)
            await #expect(throws: DatabaseError.self) {
                try await network.database.write {
                    try $0.execute("UPDATE bursary_call SET awarded_pence = 100001")
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `are paid by plan, never above the award, and end in the evidence library`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let nora = network.actor("Nora Lead")
            let call = try await published(network)
            let id = try await pathways.apply(Self.application(), to: call, by: network.actor("Ella Early"))
            try await scored(id, network)
            try await pathways.decide(id, award: "500", reason: "Good", version: 1, by: nora)
            try await pathways.planBursaryPayment("300", due: "2027-03-01", of: id, by: nora)
            await #expect(throws: PathwaysRefusal.aboveAmount(leftPence: 20_000)) {
                try await pathways.planBursaryPayment("200.01", due: "2027-06-01", of: id, by: nora)
            }
            try await pathways.planBursaryPayment("200", due: "2027-06-01", of: id, by: nora)
            let payments = try await pathways.applicationFile(id, by: nora).payments
            #expect(payments.map(\.amount) == [Pence(30_000), Pence(20_000)])
            try await pathways.payBursary(payments[0].id, of: id, by: nora)
            var output = OutputDraft()
            output.citation = "Early, E. (2027). Retrieval in year 8. Northshore working paper 4."
            output.year = "2027"
            let study = try await pathways.publishBursaryOutput(
                output,
                of: id,
                by: network.actor("Ella Early")
            )
            let record = try await pathways.evidence.study(study)
            #expect(record.study.citation == output.citation)
            #expect(!record.study.title.isEmpty, "it stands in lists by its title")
            #expect(record.provenance.source.contains("Northshore"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `are neither scored nor decided while applications can still come`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await pathways.apply(
                Self.application(),
                to: published(network),
                by: network.actor("Ella Early")
            )
            let last = try #require(LocalDate("2027-01-31"))
            network.clock.advance(to: last)
            let fay = network.actor("Fay Lead")
            await #expect(throws: PathwaysRefusal.callOpen(until: last)) {
                try await pathways.score(id, "7", comment: "", hasConflict: false, by: fay)
            }
            await #expect(throws: PathwaysRefusal.callOpen(until: last)) {
                try await pathways.decide(
                    id,
                    award: "",
                    reason: "No",
                    version: 1,
                    by: network.actor("Nora Lead")
                )
            }
            #expect(try await pathways.applicationsToScore(by: fay).isEmpty)
            network.clock.advance(days: 1)
            #expect(try await pathways.applicationsToScore(by: fay).map(\.id) == [id])
            try await pathways.score(id, "7", comment: "", hasConflict: false, by: fay)
        }
    }

    @Test(arguments: TestEngine.available)
    func `get more time and money by their call, and applicants hear of it`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            let call = try await published(network)
            let id = try await pathways.apply(Self.application(), to: call, by: network.actor("Ella Early"))
            network.clock.advance(days: 30)
            try await network.emptyOutbox()
            var (found, draft) = try await pathways.callToChange(call, by: noel)
            #expect(draft == Self.callDraft(budget: "1000.00", most: "600.00"))
            draft.closesOn = "2027-02-28"
            draft.budget = "1500"
            try await pathways.changeCall(call, draft, version: found.version, by: noel)
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == ["ella.early@school.test"])
            #expect(mails[0].text.contains("until 28 February 2027"))
            #expect(try await network.auditVerbs().last == "bursary.change-call")
            let again = try await pathways.apply(
                Self.application(),
                to: call,
                by: network.actor("Mia Mentor")
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await pathways.changeCall(call, draft, version: found.version, by: noel)
            }
            await #expect(throws: AccessError.notFound) {
                try await pathways.changeCall(call, draft, version: 2, by: network.actor("Fay Lead"))
            }
            draft.criteria = "Anything"
            draft.most = "500"
            draft.panel = "Ella Early, ella.early@school.test\nHal Lead, hal.lead@school.test"
            let refused = try await faults {
                try await pathways.changeCall(call, draft, version: 2, by: noel)
            }
            #expect(Set(refused.keys) == ["criteria", "most"])
            (found, draft) = try await pathways.callToChange(call, by: noel)
            draft.panel = "Ella Early, ella.early@school.test\nHal Lead, hal.lead@school.test"
            let seated = try await faults {
                try await pathways.changeCall(call, draft, version: found.version, by: noel)
            }
            #expect(seated == ["panel": "Ella Early has applied, so cannot be on the panel"])
            network.clock.advance(days: 30)
            try await scored(id, network)
            try await pathways.decide(
                id,
                award: "600",
                reason: "Good",
                version: 1,
                by: network.actor("Nora Lead")
            )
            (found, draft) = try await pathways.callToChange(call, by: noel)
            draft.closesOn = "2027-12-31"
            draft.budget = "599"
            draft.most = "599"
            let late = try await faults {
                try await pathways.changeCall(call, draft, version: found.version, by: noel)
            }
            #expect(Set(late.keys) == ["closesOn", "budget", "most"])
            #expect(
                try await pathways.call(call, by: noel).applications.map(\.application.id) == [id, again]
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `have payments that can be corrected, cancelled and marked by mistake`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let nora = network.actor("Nora Lead")
            let id = try await pathways.apply(
                Self.application(),
                to: published(network),
                by: network.actor("Ella Early")
            )
            try await scored(id, network)
            try await pathways.decide(id, award: "500", reason: "Good", version: 1, by: nora)
            try await pathways.planBursaryPayment("300", due: "2027-03-01", of: id, by: nora)
            try await pathways.planBursaryPayment("200", due: "2027-06-01", of: id, by: nora)
            let planned = try await pathways.applicationFile(id, by: nora).payments.map(\.id)
            func change(_ payment: Int, _ change: PaymentChange, by name: String = "Nora Lead") async throws {
                try await pathways.changeBursaryPayment(
                    planned[payment],
                    change,
                    of: id,
                    by: network.actor(name)
                )
            }
            await #expect(throws: PathwaysRefusal.aboveAmount(leftPence: 30_000)) {
                try await change(0, .correct(amount: "300.01", due: "2027-03-01"))
            }
            let wrong = try await faults { try await change(0, .correct(amount: "no", due: "soon")) }
            #expect(Set(wrong.keys) == ["payment-\(planned[0])", "dueOn-\(planned[0])"])
            try await change(0, .correct(amount: "250", due: "2027-04-01"))
            try await pathways.payBursary(planned[0], of: id, by: nora)
            await #expect(throws: PathwaysRefusal.wrongStep) { try await change(0, .cancel) }
            await #expect(throws: AccessError.notFound) { try await change(0, .unpay, by: "Fay Lead") }
            try await change(0, .unpay)
            try await change(1, .cancel)
            try await change(1, .cancel)
            let left = try await pathways.applicationFile(id, by: nora)
            #expect(left.payments.map(\.amount) == [Pence(25_000)])
            #expect(left.payments.map(\.dueOn) == [LocalDate("2027-04-01")])
            #expect(left.payments.map(\.paidOn) == [nil])
            #expect(left.application.planned == Pence(25_000))
            #expect(try await network.auditVerbs().count { $0 == "bursary.change-payment" } == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `forget a refused application after a year and keep the amounts`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let id = try await refused(network, reason: "No")
            network.clock.advance(days: 365)
            #expect(try await network.pathways.keepRetention() == 0)
            network.clock.advance(days: 1)
            #expect(try await network.pathways.keepRetention() == 1)
            #expect(try await network.pathways.keepRetention() == 0)
            let file = try await network.pathways.applicationFile(id, by: network.actor("Ella Early"))
            #expect(file.application.plan.isEmpty)
            #expect(file.application.asked == Pence(60_000))
        }
    }
}
