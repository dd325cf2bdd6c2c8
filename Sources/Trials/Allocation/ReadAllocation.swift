package import Access
import Database
import Foundation
import Sealing
package import Services

/// What is known of an allocation without any pupil.
package struct AllocationSummary: Sendable, Equatable {
    package let balance: PublicBalance
    /// The options of the command that repeats the draw; `nil` where nothing was drawn.
    package let options: String?
}

/// The files by which an allocation is checked.
package enum AllocationFile: String, Sendable, CaseIterable {
    case units, allocation
    /// With what the hashes of rosters in the list of units are salted.
    case rosterSalt = "roster-salt"
}

extension Trials {
    /// `nil` before units are allocated.
    package func allocationSummary(of id: ID<Trial>) async throws -> AllocationSummary? {
        let (text, content, units) = try await database.read { transaction in
            let (record, _) = try transaction.protocolAndHub(id)
            let balance: [UInt8]? = try transaction.value(
                "SELECT content FROM trial_units WHERE trial_id = \(id) AND kind = 'balance'"
            )
            // Lists by which schools were paired were not sealed at first: their headings say by what.
            let units: [UInt8]? = try transaction.value(
                "SELECT content FROM trial_units WHERE trial_id = \(id) AND kind = 'units' AND is_sealed = 0"
            )
            return (record.text, balance, units)
        }
        guard let content else { return nil }
        let balance = try JSONDecoder().decode(AllocationBalance.self, from: Data(content))
        var options: String?
        if text.design.isRandomised {
            let headings = balance.pairedBy ?? units.map(DrawOptions.headings)
            options = DrawOptions(text, headings: headings).words
        }
        return AllocationSummary(balance: PublicBalance(balance, text.unit), options: options)
    }

    /// A list of units or of their arms as it was hashed or drawn, or the salt of its hashes. What
    /// ``ProtocolText/isPublic(_:)`` says is public once units are allocated; the rest is for the trial's analyst, and
    /// each reading is recorded.
    ///
    /// - Throws: ``AccessError``; ``TrialsError/rowsGone`` after the purge.
    package func allocationFile(_ file: AllocationFile, of id: ID<Trial>, by actor: Actor) async throws
        -> [UInt8]
    {
        let found = try await database.read { transaction in
            let (record, _) = try transaction.protocolAndHub(id)
            guard try transaction.trialCourse(id).stage >= .allocated else { throw AccessError.notFound }
            let isPublic = record.text.isPublic(file)
            if !isPublic { try actor.require(.readTrialRows, on: .of(record.organisation)) }
            let row = try transaction.rows(
                "SELECT content, is_sealed FROM trial_units WHERE trial_id = \(id) AND kind = \(file.rawValue)"
            ).first
            guard let row else {
                guard file == .rosterSalt else { throw AccessError.notFound }
                return (content: [UInt8](), isSealed: false, isPublic: isPublic, hub: record.organisation)
            }
            return (
                content: try row.get("content", as: [UInt8].self),
                isSealed: try row.get("is_sealed", as: Bool.self), isPublic: isPublic,
                hub: record.organisation
            )
        }
        if found.isPublic, !found.isSealed { return found.content }
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.audit(act, "trial.read-allocation", of: id, in: found.hub)
        }
        let key = try await presentTrialKey(of: id)
        if file == .rosterSalt { return Array("salt\r\n\(RosterSalt(key, of: id).hexadecimal)\r\n".utf8) }
        guard found.isSealed else { return found.content }
        guard let bytes = key.open(found.content, for: Self.unitsPurpose(id, file.rawValue)) else {
            throw TrialsError.rowsGone
        }
        return bytes
    }
}

/// The options of `braid randomise` that a protocol comes to.
private struct DrawOptions {
    let words: String

    /// - Parameter headings: Of the list of units, which says by what units were paired.
    init(_ text: ProtocolText, headings: [String]?) {
        let covariates =
            text.method == .pairs
            ? (headings ?? ["baseline", "pupils", "fsm"]).filter {
                ["baseline", "pupils", "fsm"].contains($0)
            } : []
        let list = UnitList(
            unit: text.unit,
            method: text.method,
            arms: text.arms,
            blockSize: text.whole(.blockSize) ?? text.arms.map(\.share).reduce(0, +),
            hasStrata: text.method != .minimisation && !text.strata.isEmpty,
            factors: text.method == .minimisation
                ? text.strata.map { .init(name: $0.rawValue, values: []) } : [],
            covariates: covariates.map { .init(name: $0, values: []) },
            units: []
        )
        words = list.options
    }

    static func headings(_ csv: [UInt8]) -> [String] {
        let first = csv.prefix { $0 != 0x0D && $0 != 0x0A }
        return String(decoding: first, as: UTF8.self).split(separator: ",").map(String.init)
    }
}
