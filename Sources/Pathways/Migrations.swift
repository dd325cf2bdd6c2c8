package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/pathways.md.
    package static let pathways: [Migration] = [
        Migration("pathways-001-coaching", coaching),
        Migration("pathways-002-contacts", contacts),
        Migration("pathways-003-training", training),
        Migration("pathways-004-support", support),
        Migration("pathways-005-placements", placements),
        Migration("pathways-006-bursaries", bursaries),
        Migration("pathways-007-newsletter-stops", newsletterStops),
        Migration("pathways-008-sessions-taken-back", sessionsTakenBack),
        Migration("pathways-009-first-day", firstDay),
    ]
}
