import Evidence
import Testing

@Suite("Parsers on damaged files")
struct ParserFuzzTests {
    static let seeds: [String] = [
        "TY  - JOUR\nTI  - A\nAU  - B, C\nPY  - 2014/03\nSP  - 1\nKW  - k\nER  - \n",
        "@string{s={x}}\n@article{k, title={A {B} \\\"{o}}, author={C and {D E}, F}, year = 2001 # s, crossref={z}}\n@book{z, title=\"Z\"}\n",
        "[{\"title\":\"A\",\"author\":[{\"family\":\"B\"}],\"issued\":{\"date-parts\":[[2014]]}},{\"title\":\"\\u00e9\"}]",
        "{\"response\":{\"docs\":[{\"id\":\"EJ123456\",\"title\":\"A\",\"publicationdateyear\":2017}]}}\n",
        "{\"results\":[{\"display_name\":\"A\",\"abstract_inverted_index\":{\"a\":[0,2],\"b\":[1]}}]}",
        "<xml><records><record><titles><title>A &amp; <style>B</style></title></titles></record></records></xml>",
        "PMID- 12\nOWN - NLM\nTI  - A\n      b.\nFAU - B, C\nLID - 10.5/x [doi]\nPG  - 100-12\nDP  - 2014 Mar\n\nPMID- 13\nTI  - C\n",
        "%0 Book\n%T A\n%A B, C\n%D 2014\n%K k\nl\n\n%0 Thesis\n%T D\n",
        "{\"type\":\"book\",\"title\":\"A\"}\n\"title\":\"B\"}\n{\"type\":\"book\",\"title\":\"C\"}\n",
        "title,authors,year\n\"A \"\"b\"\"\",\"B, C; {D}\",2014\n",
    ]

    /// Changes, removes, repeats and inserts bytes.
    static func damaged(_ text: String, _ random: inout ReferenceDrawing) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(bytes.count - place, Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<(place + length))
            case 2: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
            case 3:
                let marks: [UInt8] = Array("{}[]\"\\@,=#<>&;:- \n\r%$~^".utf8)
                bytes.insert(marks.randomElement(using: &random) ?? 0, at: place)
            default: bytes.insert(contentsOf: [0xF0, 0x9F, 0x00, 0xC3].prefix(length), at: place)
            }
        }
        return bytes
    }

    @Test("never crash, never hang, and what they take is tidy", arguments: seeds.indices)
    func damagedFiles(seed: Int) throws {
        var random = ReferenceDrawing(seed: UInt64(seed) &* 977 &+ 5)
        for _ in 0..<400 {
            let bytes = Self.damaged(Self.seeds[seed], &random)
            let entries = (try? ImportedFile.bytes(bytes).entries()) ?? []
            #expect(entries.count <= bytes.count)
            for reference in entries.compactMap(\.reference) {
                #expect(reference == reference.tidied())
                #expect(!reference.title.isEmpty)
                #expect(Reference(json: reference.json) == reference)
            }
        }
    }

    @Test("Depth and length are bounded")
    func bounds() throws {
        let deep = String(repeating: "{", count: 100_000)
        let lists = String(repeating: "[", count: 100_000)
        for text in [
            "@article{a, title={\(deep)}",
            "@article{a, title={\(deep)x\(String(repeating: "}", count: 100_000))}}",
            "[{\"title\": \(lists)", "{\"a\":\(lists)\(String(repeating: "]", count: 100_000))}",
            "TY  - JOUR\nTI  - \(String(repeating: "long ", count: 1_000_000))\nER  - \n",
            "<xml><records><record>\(String(repeating: "<a>", count: 50_000))",
        ] {
            let entries = (try? read(text)) ?? []
            #expect(entries.count <= 2)
            for entry in entries { #expect(entry.text.utf8.count <= 8_192) }
        }
    }
}
