import Evidence
import Services

/// What those who hold a place work through in their own time, instead of coming to sessions.
package struct SelfStudy: Sendable, Equatable {
    /// The address of the materials; shown only to those who booked.
    package let link: String
    /// How long it takes, as the certificate says.
    package let minutes: Int

    /// `5 hours 30 minutes`.
    package var duration: String { Certificate.spelled(minutes: minutes) }
}

/// What a run's form says of self-study, as typed.
package struct SelfStudyDraft: Sendable, Equatable {
    /// The first day on which it is open.
    package var opensOn = ""
    /// The last one; empty where it has no end.
    package var opensUntil = ""
    package var link = ""
    package var minutes = ""

    package init() {}

    init(_ run: Run, _ study: SelfStudy) {
        opensOn = run.startsOn.description
        opensUntil = run.lastDay?.description ?? ""
        link = study.link
        minutes = String(study.minutes)
    }

    struct Checked: Sendable {
        let study: SelfStudy
        let opensOn: LocalDate
        let opensUntil: LocalDate
    }

    func checked(_ reader: inout FieldReader) -> Checked? {
        let first = TypedDate.parse(opensOn)
        if first == nil { reader.report("opensOn", "Enter the day it opens, such as 14/03/2027") }
        var last: LocalDate? = Run.noEnd
        if !opensUntil.trimmed.isEmpty {
            last = TypedDate.parse(opensUntil)
            if last == nil {
                reader.report(
                    "opensUntil",
                    "Enter the last day it is open, such as 14/03/2027, or leave it empty"
                )
            }
        }
        if let first, let last, last < first {
            reader.report("opensUntil", "The last day must not be before the day it opens")
        }
        let link = reader.required(self.link, "link", named: "the link to the materials", most: 500)
        if !link.isEmpty, !link.hasPrefix("https://") || link.count < 9 {
            reader.report("link", "Enter the link in full, starting with https://")
        }
        let minutes = reader.wholeNumber(
            self.minutes,
            "minutes",
            named: "how long it takes in minutes",
            in: 5...6000
        )
        if self.minutes.trimmed.isEmpty { reader.report("minutes", "Enter how long it takes in minutes") }
        guard let first, let last, let minutes else { return nil }
        return Checked(
            study: SelfStudy(link: link, minutes: minutes),
            opensOn: first,
            opensUntil: last
        )
    }
}

extension Run {
    /// On which days self-study is open: `Open from Monday 1 March 2027 until Friday 30 April 2027`.
    package var openDays: String {
        "Open from \(startsOn.spelled)" + (lastDay.map { " until \($0.spelled)" } ?? "")
    }
}
