import PostgresDatabase
import Testing

@Suite("Where a PostgreSQL server is")
struct PostgresPlaceTests {
    struct Case: Sendable {
        let address: String
        let without: String
        let password: String?
    }

    static let cases: [Case] = [
        Case(address: "postgres://braid@db/braid", without: "postgres://braid@db/braid", password: nil),
        Case(
            address: "postgres://braid:secret@db:5432/braid?sslmode=require",
            without: "postgres://braid@db:5432/braid?sslmode=require",
            password: "secret"
        ),
        Case(
            address: "postgresql://braid:a%40b%2Fc%3A@one:1,two:2/braid",
            without: "postgresql://braid@one:1,two:2/braid",
            password: "a@b/c:"
        ),
        Case(address: "postgres://db:5432/braid", without: "postgres://db:5432/braid", password: nil),
        Case(
            address: "postgres:///braid?host=/run&password=p%20q",
            without: "postgres:///braid?host=/run",
            password: "p q"
        ),
        Case(address: "postgres://u@h/d?password=x", without: "postgres://u@h/d", password: "x"),
    ]

    @Test("Programs are told the address without the password, and the password apart", arguments: cases)
    func partsPassword(_ example: Case) {
        let place = PostgresPlace(example.address)
        #expect(place.address == example.without)
        #expect(place.environment == (example.password.map { ["PGPASSWORD": $0] } ?? [:]))
    }
}
