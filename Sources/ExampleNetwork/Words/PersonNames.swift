/// Given names and family names, put together at random. Chosen to be common, so that no pair points at
/// anyone.
enum PersonNames {
    static let given: [String] = [
        "Aaliyah", "Adam", "Aisha", "Alan", "Amina", "Andrew", "Anita", "Ben", "Bethany", "Carol", "Chidi",
        "Chloe",
        "Claire", "Daniel", "David", "Deepa", "Eilidh", "Elena", "Emma", "Farah", "Fiona", "Gareth", "Grace",
        "Hannah",
        "Harpreet", "Helen", "Ian", "Imogen", "Jack", "James", "Jasmin", "Joanna", "Karen", "Kofi", "Laura",
        "Leila",
        "Liam", "Lucy", "Marcus", "Maria", "Mark", "Megan", "Mei", "Michael", "Nadia", "Naomi", "Nathan",
        "Olivia",
        "Omar", "Paul", "Petra", "Priya", "Rachel", "Rebecca", "Rhys", "Robert", "Rosa", "Ruth", "Sam",
        "Sarah",
        "Simon", "Sofia", "Stephen", "Suresh", "Tariq", "Thomas", "Tom", "Victoria", "Wei", "Yusuf", "Zainab",
        "Zoe",
    ]

    static let family: [String] = [
        "Adeyemi", "Ahmed", "Ali", "Allen", "Atkinson", "Bailey", "Baker", "Begum", "Bell", "Bennett",
        "Brown", "Carter",
        "Chen", "Clarke", "Collins", "Cooper", "Cox", "Davies", "Dixon", "Edwards", "Ellis", "Evans",
        "Fisher", "Foster",
        "Gill", "Graham", "Gray", "Green", "Hall", "Harris", "Hughes", "Hussain", "Jackson", "James",
        "Johnson", "Jones",
        "Kaur", "Kelly", "Khan", "King", "Knight", "Kowalski", "Lee", "Lewis", "Marshall", "Martin", "Mason",
        "Mensah",
        "Miller", "Mitchell", "Moore", "Morgan", "Murphy", "Nguyen", "Okafor", "Owen", "Parker", "Patel",
        "Pearson",
        "Phillips", "Powell", "Price", "Reid", "Richards", "Roberts", "Robinson", "Rogers", "Russell",
        "Scott", "Shah",
        "Sharma", "Shaw", "Singh", "Smith", "Stevens", "Taylor", "Thompson", "Turner", "Walker", "Ward",
        "Watson",
        "Webb", "White", "Williams", "Wilson", "Wood", "Wright", "Young",
    ]
}
