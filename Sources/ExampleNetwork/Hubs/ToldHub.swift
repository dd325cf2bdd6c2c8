import Directory

/// The hubs of the stories.
enum ToldHub: CaseIterable {
    case teaching, research, associate, maths, english, area, behaviour

    var name: String {
        switch self {
        case .teaching: "Hallowick Teaching School Hub"
        case .research: "Brackenstow Research School"
        case .associate: "Kestrelby Associate Research School"
        case .maths: "Orrinton Maths Hub"
        case .english: "Withermere English Hub"
        case .area: "Tarnsea Coast Opportunity Board"
        case .behaviour: "Hallowick Behaviour Hub"
        }
    }

    var kind: DesignationKind {
        switch self {
        case .teaching: .teachingSchoolHub
        case .research: .researchSchool
        case .associate: .associateResearchSchool
        case .maths: .mathsHub
        case .english: .englishHub
        case .area: .opportunityAreaBoard
        case .behaviour: .behaviourHub
        }
    }

    var host: ToldSchool {
        switch self {
        case .teaching: .hallowickHigh
        case .research: .brackenstowPriory
        case .associate: .kestrelbyChurchLane
        case .maths: .orrintonHigh
        case .english: .withermereMeadow
        case .area: .tarnseaAcademy
        case .behaviour: .hallowickCanalSide
        }
    }

    var serves: String {
        switch self {
        case .teaching: "Hallowick, Brackenshire and the coast from Tarnsea to Gannockmouth"
        case .research: "Schools across Brackenshire and the neighbouring counties"
        case .associate: "Kestrelby and the villages around it, with Brackenstow"
        case .maths: "Orrinshire and Hallowick, reception to year 13"
        case .english: "Primary schools of the Withermere Fens"
        case .area: "Every school in Tarnsea and Gannockmouth"
        case .behaviour: "Hallowick, in pairs of schools for two years each"
        }
    }

    var summary: String {
        switch self {
        case .teaching:
            "Twelve schools that train teachers together: initial training, early career induction, leadership programmes, and courses built on what is known rather than on what is new."
        case .research:
            "We help schools to read evidence slowly: what was tried, with whom, what came of it, and how sure anyone can be. We run trials with schools that want to know."
        case .associate:
            "A primary school that works with Brackenstow to bring evidence to small village schools. Most of our sessions are after school and online."
        case .maths:
            "Work groups for teachers of mathematics from reception to year 13. Free to state schools, a year at a time, with sessions in your own classroom."
        case .english:
            "Early reading: phonics, fluency and the first books. We audit, lend, train and come back."
        case .area:
            "Two seaside towns where children started school behind and too many left it behind. Ten years of schools, employers and families working on the same few things."
        case .behaviour:
            "Schools with calm corridors open their doors to schools that want them. Designation ended last summer; its materials are still here."
        }
    }

    var mailName: String {
        switch self {
        case .teaching: "hub"
        case .research: "research"
        case .associate: "evidence"
        case .maths: "maths"
        case .english: "reading"
        case .area: "board"
        case .behaviour: "behaviour"
        }
    }

    var email: String { "\(mailName)@\(domain)" }
    var website: String { "https://\(mailName).\(domain)" }
    /// `.example` is reserved: no email sent there can reach anyone (RFC 2606).
    var domain: String { host.domain }
}

extension ToldSchool {
    var domain: String {
        let words = name.lowercased().split(separator: " ").filter {
            !["school", "primary", "high"].contains($0)
        }
        return words.joined(separator: "-") + ".example"
    }
}
