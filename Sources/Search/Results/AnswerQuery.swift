package import Database
import GRDB

extension Search {
    /// Answers a query. What was announced before it was asked is in the answer.
    package func answer(_ request: SearchRequest, _ ranking: Ranking = .standard) async throws -> SearchAnswer
    {
        try await catchUp()
        let kinds = sources.map(\.kind.name)
        return try await index.read { reader in
            var answer = try reader.answer(request, ranking)
            answer.hints = reader.hints(to: answer, kinds: kinds)
            return answer
        }
    }

    /// The best documents for a question, any of whose words will do: how the quality of the ranking is
    /// measured.
    package func ranked(
        _ text: String,
        limit: Int,
        kind: RecordKind? = nil,
        _ ranking: Ranking = .standard
    ) async throws -> [RankedRecord] {
        try await index.read { reader in try reader.ranked(text, limit: limit, kind, ranking) }
    }
}

/// A record in a ranked list.
package struct RankedRecord: Sendable, Equatable {
    package let kind: RecordKind
    package let identifier: String
    package let score: Double
}

extension IndexReader {
    func answer(_ request: SearchRequest, _ ranking: Ranking) throws -> SearchAnswer {
        let query = SearchQuery(request.text)
        let cutter = try Cutter()
        let plan = try QueryPlanner(self, cutter).plan(query, asksAQuestion: true)
        var answer = SearchAnswer(query: query, filters: query.filters.over(request.filters))
        let saysTooLittle = plan.saysTooLittle()
        var hits = try saysTooLittle ? [] : found(plan, query, ranking, isRelaxed: false)
        if hits.isEmpty, plan.optionalCount > 1, !saysTooLittle {
            hits = try found(plan, query, ranking, isRelaxed: true)
            answer.isRelaxed = !hits.isEmpty
        }
        var counter = FacetCounter(facts, answer.filters, without: query.exclusions)
        var best = BestHits(
            facts,
            limit: max(request.page * request.pageLength, ranking.feedback?.depth ?? 0)
        )
        // By the number of the kind: a frequent word finds a hundred thousand documents, and each is looked at here.
        var bestByKind: [BestHits] = []
        if answer.filters.kind == nil {
            let none = BestHits(facts, limit: request.groupLength)
            bestByKind = Array(repeating: none, count: facts.kinds.names.count)
        }
        let all = plan.groups.indices.reduce(UInt64(0)) { $0 | QueryPlan.bit($1) }
        var shared = all
        var hasComplete = false
        for hit in hits where counter.take(hit.document) {
            answer.total += 1
            shared &= hit.groups
            hasComplete = hasComplete || hit.groups & all == all
            best.take(hit)
            if !bestByKind.isEmpty { bestByKind[Int(facts.facts[hit.document].kind)].take(hit) }
        }
        answer.facets = counter.counted
        answer.unknownWords = plan.unknownWords
        answer.isPartial = answer.total > 0 && !(hasComplete && plan.unknownWords.isEmpty)
        let snippets = Snippets(plan)
        let texts = try DocumentTexts(self, cutter)
        var top = best.sorted
        // Without words to look for the newest come first: nothing says what the best are about.
        if let feedback = ranking.feedback, !plan.isEmpty {
            top = try reranked(top, texts, feedback, ranking)
        }
        let skipped = (request.page - 1) * request.pageLength
        answer.results = try results(top.dropFirst(skipped).prefix(request.pageLength), plan, snippets, texts)
        for (number, best) in bestByKind.enumerated() where !best.isEmpty {
            let kind = RecordKind(facts.kinds.names[number])
            answer.groups.append(
                SearchGroup(
                    kind: kind,
                    total: answer.facets.kinds[kind] ?? 0,
                    results: try results(best.sorted[...], plan, snippets, texts)
                )
            )
        }
        answer.groups.sort { $0.kind.name < $1.kind.name }
        if !plan.unknownWords.isEmpty || answer.total == 0 {
            answer.correction = try correction(of: request.text, plan, cutter)
        }
        if answer.total == 0 {
            answer.nearest = try nearest(to: answer, request, ranking, cutter)
            return answer
        }
        var rarest: [Hit] = []
        if answer.isPartial, request.page == 1,
            let (word, best) = try withRarest(of: plan, notIn: shared, answer, ranking)
        {
            answer.rarest = RarestWord(word: word, results: try results(best[...], plan, snippets, texts))
            rarest = best
        }
        if answer.total < Self.few, plan.optionalCount > 1, !answer.isRelaxed {
            let shown = Set((hits + rarest).map(\.document))
            answer.nearest = try others(than: shown, plan, answer, ranking, snippets, texts)
        }
        return answer
    }

    /// Fewer results than this leave room for what has only some of the words.
    static let few = 10

    /// Words in more documents than this are not looked for alone: they say little, and their lists are long.
    static let mostForOthers = 2_000

    /// The rarest word, and the best that have it and pass the filters; `nil` where everything found has it.
    private func withRarest(
        of plan: QueryPlan,
        notIn shared: UInt64,
        _ answer: SearchAnswer,
        _ ranking: Ranking
    ) throws -> (word: String, best: [Hit])? {
        let places = plan.groups.indices.filter { !plan.groups[$0].isRequired }
        guard places.count > 1,
            let rarest = places.min(by: { plan.groups[$0].documents < plan.groups[$1].documents }),
            shared & QueryPlan.bit(rarest) == 0, plan.groups[rarest].documents <= Self.mostForOthers
        else { return nil }
        var only = plan
        only.groups[rarest].isRequired = true
        let leading = try best(of: only, MatchText(only, optional: 0), answer, ranking)
        guard !leading.isEmpty else { return nil }
        return (plan.groups[rarest].typed, leading)
    }

    /// The best of what has some of the rarer words and passes the filters, but for what was found.
    private func others(
        than found: Set<Int>,
        _ plan: QueryPlan,
        _ answer: SearchAnswer,
        _ ranking: Ranking,
        _ snippets: Snippets,
        _ texts: DocumentTexts
    ) throws -> [SearchResult] {
        var plan = plan
        plan.groups.removeAll { !$0.isRequired && $0.documents > Self.mostForOthers }
        guard plan.optionalCount > 0 else { return [] }
        let leading = try best(of: plan, MatchText(plan, optional: 1), answer, ranking, without: found)
        return try results(leading[...], plan, snippets, texts)
    }

    /// The best few that match and pass the filters of an answer.
    private func best(
        of plan: QueryPlan,
        _ match: MatchText,
        _ answer: SearchAnswer,
        _ ranking: Ranking,
        without found: Set<Int> = []
    ) throws -> [Hit] {
        var counter = FacetCounter(facts, answer.filters, without: answer.query.exclusions)
        var best = BestHits(facts, limit: 5)
        for hit in try hits(plan, match, ranking)
        where !found.contains(hit.document) && counter.take(hit.document) {
            best.take(hit)
        }
        return best.sorted
    }

    private func found(_ plan: QueryPlan, _ query: SearchQuery, _ ranking: Ranking, isRelaxed: Bool) throws
        -> [Hit]
    {
        if plan.isEmpty {
            // Words that are nowhere find nothing; no words at all find everything.
            guard plan.unknownWords.isEmpty, query.terms.isEmpty else { return [] }
            return try everything(without: plan, ranking)
        }
        let optional = plan.optionalCount
        return try hits(
            plan,
            MatchText(plan, optional: isRelaxed ? min(1, optional) : Self.wanted(of: optional)),
            ranking
        )
    }

    /// How many of the words of a query a result must have: both of two, two of three, three of five …
    static func wanted(of words: Int) -> Int {
        words <= 2 ? words : (words * 6 + 9) / 10
    }

    private func everything(without plan: QueryPlan, _ ranking: Ranking) throws -> [Hit] {
        var left: Set<Int> = []
        if !plan.excluded.isEmpty {
            left = Set(try hits(plan, MatchText(excludedOf: plan), ranking).map(\.document))
        }
        return facts.facts.indices.filter { facts.facts[$0].exists && !left.contains($0) }.map { document in
            // The newest first; what has no year after them.
            Hit(document: document, score: Double(facts.facts[document].year), groups: 0)
        }
    }

    func results(
        _ hits: ArraySlice<Hit>,
        _ plan: QueryPlan,
        _ snippets: Snippets,
        _ texts: DocumentTexts
    ) throws -> [SearchResult] {
        try hits.compactMap { hit in
            guard let document = try texts.text(of: hit.document) else { return nil }
            let fact = facts.facts[hit.document]
            let content = document.content
            return SearchResult(
                kind: RecordKind(facts.kinds.names[Int(fact.kind)]),
                record: fact.record,
                score: hit.score,
                title: snippets.title(of: document),
                detail: content.detail,
                snippet: snippets.snippet(of: document),
                people: content.people,
                address: content.address,
                identifier: content.identifier,
                year: fact.year == 0 ? nil : Int(fact.year),
                titleShare: snippets.share(ofTitleOf: document),
                missing: plan.missing(from: hit.groups)
            )
        }
    }

    func ranked(_ text: String, limit: Int, _ kind: RecordKind?, _ ranking: Ranking) throws -> [RankedRecord]
    {
        let words = Vocabulary.words(text).map { SearchQuery.Term($0) }
        let cutter = try Cutter()
        let plan = try QueryPlanner(self, cutter).plan(SearchQuery(terms: words))
        guard !plan.isEmpty else { return [] }
        var best = BestHits(facts, limit: max(limit, ranking.feedback?.depth ?? 0))
        var counter = FacetCounter(facts, SearchFilters(kind: kind))
        for hit in try hits(plan, MatchText(plan, optional: 1), ranking) where counter.take(hit.document) {
            best.take(hit)
        }
        var top = best.sorted
        if let feedback = ranking.feedback {
            top = try reranked(top, DocumentTexts(self, cutter), feedback, ranking)
        }
        let statement = try connection.cachedStatement(sql: "SELECT identifier FROM content WHERE id = ?")
        return try top.prefix(limit).compactMap { hit in
            guard let identifier = try String.fetchOne(statement, arguments: [hit.document]) else {
                return nil
            }
            let kind = RecordKind(facts.kinds.names[Int(facts.facts[hit.document].kind)])
            return RankedRecord(kind: kind, identifier: identifier, score: hit.score)
        }
    }
}

/// The best hits so far: a heap whose root is the worst of them.
struct BestHits {
    private let facts: DocumentFacts
    private let limit: Int
    private var heap: [Hit] = []

    init(_ facts: DocumentFacts, limit: Int) {
        self.facts = facts
        self.limit = limit
    }

    /// Equal scores are ordered by record, so that every node shows the same.
    private func isBefore(_ left: Hit, _ right: Hit) -> Bool {
        if left.score != right.score { return left.score > right.score }
        let (a, b) = (facts.facts[left.document], facts.facts[right.document])
        if a.kind != b.kind { return facts.kinds.names[Int(a.kind)] < facts.kinds.names[Int(b.kind)] }
        return a.record < b.record
    }

    mutating func take(_ hit: Hit) {
        guard limit > 0 else { return }
        if heap.count < limit {
            heap.append(hit)
            var place = heap.count - 1
            while place > 0, isBefore(heap[(place - 1) / 2], heap[place]) {
                heap.swapAt(place, (place - 1) / 2)
                place = (place - 1) / 2
            }
            return
        }
        guard isBefore(hit, heap[0]) else { return }
        heap[0] = hit
        var place = 0
        while true {
            var worst = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if isBefore(heap[worst], heap[child]) { worst = child }
            }
            if worst == place { return }
            heap.swapAt(place, worst)
            place = worst
        }
    }

    var isEmpty: Bool { heap.isEmpty }
    var sorted: [Hit] { heap.sorted(by: isBefore) }
}
