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

    package var sha256: String { Array(plainText.utf8).sha256 }
}

/// What a document says of who runs the trial.
struct DocumentContext {
    let text: ProtocolText
    let hub: String

    var title: String { text[.title] }
    var contact: String { "\(text[.leadName]), \(hub), \(text[.leadEmail])" }

    func day(_ item: ProtocolItem) -> String { text.day(item)?.spelledShort ?? "a day to be set" }

    var unit: String {
        switch text.unit {
        case .pupil: "pupils"
        case .classGroup: "classes"
        case .school: "schools"
        }
    }
}
