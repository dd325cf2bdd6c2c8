import GRDB

/// A row of the index's table of texts.
struct DocumentContent: Equatable {
    let title, people, subjects, text, detail, address, identifier: String

    init(_ entry: SearchEntry) {
        title = entry.title
        people = entry.people
        subjects = entry.subjects
        text = String(decoding: entry.text.utf8.prefix(IndexWriter.mostTextBytes), as: UTF8.self)
        detail = entry.detail
        address = entry.address
        identifier = entry.identifier
    }

    init(_ row: GRDB.Row) {
        title = row[1]
        people = row[2]
        subjects = row[3]
        text = row[4]
        detail = row[5]
        address = row[6]
        identifier = row[7]
    }

    var searched: StatementArguments { [title, people, subjects, text] }
    var arguments: StatementArguments { searched + [detail, address, identifier] }
}
