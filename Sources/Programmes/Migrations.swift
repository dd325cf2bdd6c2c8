package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/programmes.md.
    package static let programmes: [Migration] = [
        Migration("programmes-001-offers", offers),
        Migration("programmes-002-bookings", bookings),
        Migration("programmes-003-booking-rules", bookingRules),
        Migration("programmes-004-attendance", attendance),
        Migration("programmes-005-invoices", invoices),
        Migration("programmes-006-history", history),
        Migration("programmes-007-offer-places", offerPlaces),
        Migration("programmes-008-conferences", conferences),
        Migration("programmes-009-session-choices", sessionChoices),
        Migration("programmes-010-proposals", proposals),
        Migration("programmes-011-session-feedback", sessionFeedback),
        Migration("programmes-012-prices", prices),
        Migration("programmes-013-design", design),
        Migration("programmes-014-kinds", kinds),
        Migration("programmes-015-shares", shares),
        Migration("programmes-016-calendars", calendars),
        Migration(
            "programmes-017-session-days",
            "CREATE INDEX run_session_by_day ON run_session (held_on, run_id);"
        ),
        Migration("programmes-018-mail-texts", mailTexts),
        Migration("programmes-019-messages", messages),
        Migration("programmes-020-audience-roles", audienceRoles),
        Migration("programmes-021-self-study", selfStudy),
        Migration("programmes-022-feedback-steps", feedbackSteps),
        Migration("programmes-023-facilitators", facilitators),
        Migration("programmes-024-cancelled-runs", cancelledRuns),
        Migration(
            "programmes-025-past-imports",
            "CREATE INDEX past_attendance_by_import ON past_attendance (import_id);"
        ),
        Migration("programmes-026-standards", standards),
        Migration("programmes-027-settled-notes", settledNotes),
        Migration(
            "programmes-028-invoices-by-issue",
            "CREATE INDEX invoice_by_issue ON invoice (hub_id, issued_on, number);"
        ),
        Migration("programmes-029-waiting-contacts", waitingContacts),
        Migration("programmes-030-messages-to-waiting", messagesToWaiting),
    ]

    /// `phases` adds 1 early years, 2 primary, 4 secondary, 8 post-16. `taken` places are booked, `reserved`
    /// ones are kept for someone on the waiting list; together they never exceed `capacity`, whatever a verb
    /// does.
    private static let offers = """
        CREATE TABLE offer (
            id BIGINT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('draft', 'agreeing', 'published', 'closed', 'archived')),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 150),
            summary TEXT NOT NULL,
            description TEXT NOT NULL,
            audience TEXT NOT NULL,
            phases INTEGER NOT NULL CHECK (phases BETWEEN 1 AND 15),
            mode TEXT NOT NULL CHECK (mode IN ('in-person', 'online', 'blended')),
            venue TEXT NOT NULL,
            address TEXT NOT NULL,
            postcode TEXT NOT NULL,
            price_pence BIGINT NOT NULL CHECK (price_pence BETWEEN 0 AND 10000000),
            vat TEXT NOT NULL CHECK (vat IN ('none', 'standard')),
            contact_name TEXT NOT NULL,
            contact_email TEXT NOT NULL,
            search_key TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            published_at BIGINT,
            version INTEGER NOT NULL
        );
        CREATE TABLE offer_hub (
            offer_id BIGINT NOT NULL REFERENCES offer (id),
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            is_lead SMALLINT NOT NULL CHECK (is_lead IN (0, 1)),
            agreed_at BIGINT,
            agreed_by BIGINT REFERENCES person (id),
            PRIMARY KEY (offer_id, hub_id)
        );
        CREATE UNIQUE INDEX offer_hub_one_lead ON offer_hub (offer_id) WHERE is_lead = 1;
        CREATE INDEX offer_hub_by_hub ON offer_hub (hub_id, offer_id);
        CREATE TABLE offer_strand (
            offer_id BIGINT NOT NULL REFERENCES offer (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (offer_id, strand_id)
        );
        CREATE INDEX offer_strand_by_strand ON offer_strand (strand_id, offer_id);
        CREATE TABLE run (
            id BIGINT NOT NULL PRIMARY KEY,
            offer_id BIGINT NOT NULL REFERENCES offer (id),
            capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 5000),
            taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
            reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
            closes_on TEXT,
            starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL,
            next_ticket INTEGER NOT NULL DEFAULT 1,
            version INTEGER NOT NULL,
            CONSTRAINT run_capacity CHECK (taken + reserved <= capacity),
            CHECK (ends_on >= starts_on)
        );
        CREATE INDEX run_by_offer ON run (offer_id, starts_on);
        CREATE INDEX run_by_start ON run (starts_on, offer_id);
        CREATE TABLE run_session (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            held_on TEXT NOT NULL,
            starts_at TEXT NOT NULL,
            ends_at TEXT NOT NULL,
            room TEXT NOT NULL,
            link TEXT NOT NULL,
            sequence INTEGER NOT NULL DEFAULT 0,
            CHECK (ends_at > starts_at)
        );
        CREATE INDEX run_session_by_run ON run_session (run_id, held_on, starts_at);
        """

    /// A booking keeps the price and the VAT rate it was made at. A place keeps the name and address as the
    /// booker typed them.
    private static let bookings = """
        CREATE TABLE booking (
            id BIGINT NOT NULL PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE,
            run_id BIGINT NOT NULL REFERENCES run (id),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            booked_by BIGINT NOT NULL REFERENCES person (id),
            purchase_order TEXT,
            price_pence BIGINT NOT NULL CHECK (price_pence >= 0),
            vat_rate INTEGER NOT NULL CHECK (vat_rate BETWEEN 0 AND 10000),
            state TEXT NOT NULL CHECK (state IN ('confirmed', 'cancelled')),
            booked_at BIGINT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE INDEX booking_by_organisation ON booking (organisation_id, booked_at);
        CREATE INDEX booking_by_person ON booking (booked_by, booked_at);
        CREATE INDEX booking_by_run ON booking (run_id, booked_at);
        CREATE TABLE place (
            id BIGINT NOT NULL PRIMARY KEY,
            booking_id BIGINT NOT NULL REFERENCES booking (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            position INTEGER NOT NULL,
            person_id BIGINT NOT NULL REFERENCES person (id),
            name TEXT NOT NULL,
            email TEXT,
            state TEXT NOT NULL CHECK (state IN ('held', 'cancelled', 'substituted')),
            changed_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX place_held_once ON place (run_id, person_id) WHERE state = 'held';
        CREATE INDEX place_by_booking ON place (booking_id, position);
        CREATE INDEX place_by_person ON place (person_id, run_id);
        CREATE TABLE waiting_entry (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            ticket INTEGER NOT NULL,
            places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 50),
            takes_fewer SMALLINT NOT NULL CHECK (takes_fewer IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'booked', 'left', 'expired')),
            offered INTEGER CHECK (offered BETWEEN 1 AND places),
            offered_until BIGINT,
            booking_id BIGINT REFERENCES booking (id),
            joined_at BIGINT NOT NULL,
            UNIQUE (run_id, ticket),
            CHECK (state <> 'offered' OR (offered IS NOT NULL AND offered_until IS NOT NULL)),
            CHECK ((state = 'booked') = (booking_id IS NOT NULL))
        );
        CREATE UNIQUE INDEX waiting_entry_once ON waiting_entry (run_id, organisation_id, person_id)
            WHERE state IN ('waiting', 'offered');
        CREATE INDEX waiting_entry_due ON waiting_entry (state, offered_until);
        CREATE INDEX waiting_entry_by_person ON waiting_entry (person_id, state);
        """

    /// Whom at the school to write to, where somebody else joined for it.
    private static let waitingContacts = """
        ALTER TABLE waiting_entry ADD COLUMN contact_email TEXT CHECK (length(contact_email) BETWEEN 3 AND 254);
        CREATE INDEX waiting_entry_by_contact ON waiting_entry (contact_email, state);
        """
}
