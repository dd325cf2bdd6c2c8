import Testing

@testable import Directory

@Suite struct `The form that is searched` {
    static let pairs: [(text: String, key: String)] = [
        ("St. Mary’s C of E Primary", "st marys ce primary"),
        ("SAINT MARYS CofE PRIMARY", "st marys ce primary"),
        ("St Mary's Church of England Primary", "st marys ce primary"), ("Harbour & Quay", "harbour quay"),
        ("Harbour and Quay", "harbour quay"), ("École Élémentaire", "ecole elementaire"),
        ("Ysgol Llŷn", "ysgol llyn"),
        ("Åse Ødegård Straße", "ase odegard strasse"), ("SR7  7AB", "sr7 7ab"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("", ""), ("%_'; --", ""), ("St Mary�s", "st marys"), ("Sts Peter and Paul", "sts peter paul"),
        ("St.Mary´s", "st marys"), ("St.Mary′s C.E.", "st marys ce"), ("East.Ham", "eastham"),
    ]

    @Test(arguments: pairs) func `does not know case, accents, apostrophes and spellings`(
        text: String,
        key: String
    ) {
        #expect(SearchKey.of(text) == key)
        #expect(SearchKey.of(key) == key, "the form of the form is itself")
    }

    @Test(arguments: ["%", "_", "|", "'", "\\", "日本"]) func `holds letters, digits and blanks only`(
        _ odd: String
    ) {
        let key = SearchKey.of("a\(odd)b \(odd)")
        #expect(
            key.utf8.allSatisfy { $0 == 0x20 || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        )
    }
}
