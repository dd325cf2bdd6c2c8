import Database
import Search
import Services

extension Evidence {
    /// Only what is published: a draft, or an account that was taken back, is its organisation's.
    static func practiceEntries(_ ids: [Int64], _ transaction: any Transaction) throws -> [Int64: SearchEntry]
    {
        let accounts: [PracticeAccount] = try transaction.all(
            """
            \(PracticeAccount.selection)
            WHERE account.id IN (\(SQL.list(ids))) AND account.state = 'published'
            """
        )
        var entries: [Int64: SearchEntry] = [:]
        for account in accounts {
            let content = account.content
            entries[account.id.rawValue] = SearchEntry(
                title: content.title,
                detail: [account.organisationName, account.strand.title].joined(separator: " · "),
                address: account.id.description,
                people: account.organisationName,
                subjects: account.strand.title,
                text: [
                    content.whatWasDone, content.withWhom, content.whatWasLearnt, content.whatWeWouldChange,
                ].filter { !$0.isEmpty }.joined(separator: "\n"),
                facets: SearchFacets(
                    phases: PupilPhase.named(in: content.withWhom),
                    strands: [account.strand.slug]
                )
            )
        }
        return entries
    }
}
