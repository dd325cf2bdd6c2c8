import Access
import HTTPTypes
import Hummingbird
import Programmes
import Services

/// What was marked in a register whose sender turned out to be signed out. It is in a cookie until the same person has
/// signed in again; then the register shows it, to be looked at and saved.
struct CarriedMarks: Equatable {
    let person: ID<Person>
    let session: ID<RunSession>
    /// Whether everyone else who is not marked is present.
    let presentForRest: Bool
    /// Whether there were more marks than a cookie holds.
    let isCut: Bool
    /// What was marked otherwise than it was saved; `nil` takes a mark away.
    let marks: [ID<BookedPlace>: AttendanceState?]

    /// As many as a cookie of 4,096 bytes takes beside its name.
    static let most = 240

    init(_ submission: Submission, of session: ID<RunSession>, by person: ID<Person>) {
        let all = submission.changedMarks(presentForRest: false)
        self.person = person
        self.session = session
        presentForRest = submission.marksTheRest
        isCut = all.count > Self.most
        marks = Dictionary(
            uniqueKeysWithValues: all.sorted { $0.key < $1.key }.prefix(Self.most).map { ($0.key, $0.value) }
        )
    }

    /// What is marked for somebody, where something else or nothing is saved.
    func mark(of place: ID<BookedPlace>, saved: AttendanceState?) -> AttendanceState? {
        let rest: AttendanceState? = presentForRest ? .present : nil
        guard let changed = marks[place] else { return saved ?? rest }
        return changed ?? rest
    }
}

extension CarriedMarks {
    private static let letters: [(state: AttendanceState?, letter: Character)] = [
        (.present, "p"), (.apologies, "e"), (.absent, "a"), (nil, "n"),
    ]
    /// An identifier and a letter.
    private static let markLength = 14

    /// - Returns: `nil` for what ``text`` did not write.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let person = ID<Person>(String(parts[0])),
            let session = ID<RunSession>(String(parts[1]))
        else { return nil }
        let letters = Array(parts[3])
        guard letters.count.isMultiple(of: Self.markLength), letters.count <= Self.most * Self.markLength
        else { return nil }
        var marks: [ID<BookedPlace>: AttendanceState?] = [:]
        for start in stride(from: 0, to: letters.count, by: Self.markLength) {
            let end = start + Self.markLength - 1
            guard let place = ID<BookedPlace>(String(letters[start..<end])),
                let mark = Self.letters.first(where: { $0.letter == letters[end] })
            else { return nil }
            marks.updateValue(mark.state, forKey: place)
        }
        self.person = person
        self.session = session
        presentForRest = parts[2].contains("r")
        isCut = parts[2].contains("c")
        self.marks = marks
    }

    var text: String {
        let flags = (presentForRest ? "r" : "") + (isCut ? "c" : "")
        let all = marks.sorted { $0.key < $1.key }.map { place, state in
            let letter = Self.letters.first { $0.state == state }?.letter ?? "n"
            return place.description + String(letter)
        }
        return "\(person).\(session).\(flags)." + all.joined()
    }
}

extension CarriedMarks {
    private static func name(_ configuration: SiteConfiguration) -> String {
        SiteCookie.name("register", configuration)
    }

    func cookie(_ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(Self.name(configuration), text, ageSeconds: 12 * 3600, configuration)
    }

    static func expired(_ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(name(configuration), "", ageSeconds: 0, configuration)
    }

    /// What this browser holds for whoever is signed in.
    static func held(for session: ID<RunSession>, _ visit: Visit) -> CarriedMarks? {
        guard let text = visit.request.cookies[name(visit.site.configuration)]?.value,
            let carried = CarriedMarks(text), carried.session == session,
            carried.person == visit.actor.person?.id
        else { return nil }
        return carried
    }

    /// What a form of this browser holds that came without a session; `nil` where it proves no person, or marks nothing.
    static func sent(_ submission: Submission, of session: ID<RunSession>, _ visit: Visit) -> CarriedMarks? {
        guard let person = CarryTicket.person(submission, visit) else { return nil }
        let carried = CarriedMarks(submission, of: session, by: person)
        return carried.marks.isEmpty && !carried.presentForRest ? nil : carried
    }
}
