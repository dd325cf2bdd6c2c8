import Database

/// What makes professional development change practice: fourteen mechanisms in four groups, after the review of
/// Sims and others (2021) on which the national guidance on effective professional development rests. The names are
/// ours. Raw values are the numbers of that list.
package enum Mechanism: Int, CaseIterable, Sendable {
    case manageLoad = 1
    case revisitLearning, agreeGoals, credibleSource, affirmProgress, instruct, socialSupport, model,
        giveFeedback,
        rehearse, promptCues, planAction, monitorSelf, repeatInContext

    /// What a mechanism is for.
    package enum Group: String, CaseIterable, Sendable {
        case knowledge, motivation, techniques, practice

        package var name: String {
            switch self {
            case .knowledge: "Building knowledge"
            case .motivation: "Motivating teachers"
            case .techniques: "Developing teaching techniques"
            case .practice: "Embedding practice"
            }
        }

        package var mechanisms: [Mechanism] { Mechanism.allCases.filter { $0.group == self } }
    }

    package var group: Group {
        switch rawValue {
        case ...2: .knowledge
        case ...5: .motivation
        case ...10: .techniques
        default: .practice
        }
    }

    package var name: String {
        switch self {
        case .manageLoad: "Manage cognitive load"
        case .revisitLearning: "Revisit prior learning"
        case .agreeGoals: "Set and agree goals"
        case .credibleSource: "Draw on a credible source"
        case .affirmProgress: "Affirm after progress"
        case .instruct: "Instruct how it is done"
        case .socialSupport: "Arrange practical social support"
        case .model: "Model it"
        case .giveFeedback: "Monitor and give feedback"
        case .rehearse: "Rehearse it"
        case .promptCues: "Give prompts and cues"
        case .planAction: "Prompt action planning"
        case .monitorSelf: "Encourage self-monitoring"
        case .repeatInContext: "Prompt repetition in one’s own context"
        }
    }

    /// What it looks like in a course.
    package var hint: String {
        switch self {
        case .manageLoad: "A few new ideas at a time, taken apart, with examples that vary."
        case .revisitLearning: "What was learnt last time is asked for again."
        case .agreeGoals: "Each says what they want to do differently, and it is written down."
        case .credibleSource: "Why this, by whom it was tried and with what result."
        case .affirmProgress: "Somebody notices and says when it works."
        case .instruct: "Step by step, what to do and say."
        case .socialSupport: "A colleague to try it with, or to ask."
        case .model: "It is shown: live, on video, or in pupils’ work."
        case .giveFeedback: "Somebody watches and says what to keep and what to change."
        case .rehearse: "It is tried aloud in the room, more than once."
        case .promptCues: "A card, a slide or a reminder where it is needed."
        case .planAction: "When and with which class it will be tried, and what could get in the way."
        case .monitorSelf: "A way to note how it went."
        case .repeatInContext: "It is tried again and again in lessons between the sessions."
        }
    }
}

/// A set of mechanisms as it is stored: the sum of two to the power of their number less one.
extension Set<Mechanism> {
    package var mask: Int { reduce(0) { $0 | 1 << ($1.rawValue - 1) } }

    init(mask: Int) {
        self = Set(Mechanism.allCases.filter { mask & (1 << ($0.rawValue - 1)) != 0 })
    }

    /// The groups that have none of them; all four when nothing is stated.
    package var missingGroups: [Mechanism.Group] {
        Mechanism.Group.allCases.filter { group in allSatisfy { $0.group != group } }
    }

    /// The number stated of each group, for those that have any.
    package func stated(in group: Mechanism.Group) -> [Mechanism] { group.mechanisms.filter(contains) }
}

extension Migration {
    /// What an offer is meant to bring about, how it is designed, and the guidance that it follows. `mechanisms`
    /// is a mask of fourteen bits, see ``Mechanism``.
    static let design = """
        ALTER TABLE offer ADD COLUMN outcomes TEXT NOT NULL DEFAULT '' CHECK (length(outcomes) <= 3000);
        ALTER TABLE offer ADD COLUMN mechanisms INTEGER NOT NULL DEFAULT 0 CHECK (mechanisms BETWEEN 0 AND 16383);
        CREATE TABLE offer_guidance (
            offer_id BIGINT NOT NULL REFERENCES offer (id),
            report_id BIGINT NOT NULL REFERENCES guidance_report (id),
            PRIMARY KEY (offer_id, report_id)
        );
        CREATE INDEX offer_guidance_by_report ON offer_guidance (report_id, offer_id);
        """
}
