import HTTPTypes
import Testing

@testable import Website

extension Story {
    /// A research school, a teaching school hub, a maths hub and an English hub publish a joint offer on a strand.
    func publishJointOffer() async throws {
        let lead = StoryHub.research.lead
        let form = try await read("/hub/offers/new", as: lead)
        for hub in StoryHub.allCases where hub != .research {
            hubs[hub] = try form.choice(hub.name, of: "coHosts")
        }
        strand = try form.choice(Self.strand, of: "strands")
        let made = try await send(
            "/hub/offers/new",
            to: "/hub/offers/new",
            as: lead,
            [
                "kind": "single-event", "title": Self.title, "price": "0", "mode": "in-person",
                "summary": "Choosing and teaching words, with four hubs.",
                "description": "An afternoon with the word lists of your own school.",
                "outcomes": "You can choose six words that open a text.",
                "audience": "Teachers of years 5 and 6", "roles": "teacher", "phases": "primary",
                "strands": strand, "venue": "Priory Hall", "address": "1 High Street, Brackenstow",
                "coHosts": hubs[.teaching] ?? "", "coHosts": hubs[.maths] ?? "",
                "coHosts": hubs[.english] ?? "", "contactEmail": "research@brackenstow-priory.example",
            ]
        )
        hubOffer = made.place
        offer = hubOffer.replacing("/hub/", with: "/")
        try await addRun(on: "2026-12-09")
        try await send(hubOffer, to: "/step", as: lead, press: ("step", "ask"))
        for hub in StoryHub.allCases where hub != .research {
            let asked = try await read(hubOffer, as: hub.lead)
            #expect(asked.words.contains("Waiting for co-hosts"))
            try await send(hubOffer, to: "/step", as: hub.lead, press: ("step", "agree"))
        }
        try await send(hubOffer, to: "/step", as: lead, press: ("step", "publish"))

        let page = try await read(offer)
        #expect(
            page.words.contains(
                "Brackenstow Research School with Hallowick Teaching School Hub, Orrinton Maths Hub and Withermere English Hub"
            )
        )
        #expect(page.words.contains("12 places left of 12") && page.words.contains(Self.strand))
    }

    /// Adds dates of the offer, an afternoon each, for twelve.
    func addRun(on day: String) async throws {
        try await send(
            hubOffer + "/runs/new",
            to: "/runs/new",
            as: StoryHub.research.lead,
            press: ("step", "save"),
            ["capacity": "12", "date-0": day, "start-0": "13:00", "end-0": "16:00", "room-0": "Hall"]
        )
    }

    /// Books places for colleagues and reads the confirmation.
    func book(_ colleagues: [(name: String, email: String)], as booker: String) async throws -> Reply {
        let page = try await read(offer, as: booker)
        run = try page.first(/book\?run=(\w{13})/)
        let address = "\(offer)/book?run=\(run)"
        let form = try await read(address, as: booker)
        var first = try #require(PageForm.all(in: form.text).first { $0.has(("step", "check")) })
        first.set("step", ["check"])
        for (line, colleague) in colleagues.enumerated() {
            first.set("name-\(line)", [colleague.name])
            first.set("email-\(line)", [colleague.email])
        }
        let checked = try await served.ask(
            .post,
            first.action,
            as: visitor(booker),
            body: first.encoded
        )
        #expect(checked.status == 200)
        var second = try #require(PageForm.all(in: checked.text).first { $0.has(("step", "confirm")) })
        second.set("step", ["confirm"])
        let booked = try await served.ask(.post, second.action, as: visitor(booker), body: second.encoded)
        #expect(booked.status == 303 && booked.place.hasPrefix("/school/bookings/"))
        return try await read(booked.place, as: booker)
    }

    /// Schools of an opportunity area book.
    func bookPlaces() async throws {
        let harbour = try await book(
            [
                ("Ada Quill", StoryPerson.newTeacher), ("Ben Sorrel", "ben.sorrel@tarnsea-harbour.example"),
            ],
            as: StoryPerson.harbourOffice
        )
        #expect(harbour.words.contains("Tarnsea Harbour Primary School"))
        #expect(harbour.words.contains("Ada Quill") && harbour.words.contains("Ben Sorrel"))
        let quay = try await book(
            [("Cora Vane", StoryPerson.applicant), ("Dev Moss", "dev.moss@gannockmouth-quay.example")],
            as: StoryPerson.quayOffice
        )
        #expect(quay.words.contains("Gannockmouth Quay Primary School"))
        #expect(try await read(offer).words.contains("8 places left of 12"))
    }

    /// Teachers attend, are certified and say what they thought; one does not come.
    func attend() async throws {
        let lead = StoryHub.research.lead
        try move(to: "2026-12-09", 17)
        let people = try await read("/hub/runs/\(run)/register", as: lead)
        let register = "/hub/sessions/\(try people.first(/\/hub\/sessions\/(\w{13})\/register/))/register"
        let sheet = try await read(register, as: lead)
        var form = try #require(PageForm.all(in: sheet.text).first { $0.has(("step", "save")) })
        form.set("step", ["save"])
        for (name, mark) in [
            ("Ada Quill", "present"), ("Ben Sorrel", "present"), ("Cora Vane", "present"),
            ("Dev Moss", "absent"),
        ] {
            form.set(try sheet.first(/name="(mark-\w{13})"/, after: name), [mark])
        }
        let saved = try await served.ask(.post, register, as: visitor(lead), body: form.encoded)
        #expect(saved.status == 303)
        #expect(
            try await read(register, as: lead).words.contains("3 present, 0 with apologies, 1 absent, of 4.")
        )

        try await send("/hub/runs/\(run)/feedback", to: "/finish", as: lead)
        let record = try await read("/account/development", as: StoryPerson.newTeacher)
        #expect(record.words.contains("2026/27: 3 hours"))
        let certificate = try await read(
            "/certificates/\(try record.first(/\/certificates\/(\w{13})/))"
        )
        #expect(certificate.words.contains("Ada Quill took part in \(Self.title) on 9 December 2026"))
        #expect(certificate.words.contains("1 of 1 session, 3 hours in all."))
        let absent = try await read("/hub/runs/\(run)/feedback", as: lead)
        #expect(absent.words.contains("0 of 3 who were asked have answered."))
        #expect(!absent.words.contains("Dev Moss"))

        for email in [
            StoryPerson.newTeacher, "ben.sorrel@tarnsea-harbour.example", StoryPerson.applicant,
        ] {
            let letter = try await letter(to: email, with: "/feedback/")
            let link = try #require(letter.firstMatch(of: /\/feedback\/\w{13}/))
            let thanks = try await send(
                String(link.0),
                to: String(link.0),
                as: nil,
                ["overall": "5", "relevant": "4", "willUse": "5"],
                status: 200
            )
            #expect(thanks.words.contains("Your answer about \(Self.title) has arrived."))
        }
        let results = try await read("/hub/runs/\(run)/feedback", as: lead)
        #expect(results.words.contains("3 of 3 who were asked have answered."))
    }
}
