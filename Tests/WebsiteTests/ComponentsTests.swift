import HTML
import Testing

@testable import Website

@Suite("The pieces that pages are made of")
struct ComponentsTests {
    @Test("A table of more than three columns is a list of blocks on a phone", arguments: 1...8)
    func wideTablesStack(columnCount: Int) {
        let columns: [DataTable.Column] = (1...columnCount).map { .init("Column \($0)") }
        let table: DataTable = DataTable("Schools", columns: columns, rows: [columns.map { .text($0.title) }])
        let written: String = table.markup.rendered()
        #expect(written.contains(#"class="table table--stacks""#) == (columnCount > 3))
        #expect(written.contains(#"class="table""#) == (columnCount <= 3))
        #expect(written.contains(#"data-label="Column \#(columnCount)""#))
    }

    @Test(
        "A web address is shown as people write it",
        arguments: ["https://hub.example", "http://hub.example", "hub.example"]
    )
    func webAddresses(address: String) { #expect(HubPage.shown(address) == "hub.example") }

    @Test("What is filtered by is a link that takes it off, and says so")
    func chosenFilters() {
        func choice(_ text: String, _ isChosen: Bool) -> FilterGroup.Choice {
            .init(text, count: nil, link: SiteMap.studies().with("without", text), isChosen: isChosen)
        }
        let groups = [[choice("reading", false), choice("maths", true)], [choice("open", true)]]
        let written: String = ChosenFilters(of: groups).markup.rendered()
        #expect(written.contains(#"<ul class="chosen" aria-label="Filters in use">"#))
        #expect(written.contains(#"<a href="/evidence/studies?without=maths">"#))
        #expect(written.contains("Remove filter: </span>maths"))
        #expect(written.contains("Remove filter: </span>open") && !written.contains("reading"))
        #expect(ChosenFilters(of: [[choice("reading", false)]]).markup.rendered().isEmpty)
    }

    @Test(
        "A page behind the last leads back to the last",
        arguments: [(2, 1, 1), (999, 14, 14), (3, 0, 1)]
    )
    func pagesBehindTheLast(page: Int, pageCount: Int, last: Int) {
        func written(_ page: Int) -> String {
            Pagination(page: page, of: pageCount) { SiteMap.studies().with("page", "\($0)") }.markup
                .rendered()
        }
        #expect(written(page).contains("?page=\(last)\""))
        #expect(written(page).contains("The list ends before page \(page)"))
        #expect(!written(page).contains("Page \(page) of"))
        let within = written(last)
        #expect(!within.contains("The list ends"))
        #expect(within.isEmpty == (pageCount < 2))
    }

    @Test("A button that cannot be taken back looks like no other")
    func warnings() {
        let warning: String = submit("Erase", isWarning: true).rendered()
        #expect(warning.contains(#"class="button button--warning""#))
        #expect(submit("Save").rendered().contains(#"class="button""#))
        #expect(submit("Show", isSecondary: true).rendered().contains(#"class="button button--secondary""#))
    }
}
