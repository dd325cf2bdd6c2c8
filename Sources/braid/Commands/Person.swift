import Access
import Accounts
import ArgumentParser
import Directory
import Foundation
import Services
import Website

/// `braid person …`: the people of the network, for whoever runs the machine.
struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "Add and correct people, make administrators, give password links, answer data requests.",
        discussion: """
            The first administrator:
                braid person add --email you@example.org --name "A Name" --administrator
            The first lead of a hub:
                braid person add --email al@example.org --name Al --organisation shore-hub
            The link that is printed sets a password; it works once, within three days.
            """,
        subcommands: [
            PersonAdd.self, PersonList.self, PersonReset.self, PersonResetTwoStep.self,
            PersonAdministrator.self,
            PersonCorrect.self, PersonExport.self, PersonErase.self,
        ]
    )
}

struct PersonAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a person and print the link that sets their password."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    @Option(help: "Name as others see it.")
    var name: String

    @Flag(help: "Make the person a network administrator.")
    var administrator = false

    @Option(
        help: ArgumentHelp(
            "Where the person has a role: a school's URN, a trust's UID, an authority's code or a hub's address such as shore-hub.",
            valueName: "urn-or-hub"
        )
    )
    var organisation: String?

    @Option(
        help:
            "The role there: \(Role.allCases.map(\.rawValue).joined(separator: ", ")) (default: lead)."
    )
    var role: Role?

    func validate() throws {
        guard role != nil, organisation == nil else { return }
        throw ValidationError("--role needs --organisation: say where the person has it")
    }

    func run() async throws {
        try await common.withAccounts { accounts in
            var membership: Membership?
            if let organisation {
                let directory = Directory(database: accounts.database, services: .live)
                guard let found = try await directory.organisation(named: organisation) else {
                    throw CommandFailure.data(
                        "--organisation \(organisation) is not known: give a school's URN or a hub's address, and import the registers first"
                    )
                }
                membership = Membership(found, role ?? .lead)
            }
            let (person, link) = try await accounts.addPerson(
                by: .command,
                name: name,
                email: email,
                isNetworkAdministrator: administrator,
                membership: membership
            )
            let roles =
                (administrator ? ["network administrator"] : [])
                + (membership.map { ["\($0.role.title) of \($0.organisation.name)"] } ?? [])
            print(
                "Added \(([person.name] + roles).joined(separator: ", ")). Set the password here within three days:"
            )
            print(link)
        }
    }
}

struct PersonList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List people by name, one on a line, with tabs between columns."
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "Part of a name or an address.")
    var text = ""

    @Option(help: "The most to list.")
    var limit = 1000

    func run() async throws {
        guard limit > 0 else { throw CommandFailure.usage("--limit is \(limit); it must be above 0") }
        try await common.withAccounts { accounts in
            let (persons, total) = try await accounts.persons(matching: text, limit: limit, by: .command)
            for record in persons {
                let signedIn = record.lastSignedInAt.map { "\(LocalDate($0, in: .london))" } ?? "never"
                let columns = [
                    record.email?.text ?? "", record.person.name,
                    record.isNetworkAdministrator ? "administrator" : "", "signed in \(signedIn)",
                ]
                print(columns.joined(separator: "\t"))
            }
            if total > persons.count {
                FileHandle.standardError.write(
                    Data("\(persons.count) of \(total) listed: raise --limit\n".utf8)
                )
            }
        }
    }
}

struct PersonReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Print a link that sets a new password, for someone whom email does not reach."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    func run() async throws {
        try await common.withAccounts { accounts in
            print(try await accounts.passwordLink(by: .command, email: email))
        }
    }
}

struct PersonResetTwoStep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-two-step",
        abstract: "Turn a person's two-step sign-in off, when phone and recovery codes are lost."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    func run() async throws {
        try await common.withAccounts { accounts in
            let person = try await accounts.person(at: email, by: .command).person
            try await accounts.resetTwoStep(by: .command, of: person.id)
            print("Two-step sign-in is off for \(person.name), and their sessions have ended.")
        }
    }
}

struct PersonAdministrator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "administrator",
        abstract: "Make a person a network administrator, or with --remove no longer one."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    @Flag(help: "Take the role away. The network keeps at least one administrator.")
    var remove = false

    func run() async throws {
        try await common.withAccounts { accounts in
            let person = try await accounts.person(at: email, by: .command).person
            try await accounts.setNetworkAdministrator(!remove, person.id, by: .command)
            print("\(person.name) is \(remove ? "no longer" : "now") a network administrator.")
        }
    }
}

struct PersonCorrect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Correct a person's name or email address: the answer to a correction request.",
        discussion: """
            With a new address the person's sessions end, and letters and unanswered invitations to the old one go. A letter to each \
            address says that it was changed. Capitals make no other address.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address, as it stands now.")
    var email: String

    @Option(help: "The right email address.")
    var newEmail: String?

    @Option(help: "The right name, as others see it.")
    var name: String?

    @Flag(
        help: """
            Remove the password and two-step sign-in too, with --new-email: when somebody else may have read what was \
            sent to the old address.
            """
    )
    var forgetPassword = false

    func validate() throws {
        if name == nil, newEmail == nil {
            throw ValidationError("say what to correct: --name, --new-email or both")
        }
        if forgetPassword, newEmail == nil {
            throw ValidationError("--forget-password needs --new-email: say what the right address is")
        }
    }

    func run() async throws {
        try await common.withAccounts { accounts in
            if let name {
                let record = try await accounts.person(at: email, by: .command)
                try await accounts.correct(
                    record.person.id,
                    name: name,
                    teacherReference: record.teacherReference ?? "",
                    version: record.version,
                    by: .command
                )
            }
            let record = try await accounts.person(at: email, by: .command)
            guard let newEmail else {
                print("Corrected: \(record.person.name).")
                return
            }
            let corrected = try await accounts.correctEmail(
                of: record.person.id,
                to: newEmail,
                version: record.version,
                forgetsSignIn: forgetPassword,
                by: .command
            )
            guard corrected.isChanged else {
                let address = record.email?.text ?? newEmail
                guard !forgetPassword else {
                    throw CommandFailure.data(
                        "\(address) is the address already: it was not changed, and the password was not removed"
                    )
                }
                print(
                    name == nil
                        ? "Nothing changes: \(record.person.name) has the address \(address) already."
                        : "Corrected: \(record.person.name). The address stays \(address)."
                )
                return
            }
            print("Corrected: \(record.person.name), \(newEmail). Both addresses get a letter.")
            print(
                "Sessions ended: \(corrected.sessionsEnded). "
                    + "Invitations withdrawn, to send again: \(corrected.invitationsWithdrawn)."
            )
        }
    }
}

struct PersonExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that is held about a person, as JSON: the answer to an access request."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    func run() async throws {
        try await common.withAccounts { accounts in
            let person = try await accounts.person(at: email, by: .command).person
            print(try await accounts.personalData(of: person.id, by: .command), terminator: "")
        }
    }
}

struct PersonErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person: the answer to an erasure request. It cannot be undone.",
        discussion: "What must be kept (an invoice, a register of attendance) stays without the person."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Work email address.")
    var email: String

    @Flag(help: "Really erase; without it the command only says whom it would erase.")
    var yes = false

    func run() async throws {
        try await common.withAccounts { accounts in
            let person = try await accounts.person(at: email, by: .command).person
            guard yes else {
                throw CommandFailure.usage("this would erase \(person.name) for good: add --yes to do it")
            }
            try await accounts.erase(person.id, by: .command)
            print("Erased.")
        }
    }
}

extension Role: ExpressibleByArgument {}

extension Actor {
    fileprivate static let command = Actor.system("braid person")
}

extension CommonOptions {
    /// Runs `body` with the accounts; what a person got wrong becomes one line that says how to put it right.
    fileprivate func withAccounts(_ body: (Accounts) async throws -> Void) async throws {
        let settings = try settings()
        let key = try KeyFile.readOrMake(settings.keyFile, services: .live)
        try await settings.withCurrentDatabase { database in
            let accounts = Accounts(
                database,
                .live,
                settings: AccountsSettings(baseURL: settings.publicURL, secretKey: key),
                hasher: PasswordHasher(),
                registry: .everyFeature
            )
            do {
                try await body(accounts)
            } catch let error as AccountsError {
                throw CommandFailure.data(Self.line(for: error))
            } catch AccessError.notFound {
                throw CommandFailure.data("nobody has this address: see braid person list")
            }
        }
    }

    private static func line(for error: AccountsError) -> String {
        switch error {
        case .emailInvalid: "this is not an email address: write it like name@school.example"
        case .emailTaken:
            "someone has this address already: see braid person list, or braid person reset --email …"
        case .nameInvalid: "--name must have 1 to 100 characters on one line"
        case .lastAdministrator: "this is the only network administrator: make another one first"
        default: "\(error)"
        }
    }
}
