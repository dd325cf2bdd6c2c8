import Access
package import Database
import Evidence
package import Services

/// Offers, their runs and sessions, and the bookings of places. The front door of this module.
///
/// Each verb takes the acting person and checks permission inside: parse → load → permit → change in one
/// transaction → audit. Everything that takes or frees a place of a run runs exclusively for that run, and
/// the schema itself refuses more places than its capacity (docs/data-model/programmes.md).
package struct Programmes: Sendable {
    package let database: any Database
    package let services: Services
    package let settings: ProgrammesSettings

    package init(database: any Database, services: Services, settings: ProgrammesSettings) {
        self.database = database
        self.services = services
        self.settings = settings
    }

    /// The same programmes under another clock or another source of randomness.
    package func with(_ services: Services) -> Programmes {
        Programmes(database: database, services: services, settings: settings)
    }

    /// Names the queue of one run's writers.
    static func queue(_ run: ID<Run>) -> String { "run/\(run)" }
}

package struct ProgrammesSettings: Sendable {
    /// The site's address without a final slash: links in mails begin with it.
    package var baseURL: String
    /// The site's name in mails.
    package var siteName: String
    /// How long freed places are kept for the first on the waiting list, in hours.
    package var waitingOfferHours: Int

    package init(baseURL: String, siteName: String = "Braid", waitingOfferHours: Int = 48) {
        self.baseURL = baseURL
        self.siteName = siteName
        self.waitingOfferHours = waitingOfferHours
    }

    /// The part of a calendar identifier after the `@`: the site's host.
    var host: String {
        let afterScheme =
            baseURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? "localhost"
        return String(afterScheme.prefix { $0 != ":" })
    }
}

extension Topic {
    /// The catalogue: which offers are public, what their lines say, and whether they have places left.
    package static let offers: Topic = "offers"
    /// One offer's page: its facts, its runs and how many places are left.
    package static func offer(_ id: ID<Offer>) -> Topic { "offer/\(id.description)" }
}

extension AuditVerb {
    static let createOffer: AuditVerb = "offer.create"
    static let copyOffer: AuditVerb = "offer.copy"
    static let editOffer: AuditVerb = "offer.edit"
    static let askCoHosts: AuditVerb = "offer.ask-co-hosts"
    static let agreeOffer: AuditVerb = "offer.agree"
    static let declineOffer: AuditVerb = "offer.decline"
    static let publishOffer: AuditVerb = "offer.publish"
    static let closeOffer: AuditVerb = "offer.close"
    static let reopenOffer: AuditVerb = "offer.reopen"
    static let archiveOffer: AuditVerb = "offer.archive"
    static let addRun: AuditVerb = "run.add"
    static let editRun: AuditVerb = "run.edit"
    static let removeRun: AuditVerb = "run.remove"
    static let cancelRun: AuditVerb = "run.cancel"
    static let readRegister: AuditVerb = "run.export-register"
    static let bookPlaces: AuditVerb = "booking.make"
    static let cancelPlaces: AuditVerb = "booking.cancel-places"
    static let substituteName: AuditVerb = "booking.substitute"
    static let joinWaiting: AuditVerb = "waiting.join"
    static let changeWaiting: AuditVerb = "waiting.change"
    static let leaveWaiting: AuditVerb = "waiting.leave"
    static let removeWaiting: AuditVerb = "waiting.remove"
    static let correctWaitingContact: AuditVerb = "waiting.correct-contact"
    static let offerWaiting: AuditVerb = "waiting.offer"
    static let expireWaiting: AuditVerb = "waiting.expire"
    static let setLadder: AuditVerb = "hub.set-cancellation-ladder"
    static let setApproval: AuditVerb = "school.set-booking-approval"
    static let answerApproval: AuditVerb = "booking.answer-approval"
    static let remindApproval: AuditVerb = "booking.remind-approval"
    static let expireApproval: AuditVerb = "booking.expire-approval"
    static let claimSchool: AuditVerb = "booking.claim-school"
    static let movePlaces: AuditVerb = "booking.move-places"
    static let reinstatePlace: AuditVerb = "booking.reinstate"
    static let saveNeeds: AuditVerb = "booking.save-needs"
    static let forgetNeeds: AuditVerb = "run.forget-needs"
    static let markAttendance: AuditVerb = "session.mark-attendance"
    static let sendApologies: AuditVerb = "session.send-apologies"
    static let takeBackApologies: AuditVerb = "session.take-back-apologies"
    static let checkIn: AuditVerb = "session.check-in"
    static let addWalkIn: AuditVerb = "session.add-walk-in"
    static let openDoor: AuditVerb = "session.open-door"
    static let finishRun: AuditVerb = "run.finish"
    static let withdrawCertificate: AuditVerb = "certificate.withdraw"
    static let restoreCertificate: AuditVerb = "certificate.restore"
    static let giveFeedback: AuditVerb = "feedback.give"
    static let setBilling: AuditVerb = "hub.set-billing"
    static let draftInvoice: AuditVerb = "invoice.draft"
    static let editInvoice: AuditVerb = "invoice.edit"
    static let setPurchaseOrder: AuditVerb = "booking.set-purchase-order"
    static let withdrawInvoice: AuditVerb = "invoice.withdraw"
    static let issueInvoice: AuditVerb = "invoice.issue"
    static let settleInvoice: AuditVerb = "invoice.mark-paid"
    static let takeBackPayment: AuditVerb = "invoice.take-back-payment"
    static let creditInvoice: AuditVerb = "invoice.credit"
    static let importHistory: AuditVerb = "hub.import-history"
    static let removeHistory: AuditVerb = "hub.remove-history"
    static let exportInvoices: AuditVerb = "invoice.export"
    static let exportBookings: AuditVerb = "booking.export"
    static let setQuestions: AuditVerb = "offer.set-questions"
    static let setShares: AuditVerb = "offer.set-shares"
    static let setFunding: AuditVerb = "offer.set-funding"
    static let addDiscountCode: AuditVerb = "hub.add-discount-code"
    static let withdrawDiscountCode: AuditVerb = "hub.withdraw-discount-code"
    static let writeToParticipants: AuditVerb = "run.write-to-participants"
    static let stopMessages: AuditVerb = "message-choice.stop"
    static let resumeMessages: AuditVerb = "message-choice.resume"
    static let setMailText: AuditVerb = "hub.set-mail-text"
    static let testMailText: AuditVerb = "hub.test-mail-text"
    static let sendLetters: AuditVerb = "run.send-letters"
    static let renewCalendar: AuditVerb = "calendar.renew"
    static let stopCalendar: AuditVerb = "calendar.stop"
}
