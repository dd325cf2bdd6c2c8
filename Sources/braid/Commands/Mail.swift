import Access
import ArgumentParser
import Database
import Foundation
import Mail
import Services

/// `braid mail …`: what the mail server hands to the site.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Take in notices of emails that did not arrive.",
        subcommands: [MailBounce.self]
    )
}

struct MailBounce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce",
        abstract: "Read a returned notice from standard input and mark its letter as not reached.",
        discussion: """
            For a mail server's pipe, in the .forward of the account that the site runs as:
                "|/usr/local/bin/braid mail bounce --database /var/lib/braid/braid.sqlite"
            Any other email, and a notice of something that this site did not send, ends well and changes nothing. While the database is \
            away it ends with 75, at which a mail server keeps the notice and tries again.
            """
    )

    @Argument(help: "A file with the notice; standard input where none is given.")
    var file: String?

    @OptionGroup var common: CommonOptions

    /// A notice quotes at most one letter of ours; the rest of a large one is not needed.
    private static let mostBytes = 1 << 20

    func run() async throws {
        let handle: FileHandle
        if let file {
            guard let opened = FileHandle(forReadingAtPath: file) else {
                throw CommandFailure.noInput("\(file) cannot be read")
            }
            handle = opened
        } else {
            handle = .standardInput
        }
        let bytes = try handle.read(upToCount: Self.mostBytes) ?? Data()
        guard let notice = BounceNotice(String(decoding: bytes, as: UTF8.self)) else {
            print("This is no notice of a letter that did not arrive. Nothing is changed.")
            return
        }
        let settings = try common.settings()
        guard settings.hasDatabase else {
            throw CommandFailure.notNow(
                "\(settings.database) does not exist: check --database or BRAID_DATABASE"
            )
        }
        do {
            try await Self.mark(notice, settings)
        } catch let error as DatabaseError {
            throw CommandFailure.notNow("the notice is not taken in yet: \(error)")
        }
    }

    private static func mark(_ notice: BounceNotice, _ settings: Settings) async throws {
        let act = Services.live.act(by: .system("braid mail"))
        try await settings.withCurrentDatabase { database in
            let marked = try await database.write { transaction in
                let marked = try transaction.record(notice)
                if let marked { try transaction.audit(act, "mail.bounce", of: marked) }
                return marked
            }
            print(
                marked == nil
                    ? "The letter is not in the outbox any more, or is marked already. Nothing is changed."
                    : "The letter is marked as not reached: \(notice.reason)"
            )
        }
    }
}
