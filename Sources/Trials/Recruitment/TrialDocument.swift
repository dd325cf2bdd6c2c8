import Crypto
import Foundation
import Services

/// A text that a trial makes for schools and families from its protocol: read on a page, printed, or kept.
package struct TrialDocument: Sendable, Equatable {
    package let title: String
    package let parts: [Part]

    package struct Part: Sendable, Equatable {
        package let heading: String
        package let paragraphs: [String]

        init(_ heading: String, _ paragraphs: String...) {
            self.heading = heading
            self.paragraphs = paragraphs.filter { !$0.isEmpty }
        }
    }

    /// As it is kept and hashed.
    package var plainText: String {
        let parts = parts.map { ([$0.heading] + $0.paragraphs).joined(separator: "\n\n") }
        return ([title] + parts).joined(separator: "\n\n") + "\n"
    }

    package var sha256: String { SHA256.hash(data: Data(plainText.utf8)).hexadecimal }
}

/// What a document says of who runs the trial.
struct DocumentContext {
    let text: ProtocolText
    let hub: String

    var title: String { text[.title] }
    var contact: String { "\(text[.leadName]), \(hub), \(text[.leadEmail])" }

    func day(_ item: ProtocolItem) -> String { text.day(item).map(SpelledDay.text) ?? "a day to be set" }

    var unit: String {
        switch text.unit {
        case .pupil: "pupils"
        case .classGroup: "classes"
        case .school: "schools"
        }
    }
}

enum SpelledDay {
    static func text(_ day: LocalDate) -> String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return "\(day.day) \(names[day.month - 1]) \(day.year)"
    }
}
