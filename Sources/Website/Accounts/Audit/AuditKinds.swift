/// The kinds of object that entries of the audit are about, by names that people know.
enum AuditKinds {
    /// Every kind of which the program writes entries; a test compares them with the phrases.
    static let names: [String: String] = [
        "area": "Area", "audit": "Audit", "booking": "Booking", "bursary": "Bursary",
        "calendar": "Calendar address", "candidate": "Candidate for a placement",
        "certificate": "Certificate", "coaching": "Coaching and mentoring", "conference": "Conference",
        "contact": "Contact of a school", "database": "Database", "digest": "Weekly email about strands",
        "evaluation": "Evaluation", "feedback": "Feedback", "finding": "Finding",
        "guidance": "Guidance report", "hub": "Hub", "induction": "Induction",
        "intervention": "Intervention", "invitation": "Invitation", "invoice": "Invoice",
        "job": "Work in the background", "kpi-definition": "Definition of a return", "mail": "Email",
        "message-choice": "Choice about messages", "newsletter": "Newsletter", "offer": "Offer",
        "participant": "Participant of a pathway", "partnership": "Partnership", "pathway": "Pathway",
        "person": "Person", "placement": "Placement", "plan": "Plan", "pool": "Pooled findings",
        "practice": "Account of practice", "project": "Researcher’s project",
        "proposal": "Proposal for a conference", "protocol": "Protocol of a trial", "reach": "Targets",
        "reading-list": "Reading list", "register": "Register of schools", "resource": "Resource",
        "retention": "Removal of what was kept long enough", "return": "Return to a funder",
        "run": "Dates of an offer", "school": "School", "session": "Session and its attendance",
        "strand": "Strand", "strategy": "Pupil premium strategy", "study": "Study",
        "suggestion": "Suggestion", "support": "Support for a school", "trial": "Trial",
        "uplift": "Uplift", "waiting": "Waiting list",
    ]

    /// Of a kind that is not known here, its own word.
    static func name(_ kind: String) -> String { names[kind] ?? kind }

    /// To choose from: all, and then each by its name.
    static var options: [FormOption] {
        [FormOption("", "All kinds")]
            + names.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { FormOption($0.key, $0.value) }
    }
}
