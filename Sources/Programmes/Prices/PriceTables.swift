import Database

extension Migration {
    /// What places cost and why. A place keeps its own price, so that one booking can hold funded places and paid
    /// ones. The counts of funded places and of uses of a code stand in rows with a bound: whatever a verb does,
    /// neither goes above it.
    static let prices = """
        ALTER TABLE offer ADD COLUMN price_basis TEXT NOT NULL DEFAULT 'place'
            CHECK (price_basis IN ('place', 'school'));
        ALTER TABLE offer ADD COLUMN member_price_pence BIGINT CHECK (member_price_pence BETWEEN 0 AND 10000000);
        ALTER TABLE place ADD COLUMN price_pence BIGINT NOT NULL DEFAULT 0 CHECK (price_pence >= 0);
        ALTER TABLE place ADD COLUMN price_basis TEXT NOT NULL DEFAULT 'place'
            CHECK (price_basis IN ('place', 'school', 'included', 'funded'));
        ALTER TABLE place ADD COLUMN price_reason TEXT NOT NULL DEFAULT '';
        UPDATE place SET price_pence = (SELECT booking.price_pence FROM booking WHERE booking.id = place.booking_id);
        CREATE TABLE offer_funding (
            offer_id BIGINT NOT NULL PRIMARY KEY REFERENCES offer (id),
            places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 5000),
            taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
            paid_by TEXT NOT NULL CHECK (length(paid_by) <= 150),
            CONSTRAINT offer_funding_places CHECK (taken <= places)
        );
        CREATE TABLE funding_rule (
            offer_id BIGINT NOT NULL REFERENCES offer_funding (offer_id),
            position INTEGER NOT NULL,
            area_id BIGINT REFERENCES area (id),
            measure TEXT CHECK (measure IN ('premium-percentage', 'fsm-percentage')),
            at_least INTEGER CHECK (at_least BETWEEN 1 AND 100),
            PRIMARY KEY (offer_id, position),
            CHECK ((area_id IS NULL) = (measure IS NOT NULL)),
            CHECK ((measure IS NULL) = (at_least IS NULL))
        );
        CREATE TABLE discount_code (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            offer_id BIGINT REFERENCES offer (id),
            code TEXT NOT NULL CHECK (length(code) BETWEEN 3 AND 30),
            percentage INTEGER CHECK (percentage BETWEEN 1 AND 100),
            amount_pence BIGINT CHECK (amount_pence BETWEEN 1 AND 10000000),
            last_day TEXT,
            most_uses INTEGER CHECK (most_uses BETWEEN 1 AND 100000),
            uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0),
            created_at BIGINT NOT NULL,
            withdrawn_at BIGINT,
            UNIQUE (hub_id, code),
            CHECK ((percentage IS NULL) = (amount_pence IS NOT NULL)),
            CONSTRAINT discount_code_uses CHECK (most_uses IS NULL OR uses <= most_uses)
        );
        CREATE INDEX discount_code_by_offer ON discount_code (offer_id);
        ALTER TABLE booking ADD COLUMN discount_code_id BIGINT REFERENCES discount_code (id);
        CREATE INDEX booking_by_discount_code ON booking (discount_code_id);
        """
}
