/// Where the two engines differ. A feature asks the dialect; it never asks which engine it is.
package enum Dialect: Sendable {
    case sqlite
    case postgres

    func placeholder(_ position: Int) -> String {
        switch self {
        case .sqlite: "?\(position)"
        case .postgres: "$\(position)"
        }
    }

    /// A query of each of many values, which the placeholder at a position holds as JSON.
    func selection(of many: ManyValues, at position: Int) -> String {
        switch self {
        case .sqlite: "SELECT value FROM json_each(?\(position))"
        case .postgres:
            "SELECT CAST(value AS \(many.areTexts ? "TEXT" : "BIGINT")) "
                + "FROM json_array_elements_text(CAST($\(position) AS JSON))"
        }
    }

    /// The type of a column of bytes. Migrations write `BLOB`.
    package var blobType: String {
        switch self {
        case .sqlite: "BLOB"
        case .postgres: "BYTEA"
        }
    }

    /// Text in byte order whatever the database's locale, so that both engines sort alike.
    package func byteOrder(_ expression: SQL) -> SQL {
        switch self {
        case .sqlite: expression
        case .postgres: "\(expression) COLLATE \"C\""
        }
    }

    /// The weekday of a day kept as `2027-03-14`: 1 for Monday to 7 for Sunday.
    package func isoWeekday(_ day: SQL) -> SQL {
        switch self {
        case .sqlite: "((CAST(strftime('%w', \(day)) AS INTEGER) + 6) % 7 + 1)"
        case .postgres: "CAST(EXTRACT(ISODOW FROM CAST(\(day) AS DATE)) AS INTEGER)"
        }
    }

    /// Locks the rows that a query reads until the transaction ends, passing over rows that another transaction holds:
    /// how several workers share one queue. SQLite has one writer, so they are locked already.
    package var forUpdateSkipLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE SKIP LOCKED"
        }
    }
}
