import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Booking for a school, on the pages")
struct SchoolBookingsJourneyTests {
    private static let booker = "head@tarnsea-harbour.example"

    /// The forms of two runs to come of different offers at a price, or at none, with places for ten more.
    private static func forms(_ served: ServedSite, isFree: Bool = false) async throws -> [String] {
        let price: SQL = isFree ? "offer.price_pence = 0" : "offer.price_pence > 0"
        let rows = try await served.database.read { transaction in
            try transaction.rows(
                """
                SELECT offer.id AS offer, min(run.id) AS run FROM run JOIN offer ON offer.id = run.offer_id
                WHERE offer.state = 'published' AND run.starts_on > \(ServedSite.today.adding(days: 1))
                    AND run.study_minutes IS NULL AND run.cancelled_at IS NULL
                    AND (run.closes_on IS NULL OR run.closes_on > \(ServedSite.today))
                    AND run.taken + run.reserved + 10 <= run.capacity AND \(price)
                GROUP BY offer.id ORDER BY offer.id LIMIT 2
                """
            )
            .map { row -> String in
                let offer: ID<ServedSite> = try row.get("offer")
                let run: ID<ServedSite> = try row.get("run")
                return "/offers/\(offer)/book?run=\(run)"
            }
        }
        try #require(!rows.isEmpty)
        return rows
    }

    /// The form on a page for who is to come.
    private static func form(_ address: String, _ served: ServedSite, as visitor: Visitor) async throws -> (
        page: Reply, form: PageForm
    ) {
        let page = try await served.ask(.get, address, as: visitor)
        let form = try #require(PageForm.all(in: page.text).first { $0.has(("step", "check")) })
        return (page, form)
    }

    @Test(
        "colleagues are offered again, also after an error, and who has a place is not booked twice",
        arguments: TestEngine.available
    )
    func again(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.booker)
            let addresses = try await Self.forms(served)
            try #require(addresses.count == 2)
            var first = try await Self.form(addresses[0], served, as: head).form
            first.set("name-0", ["Ada Newcomer"])
            first.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
            first.set("purchaseOrder", ["PO 4711"])
            first.set("step", ["confirm"])
            let booked = try await served.ask(.post, first.action, as: head, body: first.encoded)
            #expect(booked.status == 303)

            let other = try await Self.form(addresses[1], served, as: head)
            let lists = ["People you booked before", "Same people as last time: 1 colleague"]
            for list in lists { #expect(other.page.text.contains(list)) }
            #expect(other.page.text.contains("value=\"PO 4711\""))
            #expect(other.page.words.contains("from your school’s last booking"))
            var second = other.form
            second.set("step", ["check"])
            let nothing = try await served.ask(.post, second.action, as: head, body: second.encoded)
            #expect(nothing.status == 422)
            for list in lists { #expect(nothing.text.contains(list)) }

            let again = try await Self.form(addresses[0], served, as: head)
            #expect(again.page.words.contains("ada.newcomer@tarnsea-harbour.example · has a place"))
            #expect(!again.page.text.contains("Same people as last time"))
            var ticked = again.form
            ticked.set("remembered", ["ada.newcomer@tarnsea-harbour.example"])
            ticked.set("step", ["check"])
            let refused = try await served.ask(.post, ticked.action, as: head, body: ticked.encoded)
            #expect(refused.status == 422)
            #expect(refused.words.contains("Ada Newcomer has a place in this already. Leave them out."))
        }
    }

    @Test("are for a school of whoever books, or not found", arguments: TestEngine.available)
    func ownSchool(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.booker)
            let addresses = try await Self.forms(served)
            let address = addresses[0]
            var form = try await Self.form(address, served, as: head).form
            let own = try #require(form.fields.first { $0.name == "school" }).value
            let found: ID<ServedSite>? = try await served.database.read { transaction in
                try transaction.value(
                    """
                    SELECT id FROM organisation
                    WHERE kind = 'establishment' AND name = 'Gannockmouth Quay Primary School'
                    ORDER BY id LIMIT 1
                    """
                )
            }
            let another = try #require(found)
            for name in ["", own, own.uppercased()] {
                let shown = try await served.ask(.get, "\(address)&school=\(name)", as: head)
                #expect(shown.status == 200, "\(name) answers \(shown.status)")
            }
            form.set("name-0", ["Ada Newcomer"])
            form.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
            form.set("step", ["check"])
            for name in [another.description, "0000000000042", "x"] {
                let shown = try await served.ask(.get, "\(address)&school=\(name)", as: head)
                #expect(shown.status == 404, "\(name) answers \(shown.status)")
                form.set("school", [name])
                let answer = try await served.ask(.post, form.action, as: head, body: form.encoded)
                #expect(answer.status == 404, "\(name) sent answers \(answer.status)")
            }
            form.set("school", [""])
            let open = try await served.ask(.post, form.action, as: head, body: form.encoded)
            #expect(open.status == 422)
            #expect(open.words.contains("Choose the school that the places are for"))
        }
    }

    @Test(
        "a page that was open while the place went to somebody else says so, and cancels nobody",
        arguments: TestEngine.available
    )
    func placeGone(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.booker)
            let addresses = try await Self.forms(served, isFree: true)
            var form = try await Self.form(addresses[0], served, as: head).form
            form.set("name-0", ["Ada Newcomer"])
            form.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
            form.set("step", ["confirm"])
            let booked = try await served.ask(.post, form.action, as: head, body: form.encoded)
            #expect(booked.status == 303)
            let page = try await served.ask(.get, booked.place, as: head)
            var cancel = try #require(PageForm.all(in: page.text).first { $0.action.hasSuffix("/cancel") })
            let found: ID<ServedSite>? = try await served.database.read { transaction in
                try transaction.value(
                    "SELECT id FROM place WHERE email = 'ada.newcomer@tarnsea-harbour.example'"
                )
            }
            let place = try #require(found)
            let address = "\(booked.place)/places/\(place)"
            let open = try await served.ask(.get, address, as: head)
            var change = try #require(PageForm.all(in: open.text).first { $0.action == address })
            change.set("name-0", ["Bea Standin"])
            change.set("email-0", ["bea.standin@tarnsea-harbour.example"])
            for press in 1...2 {
                let changed = try await served.ask(.post, address, as: head, body: change.encoded)
                #expect(changed.place == booked.place, "press \(press) answers \(changed.status)")
                #expect(changed.notice == "Bea Standin goes instead. Both have an email.")
            }
            let gone = "This place was cancelled or given to someone else in the meantime."
            change.set("name-0", ["Cy Other"])
            change.set("email-0", ["cy.other@tarnsea-harbour.example"])
            let late = try await served.ask(.post, address, as: head, body: change.encoded)
            #expect(late.status == 422 && late.words.contains(gone))
            let link = try await served.ask(.get, address, as: head)
            #expect(link.place == booked.place && link.notice == gone)
            cancel.set("place", [place.description])
            let asked = try await served.ask(.post, cancel.action, as: head, body: cancel.encoded)
            #expect(asked.status == 422 && asked.words.contains(gone))
            #expect(!asked.words.contains("Yes, cancel"))
        }
    }

    @Test(
        "Whoever runs an offer books for a school that rings, by its name or URN",
        arguments: TestEngine.available
    )
    func onBehalf(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let address = try await served.database.read { transaction in
                let offer: ID<ServedSite>? = try transaction.value(
                    "SELECT id FROM offer WHERE title LIKE 'Planning a unit%'"
                )
                let run: ID<ServedSite>? = try transaction.value(
                    "SELECT id FROM run WHERE offer_id = \(offer) ORDER BY starts_on DESC LIMIT 1"
                )
                let (known, held) = (try #require(offer), try #require(run))
                return "/offers/\(known)/book?run=\(held)"
            }
            let lead = try await served.visitor("lead@hallowick.example")
            var (_, form) = try await Self.form(address, served, as: lead)
            form.set("name-0", ["Ada Newcomer"])
            form.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
            form.set("step", ["check"])
            for (typed, words) in [
                ("Nowhere at all", "No school is called that"),
                ("Primary", "Enter more of the name, or the URN"),
            ] {
                form.set("forSchool", [typed])
                let refused = try await served.ask(.post, form.action, as: lead, body: form.encoded)
                #expect(refused.status == 422 && refused.words.contains(words), "\(typed)")
            }
            form.set("forSchool", ["Tarnsea Harbour Primary School"])
            let check = try await served.ask(.post, form.action, as: lead, body: form.encoded)
            #expect(check.words.contains("School Tarnsea Harbour Primary School"))
            var confirm = try #require(PageForm.all(in: check.text).first { $0.action == form.action })
            confirm.set("step", ["confirm"])
            let booked = try await served.ask(.post, confirm.action, as: lead, body: confirm.encoded)
            #expect(booked.status == 303)
            let head = try await served.visitor(Self.booker)
            let seen = try await served.ask(.get, booked.place, as: head)
            #expect(seen.status == 200 && seen.words.contains("Ada Newcomer"))
            // Nobody else has the field.
            let (page, _) = try await Self.form(address, served, as: head)
            #expect(!page.text.contains("name=\"forSchool\""))
        }
    }

    @Test(
        "Whoever runs an offer that is full puts a school on the waiting list, and the school takes itself off",
        arguments: TestEngine.available
    )
    func waitsOnBehalf(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (offer, run) = try await served.database.write { transaction in
                let offer: ID<ServedSite>? = try transaction.value(
                    "SELECT id FROM offer WHERE title LIKE 'Planning a unit%'"
                )
                let run: ID<ServedSite>? = try transaction.value(
                    "SELECT id FROM run WHERE offer_id = \(offer) ORDER BY starts_on DESC LIMIT 1"
                )
                try transaction.execute("UPDATE run SET taken = capacity - reserved WHERE id = \(run)")
                return (try #require(offer), try #require(run))
            }
            let lead = try await served.visitor("lead@hallowick.example")
            let hub = try await served.ask(.get, "/hub/offers/\(offer)", as: lead)
            #expect(hub.words.contains("Put a school on the waiting list"))
            let address = "/runs/\(run)/waiting-list"
            let page = try await served.ask(.get, address, as: lead)
            var form = try #require(PageForm.all(in: page.text).first { $0.action == address })
            form.set("places", ["2"])
            form.set("forSchool", ["Nowhere at all"])
            let refused = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(refused.status == 422 && refused.words.contains("No school is called that"))
            form.set("forSchool", ["Tarnsea Harbour Primary School"])
            let joined = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(joined.status == 303 && joined.place == address)
            let standing = try await served.ask(.get, address, as: lead)
            #expect(standing.words.contains("For Tarnsea Harbour Primary School: number"))

            let head = try await served.visitor(Self.booker)
            let seen = try await served.ask(.get, address, as: head)
            #expect(seen.words.contains("waits for 2 places"))
            #expect(!seen.text.contains("name=\"forSchool\""))
            let leave = try #require(PageForm.all(in: seen.text).first { $0.action.hasSuffix("/leave") })
            let left = try await served.ask(.post, leave.action, as: head, body: leave.encoded)
            #expect(left.status == 303)
            let after = try await served.ask(.get, address, as: lead)
            #expect(!after.words.contains("For Tarnsea Harbour Primary School: number"))
        }
    }

    /// A run with one place left and nobody waiting, for which the lead of Hallowick has put Tarnsea Harbour on the list:
    /// the place is kept for it.
    private static func keptPlace(_ served: ServedSite, contact: String = "") async throws -> (
        run: ID<ServedSite>, form: String
    ) {
        let (offer, run) = try await served.database.write { transaction in
            let offer: ID<ServedSite>? = try transaction.value(
                "SELECT id FROM offer WHERE title LIKE 'Planning a unit%'"
            )
            let run: ID<ServedSite>? = try transaction.value(
                "SELECT id FROM run WHERE offer_id = \(offer) ORDER BY starts_on DESC LIMIT 1"
            )
            try transaction.execute("DELETE FROM waiting_entry WHERE run_id = \(run)")
            try transaction.execute("UPDATE run SET reserved = 0, taken = capacity - 1 WHERE id = \(run)")
            return (try #require(offer), try #require(run))
        }
        let lead = try await served.visitor("lead@hallowick.example")
        let address = "/runs/\(run)/waiting-list"
        let page = try await served.ask(.get, address, as: lead)
        var form = try #require(PageForm.all(in: page.text).first { $0.action == address })
        form.set("places", ["2"])
        form.set("takesFewer", ["yes"])
        form.set("forSchool", ["Tarnsea Harbour Primary School"])
        form.set("contactEmail", ["the office"])
        let refused = try await served.ask(.post, address, as: lead, body: form.encoded)
        #expect(refused.status == 422)
        #expect(refused.words.contains("Enter the school’s email address in full"))
        form.set("contactEmail", [contact])
        let joined = try await served.ask(.post, address, as: lead, body: form.encoded)
        #expect(joined.status == 303 && joined.place == address)
        let entry: ID<ServedSite>? = try await served.database.read { transaction in
            try transaction.value(
                "SELECT id FROM waiting_entry WHERE run_id = \(run) AND state = 'offered'"
            )
        }
        let kept = try #require(entry)
        return (run, "/offers/\(offer)/book?run=\(run)&waiting=\(kept)")
    }

    /// Books the one kept place with a form.
    private static func bookKept(_ form: PageForm, _ served: ServedSite, as visitor: Visitor) async throws {
        var form = form
        form.set("name-0", ["Ada Newcomer"])
        form.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
        form.set("step", ["confirm"])
        let booked = try await served.ask(.post, form.action, as: visitor, body: form.encoded)
        #expect(booked.status == 303 && booked.place.contains("/bookings/"), "\(booked.words)")
    }

    @Test(
        "A place kept for a school that rang is booked by the school itself, whose bookings show it",
        arguments: TestEngine.available
    )
    func keptForSchool(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (run, address) = try await Self.keptPlace(served)
            let lead = try await served.visitor("lead@hallowick.example")
            let link = address.replacing("&", with: "&amp;")
            let register = try await served.ask(.get, "/hub/runs/\(run)/register", as: lead)
            #expect(register.text.contains(link) && register.words.contains("Book them for Tarnsea Harbour"))

            let head = try await served.visitor(Self.booker)
            let bookings = try await served.ask(.get, "/school/bookings", as: head)
            #expect(bookings.words.contains("1 place kept") && bookings.text.contains(link))
            #expect(bookings.words.contains("joined the list."))
            let waiting = try await served.ask(.get, "/runs/\(run)/waiting-list", as: head)
            #expect(waiting.text.contains(link))
            let stranger = try await served.visitor("s.pillai@orrinton-high.example")
            let hidden = try await served.ask(.get, address, as: stranger)
            #expect(hidden.status == 404)

            let form = try await Self.form(address, served, as: head).form
            try await Self.bookKept(form, served, as: head)
            // Nobody types names into a form that is refused.
            let late = try await served.ask(.get, address, as: lead)
            #expect(late.status == 303 && late.place.hasPrefix("/offers/"))
        }
    }

    @Test(
        "Whoever runs the offer corrects the address of a kept place and takes the school off the list, on who is coming",
        arguments: TestEngine.available
    )
    func hubChangesWaiting(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (run, _) = try await Self.keptPlace(served, contact: "ofice@tarnsea-harbour.example")
            let lead = try await served.visitor("lead@hallowick.example")
            let (register, address) = ("/hub/runs/\(run)/register", "/hub/runs/\(run)/waiting-list")
            let page = try await served.ask(.get, register, as: lead)
            var form = try #require(PageForm.all(in: page.text).first { $0.action == address })
            let field = try #require(form.names.first { $0.hasPrefix("contactEmail-") })
            form.set("step", ["contact"])
            form.set(field, ["the office"])
            let refused = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(refused.status == 422)
            #expect(refused.words.contains("Enter the school’s email address in full"))
            form.set(field, ["office@tarnsea-harbour.example"])
            let saved = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(saved.status == 303 && saved.place == register)
            let after = try await served.ask(.get, register, as: lead)
            #expect(after.words.contains("for office@tarnsea-harbour.example"))
            form.set("step", ["remove"])
            let removed = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(removed.status == 303 && removed.notice?.hasSuffix("Whoever asked has an email.") == true)
            let none = try await served.ask(.get, register, as: lead)
            #expect(none.words.contains("Nobody waits."))
        }
    }

    @Test(
        "Whoever rang books the kept place from the email, after saying that they book for the school",
        arguments: TestEngine.available
    )
    func keptForContact(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let contact = "s.pillai@orrinton-high.example"
            let (run, address) = try await Self.keptPlace(served, contact: contact)
            let lead = try await served.visitor("lead@hallowick.example")
            let register = try await served.ask(.get, "/hub/runs/\(run)/register", as: lead)
            #expect(register.words.contains("for \(contact)"))

            let visitor = try await served.visitor(contact)
            let sent = try await served.ask(.get, address, as: visitor)
            #expect(sent.status == 303 && sent.place == "/school/choose")
            let choice = try await served.ask(.get, try #require(sent.location), as: visitor)
            let school: ID<ServedSite>? = try await served.database.read { transaction in
                try transaction.value(
                    "SELECT organisation_id FROM waiting_entry WHERE run_id = \(run) AND state = 'offered'"
                )
            }
            let wanted = try #require(school)
            #expect(choice.text.contains("value=\"\(wanted)\""), "it need not be looked for")
            var form = try #require(PageForm.all(in: choice.text).first { $0.names.contains("school") })
            form.set("school", ["\(wanted)"])
            let chosen = try await served.ask(.post, form.action, as: visitor, body: form.encoded)
            let next = try #require(chosen.location)
            #expect(chosen.status == 303 && next.contains("waiting="))
            let booking = try await Self.form(next, served, as: visitor).form
            try await Self.bookKept(booking, served, as: visitor)
        }
    }

    /// Books a place for a colleague in a run of ``forms(_:isFree:)`` at £60, and answers the booking's page.
    private static func book(_ address: String, _ served: ServedSite, as visitor: Visitor) async throws
        -> String
    {
        var form = try await Self.form(address, served, as: visitor).form
        form.set("name-0", ["Ada Newcomer"])
        form.set("email-0", ["ada.newcomer@tarnsea-harbour.example"])
        form.set("step", ["confirm"])
        let booked = try await served.ask(.post, form.action, as: visitor, body: form.encoded)
        try #require(booked.status == 303)
        let id = try #require(ID<ServedSite>(String(booked.place.suffix(13))))
        try await served.database.write { transaction in
            try transaction.execute(
                """
                UPDATE place SET price_pence = 6000, price_basis = 'place', price_reason = '' WHERE booking_id = \(id)
                """
            )
        }
        return booked.place
    }

    @Test(
        "cancelling says what is still due by the hub's charges, or that nothing is",
        arguments: TestEngine.available
    )
    func cancelling(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.booker)
            let page = try await Self.book(Self.forms(served)[0], served, as: head)
            let shown = try await served.ask(.get, page, as: head)
            #expect(shown.words.contains("Book more places"))
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == page + "/cancel" })
            let place = try #require(shown.text.firstMatch(of: /name="place" value="(\w{13})"/))
            form.set("place", [String(place.1)])
            for (percentage, words) in [
                (0, "You pay nothing for it: £60.00, before any VAT, is no longer due."),
                (50, "50% (£30.00) is still due"),
            ] {
                try await served.database.write { transaction in
                    try transaction.execute("DELETE FROM cancellation_step")
                    guard percentage > 0 else { return }
                    try transaction.execute(
                        """
                        INSERT INTO cancellation_step (hub_id, within_days, percentage)
                        SELECT id, 365, \(percentage) FROM hub
                        """
                    )
                }
                let asked = try await served.ask(.post, form.action, as: head, body: form.encoded)
                #expect(asked.status == 200 && asked.words.contains(words), "\(percentage)")
            }
            // Whoever runs the offer reads what it costs the school.
            let id = try #require(ID<ServedSite>(String(page.suffix(13))))
            let email = try await served.database.write { transaction in
                try transaction.execute("DELETE FROM cancellation_step")
                return try #require(
                    try transaction.value(
                        """
                        SELECT person.email FROM booking JOIN run ON run.id = booking.run_id
                        JOIN offer_hub ON offer_hub.offer_id = run.offer_id
                        JOIN membership ON membership.organisation_id = offer_hub.hub_id AND membership.role = 'lead'
                        JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                        WHERE booking.id = \(id) ORDER BY person.id LIMIT 1
                        """,
                        as: String.self
                    )
                )
            }
            let lead = try await served.visitor(email)
            let seen = try await served.ask(.get, page, as: lead)
            var own = try #require(PageForm.all(in: seen.text).first { $0.action == page + "/cancel" })
            own.set("place", [String(place.1)])
            let asked = try await served.ask(.post, own.action, as: lead, body: own.encoded)
            #expect(asked.words.contains("The school pays nothing for it: £60.00"))
            #expect(asked.words.contains("credit the invoice on its page."))
        }
    }

    @Test("no order number is filled in for what is free", arguments: TestEngine.available)
    func freeOrder(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.booker)
            try await served.database.write { transaction in
                try transaction.execute("UPDATE booking SET purchase_order = 'PO 4711'")
            }
            let free = try await Self.form(Self.forms(served, isFree: true)[0], served, as: head)
            #expect(free.form.fields.contains { $0.name == "purchaseOrder" && $0.value.isEmpty })
            let paid = try await Self.form(Self.forms(served)[0], served, as: head)
            #expect(paid.form.fields.contains { $0.name == "purchaseOrder" && $0.value == "PO 4711" })
        }
    }

    @Test("buttons, links and forms of a card lie above the link that fills it")
    func cards() {
        #expect(
            Stylesheet.text.contains(
                ".card :is(a, button, form, summary):not(h2 a, h3 a) { position: relative; z-index: 1; }"
            )
        )
    }
}
