import Access
package import Database
package import Profiles
package import Services

/// What is known: strands, interventions, studies, findings and their living pools. The front door of this
/// module.
///
/// Each verb takes the acting person and checks permission inside: parse → load → permit → change in one
/// transaction → audit. The library is public: reading asks for no actor.
package struct Evidence: Sendable {
    package let database: any Database
    package let services: Services
    package let profiles: ProfileLibrary
    /// The version of the program, kept beside every pooled figure.
    package let codeVersion: String
    /// The address of the site, for letters; without a slash at its end.
    package let baseURL: String
    /// What other features tell in the weekly letter.
    package let news: [StrandNewsSource]

    package init(
        database: any Database,
        services: Services,
        profiles: ProfileLibrary,
        codeVersion: String,
        baseURL: String = "",
        news: [StrandNewsSource] = []
    ) {
        self.database = database
        self.services = services
        self.profiles = profiles
        self.codeVersion = codeVersion
        self.baseURL = baseURL
        self.news = news
    }
}

extension Topic {
    /// The list of strands: a strand was added or changed.
    package static let strands: Topic = "evidence/strands"
    /// One strand: its text, its findings or its pools.
    package static func strand(_ id: ID<Strand>) -> Topic { "evidence/strand/\(id.description)" }
    /// Guidance reports and resources.
    package static let guidance: Topic = "evidence/guidance"
    /// Accounts of practice.
    package static let practice: Topic = "evidence/practice"
    package static let readingLists: Topic = "evidence/reading-lists"
    /// The list of studies: one was added or changed.
    package static let studies: Topic = "evidence/studies"
    package static func study(_ id: ID<Study>) -> Topic { "evidence/study/\(id.description)" }
}

extension AuditVerb {
    static let createStrand: AuditVerb = "strand.create"
    static let editStrand: AuditVerb = "strand.edit"
    static let saveIntervention: AuditVerb = "intervention.save"
    static let enterFinding: AuditVerb = "finding.enter"
    static let editFinding: AuditVerb = "finding.edit"
    static let removeFinding: AuditVerb = "finding.remove"
    static let bringBackFinding: AuditVerb = "finding.bring-back"
    static let importFindings: AuditVerb = "finding.import"
    static let importStudies: AuditVerb = "study.import"
    static let addStudy: AuditVerb = "study.add"
    static let editStudy: AuditVerb = "study.edit"
    static let mergeStudies: AuditVerb = "study.merge"
    static let unmergeStudies: AuditVerb = "study.unmerge"
    static let keepStudiesApart: AuditVerb = "study.keep-apart"
    static let saveGuidance: AuditVerb = "guidance.save"
    static let addResource: AuditVerb = "resource.add"
    static let editResource: AuditVerb = "resource.edit"
    static let removeResource: AuditVerb = "resource.remove"
    static let tellPractice: AuditVerb = "practice.tell"
    static let changePractice: AuditVerb = "practice.change"
    static let submitPractice: AuditVerb = "practice.submit"
    static let withdrawPractice: AuditVerb = "practice.withdraw"
    static let reviewPractice: AuditVerb = "practice.review"
    static let keepReadingList: AuditVerb = "reading-list.keep"
    static let sendDigests: AuditVerb = "digest.send"
    static let stopDigests: AuditVerb = "digest.stop"
    static let recomputePools: AuditVerb = "pool.recompute"
}
