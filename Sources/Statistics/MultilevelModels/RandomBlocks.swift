/// The rows of a model divided into blocks that share no random effect, each reduced to cross-products.
///
/// Nested levels give one block for each cluster of the highest; crossed levels usually give a single block.
/// The blocks are the connected parts of the graph that joins the clusters meeting in a row.
struct RandomBlocks: Sendable {
    /// One connected set of clusters.
    struct Block: Sendable {
        /// The terms and the first columns of the clusters in the block.
        var instances: [(term: Int, start: Int)]
        /// **Z**ᵀ**Z**.
        var effects: Matrix
        /// **Z**ᵀ[**X**, *y*].
        var crossed: Matrix
        /// [**X**, *y*]ᵀ[**X**, *y*] of its rows.
        var square: Matrix
        /// Its rows.
        var rows: Int
    }

    let terms: [RandomTerm]
    let blocks: [Block]
    /// [**X**, *y*]ᵀ[**X**, *y*].
    let total: Matrix
    let rows: Int
    let p: Int
    /// For each term and cluster, its block and place among the instances.
    let places: [[(block: Int, instance: Int)]]

    /// One pass over the rows for the products.
    /// - Parameter columns: The design with the outcome as its last column.
    init(terms: [RandomTerm], columns: Matrix) {
        self.terms = terms
        rows = columns.rows
        p = columns.columns - 1
        total = columns.crossProduct
        var parts = DisjointSets(count: terms.reduce(0) { $0 + $1.clusters.count })
        var offsets: [Int] = []
        var offset: Int = 0
        for term in terms {
            offsets.append(offset)
            offset += term.clusters.count
        }
        for row in 0..<columns.rows {
            for term in terms.indices.dropFirst() {
                parts.join(
                    offsets[0] + terms[0].clusters.index[row],
                    offsets[term] + terms[term].clusters.index[row]
                )
            }
        }
        var number: [Int: Int] = [:]
        var instances: [[(term: Int, start: Int)]] = []
        var widths: [Int] = []
        var places: [[(block: Int, instance: Int)]] = terms.map { _ in [] }
        for (index, term) in terms.enumerated() {
            for cluster in 0..<term.clusters.count {
                let root: Int = parts.root(offsets[index] + cluster)
                let block: Int = number[root] ?? instances.count
                if number[root] == nil {
                    number[root] = block
                    instances.append([])
                    widths.append(0)
                }
                places[index].append((block, instances[block].count))
                instances[block].append((index, widths[block]))
                widths[block] += term.size
            }
        }
        var effects: [Matrix] = widths.map { Matrix(rows: $0, columns: $0) }
        var crossed: [Matrix] = widths.map { Matrix(rows: $0, columns: columns.columns) }
        var members: [[Int]] = widths.map { _ in [] }
        for row in 0..<columns.rows {
            var block: Int = 0
            var positions: [(Int, Double)] = []
            for (index, term) in terms.enumerated() {
                let place = places[index][term.clusters.index[row]]
                block = place.block
                let start: Int = instances[block][place.instance].start
                for (step, value) in term.values(row: row).enumerated() {
                    positions.append((start + step, value))
                }
            }
            members[block].append(row)
            for (first, left) in positions {
                for (second, right) in positions {
                    effects[block][first, second] += left * right
                }
                for column in 0..<columns.columns {
                    crossed[block][first, column] += left * columns[row, column]
                }
            }
        }
        self.places = places
        blocks = instances.indices.map { block in
            Block(
                instances: instances[block],
                effects: effects[block],
                crossed: crossed[block],
                square: columns.selectingRows(members[block]).crossProduct,
                rows: members[block].count
            )
        }
    }
}

extension RandomBlocks {
    /// Whether the terms are random intercepts of two levels, the lower nested in the first.
    var isNestedIntercepts: Bool {
        terms.count <= 2 && terms.allSatisfy { $0.intercept && $0.slopes.isEmpty }
            && blocks.count == places[0].count
    }

    /// Whether every cluster of the first level holds one of the second, so that the levels are one.
    var isOneDivision: Bool { terms.count == 2 && places[1].count == places[0].count }

    /// What is left without a block. The products of the others are summed, not those of the block taken off, so
    /// that a block with nearly all of the rows costs no digits.
    private init(_ whole: RandomBlocks, without omitted: Int) {
        terms = whole.terms
        p = whole.p
        blocks = whole.blocks.indices.filter { $0 != omitted }.map { whole.blocks[$0] }
        rows = blocks.reduce(0) { $0 + $1.rows }
        total = blocks.reduce(Matrix(rows: p + 1, columns: p + 1)) { $0 + $1.square }
        places = whole.places.map { clusters in
            clusters.filter { $0.block != omitted }.map { place in
                (block: place.block < omitted ? place.block : place.block - 1, instance: place.instance)
            }
        }
    }

    /// The sums without one cluster of the first term.
    func omitting(cluster: Int) -> RandomBlocks {
        RandomBlocks(self, without: places[0][cluster].block)
    }

    /// Whether those before it determine some column, by the pivots of the cross-products, each in units of its own column;
    /// the outcome is the last.
    var hasDependentColumn: Bool {
        guard let lower = try? Cholesky(total).lower else { return true }
        return zip(lower.diagonal, total.diagonal).contains { $0 * $0 <= 1e-11 * $1 }
    }
}

/// Sets that are joined until only separate parts remain.
struct DisjointSets {
    private var parent: [Int]

    init(count: Int) { parent = Array(0..<count) }

    mutating func root(_ element: Int) -> Int {
        var top: Int = element
        while parent[top] != top { top = parent[top] }
        var next: Int = element
        while parent[next] != top { (parent[next], next) = (top, parent[next]) }
        return top
    }

    mutating func join(_ left: Int, _ right: Int) {
        let first: Int = root(left)
        let second: Int = root(right)
        if first != second { parent[max(first, second)] = min(first, second) }
    }
}
