import Access
import Accounts
import CSV
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@testable import Programmes

@Suite("History of a hub")
struct HistoryTests {
    static let today = LocalDate(Network.start, in: .london)

    static let eventbrite = """
        Order #,Event Name,Event Start Date,First Name,Last Name,Email,Attendee Status,Company
        1,Reading well,14/03/2026 09:00,Ann,Ash,ann@seaview.test,Checked In,Seaview School
        2,Reading well,14/03/2026 09:00,Ben,Birch,ben@unknown.test,Checked In,Nowhere Primary
        3,Reading well,14/03/2026 09:00,Cai,Cedar,cai@seaview.test,Not Attending,Seaview School
        4,Reading well,14/03/2026 09:00,Dot,Dale,dot-at-seaview,Checked In,Seaview School
        5,Reading well,14/03/2026 09:00,Eve,Elm,eve@seaview.test,Attending,Seaview School

        """

    @Test(
        "comes from an Eventbrite export: schools recognised, the bad row named, twice the same",
        arguments: TestEngine.available
    )
    func eventbrite(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            func take() async throws -> HistoryReport {
                try await network.programmes.importHistory(
                    Array(Self.eventbrite.utf8),
                    named: "attendees.csv",
                    title: "",
                    heldOn: nil,
                    into: Network.north.id,
                    by: noel
                )
            }
            let report = try await take()
            #expect(
                report.accepted == 2 && report.notAttended == 2 && report.recognised == 1
                    && report.repeated == 0
            )
            #expect(report.unrecognised.map(\.name) == ["Nowhere Primary"])
            #expect(report.refused.map(\.who) == ["Dot Dale"])
            #expect(report.refused.first?.reason == "“dot-at-seaview” is not an email address")
            let again = try await take()
            #expect(again.accepted == 0 && again.repeated == 2)
            let events = try await network.programmes.pastEvents(of: Network.north.id, by: noel)
            #expect(
                events.map(\.title) == ["Reading well"] && events.map(\.heldOn) == [LocalDate("2026-03-14")]
            )
            #expect(
                events.map(\.people) == [2] && events.map(\.schools) == [1]
                    && events.map(\.unrecognised) == [1]
            )
        }
    }

    @Test("asks as often about the addresses of many schools as about few", arguments: TestEngine.available)
    func manyDomains(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await OpenBookingTests.website(
                "https://www.academy7.test",
                of: Network.seaview,
                urn: 100_001,
                network
            )
            func read(_ count: Int) async throws -> (statements: Int, recognised: [Bool]) {
                let rows = (1...count).map { "Ann Ash,ann@academy\($0).test" }
                let text = (["Name,Email"] + rows).joined(separator: "\n") + "\n"
                let day = LocalDate("2026-03-14")
                let file = try HistoryFile.read(
                    Array(text.utf8),
                    title: "Maths",
                    heldOn: day,
                    today: Self.today
                )
                let counting = CountingDatabase(network.database)
                let statements = try await counting.statements {
                    _ = try await counting.read { try SchoolRecogniser(file.lines, in: $0) }
                }
                let recogniser = try await network.database.read { try SchoolRecogniser(file.lines, in: $0) }
                return (statements, file.lines.map { recogniser.school(of: $0) != nil })
            }
            let (few, many) = (try await read(8), try await read(400))
            #expect(few.recognised == (1...8).map { $0 == 7 })
            #expect(many.recognised.filter { $0 }.count == 1)
            #expect(few.statements == many.statements)
        }
    }

    @Test("stands in the record of the person who signs in with the address", arguments: TestEngine.available)
    func record(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let text = "Full name,Email,Hours\nMia Member,\(Network.email(of: "Mia Member")),2.5\n"
            _ = try await network.programmes.importHistory(
                Array(text.utf8),
                named: "forms.csv",
                title: "Maths week",
                heldOn: LocalDate("2025-11-03"),
                into: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let past = try await network.programmes.pastAttendance(by: network.actor("Mia Member"))
            #expect(past.map(\.title) == ["Maths week"] && past.first?.minutes == 150)
            #expect(try await network.programmes.pastAttendance(by: network.actor("Sam Booker")).isEmpty)
        }
    }

    @Test("needs the event and the date from somewhere")
    func incomplete() throws {
        let bytes = Array("Name,Email\nAnn Ash,ann@seaview.test\n".utf8)
        let bare = try HistoryFile.read(bytes, title: "", heldOn: LocalDate("2026-01-01"), today: Self.today)
        #expect(bare.refused.map(\.reason) == ["It does not say which event it was"])
        let undated = try HistoryFile.read(bytes, title: "Maths", heldOn: nil, today: Self.today)
        #expect(undated.refused.map(\.reason) == ["It does not say when it was"])
        let day = LocalDate("2026-01-01")
        let whole = try HistoryFile.read(bytes, title: "Maths", heldOn: day, today: Self.today)
        #expect(whole.lines.count == 1)
        #expect(throws: CSVError.missingColumns(["Email"])) {
            try HistoryFile.read(Array("Name\nA\n".utf8), title: "", heldOn: nil, today: Self.today)
        }
        #expect(throws: CSVError.missingColumns(["Email", "Name"])) {
            try HistoryFile.read(Array("Colour\nred\n".utf8), title: "", heldOn: nil, today: Self.today)
        }
    }

    @Test("is of what has been: rows of what is still to come are refused")
    func toCome() throws {
        let file = """
            Name,Email,Date
            Ann Ash,ann@seaview.test,07/01/2027
            Ben Birch,ben@seaview.test,08/01/2027

            """
        let read = try HistoryFile.read(Array(file.utf8), title: "Maths", heldOn: nil, today: Self.today)
        #expect(read.lines.map(\.name) == ["Ann Ash"])
        #expect(read.refused.map(\.who) == ["Ben Birch"])
        #expect(read.refused.map(\.reason) == ["It is still to come: it is held on 8 January 2027"])
    }

    @Test("takes the day that was typed for rows that have none, and names a day that cannot be read")
    func unreadableDay() throws {
        let file = """
            Name,Email,Date
            Ann Ash,ann@seaview.test,
            Ben Birch,ben@seaview.test,14/03/2026
            Cai Cedar,cai@seaview.test,spring term
            Dot Dale,dot@seaview.test,31/02/2026
            Eve Elm,eve@seaview.test,14 March 09:00

            """
        let day = LocalDate("2026-01-05")
        let read = try HistoryFile.read(Array(file.utf8), title: "Maths", heldOn: day, today: Self.today)
        #expect(read.lines.map(\.heldOn.description) == ["2026-01-05", "2026-03-14"])
        #expect(read.refused.map(\.who) == ["Cai Cedar", "Dot Dale", "Eve Elm"])
        #expect(
            read.refused.map(\.reason) == [
                "“spring term” is not a date", "“31/02/2026” is not a date",
                "“14 March 09:00” is not a date",
            ]
        )
    }

    @Test("takes the day that was typed, never when a form was filled in")
    func completionTime() throws {
        let form = Array("Completion time,Name,Email\n20/03/2026 16:12,Ann Ash,ann@seaview.test\n".utf8)
        let day = LocalDate("2026-03-14")
        let typed = try HistoryFile.read(form, title: "Maths", heldOn: day, today: Self.today)
        #expect(typed.lines.map(\.heldOn) == [LocalDate("2026-03-14")])
        let untyped = try HistoryFile.read(form, title: "Maths", heldOn: nil, today: Self.today)
        #expect(untyped.refused.map(\.reason) == ["It does not say when it was"])
    }

    @Test("Microsoft Forms: who signed in to nothing is whom their answers name")
    func anonymous() throws {
        let form = """
            ID,Start time,Completion time,Email,Name,Your full name\u{A0},School email address *,School / setting:
            1,3/14/26 16:01:11,3/14/26 16:03:00,anonymous,,Ann Ash,ann@seaview.test,Seaview School
            2,3/14/26 16:02:11,3/14/26 16:03:00,ben@seaview.test,Ben Birch,,,
            3,3/14/26 16:02:11,3/14/26 16:03:00,anonymous,,Cai Cedar,,Seaview School
            4,3/14/26 16:02:11,3/14/26 16:03:00,anonymous,anonymous,,dot@seaview.test,Seaview School

            """
        let day = LocalDate("2026-03-14")
        let read = try HistoryFile.read(Array(form.utf8), title: "Maths", heldOn: day, today: Self.today)
        #expect(read.lines.map(\.name) == ["Ann Ash", "Ben Birch"])
        #expect(read.lines.map(\.email.text) == ["ann@seaview.test", "ben@seaview.test"])
        #expect(read.lines.map(\.school) == ["Seaview School", ""])
        #expect(
            read.refused.map(\.reason) == ["“anonymous” is not an email address", "There is no name"]
        )
    }

    @Test("Eventbrite: who paid stands for nobody who came, and the school is read where it is given")
    func buyers() throws {
        let orders = """
            Order ID,Attendee Status,Attendee first name,Attendee last name,Attendee email,Buyer email,Event name,Event start date,School,Company
            1,Checked in,Ann,Ash,ann@seaview.test,office@seaview.test,Maths,2026-03-14,,Seaview School
            1,Checked in,Info,Requested,Info Requested,office@seaview.test,Maths,2026-03-14,,
            1,Checked in,Ben,Birch,,office@seaview.test,Maths,2026-03-14,,

            """
        let read = try HistoryFile.read(Array(orders.utf8), title: "", heldOn: nil, today: Self.today)
        #expect(read.lines.map(\.email.text) == ["ann@seaview.test"])
        #expect(read.lines.map(\.school) == ["Seaview School"])
        #expect(read.refused.map(\.who) == ["Info Requested", "Ben Birch"])
    }

    @Test("a title before a name is not the title of an event")
    func titlesOfPersons() throws {
        let list = """
            Title,First name,Surname,Email,Attended?
            Mrs,Ann,Ash,ann@seaview.test,Yes
            Dr.,Ben,Birch,ben@seaview.test,No
            Reading well,Cai,Cedar,cai@seaview.test,Yes

            """
        let day = LocalDate("2026-03-14")
        let read = try HistoryFile.read(Array(list.utf8), title: "Maths", heldOn: day, today: Self.today)
        #expect(read.lines.map(\.title) == ["Maths", "Reading well"])
        #expect(read.notAttended == 1)
    }

    @Test("takes columns under other headings when it is told which is which")
    func chosen() throws {
        let file = Array(
            "Who are you?,Where can we reach you?,Base,Name\nAnn Ash,ann@seaview.test,Seaview School,ignored\n"
                .utf8
        )
        let headings = try HistoryFile.headings(of: file)
        #expect(headings.names == ["Who are you?", "Where can we reach you?", "Base", "Name"])
        #expect(headings.known == [.name: "Name"])
        let read = try HistoryFile.read(
            file,
            title: "Maths",
            heldOn: LocalDate("2026-03-14"),
            chosen: [
                .name: "Who are you?", .email: "Where can we reach you?", .school: "Base", .first: "",
                .last: "",
            ],
            today: Self.today
        )
        #expect(read.lines.map(\.name) == ["Ann Ash"])
        #expect(read.lines.map(\.school) == ["Seaview School"])
    }

    @Test(
        "gives rows their school when the file comes again with it, and takes a file out",
        arguments: TestEngine.available
    )
    func mended(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            func take(_ school: String) async throws -> HistoryReport {
                let text =
                    "Name,Email,School,Event,Date\nBen Birch,ben@unknown.test,\(school),Reading well,14/03/2026\n"
                return try await programmes.importHistory(
                    Array(text.utf8),
                    named: "\(school).csv",
                    title: "",
                    heldOn: nil,
                    into: Network.north.id,
                    by: noel
                )
            }
            func unrecognised() async throws -> [Int] {
                try await programmes.pastEvents(of: Network.north.id, by: noel).map(\.unrecognised)
            }
            _ = try await take("Nowhere")
            #expect(try await unrecognised() == [1])
            let again = try await take("SEAVIEW school")
            #expect(again.accepted == 0 && again.repeated == 1 && again.mended == 1)
            #expect(try await unrecognised() == [0])
            #expect(try await take("Nowhere").mended == 0, "a school that was found stays")
            let files = try await programmes.historyFiles(of: Network.north.id, by: noel)
            let first = try #require(files.first { $0.people == 1 })
            #expect(files.map(\.people).sorted() == [0, 0, 1] && first.fileName == "Nowhere.csv")
            await #expect(throws: AccessError.notFound) {
                try await programmes.removeHistory(first.id, by: network.actor("Fay Lead"))
            }
            #expect(try await programmes.removeHistory(first.id, by: noel) == 1)
            #expect(try await programmes.pastEvents(of: Network.north.id, by: noel).isEmpty)
            await #expect(throws: AccessError.notFound) {
                try await programmes.removeHistory(first.id, by: noel)
            }
        }
    }

    @Test(
        "reads days as exports write them",
        arguments: [
            "14/03/2026", "2026-03-14T09:00:00Z", "2026-03-14 09:00", "Mar 14, 2026 9:00 AM",
            "Sat, 14 Mar 2026 09:00", "14/3/26", "14.03.26 09:00", "14-Mar-26", "14th March 2026",
            "Sat 14th of March 2026", "Sat, Mar 14, 2026 9:00 AM", "Saturday March 14th, 2026", "Mar-14-2026",
        ]
    )
    func days(text: String) throws {
        let file = "Name,Email,Date\nAnn Ash,ann@seaview.test,\"\(text)\"\n"
        let read = try HistoryFile.read(Array(file.utf8), title: "Maths", heldOn: nil, today: Self.today)
        #expect(read.lines.first?.heldOn == LocalDate("2026-03-14"))
    }

    @Test(
        "reads the month first where one day can only be written so, and no other can only have the day first",
        arguments: [
            (["3/4/2026 9:00 AM", "3/14/2026 1:30 PM"], ["2026-03-04", "2026-03-14"], "3/14/2026 1:30 PM"),
            (["3/4/2026", "14/3/2026"], ["2026-04-03", "2026-03-14"], nil),
            (["3/4/2026", "5/6/2026"], ["2026-04-03", "2026-06-05"], nil),
            (["3/4/2026", "14/3/2026", "3/14/2026"], ["2026-04-03", "2026-03-14"], nil),
            (["03-14-2026", "2026-03-04"], ["2026-03-14", "2026-03-04"], "03-14-2026"),
            (["3/4/26 9:00", "3/14/26 13:30"], ["2026-03-04", "2026-03-14"], "3/14/26 13:30"),
        ] as [([String], [String], String?)]
    )
    func monthFirst(days: [String], read: [String], because: String?) throws {
        let rows = days.enumerated().map { "Person \($0.offset),p\($0.offset)@seaview.test,\($0.element)\n" }
        let file = "Name,Email,Date\n" + rows.joined()
        let found = try HistoryFile.read(Array(file.utf8), title: "Maths", heldOn: nil, today: Self.today)
        #expect(found.lines.map(\.heldOn.description) == read)
        #expect(found.monthFirst == because)
        #expect(found.refused.count == days.count - read.count)
    }

    @Test(
        "who had a place came only where the file says so of anybody at the event",
        arguments: [
            // Eventbrite: the status alone, or beside it a column of who was checked in.
            ("Attendee Status", ["Checked In", "Attending", "Not Attending"], "A", 1, 0),
            ("Attendee Status,Checked in", ["Attending,Yes", "Attending,No", "Cancelled,No"], "A", 1, 0),
            ("Checked in at", ["14/03/2026 08:55", "", ""], "A", 2, 0),
            ("Attended?", ["Yes", "", "No"], "A", 1, 0),
            ("Attendance", ["Present", "Apologies", "Late"], "AC", 0, 0),
            // Nobody was checked in: the door had no list.
            ("Attendee Status", ["Attending", "Attending", "Not Attending"], "AB", 0, 2),
            ("Attendee Status,Checked in", ["Attending,No", "Attending,", "Refunded,No"], "AB", 0, 2),
            ("Attended?", ["No", "No", "No"], "", 0, 0),
            // Words of invitations and orders say nothing of the day, and make nobody else a person who did not come.
            ("Status", ["Pending", "Attending", "Invited"], "ABC", 0, 3),
            ("Attended?", ["Yes", "N/A", "Not recorded"], "A", 2, 0),
            ("Status", ["Confirmed", "Declined", "Waiting list"], "A", 0, 1),
            ("Checked in", ["n/a", "Waitlisted", "?"], "AC", 0, 2),
            // The status of an order is none of the day where something else says who came.
            ("Status,Attended", ["Paid,Yes", "Completed,", "Completed,no"], "A", 1, 0),
            // A list without any word on it is one of those who came.
            ("Role", ["Head", "Teacher", ""], "ABC", 0, 0),
        ] as [(String, [String], String, Int, Int)]
    )
    func whoCame(heading: String, cells: [String], taken: String, noShows: Int, unclear: Int) throws {
        let rows = zip("ABC", cells).map { "\($0),\($0.lowercased())@seaview.test,\($1)\n" }
        let file = Array(("Name,Email,\(heading)\n" + rows.joined()).utf8)
        let day = LocalDate("2026-03-14")
        let read = try HistoryFile.read(file, title: "Maths", heldOn: day, today: Self.today)
        #expect(read.lines.map(\.name).joined() == taken)
        #expect(read.refused.isEmpty)
        #expect(read.notAttended == 3 - taken.count)
        #expect(read.tallies.map(\.noShow).reduce(0, +) == noShows)
        #expect(read.tallies.map(\.unclear).reduce(0, +) == unclear)
        let less = try HistoryFile.read(
            file,
            title: "Maths",
            heldOn: day,
            unclear: .leftOut,
            today: Self.today
        )
        #expect(less.lines.count == taken.count - unclear)
    }

    @Test("each event of a file is asked for itself, and who stayed away need not be mended")
    func eachEvent() throws {
        let file = """
            Event,Date,Name,Email,Attendee Status
            Maths,14/03/2026,Ann Ash,ann@seaview.test,Checked In
            Maths,14/03/2026,Ben Birch,no address,Attending
            Maths,15/03/2026,Cai Cedar,cai@seaview.test,Attending
            Reading,14/03/2026,Dot Dale,dot@seaview.test,Attending
            Reading,14/03/2026,Eve Elm,no address,Attending

            """
        let read = try HistoryFile.read(Array(file.utf8), title: "", heldOn: nil, today: Self.today)
        #expect(read.lines.map(\.name) == ["Ann Ash", "Cai Cedar", "Dot Dale"])
        #expect(read.refused.map(\.line) == [6])
        #expect(read.tallies.map(\.title) == ["Maths", "Maths", "Reading"])
        #expect(read.tallies.map(\.came) == [1, 0, 0])
        #expect(read.tallies.map(\.noShow) == [1, 0, 0])
        #expect(read.tallies.map(\.unclear) == [0, 1, 2])
        #expect(read.tallies.map(\.isDoubtful) == [true, true, true])
    }

    @Test("nobody enters as having come before somebody says so", arguments: TestEngine.available)
    func unclear(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let file = """
                Event,Date,Name,Email,Attendee Status
                Maths,14/03/2026,Ann Ash,ann@seaview.test,Checked In
                Reading,14/03/2026,Ben Birch,ben@seaview.test,Attending

                """
            func take(_ unclear: HistoryUnclear?) async throws -> HistoryReport {
                try await network.programmes.importHistory(
                    Array(file.utf8),
                    named: "attendees.csv",
                    title: "",
                    heldOn: nil,
                    unclear: unclear,
                    into: Network.north.id,
                    by: noel
                )
            }
            let refusal = await #expect(throws: Faults.self) { _ = try await take(nil) }
            #expect(refusal?.list.map(\.field) == ["unclear"])
            let none = try await network.programmes.historyFiles(of: Network.north.id, by: noel)
            #expect(none.isEmpty)
            let some = try await take(.leftOut)
            #expect(some.accepted == 1 && some.leftOut == 1 && some.notAttended == 0)
            let all = try await take(.came)
            #expect(all.accepted == 1 && all.repeated == 1 && all.leftOut == 0)
            let events = try await network.programmes.pastEvents(of: Network.north.id, by: noel)
            #expect(events.map(\.title).sorted() == ["Maths", "Reading"])
        }
    }

    @Test(
        "a title and empty lines above the headings are passed over, and lines are those of the file",
        arguments: [
            "Reading well\n\n", "Reading well,,,\n,,,\n", "\u{FEFF}Course:,Reading well\r\n\r\n",
            "\"Autumn, 2026, and spring\"\n\n",
        ]
    )
    func belowTitle(above: String) throws {
        let rows = """
            Full name,School email address *,School / setting:,Date
            Ann Ash,ann@seaview.test,Seaview School,14/03/2026
            Ben Birch,ben at home,Seaview School,14/03/2026

            """
        let day = LocalDate("2026-03-14")
        for bytes in [Array((above + rows).utf8), [UInt8]((above + rows).data(using: .utf16) ?? Data())] {
            let read = try HistoryFile.read(bytes, title: "Reading well", heldOn: day, today: Self.today)
            #expect(read.lines.map(\.name) == ["Ann Ash"] && read.lines.map(\.line) == [4])
            #expect(read.refused.map(\.line) == [5])
            let headings = try HistoryFile.headings(of: bytes)
            #expect(headings.known[.school] == "School / setting:")
        }
    }

    @Test("is the hub's own to bring", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for (name, refusal) in [
                ("Nina Booker", AccessError.forbidden), ("Fay Lead", .notFound), ("Sam Booker", .notFound),
            ] {
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.importHistory(
                        Array(Self.eventbrite.utf8),
                        named: "a.csv",
                        title: "",
                        heldOn: nil,
                        into: Network.north.id,
                        by: network.actor(name)
                    )
                }
            }
        }
    }
}

@Suite("Reports of online meetings")
struct MeetingReportTests {
    static let teams = """
        1. Summary
        Meeting title\tBetter feedback
        Attended participants\t3

        2. Participants
        Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
        Teacher 0\t2/3/27, 9:28:11 AM\t2/3/27, 3:30:20 PM\t6h 2m 9s\tTEACHER.0@seaview.test\tteacher.0@seaview.test\tPresenter
        Mrs Teacher One (Guest)\t2/3/27, 9:30:00 AM\t2/3/27, 9:41:00 AM\t11m 2s\t\t\tAttendee

        3. In-Meeting Activities
        Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
        Teacher 0\t2/3/27, 9:28:11 AM\t2/3/27, 3:30:20 PM\t6h 2m 9s\tteacher.0@seaview.test\tPresenter

        """
    static let zoom = """
        Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
        88,Better feedback,02/03/2027 09:30:00 AM,02/03/2027 03:30:00 PM,host@hub.test,360,2

        Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
        Teacher 0,teacher.0@seaview.test,02/03/2027 09:30:00 AM,02/03/2027 11:00:00 AM,90,No
        Teacher 0,teacher.0@seaview.test,02/03/2027 11:10:00 AM,02/03/2027 03:30:00 PM,260,No
        A Stranger,,02/03/2027 09:30:00 AM,02/03/2027 03:30:00 PM,360,Yes

        """

    @Test("Teams: the table of participants alone, in UTF-16 too")
    func readsTeams() throws {
        let plain = try MeetingReport.read(Array(Self.teams.utf8))
        #expect(plain.participants.map(\.name) == ["Teacher 0", "Mrs Teacher One (Guest)"])
        #expect(plain.participants.map(\.email) == ["teacher.0@seaview.test", ""])
        #expect(plain.participants.map(\.seconds) == [21_729, 662])
        let wide = try #require(Self.teams.data(using: .utf16))
        #expect(try MeetingReport.read([UInt8](wide)) == plain)
    }

    @Test("Zoom: someone who came twice is one person")
    func readsZoom() throws {
        let report = try MeetingReport.read(Array(Self.zoom.utf8))
        #expect(report.participants.map(\.name) == ["Teacher 0", "A Stranger"])
        #expect(report.participants.map(\.seconds) == [350 * 60, 360 * 60])
    }

    @Test(
        "a length that no meeting has stands for a week",
        arguments: [
            "9223372036854775807", "9223372036854775807:00:00", "0:153722867280912931:0",
            "9223372036854775807h", "168h 1m",
        ]
    )
    func tooLong(length: String) throws {
        let row = "Teacher 0,teacher.0@seaview.test,\(length)\n"
        let report = try MeetingReport.read(Array("Name,Email,Duration\n\(row)\(row)".utf8))
        #expect(report.participants.map(\.seconds) == [2 * 7 * 86_400])
    }

    @Test("something else is refused")
    func refused() {
        #expect(throws: CSVError.self) { try MeetingReport.read(Array("Colour,Size\nred,1\n".utf8)) }
        #expect(throws: CSVError.empty) { try MeetingReport.read([]) }
        // A list of names says of nobody that they were there.
        #expect(throws: CSVError.missingColumns(["Duration"])) {
            try MeetingReport.read(Array("Name,Email\nTeacher 0,teacher.0@seaview.test\n".utf8))
        }
    }

    @Test("Zoom: time in the waiting room is not time in the meeting")
    func waitingRoom() throws {
        let report = try MeetingReport.read(
            Array(
                """
                Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
                Teacher 0,teacher.0@seaview.test,02/03/2027 09:00:00 AM,02/03/2027 09:30:00 AM,30,No,Yes
                Teacher 0,teacher.0@seaview.test,02/03/2027 09:30:00 AM,02/03/2027 09:35:00 AM,5,No,No
                Not Let In,,02/03/2027 09:00:00 AM,02/03/2027 11:00:00 AM,120,Yes,Yes

                """.utf8
            )
        )
        #expect(report.participants.map(\.name) == ["Teacher 0"])
        #expect(report.participants.map(\.seconds) == [300])
    }

    @Test("Zoom: of a webinar hosts, panellists and attendees, but nobody who did not come")
    func webinar() throws {
        let report = """
            Attendee Report
            Report Generated:,"Mar 02, 2027 05:00 PM"
            Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers
            "Better feedback","812 3456 7890","Mar 02, 2027 03:55 PM","65","3","2"
            Host Details
            Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
            "Yes","Hub Host","host@hub.test","Mar 02, 2027 03:55 PM","Mar 02, 2027 05:00 PM","65","No"
            Panelist Details
            Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
            Attendee Details
            Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest
            "Yes","Teacher 0","Teacher","0","teacher.0@seaview.test","Mar 01, 2027 09:00 AM","approved","Mar 02, 2027 04:00 PM","Mar 02, 2027 04:20 PM","20","No"
            "Yes","Teacher 0","Teacher","0","teacher.0@seaview.test","Mar 01, 2027 09:00 AM","approved","Mar 02, 2027 04:30 PM","Mar 02, 2027 05:00 PM","30","No"
            "No","Teacher One","Teacher","One","one@seaview.test","Mar 01, 2027 09:00 AM","approved","--","--","--","--"

            """
        let read = try MeetingReport.read(Array(report.utf8))
        #expect(read.participants.map(\.name) == ["Hub Host", "Teacher 0"])
        #expect(read.participants.map(\.seconds) == [65 * 60, 50 * 60])
    }

    @Test(
        "names are known with the surname first, and with the school after them",
        arguments: TestEngine.available
    )
    func namesOtherwise(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let colleagues = ["Ann Ash", "Ben Birch", "Cai Cedar", "Dot Dale"].map {
                ColleagueDraft(
                    name: $0,
                    email: $0.lowercased().replacing(" ", with: ".") + "@seaview.test"
                )
            }
            _ = try await network.book(run, colleagues, key: "a")
            AttendanceTests.toTheDay(network)
            let report = """
                Name (original name),Email,Total duration (minutes),Guest
                "ASH, Ann (Guest)",,40,Yes
                Ben Birch | Seaview School,,40,Yes
                Mr Cai Cedar - Seaview,,40,Yes
                Dot Dale [Seaview],,40,Yes
                "Seaview, Office",,40,Yes

                """
            let done = try await network.programmes.importMeetingReport(
                Array(report.utf8),
                leastMinutes: 30,
                to: run.sessions[0].id,
                by: network.actor("Noel Editor")
            )
            #expect(done.present == ["Ann Ash", "Ben Birch", "Cai Cedar", "Dot Dale"])
            #expect(done.unmatched == ["Seaview, Office"])
        }
    }

    @Test(
        "whoever joined twice under two names is one person, there for both times",
        arguments: TestEngine.available
    )
    func twoNames(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (_, run) = try await network.published()
            let colleagues =
                Network.colleagues(1) + [ColleagueDraft(name: "Teacher One", email: "one@seaview.test")]
            _ = try await network.book(run, colleagues, key: "a")
            AttendanceTests.toTheDay(network)
            let report = """
                Name (original name),Email,Total duration (minutes),Guest
                Teacher 0,teacher.0@seaview.test,20,No
                Teacher 0 (Guest),,15,Yes
                Head of maths (Teacher One),,31,Yes

                """
            let done = try await network.programmes.importMeetingReport(
                Array(report.utf8),
                leastMinutes: 30,
                to: run.sessions[0].id,
                by: noel
            )
            #expect(done.present == ["Teacher 0", "Teacher One"])
            #expect(done.brief.isEmpty && done.unmatched.isEmpty)
        }
    }

    @Test(
        "marks who was there long enough, and names who is not on the register",
        arguments: TestEngine.available
    )
    func marks(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (_, run) = try await network.published()
            let colleagues =
                Network.colleagues(1) + [
                    ColleagueDraft(name: "Teacher One", email: "one@seaview.test"),
                    ColleagueDraft(name: "Teacher Two", email: "two@seaview.test"),
                ]
            _ = try await network.book(run, colleagues, key: "a")
            AttendanceTests.toTheDay(network)
            let session = run.sessions[0].id
            let first = try await network.programmes.importMeetingReport(
                Array(Self.teams.utf8),
                leastMinutes: 30,
                to: session,
                by: noel
            )
            #expect(first.present == ["Teacher 0"] && first.brief == ["Teacher One (11 minutes)"])
            #expect(first.unmatched.isEmpty)
            let second = try await network.programmes.importMeetingReport(
                Array(Self.zoom.utf8),
                leastMinutes: 30,
                to: session,
                by: noel
            )
            #expect(second.unmatched == ["A Stranger"])
            let sheet = try await network.programmes.attendanceSheet(of: session, by: noel)
            #expect(sheet.lines.map(\.state) == [.present, nil, nil])
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.importMeetingReport(
                    Array(Self.zoom.utf8),
                    leastMinutes: 0,
                    to: session,
                    by: network.actor("Sam Booker")
                )
            }
        }
    }
}
