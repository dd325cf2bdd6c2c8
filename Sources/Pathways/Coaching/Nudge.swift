import Access
import Database
import Programmes
import Services

extension Pathways {
    /// After a nudge a coach is left alone for this long.
    static let nudgePauseDays = 14

    /// Reminds coaches whose next session is overdue: one email for each relationship, at most every two
    /// weeks, and none after the coach has logged something. Run daily; safe to run twice.
    ///
    /// - Returns: How many were reminded.
    @discardableResult
    package func nudge() async throws -> Int {
        let act = services.act(by: .system("job \(Self.dailyJob)"))
        let ids = IDSequence(services)
        let today = services.today()
        let quietSince = today.adding(days: -Self.nudgePauseDays)
        let settings = settings
        return try await database.write(exclusively: "pathways/nudge") { transaction in
            var ids = ids
            let lines: [CoachingLine] = try transaction.all(
                """
                \(CoachingLine.source) WHERE r.state = 'active'
                    AND (r.nudged_on IS NULL OR r.nudged_on < \(quietSince))
                ORDER BY r.id
                """
            )
            let overdue = lines.filter { $0.isOverdue(on: today) }
            for line in overdue {
                let found = line.relationship
                let letter = Letter(
                    subject: "\(found.purpose.name) with \(found.coached.name): when do you meet next?",
                    lines: [
                        "A session was due on \(line.dueOn.spelledShort), and none has been logged since \((line.lastHeldOn ?? found.startsOn).spelledShort).",
                        "If you have met, logging it takes two minutes:",
                    ],
                    path: "/home/coaching/\(found.id)/log"
                )
                try transaction.send(letter, to: found.coach, act, settings, &ids)
                try transaction.execute(
                    "UPDATE coaching_relationship SET nudged_on = \(today) WHERE id = \(found.id)"
                )
            }
            return overdue.count
        }
    }
}
