import Testing

@testable import Website

@Suite("Addresses of the site") struct LinkTests {
    @Test(
        "one that was written takes more query items, before what it points at",
        arguments: [
            ("/offers", "/offers?school=7"),
            ("/offers/x/book?run=1&waiting=2", "/offers/x/book?run=1&waiting=2&school=7"),
            ("/offers?q=a%26b#list", "/offers?q=a%26b&school=7#list"),
            ("/offers?", "/offers?school=7"),
            ("/?a=b?c", "/?a=b?c&school=7"),
        ]
    )
    func written(_ written: String, _ longer: String) throws {
        let link = try #require(Link.within(written))
        #expect(link.with("school", "7").description == longer)
    }

    @Test(
        "one of another site, or that a browser reads as one, is none",
        arguments: ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/a b", ""]
    )
    func elsewhere(_ written: String) { #expect(Link.within(written) == nil) }
}
