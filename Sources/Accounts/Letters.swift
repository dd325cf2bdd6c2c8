import Access
import Mail
import Foundation

/// The mails of this module. Each says why it came and what to do if it was not asked for.
extension OutgoingMail {
    static func invitation(
        to email: EmailAddress,
        _ name: String,
        by inviter: Person?,
        _ organisation: Organisation,
        _ role: Role,
        _ token: Token,
        _ settings: AccountsSettings
    ) -> OutgoingMail {
        let who = inviter?.name ?? "The people who run \(settings.siteName)"
        return OutgoingMail(
            to: email,
            subject: "\(organisation.name) invites you to \(settings.siteName)",
            text: """
                Hello \(name),

                \(who) invites you to join \(organisation.name) on \(settings.siteName) as \(role.title).

                Open this link within 14 days to see the invitation and accept it:
                \(settings.baseURL)/invitation/\(token.text)

                If you did not expect this, you need do nothing: without your answer it is deleted.
                """
        )
    }

    static func signInLink(to email: EmailAddress, _ link: AccessLink, _ settings: AccountsSettings)
        -> OutgoingMail
    {
        OutgoingMail(
            to: email,
            subject: "Your link to sign in to \(settings.siteName)",
            text: """
                Open this link within \(minutes(settings.lifetimes.signIn)) minutes and press the button to sign in:
                \(link.address(settings))

                It works once. If you did not ask for it, you need do nothing.
                """
        )
    }

    static func addressLink(
        to email: EmailAddress,
        _ name: String,
        _ token: Token,
        for purpose: String,
        _ settings: AccountsSettings
    ) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Your link to go on: \(purpose)",
            text: """
                Hello \(name),

                Open this link within \(minutes(settings.lifetimes.signIn)) minutes and press the button to go on with “\(purpose)”:
                \(settings.baseURL)/sign-in/address/\(token.text)

                It works once; you need no password. If you did not ask for it, you need do nothing: the address is not kept.
                """
        )
    }

    static func passwordNeeded(to email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Signing in to \(settings.siteName)",
            text: """
                Someone, probably you, asked for a link to sign in. Your role needs a password instead:
                \(settings.baseURL)/sign-in

                If you have none, or have forgotten it, set one here:
                \(settings.baseURL)/reset-password

                If you did not ask, you need do nothing.
                """
        )
    }

    static func nobodyKnown(at email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Signing in to \(settings.siteName)",
            text: """
                Someone, probably you, tried to sign in to \(settings.siteName) with this address, but there is no account for it.

                You may have another work address there. If not, ask the lead at your school or hub to invite you.

                If you did not ask, you need do nothing: the address was not kept.
                """
        )
    }

    static func reset(to email: EmailAddress, _ link: AccessLink, _ settings: AccountsSettings)
        -> OutgoingMail
    {
        OutgoingMail(
            to: email,
            subject: "Set a new \(settings.siteName) password",
            text: """
                Open this link within \(minutes(settings.lifetimes.reset)) minutes to set a new password:
                \(link.address(settings))

                It works once. If you did not ask for it, you need do nothing: your password stays as it is.
                """
        )
    }

    static func passwordChanged(to email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Your \(settings.siteName) password was changed",
            text: """
                Your password was set a moment ago, and you were signed out on other devices.

                If this was not you, set a new one at once: \(settings.baseURL)/reset-password
                """
        )
    }

    static func twoStepOff(to email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Two-step sign-in is off",
            text: """
                Two-step sign-in to \(settings.siteName) was turned off for your account.

                If this was not you, set a new password at once: \(settings.baseURL)/reset-password
                """
        )
    }

    static func confirmEmail(to email: EmailAddress, _ link: AccessLink, _ settings: AccountsSettings)
        -> OutgoingMail
    {
        OutgoingMail(
            to: email,
            subject: "Confirm your new address for \(settings.siteName)",
            text: """
                Open this link within a day and press the button to use this address for \(settings.siteName):
                \(link.address(settings))

                If you did not ask for it, you need do nothing.
                """
        )
    }

    static func emailInUse(to email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "An address change at \(settings.siteName)",
            text: """
                Someone, probably you, wants to use this address for a second account at \(settings.siteName). It has one already:
                \(settings.baseURL)/sign-in

                If you did not ask, you need do nothing.
                """
        )
    }

    static func emailChanging(from email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "Your \(settings.siteName) address is about to change",
            text: """
                A change of your address was asked for. It takes effect when the link sent to the new address is used.

                If this was not you, set a new password at once, which stops the change: \(settings.baseURL)/reset-password
                """
        )
    }

    /// To an address that was corrected: perhaps a stranger's, so it says nothing of the person.
    static func emailRemoved(from email: EmailAddress, _ settings: AccountsSettings) -> OutgoingMail {
        OutgoingMail(
            to: email,
            subject: "\(settings.siteName) no longer uses this address",
            text: """
                An account at \(settings.siteName) had this address. An administrator has put another one in its place, and nothing more will be sent here.

                If this is your address and the account is yours, ask whoever runs \(settings.siteName) to put it back: \(settings.baseURL)/about

                If you know of no such account, the address was a mistake, and you need do nothing.
                """
        )
    }

    static func emailCorrected(to email: EmailAddress, _ name: String, _ settings: AccountsSettings)
        -> OutgoingMail
    {
        OutgoingMail(
            to: email,
            subject: "Your address at \(settings.siteName) was corrected",
            text: """
                Hello \(name),

                An administrator has corrected the address of your account at \(settings.siteName). It is this one from now on:
                \(settings.baseURL)/sign-in

                If you have no password, or have forgotten it, set one here:
                \(settings.baseURL)/reset-password

                If you know of no such account, you need do nothing.
                """
        )
    }

    private static func minutes(_ seconds: Double) -> Int { Int(seconds / 60) }
}

extension Role {
    /// The word on pages and in mails.
    package var title: String {
        switch self {
        case .lead: "lead"
        case .editor: "editor"
        case .booker: "booker"
        case .evaluator: "evaluator"
        case .coach: "coach"
        case .member: "member"
        }
    }
}

extension OutgoingMail {
    fileprivate init(to email: EmailAddress, subject: String, text: String) {
        self.init(to: MailAddress(address: email.text), subject: subject, text: text + "\n")
    }
}
