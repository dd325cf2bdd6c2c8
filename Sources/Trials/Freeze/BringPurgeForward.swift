package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// Whether rows of pupils can be destroyed earlier than the protocol says: the trial has stopped without a result, so
    /// that nothing is left to analyse, and they are not destroyed yet.
    package func takesEarlierPurge(_ published: PublishedProtocol) -> Bool {
        published.trial.stop != nil && published.course.purgedAt == nil
    }

    /// Has the rows of a stopped trial destroyed on an earlier day than the protocol says. It becomes a dated amendment,
    /// and the trial's schools are told. The day may come before that of the results: there will be none.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` where the trial has
    ///   not stopped, or its rows are destroyed.
    package func bringPurgeForward(of id: ID<Trial>, version: Int, to day: String, by actor: Actor)
        async throws
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        let mails = IDSequence(services)
        let address = siteAddress
        // In turn with the purge.
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard let published = try transaction.publishedProtocol(id), takesEarlierPurge(published),
                let promised = record.text.day(.purgeOn)
            else { throw TrialsError.wrongStep }
            guard record.version == version else { throw DatabaseError.staleVersion }
            var reader = FieldReader()
            let earlier = reader.earlierPurge(day, than: promised, on: today)
            try reader.finish()
            guard let earlier else {
                throw Faults([Fault("purgeOn", "Enter the day on which rows are destroyed")])
            }
            try transaction.amendPurge(of: record, to: earlier, by: person.id, act)
            try transaction.write(.purgedEarlier, toSchoolsOf: id, address: address, at: act.at, mails)
        }
    }
}

extension Transaction {
    /// Amends the day on which the rows of a stopped trial are destroyed.
    func amendPurge(
        of record: TrialProtocol,
        to day: LocalDate,
        by person: ID<Person>,
        _ act: Act,
        line: Int = 0
    ) throws {
        var text = record.text
        text[.purgeOn] = day.description
        try fileAmendment(
            text,
            of: record,
            version: record.version,
            reason: "The trial stopped without a result, so rows of pupils are not needed any more",
            by: person,
            act,
            line: line
        )
        try touch([.trial(record.trial)])
    }
}

extension FieldReader {
    /// A day on which rows are destroyed, earlier than was promised.
    mutating func earlierPurge(_ text: String, than promised: LocalDate, on today: LocalDate) -> LocalDate? {
        guard let day = self.day(text, "purgeOn", named: "the day on which rows are destroyed") else {
            return nil
        }
        if day < today { report("purgeOn", "Rows can be destroyed today or later") }
        if day >= promised {
            report(
                "purgeOn",
                "Rows are destroyed on \(promised.spelledShort) as it is. That can only be earlier"
            )
        }
        return day
    }
}
