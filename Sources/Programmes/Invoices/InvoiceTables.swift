import Database

extension Migration {
    /// Invoices and credit notes. Nothing is ever deleted: a draft that is not wanted is withdrawn, an issued
    /// invoice is credited. An item, a place or a late cancellation, is on one invoice that stands.
    static let invoices = """
        CREATE TABLE billing (
            hub_id BIGINT NOT NULL PRIMARY KEY REFERENCES hub (id),
            seller TEXT NOT NULL CHECK (length(seller) BETWEEN 1 AND 600),
            vat_number TEXT NOT NULL,
            payment TEXT NOT NULL,
            due_days INTEGER NOT NULL CHECK (due_days BETWEEN 0 AND 120),
            prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 10),
            next_number BIGINT NOT NULL CHECK (next_number >= 1),
            version INTEGER NOT NULL
        );
        CREATE TABLE invoice (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
            number TEXT,
            state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'paid', 'credited', 'withdrawn')),
            credits BIGINT REFERENCES invoice (id),
            billed_to TEXT NOT NULL,
            seller TEXT NOT NULL,
            vat_number TEXT NOT NULL,
            payment TEXT NOT NULL,
            purchase_order TEXT NOT NULL,
            reason TEXT NOT NULL,
            period_from TEXT NOT NULL,
            period_until TEXT NOT NULL,
            net_pence BIGINT NOT NULL,
            vat_pence BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            issued_on TEXT,
            due_on TEXT,
            paid_on TEXT,
            version INTEGER NOT NULL,
            UNIQUE (hub_id, number),
            CHECK ((number IS NULL) = (state IN ('draft', 'withdrawn'))),
            CHECK ((issued_on IS NULL) = (number IS NULL)),
            CHECK ((kind = 'credit-note') = (credits IS NOT NULL)),
            CHECK (kind = 'credit-note' OR net_pence >= 0)
        );
        CREATE INDEX invoice_by_hub ON invoice (hub_id, state, created_at);
        CREATE INDEX invoice_by_organisation ON invoice (organisation_id, created_at);
        CREATE INDEX invoice_by_credited ON invoice (credits);
        CREATE TABLE invoice_line (
            id BIGINT NOT NULL PRIMARY KEY,
            invoice_id BIGINT NOT NULL REFERENCES invoice (id),
            position INTEGER NOT NULL,
            booking_id BIGINT NOT NULL REFERENCES booking (id),
            item TEXT NOT NULL CHECK (item IN ('place', 'cancellation')),
            title TEXT NOT NULL,
            detail TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            unit_pence BIGINT NOT NULL,
            vat_rate INTEGER NOT NULL CHECK (vat_rate BETWEEN 0 AND 10000),
            net_pence BIGINT NOT NULL,
            vat_pence BIGINT NOT NULL,
            credits BIGINT REFERENCES invoice_line (id),
            UNIQUE (invoice_id, position)
        );
        CREATE INDEX invoice_line_by_credited ON invoice_line (credits);
        CREATE TABLE invoiced_item (
            place_id BIGINT NOT NULL REFERENCES place (id),
            item TEXT NOT NULL CHECK (item IN ('place', 'cancellation')),
            line_id BIGINT NOT NULL REFERENCES invoice_line (id),
            released_at BIGINT,
            PRIMARY KEY (place_id, item, line_id)
        );
        CREATE UNIQUE INDEX invoiced_item_once ON invoiced_item (place_id, item) WHERE released_at IS NULL;
        CREATE INDEX invoiced_item_by_line ON invoiced_item (line_id);
        """

    /// Credit notes have a day on which they were settled: with their invoice, or later by themselves. Those of invoices
    /// that were paid counted as settled before they could say so.
    static let settledNotes = """
        UPDATE invoice SET state = 'paid',
            paid_on = (SELECT credited.paid_on FROM invoice AS credited WHERE credited.id = invoice.credits)
        WHERE kind = 'credit-note' AND state = 'issued'
            AND credits IN (SELECT id FROM invoice WHERE paid_on IS NOT NULL);
        """
}
