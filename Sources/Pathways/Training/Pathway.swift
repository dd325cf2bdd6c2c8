package import Access
package import Database
import Evidence
package import Services

package enum PathwayKind: String, CaseIterable, Sendable, SQLStorable {
    case initialTraining = "itt"
    case earlyCareer = "ect"
    case qualification = "npq"
    case researchers
    case other

    package var name: String {
        switch self {
        case .initialTraining: "Initial teacher training"
        case .earlyCareer: "Early career teacher induction"
        case .qualification: "National professional qualification"
        case .researchers: "Researchers in Schools"
        case .other: "Another long programme"
        }
    }

    package var usualMonths: Int {
        switch self {
        case .initialTraining: 10
        case .earlyCareer: 24
        case .qualification: 18
        case .researchers: 36
        case .other: 12
        }
    }

    /// What is usually declared, with the months after the start by which it is due.
    package var usualMilestones: [(name: String, months: Int)] {
        switch self {
        case .initialTraining: [("Started", 0), ("Retained 1", 4), ("Completed", 10)]
        case .earlyCareer, .researchers:
            [
                ("Started", 0), ("Retained 1", 6), ("Retained 2", 11), ("Retained 3", 15), ("Retained 4", 20),
                ("Completed", 24),
            ]
        case .qualification: [("Started", 0), ("Retained 1", 6), ("Retained 2", 12), ("Completed", 18)]
        case .other: [("Started", 0), ("Completed", 12)]
        }
    }
}

/// A long programme with participants, milestones and an outcome.
package struct Pathway: Sendable, Equatable, RowReadable {
    package let id: ID<Pathway>
    package let owner: Organisation
    package let kind: PathwayKind
    package let name: String
    package let summary: String
    package let months: Int
    /// The first day of training of those who are entered next, unless they begin on another one.
    package let startsOn: LocalDate?
    package let isMentored: Bool
    package let isOpen: Bool
    package let version: Int

    static let source: SQL = """
        SELECT w.*, o.kind AS owner_kind, o.name AS owner_name FROM pathway w JOIN organisation o ON o.id = w.owner_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        owner = try row.organisation("owner")
        kind = try row.get("kind")
        name = try row.get("name")
        summary = try row.get("summary")
        months = try row.get("months")
        startsOn = try row.get("starts_on")
        isMentored = try row.get("is_mentored")
        isOpen = try row.get("is_open")
        version = try row.get("version")
    }
}

package struct PathwayMilestone: Sendable, Equatable, RowReadable {
    package let id: ID<PathwayMilestone>
    package let name: String
    package let dueMonths: Int

    /// What someone on a pathway is asked to do about it: `Record that you started NPQ leading literacy`.
    package func request(on pathway: String) -> String {
        switch name {
        case "Started": return "Record that you started \(pathway)"
        case "Completed": return "Record that you completed \(pathway)"
        default: break
        }
        let words = name.split(separator: " ")
        guard words.count == 2, words[0] == "Retained", let number = Int(words[1]), number > 0 else {
            return "Record “\(name)” of \(pathway)"
        }
        let ordinals = ["first", "second", "third", "fourth"]
        guard number <= ordinals.count else { return "Record retention check \(number) of \(pathway)" }
        return "Record the \(ordinals[number - 1]) retention check of \(pathway)"
    }

    package init(row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        dueMonths = try row.get("due_months")
    }
}

package struct PathwayDraft: Sendable, Equatable {
    package var kind = ""
    package var name = ""
    package var summary = ""
    package var months = ""
    /// May be empty.
    package var startsOn = ""
    package var isMentored = true
    /// A milestone a line, with the months after the start: `Retained 1, 6`. Empty for what is usual.
    package var milestones = ""

    package init() {}

    struct Checked: Sendable {
        let kind: PathwayKind
        let name: String
        let summary: String
        let months: Int
        let startsOn: LocalDate?
        let milestones: [(name: String, months: Int)]
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let kind: PathwayKind? = reader.choice(kind, "kind", named: "what kind of programme it is")
        let name = reader.required(name, "name", named: "the name", most: 150)
        let summary = reader.optional(summary, "summary", named: "the summary", most: 1000)
        let months = reader.wholeNumber(months, "months", named: "how many months it lasts", in: 1...60)
        let start = reader.firstDay(startsOn, "startsOn", isRequired: false)
        var stones: [(name: String, months: Int)] = []
        for line in milestones.split(separator: "\n") where !String(line).trimmed.isEmpty {
            let parts = line.split(separator: ",").map { String($0).trimmed }
            guard parts.count == 2, (1...100).contains(parts[0].unicodeScalars.count),
                let due = Int(parts[1]), (0...60).contains(due)
            else {
                reader.report(
                    "milestones",
                    "Write “\(line)” as a name, a comma and the months: Retained 1, 6"
                )
                continue
            }
            stones.append((parts[0], due))
        }
        try reader.finish()
        guard let kind else { throw Faults([Fault("kind", "Choose what kind of programme it is")]) }
        return Checked(
            kind: kind,
            name: name,
            summary: summary,
            months: months ?? kind.usualMonths,
            startsOn: start,
            milestones: stones.isEmpty ? kind.usualMilestones : stones
        )
    }
}
