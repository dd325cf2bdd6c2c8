import Access
import Accounts
import Database
import Services

extension PathwaysPersonalData {
    func programmes(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let participants: [Participant] = try transaction.all(
            "\(Participant.source) WHERE t.person_id = \(person) ORDER BY t.starts_on, t.id"
        )
        var records: [PersonalRecord] = []
        for found in participants {
            records.append(
                PersonalRecord([
                    "kind": .text("pathway"), "name": .text(found.pathwayName),
                    "year": .text("\(found.year)"), "began": .text(found.startsOn.description),
                    "ended": .optional(found.endedOn?.description),
                    "status": .text(found.status.name), "outcome": .optional(found.outcome?.name),
                    "eligibility": .text(found.eligibility.name), "place": .text(found.funding.name),
                ])
            )
            records += try transaction.timeline(of: found).map { entry in
                PersonalRecord([
                    "kind": .text("pathway timeline"), "pathway": .text(found.pathwayName),
                    "on": .text(entry.day.description), "until": .optional(entry.until?.description),
                    "what": .text(entry.text),
                ])
            }
            // Those that were declared, whenever they were due.
            let declared = try transaction.milestoneRecords(of: found, on: found.startsOn)
            records += declared.filter { $0.reachedOn != nil }.map { record in
                PersonalRecord([
                    "kind": .text("milestone"), "name": .text(record.milestone.name),
                    "reachedOn": .optional(record.reachedOn?.description), "evidence": .text(record.evidence),
                ])
            }
        }
        let mentored = try transaction.rows(
            """
            SELECT w.name, m.starts_on, m.ends_on FROM mentorship_period m JOIN participant t ON t.id = m.participant_id
            JOIN pathway w ON w.id = t.pathway_id WHERE m.mentor_id = \(person) ORDER BY m.starts_on, m.id
            """
        )
        return try records
            + mentored.map { row in
                PersonalRecord([
                    "kind": .text("mentor on a pathway"), "pathway": .text(try row.get(0)),
                    "from": .text(try row.get(1)), "until": .optional(try row.get(2, as: String?.self)),
                ])
            }
    }

    func placements(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let candidates: [Candidate] = try transaction.all(
            "\(Candidate.source) WHERE k.person_id = \(person) ORDER BY k.id"
        )
        let placements: [Placement] = try transaction.all(
            "\(Placement.source) WHERE k.person_id = \(person) OR x.mentor_id = \(person) ORDER BY x.starts_on, x.id"
        )
        let days = try transaction.rows(
            """
            SELECT d.held_on, d.half_days, d.focus FROM deployment_day d WHERE d.person_id = \(person)
            ORDER BY d.held_on, d.id
            """
        )
        let waiting = candidates.map { found in
            PersonalRecord([
                "kind": .text("candidate"), "as": .text(found.kind.name), "subject": .text(found.subject),
                "near": .optional(found.near?.name), "note": .text(found.note),
            ])
        }
        let placed = try placements.map { found in
            let uplift = found.person.id == person ? try transaction.uplift(of: found.id) : nil
            return PersonalRecord([
                "kind": .text("placement"),
                "as": .text(found.person.id == person ? found.kind.name : "mentor"),
                "school": .text(found.school.name), "from": .text(found.startsOn.description),
                "until": .text(found.endsOn.description), "state": .text(found.state.rawValue),
                "uplift": .optional(uplift.map { "\($0.amount) from \($0.funder)" }),
            ])
        }
        return try waiting + placed
            + days.map { row in
                PersonalRecord([
                    "kind": .text("deployment day"), "on": .text(try row.get(0)),
                    "halfDays": .number(try row.get(1)), "focus": .text(try row.get(2)),
                ])
            }
    }

    func bursaries(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let applications: [BursaryApplication] = try transaction.all(
            "\(BursaryApplication.source) WHERE a.person_id = \(person) ORDER BY a.sent_at, a.id"
        )
        let scores = try transaction.rows(
            """
            SELECT c.title, s.has_conflict, s.score, s.comment FROM bursary_score s
            JOIN bursary_application a ON a.id = s.application_id JOIN bursary_call c ON c.id = a.call_id
            WHERE s.person_id = \(person) ORDER BY s.scored_at, a.id
            """
        )
        let sent = applications.map { found in
            PersonalRecord([
                "kind": .text("bursary application"), "call": .text(found.callTitle),
                "title": .text(found.title),
                "plan": .text(found.plan), "benefit": .text(found.benefit), "asked": .text("\(found.asked)"),
                "state": .text(found.state.rawValue), "awarded": .text("\(found.awarded)"),
                "reason": .text(found.reason),
            ])
        }
        return try sent
            + scores.map { row in
                PersonalRecord([
                    "kind": .text("score given on a panel"), "call": .text(try row.get(0)),
                    "conflict": .flag(try row.get(1)), "comment": .text(try row.get(3)),
                ])
            }
    }
}
