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

    package init(
        database: any Database,
        services: Services,
        profiles: ProfileLibrary,
        codeVersion: String
    ) {
        self.database = database
        self.services = services
        self.profiles = profiles
        self.codeVersion = codeVersion
    }
}

extension Topic {
    /// The list of strands: a strand was added or changed.
    package static let strands: Topic = "evidence/strands"
    /// One strand: its text, its findings or its pools.
    package static func strand(_ id: ID<Strand>) -> Topic { "evidence/strand/\(id.description)" }
    package static func study(_ id: ID<Study>) -> Topic { "evidence/study/\(id.description)" }
}

extension AuditVerb {
    static let createStrand: AuditVerb = "strand.create"
    static let editStrand: AuditVerb = "strand.edit"
    static let saveIntervention: AuditVerb = "intervention.save"
    static let enterFinding: AuditVerb = "finding.enter"
    static let changeFinding: AuditVerb = "finding.change"
    static let removeFinding: AuditVerb = "finding.remove"
    static let importFindings: AuditVerb = "finding.import"
    static let recomputePools: AuditVerb = "pool.recompute"
}
