import Database

/// What a hub is designated as. A hub can hold several, and lose and regain them.
package enum DesignationKind: String, CaseIterable, Sendable, SQLStorable {
    case teachingSchoolHub = "teaching-school-hub"
    case teachingSchool = "teaching-school"
    case researchSchool = "research-school"
    case associateResearchSchool = "associate-research-school"
    case mathsHub = "maths-hub"
    case englishHub = "english-hub"
    case behaviourHub = "behaviour-hub"
    case attendanceHub = "attendance-hub"
    case computingHub = "computing-hub"
    case opportunityAreaBoard = "opportunity-area-board"
    case other

    package var name: String {
        switch self {
        case .teachingSchoolHub: "Teaching school hub"
        case .teachingSchool: "Teaching school"
        case .researchSchool: "Research school"
        case .associateResearchSchool: "Associate research school"
        case .mathsHub: "Maths hub"
        case .englishHub: "English hub"
        case .behaviourHub: "Behaviour hub"
        case .attendanceHub: "Attendance hub"
        case .computingHub: "Computing hub"
        case .opportunityAreaBoard: "Opportunity area board"
        case .other: "Other hub"
        }
    }

    /// From a file: `maths_hub`, `Maths hub`, `maths-hub`.
    init?(words: String) {
        let key = SearchKey.words(words).joined(separator: "-")
        self.init(rawValue: key)
    }
}
