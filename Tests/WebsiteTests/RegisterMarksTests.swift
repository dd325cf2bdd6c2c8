import Access
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
        let form = Submission(urlEncoded: Substring(text))
        return form.changedMarks(presentForRest: form.marksTheRest)
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

    // MARK: Carried over signing in

    private static let person = ID<Person>(rawValue: 41)
    private static let session = ID<RunSession>(rawValue: 51)

    private static func carried(_ text: String) -> CarriedMarks {
        CarriedMarks(Submission(urlEncoded: Substring(text)), of: session, by: person)
    }

    @Test("is read again as it was written, and shows what was chosen", arguments: ["save", "rest"])
    func carried(step: String) {
        let carried = Self.carried(
            """
            was-\(Self.ann)=&mark-\(Self.ann)=absent&was-\(Self.ben)=&mark-\(Self.ben)=\
            &was-\(Self.cid)=apologies&mark-\(Self.cid)=&step=\(step)
            """
        )
        #expect(CarriedMarks(carried.text) == carried && !carried.isCut)
        let rest: AttendanceState? = step == "rest" ? .present : nil
        #expect(carried.mark(of: Self.ann, saved: nil) == .absent)
        #expect(carried.mark(of: Self.ben, saved: nil) == rest)
        #expect(carried.mark(of: Self.ben, saved: .apologies) == .apologies)
        #expect(carried.mark(of: Self.cid, saved: .apologies) == rest)
    }

    @Test("fits a cookie however many there are, and says when some were left out")
    func manyCarried() {
        let fields = (1...300).map { number in
            let place = ID<BookedPlace>(rawValue: Int64(number))
            return "was-\(place)=&mark-\(place)=present"
        }
        let carried = Self.carried(fields.joined(separator: "&"))
        #expect(carried.isCut && carried.marks.count == CarriedMarks.most)
        #expect(carried.text.utf8.count < 3_500 && CarriedMarks(carried.text) == carried)
    }

    @Test(
        "is not read from what was never written",
        arguments: [
            "", ".", "...", "x.y..", "0000000000019.000000000001k..p",
            "0000000000019.000000000001k..000000000001kz",
        ]
    )
    func notCarried(text: String) {
        #expect(CarriedMarks(text) == nil)
    }
}
