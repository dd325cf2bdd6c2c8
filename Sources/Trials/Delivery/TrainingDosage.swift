package import Access
import Database
package import Programmes
package import Services

/// What the schools of a trial attended of the training that its protocol counts.
package struct TrainingDosage: Sendable, Equatable {
    /// In sessions.
    package let threshold: Double
    package let schools: [ID<TrialSchool>: School]
    /// Sessions held whose registers nobody has kept yet: nobody counts as present at them. 0 from the freeze on.
    package let unmarked: Int

    package struct School: Sendable, Equatable {
        package let sessions: Int
        /// Where schools were allocated.
        package let arm: Int?
    }
}

extension Trials {
    /// What each school has attended, against the threshold, for the hub: from the registers until the freeze,
    /// as they were then from there on.
    ///
    /// - Returns: `nil` where the protocol counts no training, and before the allocation, from whose day on it
    ///   is counted.
    package func trainingDosage(of id: ID<Trial>, by actor: Actor) async throws -> TrainingDosage? {
        try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard !record.isDraft, record.text.dosage == .training,
                let threshold = record.text.number(.complianceThreshold)
            else { return nil }
            let course = try transaction.trialCourse(id)
            let isFrozen = course.stage >= .frozen
            // Once frozen the registers are not read again.
            let live = try isFrozen ? nil : transaction.attendedTraining(record.text, course, by: today)
            guard isFrozen || live != nil else { return nil }
            let counts = try transaction.schoolCounts(ofTrial: id)
            var schools: [ID<TrialSchool>: TrainingDosage.School] = [:]
            for school in try transaction.joinedSchools(of: id) {
                let kept = counts[school.id]
                let now = live.map { $0.sessions[school.school.id] ?? 0 }
                guard let sessions = now ?? kept?.trainingSessions else { continue }
                schools[school.id] = TrainingDosage.School(sessions: sessions, arm: kept?.arm)
            }
            return TrainingDosage(threshold: threshold, schools: schools, unmarked: live?.unmarked ?? 0)
        }
    }

    /// The offers of a hub that a protocol can name, the newest first.
    package func trainingOffers(of hub: ID<Organisation>, by actor: Actor) async throws -> [(
        offer: ID<Offer>, title: String
    )] {
        try actor.require(.registerTrial, on: .of(hub))
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT offer.id, offer.title \(SQL.trainingOffers(of: hub))
                ORDER BY offer.created_at DESC, offer.id LIMIT 200
                """
            ).map { (try $0.get("id"), try $0.get("title")) }
        }
    }
}

extension Transaction {
    /// What the registers say of the training that a protocol counts, from the day of the allocation through the
    /// last day of delivery; `nil` where it counts none.
    fileprivate func attendedTraining(_ text: ProtocolText, _ course: TrialCourse, by today: LocalDate) throws
        -> SchoolAttendance?
    {
        guard text.dosage == .training, let offer = ID<Offer>(text[.trainingOffer]),
            let allocated = course.allocatedAt, let last = text.day(.runsUntil)
        else { return nil }
        return try schoolAttendance(
            of: offer,
            from: LocalDate(allocated, in: .london),
            through: min(last, today)
        )
    }

    /// Reads the registers for the analysis, once: a school that is in none of them attended nothing.
    func keepTraining(of id: ID<Trial>, _ text: ProtocolText, _ course: TrialCourse, by today: LocalDate)
        throws
    {
        guard let attended = try attendedTraining(text, course, by: today) else { return }
        for school in try joinedSchools(of: id) where school.stays(in: .data) {
            try execute(
                """
                INSERT INTO trial_school_count (trial_school_id, late_arrivals, erased, training_sessions)
                VALUES (\(school.id), 0, '', \(attended.sessions[school.school.id] ?? 0))
                ON CONFLICT (trial_school_id) DO UPDATE SET training_sessions = excluded.training_sessions
                """
            )
        }
    }
}

extension ProtocolText {
    /// What a pupil received, in sessions; `nil` where nobody knows.
    ///
    /// A register says which school came, not which class: where arms lie within schools, those who were not
    /// offered it count as taught by staff who were not trained.
    ///
    /// - Parameter recorded: What the outcome file says of the pupil.
    func dosage(recorded: Double?, arm: Int, counts: SchoolCounts) -> Double? {
        switch dosage {
        case .none: nil
        case .pupilSessions: recorded
        case .training: counts.arm == nil && arm == 0 ? 0 : counts.trainingSessions.map(Double.init)
        }
    }
}

extension SQL {
    /// `FROM … WHERE …`: the offers of a hub that a protocol can name. A draft's title is nobody else's yet.
    static func trainingOffers(of hub: ID<Organisation>) -> SQL {
        """
        FROM offer JOIN offer_hub ON offer_hub.offer_id = offer.id
        WHERE offer_hub.hub_id = \(hub) AND offer.state IN ('published', 'closed', 'archived')
        """
    }
}
