package import Access
package import Database
import Evidence
package import Services

extension Trials {
    /// Records that somebody outside holds the protocol: a time stamp with its answer, or a deposit.
    ///
    /// - Parameters:
    ///   - file: The authority's answer (DER); it must be about the hash of this version. `nil` for a deposit.
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` for a draft.
    package func attachReceipt(
        to id: ID<Trial>,
        place: String,
        address: String,
        file: [UInt8]?,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let place = reader.required(place, "place", named: "who holds it", most: 200)
        let address = reader.optional(address, "address", named: "its address", most: 500)
        if file == nil, address.isEmpty {
            reader.report("address", "Enter the address or number under which it is deposited")
        }
        if let file, file.count > 65_536 { reader.report("file", "The file is too large for a time stamp") }
        try reader.finish()
        let act = services.act(by: actor)
        let receipt: ID<ProtocolReceipt> = services.newID()
        try await database.write { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard !record.isDraft else { throw TrialsError.wrongStep }
            let amendment = try transaction.version(of: record, answeredBy: file)
            _ = try transaction.once(key, by: act, "protocol.receipt") {
                let kind: ProtocolReceipt.Kind = file == nil ? .deposit : .timeStamp
                try transaction.execute(
                    """
                    INSERT INTO trial_receipt
                        (id, trial_id, kind, amendment, place, address, file, attached_by, attached_at)
                    VALUES (\(receipt), \(id), \(kind), \(amendment), \(place), \(address), \(file), \(person.id),
                        \(act.at))
                    """
                )
                try transaction.audit(
                    act,
                    "protocol.attach-receipt",
                    of: id,
                    in: record.organisation,
                    ["kind": .word(kind)]
                )
                try transaction.touch([.trial(id)])
                return receipt.description
            }
        }
    }

    /// The authority's answer, as it was attached.
    package func receiptFile(_ id: ID<ProtocolReceipt>) async throws -> [UInt8] {
        let file: [UInt8]? = try await database.read { transaction in
            try transaction.value("SELECT file FROM trial_receipt WHERE id = \(id)")
        }
        return try file.orNotFound()
    }
}

extension Transaction {
    /// The number of the amendment that a receipt is about, 0 for the protocol as it was published. An authority may
    /// answer after a further amendment, so its answer may be about any version.
    fileprivate func version(of record: TrialProtocol, answeredBy file: [UInt8]?) throws -> Int {
        let rows = try rows(
            "SELECT number, sha256 FROM trial_amendment WHERE trial_id = \(record.trial) ORDER BY number DESC"
        )
        var versions: [(number: Int, sha256: String)] = try rows.map {
            (try $0.get("number"), try $0.get("sha256"))
        }
        if let publication = record.publication { versions.append((0, publication.sha256)) }
        guard let file else { return versions[0].number }
        guard let reply = TimeStampReply(file) else {
            throw Faults([
                Fault(
                    "file",
                    "This is not an authority’s answer with a time stamp: it may be the request, cut off, or a refusal. Attach the file that came back, as it is"
                )
            ])
        }
        let answered = versions.first { version in
            [UInt8](hexadecimal: version.sha256).map(reply.isAbout) ?? false
        }
        guard let answered else {
            throw Faults([
                Fault(
                    "file",
                    "This is not a time stamp of any version of the protocol. Send the request from this page"
                )
            ])
        }
        return answered.number
    }
}
