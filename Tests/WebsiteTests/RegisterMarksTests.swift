import Programmes
import Services
import Testing

@testable import Website

@Suite("What a register's form changes")
struct RegisterMarksTests {
    private static let (ann, ben, cid) = (
        ID<BookedPlace>(rawValue: 1), ID<BookedPlace>(rawValue: 2), ID<BookedPlace>(rawValue: 3)
    )

    private static func marks(_ text: String) -> [ID<BookedPlace>: AttendanceState?] {
        Submission(urlEncoded: Substring(text)).attendanceMarks
    }

    @Test("is what is marked otherwise than it was")
    func changes() {
        let marks = Self.marks(
            """
            was-\(Self.ann)=&mark-\(Self.ann)=present&was-\(Self.ben)=absent&mark-\(Self.ben)=absent\
            &was-\(Self.cid)=present&mark-\(Self.cid)=
            """
        )
        let changed: [ID<BookedPlace>: AttendanceState?] = [Self.ann: .present, Self.cid: nil]
        #expect(marks == changed)
    }

    @Test("is everyone who is not marked, when the rest are present")
    func rest() {
        let marks = Self.marks(
            """
            was-\(Self.ann)=&mark-\(Self.ann)=&was-\(Self.ben)=&mark-\(Self.ben)=apologies\
            &was-\(Self.cid)=present&mark-\(Self.cid)=present&step=rest
            """
        )
        let changed: [ID<BookedPlace>: AttendanceState?] = [Self.ann: .present, Self.ben: .apologies]
        #expect(marks == changed)
    }

    @Test("is also what may have been saved before though no answer came, even marked back as it was")
    func sentAgain() {
        let marks = Self.marks(
            "was-\(Self.ann)=?&mark-\(Self.ann)=&was-\(Self.ben)=%3F&mark-\(Self.ben)=present"
        )
        let changed: [ID<BookedPlace>: AttendanceState?] = [Self.ann: nil, Self.ben: .present]
        #expect(marks == changed)
    }
}
