import Database

/// The types that the seam's columns have, by their object identifier, and how their text form is read.
/// - Note: catalog/pg_type.dat of PostgreSQL; the identifiers of built-in types never change.
struct PostgresType: RawRepresentable, Equatable {
    let rawValue: UInt32

    static let bool = PostgresType(rawValue: 16)
    static let bytea = PostgresType(rawValue: 17)
    static let int8 = PostgresType(rawValue: 20)
    static let int2 = PostgresType(rawValue: 21)
    static let int4 = PostgresType(rawValue: 23)
    static let text = PostgresType(rawValue: 25)
    static let float4 = PostgresType(rawValue: 700)
    static let float8 = PostgresType(rawValue: 701)
    static let numeric = PostgresType(rawValue: 1700)

    func value(of bytes: UnsafeRawBufferPointer) -> SQLValue {
        switch self {
        case .int8, .int4, .int2:
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            return Int64(text).map(SQLValue.integer) ?? .text(text)
        case .float8, .float4:
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            return Double(text).map(SQLValue.real) ?? .text(text)
        case .numeric:
            // Sums of BIGINT are numeric: whole ones read as integers, as SQLite answers them.
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            if let whole = Int64(text) { return .integer(whole) }
            return Double(text).map(SQLValue.real) ?? .text(text)
        case .bool:
            return unsafe .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case .bytea:
            return unsafe .blob(Self.bytes(fromHex: bytes))
        default:
            return unsafe .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Reads `\x0a1b…`, the form of `bytea_output = hex`.
    private static func bytes(fromHex text: UnsafeRawBufferPointer) -> [UInt8] {
        func nibble(_ character: UInt8) -> UInt8 {
            character < 58 ? character - 48 : character - 87
        }
        guard text.count >= 2 else { return [] }
        return stride(from: 2, to: text.count - 1, by: 2).map { position in
            unsafe nibble(text[position]) << 4 | nibble(text[position + 1])
        }
    }
}

extension SQLValue {
    /// The type that the value is declared with when a statement is prepared.
    var postgresType: PostgresType {
        switch self {
        case .null: PostgresType(rawValue: 0)
        case .integer: .int8
        case .real: .float8
        case .text: .text
        case .blob: .bytea
        }
    }
}
