/// Names of invented schools. Each holds the name of an invented place, so none is a real school's.
enum SchoolNames {
    static let features: [String] = [
        "Park", "Hill", "Meadow", "Riverside", "Oak Tree", "Church Lane", "Priory", "Castle", "Orchard",
        "Mill", "Abbey",
        "Common", "Heath", "Lime Walk", "Canal Side", "Station Road", "Moorside", "Bridge", "Green",
        "Woodland", "Beacon",
        "Manor", "Spring Lane", "Long Acre", "Windmill", "Northfield", "Southfield", "Westgate", "Eastfield",
        "Old Wharf",
    ]

    static let saints: [String] = [
        "St Aidan’s", "St Alban’s", "St Anne’s", "St Bede’s", "St Botolph’s", "St Chad’s", "St Cuthbert’s",
        "St Edith’s",
        "St Etheldreda’s", "St Hilda’s", "St Hugh’s", "St Oswald’s", "St Wilfrid’s", "St Winifred’s",
    ]

    static let secondaryKinds: [String] = ["High School", "Academy", "School", "Community College"]
}
