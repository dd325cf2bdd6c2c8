import Directory
import Evidence
import Pathways
import Programmes
import Services

/// Why something was refused, in words that say what to do.
extension BookingRefusal {
    var words: String {
        switch self {
        case .notEnoughPlaces(0): "All places are taken. You can join the waiting list."
        case .notEnoughPlaces(1): "Only 1 place is left. Take out some colleagues, or join the waiting list."
        case .notEnoughPlaces(let left):
            "Only \(left) places are left. Take out some colleagues, or join the waiting list."
        case .closed: "Booking for this has closed."
        case .alreadyBooked(let names):
            "\(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") a place in this already. Leave them out."
        case .onRegister(let name): "\(name) has a place in this already. Mark them in the list above."
        case .substituteGoes(let name): "\(name) has a place in this already. Name someone else."
        case .started:
            "It has started or is over, so this can no longer be changed here. Ask the organiser."
        case .completed(let names):
            "\(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") completed this, so \(names.count == 1 ? "the place stays" : "the places stay")."
        case .placeNotHeld: "This place was cancelled or given to someone else in the meantime."
        case .waitingOfferOver: "These places were kept for you, but the time to book them is over."
        case .moreThanKept(let count):
            "\(InWords.count(count, "place")) \(count == 1 ? "is" : "are") kept for you. Take out some colleagues."
        case .alreadyWaiting: "You are on this waiting list already."
        case .approvalAnswered: "This booking was approved or declined already."
        case .bookingCancelled:
            "This booking was cancelled or moved to other dates in the meantime, so there is nothing to answer."
        case .declined: "A lead of the school did not approve this booking. Book again to ask again."
        case .runCancelled: "The organiser has cancelled this, so nothing in it can be changed."
        case .moved: "This place was moved to other dates. Change the booking there."
        case .cannotMoveThere: "These dates are not open for booking. Choose others."
        case .notYet: "This is possible from the day of the session, or from the day it opens."
        case .notOver: "This is possible when the last session is over."
        case .feedbackOver: "The time for answers is over."
        case .priceChanged(let total):
            "The price changed while you were booking: it is now \(total) in all. Check it again before you confirm."
        case .noFundedPlace: "All funded places have been taken in the meantime. Book a new place instead."
        case .schoolMovesTogether:
            "There is one price for the whole school, so all its places move together. Choose everyone your school booked."
        case .placesLeft(let left): "There are places: \(left) left. Book them instead of waiting."
        }
    }
}

extension OfferRefusal {
    var words: String {
        switch self {
        case .archived: "This offer is archived and can no longer be changed."
        case .hubsFixed: "The hubs cannot change after an offer is published."
        case .awaiting(let hubs):
            "Waiting for \(InWords.list(hubs)) to agree. Ask them, or take them out of the offer."
        case .noRun: "Add dates in the future first; for self-study, when it is open."
        case .wrongState(let state): "This is not possible now. The offer is: \(state.name.lowercased())."
        case .noCoHosts: "There are no co-hosts to ask. You can publish at once."
        case .runStarted: "It has started or is over, so it can no longer be cancelled."
        case .runCancelled: "These dates are cancelled and stay as they are."
        case .hasAttendance(let day):
            "The register of \(day.spelled) was kept, so this session stays."
        case .hasBookings: "This run has bookings or a waiting list, so it stays."
        case .hasProgramme: "These dates carry the programme of a conference, so they stay."
        case .capacityBelowTaken(let count):
            "\(InWords.count(count, "place")) \(count == 1 ? "is" : "are") booked or kept already. Enter at least \(count)."
        }
    }
}

extension InvoiceRefusal {
    var words: String {
        switch self {
        case .noBilling: "First set who sends the invoices and how they are numbered."
        case .nothing: "There is nothing to invoice or to credit."
        case .owedOtherwise:
            "Something on this draft is not owed as it stands here any more. Withdraw the draft and make it again."
        case .repaid:
            "A credit note that was given after it was paid is marked as settled. Take that back first, on the page of the credit note."
        case .wrongState(let state): "This is not possible now. The invoice is: \(state.name.lowercased())."
        }
    }
}

extension FormState {
    /// Runs a verb and turns what a person can mend into messages beside the fields.
    ///
    /// - Parameters:
    ///   - field: Where a refusal that concerns no single field is shown.
    ///   - names: What fields of the verb are called in this form, where it calls them otherwise.
    /// - Returns: `nil` when something was refused; errors that nobody can mend here are thrown on.
    mutating func attempt<Result>(
        refusedAt field: String,
        names: [String: String] = [:],
        _ body: () async throws -> Result
    ) async throws -> Result? {
        do {
            return try await body()
        } catch let faults as Faults {
            refuse(faults, names: names)
        } catch let refusal as BookingRefusal {
            refuse(field, refusal.words)
        } catch let refusal as OfferRefusal {
            refuse(field, refusal.words)
        } catch let refusal as InvoiceRefusal {
            refuse(field, refusal.words)
        } catch let refusal as PathwaysRefusal {
            refuse(field, refusal.words)
        }
        return nil
    }
}
