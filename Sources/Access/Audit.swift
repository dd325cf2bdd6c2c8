import Foundation
package import Database
package import Services

/// What was done, as `kind.verb`: `offer.publish`, `person.sign-in`. The part before the point is the kind of
/// object.
package struct AuditVerb: Hashable, Sendable, ExpressibleByStringLiteral {
    package let name: String

    package init(stringLiteral name: StaticString) {
        self.name = name.description
        precondition(self.name.contains("."), "an audit verb is written kind.verb")
    }

    package var objectKind: String { String(name.prefix { $0 != "." }) }
}

/// A fact of an audit entry that cannot hold personal data: no free text.
package enum AuditFact: Sendable {
    case count(Int)
    case flag(Bool)
    /// The identifier of another object.
    case reference(Int64)
    /// A word from the program: the raw value of an enumeration, never something typed by a person.
    case word(String)

    package static func id<Entity>(_ id: ID<Entity>) -> AuditFact { .reference(id.rawValue) }
    package static func word<Word: RawRepresentable<String>>(_ word: Word) -> AuditFact {
        .word(word.rawValue)
    }

    var json: String {
        switch self {
        case .count(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .reference(let id): "\"\(ID<Act>(rawValue: id))\""
        case .word(let word):
            "\"" + word.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_. ".contains($0)) } + "\""
        }
    }
}

extension Transaction {
    /// Records who did what, in the transaction that does it: either both are kept or neither.
    ///
    /// - Parameters:
    ///   - object: The object's identifier, where it has one.
    ///   - organisation: Whose object it is.
    ///   - facts: Numbers, identifiers and words of the program; never personal data.
    ///   - line: Counts from 0 where one act leaves several entries.
    package func audit<Entity>(
        _ act: Act,
        _ verb: AuditVerb,
        of object: ID<Entity>,
        in organisation: ID<Organisation>? = nil,
        _ facts: KeyValuePairs<StaticString, AuditFact> = [:],
        line: Int = 0
    ) throws {
        try audit(act, verb, object: object.rawValue, in: organisation, facts, line: line)
    }

    /// The same, for a verb on many objects or none, such as an import.
    package func audit(
        _ act: Act,
        _ verb: AuditVerb,
        in organisation: ID<Organisation>? = nil,
        _ facts: KeyValuePairs<StaticString, AuditFact> = [:],
        line: Int = 0
    ) throws {
        try audit(act, verb, object: nil, in: organisation, facts, line: line)
    }

    private func audit(
        _ act: Act,
        _ verb: AuditVerb,
        object: Int64?,
        in organisation: ID<Organisation>?,
        _ facts: KeyValuePairs<StaticString, AuditFact>,
        line: Int
    ) throws {
        let system: String? = if case .system(let name) = act.actor.identity { name } else { nil }
        let detail = "{" + facts.map { "\"\($0.key)\":\($0.value.json)" }.joined(separator: ",") + "}"
        try execute(
            """
            INSERT INTO audit_entry
                (act, line, happened_at, person_id, system_name, verb, object_kind, object_id, organisation_id,
                 request_id, detail)
            VALUES (\(act.id), \(line), \(act.at), \(act.actor.person?.id), \(system), \(verb.name),
                \(verb.objectKind), \(object), \(organisation), \(act.actor.request), \(detail))
            """
        )
    }
}

extension Act {
    /// The statement that makes an entry of the program itself, for a copy that is about to take a database's place: no
    /// transaction of this program runs there.
    package func script(_ verb: AuditVerb) -> String {
        guard case .system(let name) = actor.identity else {
            preconditionFailure("only the program itself works on a copy")
        }
        let plain = name.filter { $0.isASCII && ($0.isLetter || $0 == " ") }
        return """
            INSERT INTO audit_entry (act, line, happened_at, system_name, verb, object_kind, detail)
            VALUES (\(id.rawValue), 0, \(at.milliseconds), '\(plain)', '\(verb.name)', '\(verb.objectKind)', '{}');
            """
    }
}
