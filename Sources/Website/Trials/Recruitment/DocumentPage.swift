import HTML
import Trials

/// The papers that a trial makes from its protocol.
enum DocumentKind: String, CaseIterable, Sendable {
    case memorandum
    case notice = "parents-notice"
    case assessment = "impact-assessment"

    var title: String {
        switch self {
        case .memorandum: "Memorandum of understanding"
        case .notice: "Notice for parents"
        case .assessment: "Data protection impact assessment (draft)"
        }
    }
}

/// A paper to read, to print or to copy.
struct DocumentPage: Page {
    let document: TrialDocument
    let kind: DocumentKind
    let trial: String
    let slug: String

    var title: String { document.title }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials()), Crumb(trial, SiteMap.trial(slug))] }

    var body: Markup {
        PageHeader(document.title, kicker: kind.title)
        DocumentBody(document: document)
        if kind == .memorandum {
            p(.class("small")) {
                "SHA-256 of this text: "
                code(.class("hash")) { document.sha256 }
                ". What a school accepts is kept word for word."
            }
        } else {
            p(.class("small")) {
                "Made from the protocol. Change what does not fit your school before you use it."
            }
        }
    }
}

struct DocumentBody: Renderable {
    let document: TrialDocument

    var markup: Markup {
        for part in document.parts {
            h2 { part.heading }
            for paragraph in part.paragraphs { p { paragraph } }
        }
    }
}
