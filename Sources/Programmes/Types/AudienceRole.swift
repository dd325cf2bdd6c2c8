import Database
import Services

/// What somebody does in a school or a trust, as those who look for an offer choose by.
package enum AudienceRole: Int, CaseIterable, Sendable {
    case teacher = 1
    case earlyCareerTeacher = 2
    case trainee = 4
    case teachingAssistant = 8
    case subjectLeader = 16
    case senco = 32
    case seniorLeader = 64
    case headteacher = 128
    case governor = 256
    case supportStaff = 512

    /// The word in addresses.
    package var slug: String {
        switch self {
        case .teacher: "teacher"
        case .earlyCareerTeacher: "early-career-teacher"
        case .trainee: "trainee"
        case .teachingAssistant: "teaching-assistant"
        case .subjectLeader: "subject-leader"
        case .senco: "senco"
        case .seniorLeader: "senior-leader"
        case .headteacher: "headteacher"
        case .governor: "governor"
        case .supportStaff: "support-staff"
        }
    }

    package var name: String {
        switch self {
        case .teacher: "Teachers"
        case .earlyCareerTeacher: "Early career teachers"
        case .trainee: "Trainee teachers"
        case .teachingAssistant: "Teaching assistants"
        case .subjectLeader: "Subject and phase leaders"
        case .senco: "SENCOs"
        case .seniorLeader: "Senior leaders"
        case .headteacher: "Headteachers"
        case .governor: "Governors and trustees"
        case .supportStaff: "Office and support staff"
        }
    }

    /// Inside a sentence.
    fileprivate var nameInside: String { name.lowercasedFirst }

    package init?(slug: String) {
        guard let role = AudienceRole.allCases.first(where: { $0.slug == slug }) else { return nil }
        self = role
    }
}

/// A set of roles as it is stored: the sum of their raw values. An offer without any is for everybody.
extension Set<AudienceRole> {
    package var mask: Int { reduce(0) { $0 | $1.rawValue } }

    init(mask: Int) {
        self = Set(AudienceRole.allCases.filter { mask & $0.rawValue != 0 })
    }

    package var names: [String] { AudienceRole.allCases.filter(contains).map(\.name) }

    /// In plain words: `Teachers, SENCOs, governors and trustees`.
    package var name: String {
        let chosen = AudienceRole.allCases.filter(contains)
        return (chosen.prefix(1).map(\.name) + chosen.dropFirst().map(\.nameInside))
            .joined(separator: ", ")
    }

    /// Whether an offer for these is for somebody in that role.
    func includes(_ role: AudienceRole) -> Bool { isEmpty || contains(role) }
}

extension Migration {
    /// Whom an offer is for, see ``AudienceRole``. Those from before name nobody: what they say in their own words
    /// cannot be sorted for them.
    static let audienceRoles =
        "ALTER TABLE offer ADD COLUMN roles INTEGER NOT NULL DEFAULT 0 CHECK (roles BETWEEN 0 AND 1023);"
}
