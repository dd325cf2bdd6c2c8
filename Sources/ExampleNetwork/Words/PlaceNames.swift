/// Names of invented places. Beginnings and endings are English in sound; put together they are, as far as we
/// know, nowhere.
enum PlaceNames {
    static let beginnings: [String] = [
        "Addler", "Arkle", "Balder", "Beckle", "Bramber", "Brackle", "Brindle", "Cavers", "Chessel",
        "Clather", "Corrin",
        "Cranner", "Culver", "Dassing", "Dray", "Dunner", "Eller", "Ember", "Esker", "Farrin", "Fennel",
        "Feather",
        "Gannock", "Garsing", "Gilder", "Gorsel", "Hallow", "Harrin", "Hasker", "Hether", "Hollin", "Hurstle",
        "Inger",
        "Iver", "Jessing", "Kelder", "Kestrel", "Kindle", "Larrin", "Linder", "Lorris", "Mallin", "Marrow",
        "Merring",
        "Nettle", "Norrin", "Ockle", "Orrin", "Pellin", "Pinner", "Quarrin", "Ravel", "Renning", "Ruddle",
        "Sallow",
        "Scarrin", "Sedder", "Selver", "Tarn", "Teasel", "Thistle", "Tolver", "Ullen", "Vennel", "Warrel",
        "Wethern",
        "Whinner", "Wither", "Yarrel", "Yelder",
    ]

    static let endings: [String] = [
        "borough", "bridge", "brook", "bury", "by", "cliffe", "combe", "dale", "den", "field", "ford", "gate",
        "ham",
        "hurst", "ley", "low", "mere", "minster", "mouth", "port", "stead", "stow", "thorpe", "ton", "wick",
        "worth",
    ]

    static let additions: [String] = [
        "Great", "Little", "Upper", "Nether", "East", "West", "Market", "Abbot’s",
    ]

    /// Words for local authorities made from a place's name.
    static let authorityEndings: [String] = ["", "shire", " Vale", " and District", " Borough"]

    static let streets: [String] = [
        "Church Lane", "School Road", "Mill Lane", "Station Road", "Orchard Way", "Chapel Street",
        "Green Lane",
        "Weaver’s Row", "Harbour Road", "Quarry Lane", "Meadow View", "Windmill Hill", "Tannery Street",
        "Priory Close",
        "Lime Avenue", "Canal Street", "Old Road", "Beacon Hill", "Ropewalk", "Kiln Lane",
    ]
}
