import CSV
import Services
import Testing

@testable import Trials

@Suite("Pupil files")
struct PupilFileTests {
    func understood(_ text: String) throws -> UnderstoodPupils {
        let file = try PupilFile.read(Array(text.utf8))
        return file.understood(PupilColumnMatch(headings: file.headings))
    }

    @Test("A good file is understood whole")
    func goodFile() throws {
        let understood = try understood(Pupils.file())
        #expect(understood.pupils == Pupils.rows())
        #expect(understood.faults.isEmpty)
        #expect(understood.groups.map(\.count) == [30, 30])
    }

    @Test(
        "What says who a pupil is, is recognised",
        arguments: [
            ("anna.smith@school.org", PersonalTrait.email), ("A123456789012", .upn), ("H80120000401A", .upn),
            ("12/03/2014", .dateOfBirth), ("2014-03-12", .dateOfBirth), ("3.12.14", .dateOfBirth),
            ("12 Mar 2014", .dateOfBirth), ("20140312", .dateOfBirth), ("12032014", .dateOfBirth),
            ("Anna Smith", .name), ("Smith, Anna", .name), ("Anna", .name), ("O’Brien", .name),
            ("Zoë", .name), ("李小龙 王", .name), ("SW1A 1AA", .postcode), ("B1 1AA", .postcode),
        ]
    )
    func traits(cell: String, trait: PersonalTrait) {
        #expect(PersonalDataScreen.trait(of: cell) == trait)
    }

    @Test(
        "Codes and scores are not taken for persons",
        arguments: ["P017", "7A-12", "100017", "12.5", "-3", "0", "1e3", "7A", "pupil12", "99999999", ""]
    )
    func harmless(cell: String) {
        #expect(PersonalDataScreen.trait(of: cell) == nil)
    }

    @Test("A column of names, emails, numbers or birthdays is left out whole, whatever it is called")
    func columnsAreLeftOut() throws {
        let text = """
            Code,Who,Contact,Number,Born,Group,Pre,Post
            P1,Anna Smith,a@b.org,A123456789012,12/03/2014,A,1,2
            P2,Ben Jones,b@b.org,B123456789012,13/03/2014,B,2,3
            P3,Cleo Hill,c@b.org,C123456789012,14/03/2014,A,3,4
            P4,Dan Wood,d@b.org,D123456789012,15/03/2014,B,4,5
            """
        let file = try PupilFile.read(Array(text.utf8))
        #expect(file.headings == ["Code", "Group", "Pre", "Post"])
        #expect(file.leftOut.map(\.trait) == [.name, .email, .upn, .dateOfBirth])
        #expect(file.understood(PupilColumnMatch(headings: file.headings)).pupils.count == 4)
    }

    @Test(
        "A heading alone gives a column away",
        arguments: [
            "Name", "First name", "SURNAME", "Pupil_Name", "UPN", "Unique Pupil Number", "DOB",
            "Date of Birth", "E-mail", "Email address", "Postcode", "ULN",
        ]
    )
    func headingsGiveAway(heading: String) throws {
        let text = "code,\(heading),group,pre,post\nP1,1,A,1,2\nP2,2,B,1,2\n"
        let file = try PupilFile.read(Array(text.utf8))
        #expect(file.leftOut.map(\.heading) == [heading])
    }

    @Test(
        "A bad cell costs its row, and the reason names the line, the column and what is allowed",
        arguments: [
            ("P9,A,12a,3,yes", "pre"), ("P9,A,1,high,yes", "post"), (",A,1,2,no", "pupil code"),
            ("P1,A,1,2,no", "pupil code"), ("P9,,1,2,no", "group"), ("P9,Third,1,2,no", "group"),
            ("P9,A,1,2,maybe", "fsm"), ("Anna Smith,A,1,2,no", "pupil code"),
            ("a@b.org,A,1,2,no", "pupil code"), ("A123456789012,A,1,2,no", "pupil code"),
            ("12/03/2014,A,1,2,no", "pupil code"), ("P 9,A,1,2,no", "pupil code"),
            ("P9,A,12/03/2014,2,no", "pre"), ("P9,A,1e9,2,no", "pre"), ("P9,A,inf,2,no", "pre"),
        ]
    )
    func badCells(row: String, column: String) throws {
        let text =
            "pupil code,group,pre,post,fsm\nP1,A,1,2,yes\nP2,B,2,3,no\nP3,A,3,4,no\nP4,B,5,4,no\n\(row)\nP7,B,4,5,no\n"
        let understood = try understood(text)
        #expect(understood.pupils.map(\.pseudonym) == ["P1", "P2", "P3", "P4", "P7"])
        #expect(understood.faults.map(\.line) == [6])
        let fault = try #require(understood.faults.first)
        #expect(fault.column == column)
        #expect(fault.reason.contains("Allowed: "))
        for cell in row.split(separator: ",") where cell.count > 8 {
            #expect(!fault.reason.contains(cell))
            #expect(!String(decoding: understood.rejectedCSV(), as: UTF8.self).contains(cell))
        }
    }

    @Test(
        "A word among scores is no number and nobody’s name; a date there is still a date",
        arguments: [
            ("forty", "It is not a number. Allowed: a number"),
            ("Thirty Four", "It is not a number. Allowed: a number"),
            ("12/03/2014", "It looks like a date of birth"),
        ]
    )
    func words(cell: String, reason: String) throws {
        let text = "code,group,pre,post\nP1,A,1,2\nP2,B,2,3\nP3,A,\(cell),4\nP4,B,5,6\n"
        let fault = try #require(try understood(text).faults.first)
        #expect(fault.line == 4 && fault.reason.hasPrefix(reason))
    }

    @Test("Names with a number behind are found out by being all different; a common word is not")
    func numberedNames() throws {
        let header = "code,group,pre,post\n"
        let names = ["anna1", "ben2", "cleo3", "dan4", "emma5", "finn6"]
        let rows = names.enumerated().map { "\($0.element),\($0.offset % 2 == 0 ? "A" : "B"),1,2" }
        #expect(try understood(header + rows.joined(separator: "\n")).pupils.isEmpty)
        let codes = (1...6).map { "pupil\($0),\($0 % 2 == 0 ? "A" : "B"),1,2" }
        #expect(try understood(header + codes.joined(separator: "\n")).pupils.count == 6)
    }

    @Test(
        "Missing scores may be written in the usual ways",
        arguments: ["", "NA", "n/a", "x", "-", "Absent", "."]
    )
    func missing(cell: String) throws {
        let text = "code,group,pre,post\nP1,A,1,\(cell)\nP2,B,\(cell),2\n"
        let understood = try understood(text)
        let pupils = understood.pupils
        #expect(understood.missing.before == 1 && understood.missing.after == 1)
        #expect(pupils.map(\.post) == [nil, 2])
        #expect(pupils.map(\.pre) == [1, nil])
    }

    @Test("A person can say which column is which")
    func chosenColumns() throws {
        let text = "unit,arm,t1,t2\nP1,A,1,2\nP2,B,2,3\n"
        let file = try PupilFile.read(Array(text.utf8))
        let found = PupilColumnMatch(headings: file.headings)
        #expect(found.missing == [.pre, .post])
        let chosen = PupilColumnMatch(headings: file.headings, chosen: [.pre: "t1", .post: "t2"])
        #expect(chosen.missing.isEmpty)
        #expect(file.understood(chosen).pupils.map(\.post) == [2, 3])
        let clash = PupilColumnMatch(headings: file.headings, chosen: [.pre: "t1", .post: "t1"])
        #expect(clash.hasClash)
        #expect(file.understood(clash).pupils.isEmpty)
    }

    @Test(
        "What is no pupil file gets a clear answer",
        arguments: ["", "\r\n\r\n", "PK\u{3}\u{4}zzzz", "%PDF-1.4", "<html>", "{\"a\":1}"]
    )
    func notAFile(text: String) {
        #expect(throws: CSVError.self) { try PupilFile.read(Array(text.utf8)) }
    }

    @Test("Too large, too long and too wide files are refused before they are kept")
    func tooMuch() {
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: PupilFile.mostBytes + 1)
        #expect(throws: PupilFileError.tooLarge(megabytes: 8)) { try PupilFile.read(large) }
        let long = "a,b\n" + String(repeating: "1,2\n", count: PupilFile.mostRows + 1)
        #expect(throws: PupilFileError.tooManyRows(limit: PupilFile.mostRows)) {
            try PupilFile.read(Array(long.utf8))
        }
        let words = PupilFileError.tooManyRows(limit: PupilFile.mostRows).description
        #expect(words == "The file has more than 20,000 rows. Send the pupils of one school")
        let wide = String(repeating: "a,", count: 100) + "\n"
        #expect(throws: CSVError.self) { try PupilFile.read(Array(wide.utf8)) }
    }

    @Test("Whatever the bytes, reading ends with a file or a clear refusal", arguments: 0..<40)
    func fuzz(seed: Int) throws {
        let services = Services.seeded(UInt64(seed), at: School.now)
        var bytes = Array(Pupils.file(Pupils.rows(perGroup: 6)).utf8)
        for _ in 0..<12 {
            let random = services.randomBytes(4)
            let place = (Int(random[0]) << 8 | Int(random[1])) % bytes.count
            switch random[2] % 3 {
            case 0: bytes[place] = random[3]
            case 1: bytes.insert(random[3], at: place)
            default: bytes.remove(at: place)
            }
        }
        do {
            let file = try PupilFile.read(bytes)
            let understood = file.understood(PupilColumnMatch(headings: file.headings))
            #expect(Set(understood.pupils.map { $0.pseudonym.lowercased() }).count == understood.pupils.count)
            #expect(understood.groups.count <= 2)
        } catch is CSVError {} catch is PupilFileError {}
    }

    @Test(
        "A word of four letters that no other code shares is a name, however few there are",
        arguments: [
            ("jsmith1", true), ("anna12", true), ("abc12", false), ("pupil7", false), ("x9", false),
        ]
    )
    func lonelyWords(code: String, isRefused: Bool) throws {
        var text = "Pupil,Group,Before,After\r\n"
        for pupil in 1...99 { text += "pupil\(pupil + 100),A,\(pupil),\(pupil + 1)\r\n" }
        text += "\(code),A,5,6\r\n"
        let file = try PupilFile.read(Array(text.utf8))
        #expect(file.rowsWithWordsOfTheirOwn(in: 0) == (isRefused ? [101] : []))
    }

    @Test(
        "A pupil number is one behind a word, too",
        arguments: [
            ("UPN-A123456789012", true), ("A12345678901B", true), ("upn: a 1234 5678 9012", true),
            ("P1234567890123456", false), ("A1234", false),
        ]
    )
    func pupilNumbers(cell: String, isOne: Bool) {
        #expect((PersonalDataScreen.trait(of: cell) == .upn) == isOne)
    }
}
