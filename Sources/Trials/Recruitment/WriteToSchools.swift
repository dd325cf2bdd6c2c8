package import Access
import Database
import Foundation
import Mail
import Services

/// What a trial writes to the leads and evaluators of its schools.
enum SchoolMail: Sendable {
    case rosterDue, allocated, testingOpens, published
    /// It has reported, and its figures are hidden.
    case withheld
    /// It stopped without a result.
    case stopped
    /// Rows of a stopped trial are destroyed earlier than was promised.
    case purgedEarlier

    func subject(_ text: ProtocolText) -> String {
        let title = text[.title]
        return switch self {
        case .rosterDue: "Roster due: \(title)"
        case .allocated: "Allocated: \(title)"
        case .testingOpens: "Testing has begun: \(title)"
        case .published: "Results are published: \(title)"
        case .withheld: "Reported without figures: \(title)"
        case .stopped: "Stopped without a result: \(title)"
        case .purgedEarlier: "Rows of pupils are destroyed earlier: \(title)"
        }
    }

    /// What the school is asked to do, or can read.
    fileprivate func words(_ text: ProtocolText, school: String) -> String {
        let day = { (item: ProtocolItem) in text.day(item)?.spelledShort ?? "the day that the protocol names"
        }
        return switch self {
        case .rosterDue:
            "The roster and baseline of \(school) are due by \(day(.rosterBy)). A school without a roster when rosters are locked is not allocated."
        case .allocated:
            text.design.isRandomised
                ? "The draw is made. What it means for \(school) stands on its page of the trial."
                : "The groups are set. What it means for \(school) stands on its page of the trial."
        case .testingOpens:
            "Testing runs until \(day(.testingUntil)). Please test every pupil of the roster, whatever they received, and send the outcomes."
        case .published:
            "The trial has reported, whatever it shows. The averages of your own pupils stand beside the result on your school’s page."
        case .withheld:
            "The trial has reported. Its figures are hidden, because they could let someone recognise pupils. The averages of your own pupils stand on your school’s page."
        case .stopped:
            "The trial has stopped without a result, and nothing more is asked of \(school). Why it stopped stands on the trial’s page. Rows of pupils that were sent are destroyed by \(day(.purgeOn)); until then your school can download its own on its page of the trial."
        case .purgedEarlier:
            "The trial has stopped without a result, so rows of pupils are not needed any more. Those that were sent are destroyed by \(day(.purgeOn)), which is earlier than the memorandum says; until then \(school) can download its own on its page of the trial."
        }
    }

    func mail(to person: MailAddress, _ text: ProtocolText, school: String, link: String) -> OutgoingMail {
        OutgoingMail(
            to: person,
            subject: subject(text),
            text: """
                Dear \(person.name ?? "colleague"),

                \(words(text, school: school))

                \(link)

                Questions: \(text[.leadName]), \(text[.leadEmail])
                """
        )
    }
}

extension Trials {
    /// Reminds schools of what is due: of the roster from a week before its day, of testing from its first day, each
    /// once and only where nothing was sent. May be run at any time and again.
    ///
    /// - Returns: How many schools were written to.
    @discardableResult
    package func remindSchools(by actor: Actor = .system("reminders")) async throws -> Int {
        let today = services.today()
        let act = services.act(by: actor)
        let mails = IDSequence(services)
        let address = siteAddress
        return try await database.write { transaction in
            var sequence = mails
            var written = 0
            let running: [ID<Trial>] = try transaction.column(
                """
                SELECT course.trial_id FROM trial_course AS course JOIN trial ON trial.id = course.trial_id
                WHERE course.frozen_at IS NULL AND course.purged_at IS NULL AND trial.stopped_on IS NULL
                ORDER BY course.trial_id
                """
            )
            for id in running {
                guard let published = try transaction.publishedProtocol(id),
                    let due = SchoolMail.due(published, on: today)
                else { continue }
                for school in try transaction.schoolsToRemind(of: id, due) {
                    try transaction.execute(
                        """
                        INSERT INTO trial_reminder (trial_school_id, kind, written_at)
                        VALUES (\(school), \(due.kind), \(act.at))
                        """
                    )
                    try transaction.write(
                        due.mail,
                        about: published.record.text,
                        to: [school],
                        address: address,
                        at: act.at,
                        &sequence
                    )
                    written += 1
                }
            }
            return written
        }
    }
}

extension SchoolMail {
    /// A reminder whose time has come.
    fileprivate struct Due {
        let mail: SchoolMail
        let kind: String
        /// What was not sent.
        let wave: Wave
        /// Who has left this is not asked.
        let left: SQL
    }

    private static let daysBeforeRoster = 7

    fileprivate static func due(_ published: PublishedProtocol, on today: LocalDate) -> Due? {
        let text = published.record.text
        switch published.course.stage {
        case .recruiting:
            guard let by = text.day(.rosterBy), by.adding(days: -daysBeforeRoster) <= today, today <= by
            else {
                return nil
            }
            return Due(
                mail: .rosterDue,
                kind: "roster",
                wave: .roster,
                left: "coalesce(s.left_delivery_at, s.left_testing_at, s.left_data_at)"
            )
        case .allocated:
            guard let from = text.day(.testingFrom), let until = text.day(.testingUntil), from <= today,
                today <= until
            else { return nil }
            return Due(
                mail: .testingOpens,
                kind: "testing",
                wave: .outcome,
                left: "coalesce(s.left_testing_at, s.left_data_at)"
            )
        default: return nil
        }
    }
}

extension Transaction {
    fileprivate func schoolsToRemind(of trial: ID<Trial>, _ due: SchoolMail.Due) throws -> [ID<TrialSchool>] {
        // After the lock only those who were allocated have anyone to test.
        let hasRoster: SQL =
            due.wave == .outcome
            ? "AND EXISTS (SELECT 1 FROM pupil_block r WHERE r.trial_school_id = s.id AND r.wave = 'roster')"
            : ""
        return try column(
            """
            SELECT s.id FROM trial_school s
            WHERE s.trial_id = \(trial) AND s.state = 'joined' AND \(due.left) IS NULL \(hasRoster)
                AND NOT EXISTS (SELECT 1 FROM pupil_block b WHERE b.trial_school_id = s.id AND b.wave = \(due.wave))
                AND NOT EXISTS (SELECT 1 FROM trial_reminder m WHERE m.trial_school_id = s.id AND m.kind = \(due.kind))
            ORDER BY s.id
            """
        )
    }

    /// Writes to every school that joined a trial which was recruited here.
    func write(
        _ mail: SchoolMail,
        toSchoolsOf trial: ID<Trial>,
        address: String,
        at now: Date,
        _ sequence: IDSequence
    ) throws {
        guard let published = try publishedProtocol(trial) else { return }
        // A school whose rows were taken out before the draw has no arm to read about; results are for all.
        let stays: SQL = mail == .allocated ? "AND left_data_at IS NULL" : ""
        let schools: [ID<TrialSchool>] = try column(
            "SELECT id FROM trial_school WHERE trial_id = \(trial) AND state = 'joined' \(stays) ORDER BY id"
        )
        guard !schools.isEmpty else { return }
        var sequence = sequence
        try write(
            mail,
            about: published.record.text,
            to: schools,
            address: address,
            at: now,
            &sequence
        )
    }

    /// Writes to the leads and evaluators of schools of a trial, each once.
    fileprivate func write(
        _ mail: SchoolMail,
        about text: ProtocolText,
        to schools: [ID<TrialSchool>],
        address: String,
        at now: Date,
        _ sequence: inout IDSequence
    ) throws {
        let people = try rows(
            """
            SELECT DISTINCT p.id, p.name, p.email, s.id AS place, o.name AS school FROM trial_school s
            JOIN organisation o ON o.id = s.organisation_id
            JOIN membership m ON m.organisation_id = s.organisation_id AND m.role IN ('lead', 'evaluator')
            JOIN person p ON p.id = m.person_id
            WHERE p.email IS NOT NULL AND s.id IN (\(SQL.list(schools)))
            ORDER BY s.id, p.id
            """
        )
        for person in people {
            let place: ID<TrialSchool> = try person.get("place")
            let letter = mail.mail(
                to: MailAddress(name: try person.get("name"), address: try person.get("email")),
                text,
                school: try person.get("school"),
                link: "\(address)/school/trials/\(place)"
            )
            try enqueue(letter, id: sequence.next(), at: now)
        }
    }
}
