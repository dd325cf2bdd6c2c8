package import Database
import Foundation
import GRDB

/// A page that is offered while someone types.
package struct Suggestion: Sendable, Equatable {
    package let kind: RecordKind
    package let title: String
    package let detail: String
    package let address: String
}

extension Search {
    /// Pages whose titles fit what has been typed so far, the last word being the beginning of one.
    package func suggestions(for text: String, limit: Int = 8) async throws -> [Suggestion] {
        try await catchUp()
        return try await index.read { reader in try reader.suggestions(for: text, limit: limit) }
    }
}

extension IndexReader {
    func suggestions(for text: String, limit: Int) throws -> [Suggestion] {
        var query = SearchQuery(text)
        query.terms = query.terms.filter { $0.field == nil }.map { SearchQuery.Term($0.text, field: .title) }
        guard var last = query.terms.popLast() else { return [] }
        last.isPrefix = text.last.map { !$0.isWhitespace } ?? false
        query.terms.append(last)
        let plan = try QueryPlanner(self, Cutter()).plan(query)
        guard !plan.isEmpty else { return [] }
        var best = BestHits(facts, limit: limit)
        for hit in try hits(plan, MatchText(plan, optional: plan.optionalCount), .standard)
        where hit.document < facts.facts.count && facts.facts[hit.document].exists {
            best.take(hit)
        }
        let statement = try connection.cachedStatement(
            sql: "SELECT title, detail, address FROM content WHERE id = ?"
        )
        return try best.sorted.compactMap { hit in
            guard let row = try GRDB.Row.fetchOne(statement, arguments: [hit.document]) else { return nil }
            return Suggestion(
                kind: RecordKind(facts.kinds.names[Int(facts.facts[hit.document].kind)]),
                title: row[0],
                detail: row[1],
                address: row[2]
            )
        }
    }

    /// The text with each word that is in no document put right, where there is a word it could be.
    func correction(of text: String, _ plan: QueryPlan, _ cutter: Cutter) throws -> String? {
        var wrong = plan.unknownWords
        for group in plan.groups where group.documents == 0 {
            // Of a phrase only what is nowhere: the words beside it are right.
            let words = Vocabulary.words(group.phrases[0].words)
            let known = try documents(with: Set(words.flatMap { cutter.stems($0) }))
            wrong += words.filter { word in cutter.stems(word).allSatisfy { known[$0] == nil } }
        }
        // What was typed for years is no word: a year is not put right by one that only looks like it.
        let years = SearchQuery(text).misread.filter { $0.field == "year" }
        let kept = Set(years.flatMap { Vocabulary.words("\($0.field) \($0.value)") })
        wrong.removeAll { kept.contains($0) }
        guard !wrong.isEmpty else { return nil }
        let words = try titleWords()
        var corrected = text
        for word in wrong {
            guard let right = words.correction(of: word) else { continue }
            corrected = corrected.replacing(word: word, with: right)
        }
        return corrected == text ? nil : corrected
    }

    /// When nothing was found: what the corrected query would find; else what has any of the words, whatever
    /// filters were chosen.
    func nearest(
        to answer: SearchAnswer,
        _ request: SearchRequest,
        _ ranking: Ranking,
        _ cutter: Cutter
    ) throws -> [SearchResult] {
        let query = SearchQuery(answer.correction ?? request.text)
        let loose = SearchQuery(
            terms: query.terms.flatMap { Vocabulary.words($0.text).map { SearchQuery.Term($0) } }
        )
        let plan = try QueryPlanner(self, cutter).plan(loose, asksAQuestion: true)
        guard !plan.isEmpty else { return [] }
        var best = BestHits(facts, limit: 5)
        for hit in try hits(plan, MatchText(plan, optional: 1), ranking)
        where hit.document < facts.facts.count && facts.facts[hit.document].exists {
            best.take(hit)
        }
        return try results(best.sorted[...], plan, Snippets(plan), DocumentTexts(self, cutter))
    }
}

extension String {
    /// With each whole word that is `word`, in whatever case, replaced: what only holds it within a longer word stays.
    func replacing(word: String, with other: String) -> String {
        var text = ""
        var rest = self[...]
        while let start = rest.firstIndex(where: { $0.isLetter || $0.isNumber }) {
            let end = rest[start...].firstIndex { !$0.isLetter && !$0.isNumber } ?? rest.endIndex
            text += rest[..<start]
            text += rest[start..<end].lowercased() == word ? other : String(rest[start..<end])
            rest = rest[end...]
        }
        return text + rest
    }
}
