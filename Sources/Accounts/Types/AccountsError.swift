package import Foundation

/// What a person can put right, or has to wait for. The website words each one beside its field.
package enum AccountsError: Error, Hashable, Sendable {
    case emailInvalid
    case emailTaken
    case nameInvalid
    case teacherReferenceInvalid
    case passwordRefused(PasswordFault)
    /// Address and password do not belong together: the same answer whether or not the account exists.
    case signInFailed
    /// Too many failures; the same answer whether or not the account exists.
    case tooManyAttempts(until: Date)
    /// The link was used, is too old, or never was.
    case linkSpent
    /// The role in the invitation needs a password.
    case passwordNeeded
    case codeWrong
    /// No key is configured to encrypt two-step secrets with.
    case twoStepUnavailable
    case twoStepAlreadyOn
    /// An organisation must keep someone who answers for it.
    case lastLead
    case lastAdministrator
    /// Only an example network signs in by a click.
    case exampleOnly
    /// More sign-ins wait than the server will hold.
    case busy
}

/// Why a new password is refused.
package enum PasswordFault: Hashable, Sendable {
    case tooShort(minimum: Int)
    case tooLong(maximum: Int)
    case tooCommon
    case tooPersonal
    case tooRepetitive
}
