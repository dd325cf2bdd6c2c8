import HTML

/// A list of schools of which a page shows the first, as many as one reads on a phone, with a link to all. A page may have
/// several: the address says which is wanted whole.
enum LongList: String, Sendable {
    case notReached = "not-reached"
    case manyHubs = "many-hubs"
    case reached = "schools"
    case similar

    /// How many are shown at first: of schools that are compared, as many as one compares.
    var first: Int { self == .similar ? 10 : 20 }
    /// How many one page holds.
    static let most = 1_000

    /// The part of an address that names the list that is wanted whole.
    static let field = "show"

    /// The page with all of the list.
    func whole(on page: Link) -> Link { page.with(Self.field, rawValue) }

    /// Within a sentence.
    fileprivate var name: String {
        switch self {
        case .notReached: "schools not reached"
        case .manyHubs: "schools with many hubs"
        case .reached: "schools"
        case .similar: "similar schools"
        }
    }
}

extension Visit {
    /// How many of a list the address asks for.
    func length(of list: LongList) -> Int {
        query.text(LongList.field) == list.rawValue ? LongList.most : list.first
    }
}

/// The field of a form that keeps a list whole which is.
struct WholeList: Renderable {
    let list: LongList
    let isWhole: Bool

    init(_ list: LongList, isWhole: Bool) {
        self.list = list
        self.isWhole = isWhole
    }

    var markup: Markup {
        if isWhole { input(.type("hidden"), .name(LongList.field), .value(list.rawValue)) }
    }
}

/// What stands below a list that is not whole: how many there are, and the link to all.
struct RestOfList: Renderable {
    let list: LongList
    let shown: Int
    let total: Int
    /// The page with the list, with all that is chosen there.
    let page: Link

    var markup: Markup {
        if shown < total {
            p {
                "The first \(PlainWords.grouped(shown)) of \(PlainWords.grouped(total)). "
                if shown < LongList.most {
                    a(.href(list.whole(on: page).at(list.rawValue))) { all }
                } else {
                    "The files have all."
                }
            }
        }
    }

    private var all: String {
        total > LongList.most
            ? "Show the first \(PlainWords.grouped(LongList.most)) \(list.name)"
            : "Show all \(PlainWords.grouped(total)) \(list.name)"
    }
}
