import Access
import Foundation
import Services
import Testing

/// The permission table, run against every kind of actor.
struct PermissionTests {
    static let here = Organisation(id: ID(rawValue: 1), kind: .hub, name: "Seaview Hub")
    static let elsewhere = Organisation(id: ID(rawValue: 2), kind: .hub, name: "Hilltop Hub")
    static let someone = Person(id: ID(rawValue: 10), name: "Sam Someone")
    static let other = Person(id: ID(rawValue: 11), name: "Olu Other")

    /// One column of the matrix.
    enum Column: String, CaseIterable, CustomTestStringConvertible {
        case anonymous, outsider, lead, editor, booker, evaluator, coach, member, own, administrator

        var testDescription: String { rawValue }

        var actor: Actor {
            switch self {
            case .anonymous: .anonymous
            case .outsider: .person(other, memberships: Role.allCases.map { Membership(elsewhereSchool, $0) })
            case .own: .person(someone)
            case .administrator: .person(other, isNetworkAdministrator: true)
            default:
                .person(other, memberships: Role(rawValue: rawValue).map { [Membership(here, $0)] } ?? [])
            }
        }
    }

    static let elsewhereSchool = Organisation(
        id: ID(rawValue: 3),
        kind: .establishment,
        name: "Hilltop School"
    )

    static let subject = Subject(organisations: [here.id], person: someone.id, isPublic: false)

    @Test("The matrix in docs/security.md is the table that the verbs ask")
    func matrixIsDocumented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "docs/security.md"), encoding: .utf8)
        #expect(document.contains(Self.matrix), "docs/security.md should contain:\n\(Self.matrix)")
    }

    /// The table in Markdown, worked out by asking, not by printing the rules.
    static var matrix: String {
        let header = "| permission | " + Column.allCases.map(\.rawValue).joined(separator: " | ") + " |"
        let rule = "|---" + String(repeating: "|:-:", count: Column.allCases.count) + "|"
        let rows = Permission.allCases.map { permission in
            let cells = Column.allCases.map { $0.actor.may(permission, on: subject) ? "✓" : "·" }
            return "| `\(permission.rawValue)` | " + cells.joined(separator: " | ") + " |"
        }
        return ([header, rule] + rows).joined(separator: "\n")
    }

    @Test("Nobody who is not signed in may do anything that has a rule", arguments: Permission.allCases)
    func anonymousMayNothing(_ permission: Permission) {
        #expect(!Actor.anonymous.may(permission, on: Self.subject))
        #expect(throws: AccessError.notSignedIn) { try Actor.anonymous.require(permission, on: Self.subject) }
    }

    @Test("All roles of another organisation together give nothing here", arguments: Permission.allCases)
    func outsidersMayNothing(_ permission: Permission) {
        let outsider = Column.outsider.actor
        #expect(!outsider.may(permission, on: Self.subject))
        #expect(throws: AccessError.notFound) { try outsider.require(permission, on: Self.subject) }
        #expect(throws: AccessError.forbidden) { try outsider.require(permission, on: Self.subject.known) }
    }

    @Test(
        "Inside the organisation a refusal is forbidden, never not found",
        arguments: Permission.allCases,
        Role.allCases
    )
    func insidersHearForbidden(_ permission: Permission, _ role: Role) {
        let insider = Actor.person(Self.other, memberships: [Membership(Self.here, role)])
        if insider.may(permission, on: Self.subject) {
            #expect(throws: Never.self) { try insider.require(permission, on: Self.subject) }
        } else {
            #expect(throws: AccessError.forbidden) { try insider.require(permission, on: Self.subject) }
        }
    }

    @Test("The program itself may do everything", arguments: Permission.allCases)
    func systemMayAll(_ permission: Permission) {
        #expect(Actor.system("braid import").may(permission, on: Self.subject))
    }

    @Test("A joint object belongs to each of its organisations")
    func jointObjects() {
        let editor = Actor.person(Self.other, memberships: [Membership(Self.elsewhere, .editor)])
        #expect(editor.may(.editOffer, on: .of([Self.here.id, Self.elsewhere.id])))
        #expect(!editor.may(.editOffer, on: .of(Self.here.id)))
    }

    @Test("The evidence library is open to the editors of any hub, and of hubs only")
    func hubEditorsEditStrands() {
        func editor(of kind: OrganisationKind) -> Actor {
            let organisation = Organisation(id: ID(rawValue: 7), kind: kind, name: "Anywhere")
            return .person(Self.other, memberships: [Membership(organisation, .editor)])
        }
        #expect(editor(of: .hub).may(.editStrands))
        #expect(!editor(of: .establishment).may(.editStrands))
        #expect(throws: AccessError.forbidden) { try editor(of: .establishment).require(.editStrands) }
    }

    @Test("What concerns a person is theirs, whatever their roles")
    func ownData() {
        let sam = Actor.person(Self.someone)
        #expect(sam.may(.readOwnData, on: .of(person: Self.someone.id)))
        #expect(!sam.may(.readOwnData, on: .of(person: Self.other.id)))
        #expect(throws: AccessError.notFound) {
            try sam.require(.readOwnData, on: .of(person: Self.other.id))
        }
    }

    @Test("The organisations where a permission holds are listed once each")
    func organisationsWhere() {
        let actor = Actor.person(
            Self.someone,
            memberships: [
                Membership(Self.here, .lead), Membership(Self.here, .editor),
                Membership(Self.elsewhere, .member),
            ]
        )
        #expect(actor.organisations(where: .publishOffer) == [Self.here])
        #expect(actor.organisations(where: .shareReport) == [Self.here])
        #expect(Actor.anonymous.organisations(where: .publishOffer).isEmpty)
        #expect(actor.roles(in: Self.here.id) == [.lead, .editor])
    }

    @Test("What is missing is not found")
    func orNotFound() throws {
        let missing: Int? = nil
        #expect(throws: AccessError.notFound) { try missing.orNotFound() }
        #expect(try Optional(3).orNotFound() == 3)
    }
}
