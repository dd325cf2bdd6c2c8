package import Access
package import Accounts
package import Evidence
package import Services

/// A booking's form, as typed.
package struct BookingDraft: Sendable, Equatable {
    package var run: ID<Run>
    /// The school that books.
    package var organisation: ID<Organisation>
    /// Rows with nothing in them are passed over.
    package var colleagues: [ColleagueDraft]
    package var purchaseOrder: String
    /// The entry of the waiting list whose kept places are taken up.
    package var waitingEntry: ID<WaitingEntry>?
    /// As typed; may be empty.
    package var discountCode: String
    /// The total that the booker saw and agreed to; `nil` where nobody was shown one.
    package var agreedTotal: Pence?

    package init(
        run: ID<Run>,
        organisation: ID<Organisation>,
        colleagues: [ColleagueDraft],
        purchaseOrder: String = "",
        waitingEntry: ID<WaitingEntry>? = nil,
        discountCode: String = "",
        agreedTotal: Pence? = nil
    ) {
        self.run = run
        self.organisation = organisation
        self.colleagues = colleagues
        self.purchaseOrder = purchaseOrder
        self.waitingEntry = waitingEntry
        self.discountCode = discountCode
        self.agreedTotal = agreedTotal
    }

    package static let mostColleagues = 50

    /// Reads the rows; the fields are `name-0`, `email-0`, `name-1` …
    package func checked() throws(Faults) -> (colleagues: [NamedColleague], purchaseOrder: String?) {
        var reader = FieldReader()
        var named: [NamedColleague] = []
        var rows: [EmailAddress: Int] = [:]
        for (position, colleague) in colleagues.enumerated() where !colleague.isEmpty {
            guard let read = colleague.checked(at: position, &reader) else { continue }
            if let earlier = rows.updateValue(position, forKey: read.email) {
                reader.report(
                    "email-\(position)",
                    "\(read.email) is also Colleague \(earlier + 1). One place for each colleague: take out one of the two"
                )
            }
            named.append(read)
        }
        if colleagues.allSatisfy(\.isEmpty) {
            reader.report("name-0", "Enter the name of at least one colleague")
        }
        if named.count > Self.mostColleagues {
            reader.report("name-0", "Book at most \(Self.mostColleagues) places at a time")
        }
        let order = reader.purchaseOrder(purchaseOrder)
        try reader.finish()
        return (named, order.isEmpty ? nil : order)
    }
}

package struct ColleagueDraft: Sendable, Equatable {
    package var name: String
    package var email: String

    package init(name: String = "", email: String = "") {
        self.name = name
        self.email = email
    }

    package var isEmpty: Bool { name.trimmed.isEmpty && email.trimmed.isEmpty }

    /// - Parameter isAlone: Whether the form asks for one colleague only, who has no number there.
    func checked(at position: Int, isAlone: Bool = false, _ reader: inout FieldReader) -> NamedColleague? {
        let name = PersonName.parse(self.name)
        let unnamed = isEmpty || isAlone ? "the colleague" : "Colleague \(position + 1)"
        // What is no name is not repeated: it may be very long.
        let who = name ?? unnamed
        if self.name.trimmed.isEmpty {
            let address = isEmpty ? "" : " at \(email.trimmed)"
            reader.report("name-\(position)", "Enter the name of the colleague\(address)")
        } else if name == nil {
            reader.report("name-\(position)", "Enter the name in 100 characters or fewer, in letters")
        }
        let address = EmailAddress(email)
        if email.trimmed.isEmpty {
            reader.report("email-\(position)", "Enter a work email address for \(who)")
        } else if address == nil {
            reader.report(
                "email-\(position)",
                "Enter \(who)’s email address in full, such as name@school.example"
            )
        }
        guard let name, let address else { return nil }
        return NamedColleague(name: name, email: address)
    }
}

/// A colleague who is to have a place.
package struct NamedColleague: Sendable, Hashable {
    package let name: String
    package let email: EmailAddress
}

/// Why places cannot be booked, changed or waited for, though nothing was typed wrongly. The website words
/// each one.
package enum BookingRefusal: Error, Hashable, Sendable {
    /// Fewer places are free than were asked for.
    case notEnoughPlaces(left: Int)
    /// The offer is not published any more, or the last day for booking is over.
    case closed
    /// These colleagues have a place in this run already.
    case alreadyBooked([String])
    /// Who came without a place, as was thought, has one and stands in the register.
    case onRegister(String)
    /// Who was named to go instead has a place in this run already.
    case substituteGoes(String)
    /// The first session has begun, or self-study is over.
    case started
    /// These have worked through it.
    case completed([String])
    /// The place was cancelled or given to someone else meanwhile.
    case placeNotHeld
    /// The kept places were booked, given back or kept too long.
    case waitingOfferOver
    /// More places than are kept.
    case moreThanKept(Int)
    /// The booker waits for this run already.
    case alreadyWaiting
    /// There are places: book instead.
    case placesLeft(Int)
    /// The school's lead answered already.
    case approvalAnswered
    /// All of the booking was cancelled or moved to another run meanwhile.
    case bookingCancelled
    /// The school's lead did not agree to the booking: only a new one asks again.
    case declined
    /// The organiser cancelled the run.
    case runCancelled
    /// These places were moved to another run: their booking there is changed instead.
    case moved
    /// The person is booked on the other run already, or it is not open.
    case cannotMoveThere
    /// It can be marked from the day of the session on.
    case notYet
    /// There was no session, or it is not over.
    case notOver
    /// Answers were taken for a time, which has passed.
    case feedbackOver
    /// It costs more than the booker was shown: so much in all.
    case priceChanged(Pence)
    /// All funded places are taken.
    case noFundedPlace
    /// The price is for the school, so its places move together.
    case schoolMovesTogether
}
