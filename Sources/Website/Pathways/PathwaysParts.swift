import Access
import Directory
import HTML
import Pathways
import Programmes
import Services

extension Organisation {
    /// The number in the register, where it is a school's.
    var urn: URN? {
        guard case .establishment(let urn) = RegisterKey(id) else { return nil }
        return urn
    }
}

/// A button that is a form of its own.
///
/// - Parameter about: What it is about, read aloud and not shown, where a page has several with the same text.
@MarkupBuilder
func oneButton(
    _ action: Link,
    _ text: String,
    about: String? = nil,
    ticket: FormTicket,
    fields: [(String, String)] = [],
    isSecondary: Bool = true
)
    -> Markup
{
    postForm(action, ticket: ticket) {
        for (name, value) in fields { input(.type("hidden"), .name(name), .value(value)) }
        submit(text, about: about, isSecondary: isSecondary)
    }
}

/// Choices of an enumeration whose cases have names.
func formOptions<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type, _ name: (Word) -> String)
    -> [FormOption]
{
    type.allCases.map { FormOption($0.rawValue, name($0)) }
}

enum PathwaysText {
    /// `2 h 15 min`.
    static func hours(_ minutes: Int) -> String {
        let hours = minutes / 60
        let rest = minutes % 60
        if hours == 0 { return "\(rest) min" }
        return rest == 0 ? "\(hours) h" : "\(hours) h \(rest) min"
    }
}

extension PathwaysRefusal {
    /// Why something was refused, in words that say what to do.
    var words: String {
        switch self {
        case .alreadyPaired: "These two work together for this purpose already."
        case .notAgreed: "Both of you must agree before anything is written down."
        case .hasEnded: "This has ended, so nothing more can be added."
        case .needsSecondPerson:
            "Somebody else must decide: neither whoever asked nor one of the two themselves."
        case .notOpen: "The content is not open to you. Ask again and say why."
        case .contentGone: "The content was destroyed when its time was over."
        case .hasReflection:
            "The person coached has written a reflection on this session, so only they can take it back."
        case .alreadyOnPathway: "This person is on the pathway already."
        case .wrongStatus: "This does not fit the participant’s status now. Look at the timeline."
        case .periodOverlaps:
            "The day lies before the period that is there. End that one first, or enter a later day."
        case .wrongStep: "This is not possible at this step."
        case .hubInvolved: "This hub is involved already."
        case .schoolNotOpen: "The school has said that it is not open to this now."
        case .alreadyPlaced: "There is an open placement already."
        case .aboveAmount(let left):
            "That is more than was granted: \(Pence(left)) is left to be planned."
        case .aboveBudget(let left): "That is more than the call has left: \(Pence(left))."
        case .callClosed: "The call is not open for applications now."
        case .callOpen(let last):
            "Applications can come until \(last.spelledShort). The panel scores and decides after that day."
        case .alreadyApplied: "You have applied to this call already."
        case .ownApplication: "Nobody on a panel judges their own application."
        case .conflictDeclared: "You declared a conflict of interest, so you take no part in this one."
        case .needsScores(let missing):
            "\(missing) more of the panel must score it first, without a conflict of interest."
        }
    }
}
