import Evidence
import Foundation
import Reach
import Services

/// Words that several pages of reach say.
enum ReachWords {
    /// Which schools the maps draw as having taken part.
    static let drawn =
        "Drawn as having taken part are schools at training or with coaching or support, with a plan that they share, and in trials that they agreed to be named in."

    /// When reach was counted, and that it is not counted at every look.
    static func counted(_ asOf: Date?) -> String {
        asOf.map { "Counted on \(PlainWords.moment($0)). Reach is counted again every half hour." }
            ?? "Being counted."
    }

    static let mapIsBeingMade = "The map is being made. Look again in a few minutes."

    /// The heading over what schools took part in.
    static let withWhat = "With what, and what has been tested"

    /// The heading over the share of each fifth that took part.
    static let byNeed = "Whether those in need took part"

    /// What trials of the network say of a strand.
    static func tested(_ testing: StrandTesting?) -> String {
        guard let testing else { return "No trial yet" }
        let registered = testing.registered == 1 ? "1 trial" : "\(testing.registered) trials"
        var reported = testing.reported == 0 ? "none reported yet" : "\(testing.reported) reported"
        if testing.stopped > 0 { reported += ", \(testing.stopped) stopped without a result" }
        guard let pool = testing.pool else { return "\(registered), \(reported)" }
        let range = EvidenceText.range(pool.lower, pool.upper)
        return "\(registered), \(reported); together \(EvidenceText.effect(pool.estimate)) SD (\(range))"
    }

    /// What counts where single schools are told of, or could be worked out.
    static let told =
        "A plan that a school keeps to itself, or a trial in which it is not named, does not count here."

    /// Why a table by strand holds less than one by kind.
    static let withoutStrand =
        "Coaching and support in school are on no strand: what they are about is for those who work together."

    /// What the words mean that stand where a number does not.
    static let whyHidden =
        "“Fewer than \(FewSchools.fewest)” or “hidden” stands where single schools could be told from the number; 0 is none."

    static let meaning = "\(inShort) \(withoutRegister)"

    static let inShort = "Reached means someone took part, not that pupils gained."

    /// What counts where nobody marked who came.
    static let withoutRegister =
        "Where no register of a course was kept, a place booked on it counts as attended."

    /// Why a hub's page of reach shows more schools than its returns.
    static let beyondReturns =
        "At training, in trials, or with coaching or support in school. Returns to funders count those at training."

    static func fifth(_ fifth: Int?) -> String {
        switch fifth {
        case 5: "Greatest need (fifth)"
        case 4: "Great need (fourth)"
        case 3: "Middle (third)"
        case 2: "Less need (second)"
        case 1: "Least need (first)"
        default: "No figure known"
        }
    }

    static func amount(_ line: ReachSummary.KindLine) -> String {
        let number =
            line.amount.rounded() == line.amount
            ? PlainWords.grouped(Int(line.amount)) : PlainWords.number(line.amount, decimals: 1)
        return "\(number) \(number == "1" ? line.kind.unit.one : line.kind.unit.many)"
    }

    /// A number that could name a school is not public.
    static func publicCount(_ count: Int) -> String {
        FewSchools.isFew(count) ? hidden(count) : PlainWords.grouped(count)
    }

    /// The same of a part that stands beside its whole, which is not public either where it leaves few.
    static func publicCount(_ part: Int, of whole: Int) -> String {
        FewSchools.hides(part, of: whole) ? hidden(part) : PlainWords.grouped(part)
    }

    static func count(_ count: Int, isPublic: Bool) -> String {
        isPublic ? publicCount(count) : PlainWords.grouped(count)
    }

    static func count(_ part: Int, of whole: Int, isPublic: Bool) -> String {
        isPublic ? publicCount(part, of: whole) : PlainWords.grouped(part)
    }

    /// What stands where a number does not: it is few, or few could be worked out from it.
    static func hidden(_ count: Int) -> String {
        FewSchools.isFew(count) ? "fewer than \(FewSchools.fewest)" : "hidden"
    }
}
