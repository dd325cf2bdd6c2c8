import Access
import Accounts
import CSV
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Booking without a role")
struct OpenBookingTests {
    static func website(_ address: String, of school: Organisation, urn: Int, _ network: Network) async throws
    {
        try await network.database.write { transaction in
            try transaction.execute("INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(urn))")
            try transaction.execute(
                """
                INSERT INTO establishment (urn, organisation_id, type, status, phase, website)
                VALUES (\(urn), \(school.id), 'Academy', 'open', 'Primary', \(address))
                """
            )
        }
    }

    @Test(
        "the school is recognised from the address, and the booker books for colleagues",
        arguments: TestEngine.available
    )
    func recognised(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            // Pat's address is pat.outsider@school.test.
            try await Self.website("https://www.school.test/home", of: Network.seaview, urn: 100_001, network)
            try await Self.website("http://otherschool.test", of: Network.hillside, urn: 100_002, network)
            let pat = network.actor("Pat Outsider")
            let programmes = network.programmes
            #expect(try await programmes.recognisedSchools(by: pat) == [Network.seaview])
            let (_, run) = try await network.published()
            await #expect(throws: AccessError.notFound) {
                _ = try await network.book(run, Network.colleagues(2), by: "Pat Outsider", key: "a")
            }
            try await programmes.claimSchool(Network.seaview.id, by: pat)
            try await programmes.claimSchool(Network.hillside.id, by: pat)
            let claimed = try await programmes.claimedSchools(by: pat)
            #expect(Set(claimed.filter(\.isRecognised).map(\.organisation)) == [Network.seaview])
            _ = try await network.book(run, Network.colleagues(2), by: "Pat Outsider", key: "b")
            _ = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Pat Outsider",
                key: "c"
            )
            let register = try await programmes.register(of: run.id, by: network.actor("Noel Editor"))
            #expect(register.lines.filter(\.isUnconfirmed).map(\.organisation) == [Network.hillside])
            // What others of the school booked stays hidden from someone who only says so.
            await #expect(throws: AccessError.notFound) {
                _ = try await programmes.bookings(of: Network.seaview.id, by: pat)
            }
            #expect(try await programmes.ownBookings(by: pat).count == 2)
            #expect(
                try await programmes.lastColleagues(of: Network.seaview.id, by: pat).map(\.name) == [
                    "Teacher 0", "Teacher 1",
                ]
            )
        }
    }

    @Test("the school is recognised from the addresses of its people", arguments: TestEngine.available)
    func recognisedFromPeople(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await ApprovalTests.settle(network)
            func move(_ name: String, to address: String) async throws {
                let person = network.actor(name).person?.id
                try await network.database.write {
                    try $0.execute("UPDATE person SET email = \(address) WHERE id = \(person)")
                }
            }
            try await move("Sue Lead", to: "sue.lead@seaview.test")
            let cases: [(String, [Organisation])] = [
                ("pat@seaview.test", [Network.seaview]), ("pat@office.seaview.test", []),
                ("pat@notseaview.test", []),
            ]
            for (address, schools) in cases {
                try await move("Pat Outsider", to: address)
                let found = try await network.programmes.recognisedSchools(by: network.actor("Pat Outsider"))
                #expect(found == schools, "\(address)")
            }
        }
    }

    @Test(
        "the school is recognised from a website in any case and below its domain, and nothing that only looks like it",
        arguments: TestEngine.available
    )
    func websitesAsEntered(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let cases: [(website: String, isFound: Bool)] = [
                ("HTTP://WWW.School.Test/Home", true), ("infants.school.test", true),
                ("https://school.test:8080", true), ("https://school.test.example", false),
                ("https://example.test/school.test", false), ("https://preschool.test", false),
            ]
            try await Self.website("https://example.test", of: Network.seaview, urn: 100_001, network)
            for (website, isFound) in cases {
                try await network.database.write {
                    try $0.execute("UPDATE establishment SET website = \(website)")
                }
                let found = try await network.programmes.recognisedSchools(by: network.actor("Pat Outsider"))
                #expect(found == (isFound ? [Network.seaview] : []), "\(website)")
            }
        }
    }

    @Test(
        "a domain of many schools offers some of them, and speaks for the others, too",
        arguments: TestEngine.available
    )
    func manySchools(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let schools = (1...60).map { number in
                Organisation(
                    id: ID(rawValue: Int64(7_000 + number)),
                    kind: .establishment,
                    name: "Academy \(100 + number)"
                )
            }
            try await network.database.write { transaction in
                for school in schools {
                    try transaction.execute(
                        "INSERT INTO organisation (id, kind, name) VALUES (\(school.id), 'establishment', \(school.name))"
                    )
                }
            }
            for (number, school) in schools.enumerated() {
                try await Self.website(
                    "https://a\(number).school.test",
                    of: school,
                    urn: 110_000 + number,
                    network
                )
            }
            let pat = network.actor("Pat Outsider")
            let offered = try await network.programmes.recognisedSchools(by: pat)
            #expect(offered == Array(schools.prefix(50)))
            try await network.programmes.claimSchool(schools[59].id, by: pat)
            let claimed = try await network.programmes.claimedSchools(by: pat)
            #expect(claimed.map(\.isRecognised) == [true])
        }
    }

    @Test("an address at a public mail service speaks for no school", arguments: TestEngine.available)
    func publicService(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.website("https://gmail.com", of: Network.seaview, urn: 100_001, network)
            let pat = network.actor("Pat Outsider")
            try await network.database.write {
                try $0.execute("UPDATE person SET email = 'pat@gmail.com' WHERE id = \(pat.person?.id)")
            }
            #expect(try await network.programmes.recognisedSchools(by: pat).isEmpty)
        }
    }

    @Test("nobody books for a hub or for nothing", arguments: TestEngine.available)
    func notASchool(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for id in [Network.north.id, ID<Organisation>(rawValue: 9_999)] {
                await #expect(throws: AccessError.notFound) {
                    try await network.programmes.claimSchool(id, by: network.actor("Pat Outsider"))
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await network.programmes.claimSchool(Network.seaview.id, by: .anonymous)
            }
        }
    }
}

@Suite("A file of colleagues")
struct ColleagueFileTests {
    @Test("good rows are taken, and each bad one is named with its person")
    func partly() throws {
        let text = """
            Surname,First name,Email,Room
            Ash,Ann,ann@seaview.test,1
            Birch,Ben,ben-at-seaview,2
            Cedar,Cai,ANN@seaview.test,3
            ,,,
            ,,dot@seaview.test,4

            """
        let file = try ColleagueFile.read(Array(text.utf8))
        #expect(file.accepted == [ColleagueDraft(name: "Ann Ash", email: "ann@seaview.test")])
        #expect(file.refused.map(\.who) == ["Ben Birch", "Cai Cedar", "dot@seaview.test"])
        #expect(
            file.refused[0].reason == "Enter Ben Birch’s email address in full, such as name@school.example"
        )
        #expect(file.refused[1].reason.contains("stands on line 2 too"))
        let back = try CSVReader(bytes: file.refusedFile)
        #expect(back.header.names == ["Surname", "First name", "Email", "Room", "What is wrong"])
        var lines = 0
        while let row = try back.next() {
            lines += 1
            #expect(!row[4].isEmpty)
        }
        #expect(lines == 3)
    }

    @Test("a title above the headings is passed over, and lines are those of the file")
    func titled() throws {
        let text = """
            Staff list,

            Surname;Forename;Work email
            Ash;Ann;ann@seaview.test
            Birch;Ben;ben-at-seaview
            Cedar;Cai;ann@seaview.test

            """
        let file = try ColleagueFile.read(Array(text.utf8))
        #expect(file.accepted == [ColleagueDraft(name: "Ann Ash", email: "ann@seaview.test")])
        #expect(file.refused.map(\.line) == [5, 6])
        #expect(file.refused.last?.reason.hasSuffix("stands on line 4 too") == true)
        let back = try CSVReader(bytes: file.refusedFile)
        #expect(back.header.names.first == "Surname")
    }

    @Test("what is beyond the most that can be booked comes back")
    func tooMany() throws {
        let rows = (0..<5).map { "Teacher \($0),t\($0)@seaview.test" }.joined(separator: "\n")
        let file = try ColleagueFile.read(Array("Name,E-mail\n\(rows)\n".utf8), most: 3)
        #expect(file.accepted.count == 3)
        #expect(
            file.refused.map(\.reason)
                == Array(repeating: "At most 3 places can be booked at a time", count: 2)
        )
    }

    @Test("a file without the columns is refused as a whole")
    func noColumns() {
        #expect(throws: CSVError.missingColumns(["Email"])) {
            try ColleagueFile.read(Array("Name,Phone\nA,1\n".utf8))
        }
        #expect(throws: CSVError.missingColumns(["Name"])) {
            try ColleagueFile.read(Array("Email\na@b.test\n".utf8))
        }
        #expect(throws: CSVError.empty) { try ColleagueFile.read([]) }
    }
}
