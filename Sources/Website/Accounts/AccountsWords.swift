import Access
import Accounts
import Foundation
import Services

/// What Accounts refuses, in words beside a field.
extension AccountsError {
    /// Says what is wrong and how to mend it.
    var message: String {
        switch self {
        case .emailInvalid: "Enter an email address like name@school.example"
        case .emailTaken: "There is an account with this address already"
        case .nameInvalid: "Enter a name of up to 100 characters"
        case .teacherReferenceInvalid:
            "Enter the seven digits of a teacher reference number, or leave this empty"
        case .passwordRefused(let fault): fault.message
        case .signInFailed:
            "The email address and password do not match. Check both, or set a new password"
        case .tooManyAttempts(let until):
            "Too many attempts. Try again after \(PlainWords.time(until)), or set a new password"
        case .linkSpent: "This link was used already or is too old. Ask for a new one"
        case .passwordNeeded: "Your role needs a password. Set one to go on"
        case .codeWrong:
            "The code is not right. Wait for the next one and enter its six digits, or use a recovery code"
        case .twoStepUnavailable: "Two-step sign-in is not available: the site has no key to protect it with"
        case .twoStepAlreadyOn: "Two-step sign-in is on already"
        case .lastLead: "Somebody must answer for the organisation. Make someone else a lead first"
        case .lastAdministrator: "The network must keep an administrator. Make someone else one first"
        case .exampleOnly: "Only an example network signs in by a click"
        case .busy: "Very many people are signing in at this moment. Try again in a minute"
        }
    }

    /// The field of a form that it belongs beside, where the form has it.
    var field: String {
        switch self {
        case .emailInvalid, .emailTaken: "email"
        case .nameInvalid: "name"
        case .teacherReferenceInvalid: "teacher_reference"
        case .passwordRefused, .passwordNeeded, .signInFailed: "password"
        case .codeWrong: "code"
        case .lastLead: "roles"
        default: "email"
        }
    }
}

extension CorrectedEmail {
    var notice: String {
        guard isChanged else { return "This is the address already: nothing was changed." }
        let letters = "The address is corrected. Both addresses get an email."
        guard invitationsWithdrawn > 0 else { return letters }
        return letters
            + (invitationsWithdrawn == 1
                ? " One invitation to the old address was withdrawn: send it again."
                : " \(invitationsWithdrawn) invitations to the old address were withdrawn: send them again.")
    }
}

extension PasswordFault {
    var message: String {
        switch self {
        case .tooShort(let minimum):
            "Use at least \(minimum) characters. Three or four unrelated words are good"
        case .tooLong(let maximum): "Use fewer characters: at most \(maximum)"
        case .tooCommon: "Choose a password that is harder to guess. Many people use this one"
        case .tooPersonal: "Choose a password without your name or email address"
        case .tooRepetitive: "Choose a password with more different characters"
        }
    }
}

extension FormState {
    /// Shows what Accounts refused beside its field, or beside the one that the form has.
    mutating func take(_ error: AccountsError, field: String? = nil) {
        refuse(field ?? error.field, error.message)
    }
}

extension PlainWords {
    /// A time on the clock in London: `14:05`.
    static func time(_ instant: Date) -> String { LocalTime(instant, in: .london).description }

    /// A day and a time in London: `23 November 2026, 14:05`.
    static func moment(_ instant: Date) -> String {
        "\(LocalDate(instant, in: .london).spelledShort), \(time(instant))"
    }
}

extension Role {
    /// What the role may do, beside its checkbox.
    var meaning: String {
        switch self {
        case .lead: "Answers for the organisation: its people, what it shares and signs"
        case .editor: "Writes its pages, offers and events"
        case .booker: "Books places for colleagues and sees invoices"
        case .evaluator: "Runs evaluations; keeps rosters and outcomes of trials"
        case .coach: "Coaches or mentors"
        case .member: "Works here: books for themselves and attends"
        }
    }

    var capitalised: String { title.capitalisedFirst }
}
