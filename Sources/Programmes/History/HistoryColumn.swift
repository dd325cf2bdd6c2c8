import CSV

/// What a column of a file of past attendees can hold.
package enum HistoryColumn: String, CaseIterable, Sendable {
    case email, name, first, last, title, day, school, urn, status, minutes, hours

    package var label: String {
        switch self {
        case .email: "Email address"
        case .name: "Whole name"
        case .first: "First name"
        case .last: "Last name"
        case .title: "Title of the event"
        case .day: "Date it was held"
        case .school: "School"
        case .urn: "URN"
        case .status: "Whether they came"
        case .minutes: "Minutes"
        case .hours: "Hours"
        }
    }

    /// Headings under which exports have it. When a form was filled in (“Completion time”) is not when the event was.
    private var spellings: [String] {
        switch self {
        case .email:
            [
                "Email", "E-mail", "Attendee Email", "Email Address", "E-mail address", "Work e-mail",
                "Work email", "Work email address", "School email", "School email address", "Your email",
                "Your email address", "What is your email address?", "Delegate email", "Participant email",
                "Contact email", "Buyer Email",
            ]
        case .name:
            [
                "Name", "Full name", "Attendee Name", "Your name", "Your full name", "What is your name?",
                "What is your full name?", "Delegate", "Delegate name", "Name of delegate", "Participant",
                "Participant name", "Name of participant", "Attendee", "Name of attendee", "Teacher",
                "Teacher name", "Staff name",
            ]
        case .first: ["First Name", "Attendee first name", "Your first name", "Forename", "Given name"]
        case .last:
            [
                "Last Name", "Surname", "Attendee Surname", "Attendee last name", "Your last name",
                "Your surname", "Family name",
            ]
        case .title:
            [
                "Event Name", "Event", "Event title", "Name of event", "Course", "Course title",
                "Course name", "Name of course", "Title", "Training", "Training title",
            ]
        case .day:
            [
                "Event Start Date", "Event Date", "Date Attending", "Date held", "Date", "Date of event",
                "Date of course", "Date of training", "Course date", "Training date", "Session date",
                "Date attended", "Event start date and time",
            ]
        case .school:
            [
                "School", "School name", "Company", "Organisation", "Organization", "Your school",
                "Name of school", "Name of your school", "School or setting", "School / setting",
                "School or college", "Setting", "Workplace", "Which school do you work at?",
                "Which school are you from?", "What school are you from?", "What is the name of your school?",
            ]
        case .urn: ["URN", "School URN"]
        case .status:
            [
                "Attendee Status", "Checked in", "Check in", "Check-in status", "Check-in time",
                "Check-in date",
                "Checked in at", "Attended", "Did they attend?", "Attendance", "Attendance status", "Status",
            ]
        case .minutes: ["Minutes", "Duration (minutes)"]
        case .hours: ["Hours", "CPD hours", "Duration (hours)"]
        }
    }

    /// Where a file has it, the earlier spelling first. Signs do not matter: forms end their questions with “?” and “*”.
    func positions(in header: CSVHeader) -> [Int] {
        let headings = header.names.map(Self.key)
        var found: [Int] = []
        for spelling in spellings {
            guard let position = headings.firstIndex(of: Self.key(spelling)), !found.contains(position) else {
                continue
            }
            // Who paid stands for who came only where nothing else says who that was, and the status of an order, or of an
            // answer, for whether they came only where nothing else says that.
            if spelling == "Buyer Email" || spelling == "Status", !found.isEmpty { continue }
            found.append(position)
        }
        return found
    }

    /// Whether some column is called so.
    static func isKnown(_ heading: String) -> Bool { allKeys.contains(key(heading)) }

    private static let allKeys = Set(allCases.flatMap(\.spellings).map(key))

    /// Whether a column holds who was checked in, so that “No” means that nobody did it, not that they stayed away.
    static func isCheckIn(_ heading: String) -> Bool { key(heading).hasPrefix("check") }

    private static func key(_ heading: String) -> String {
        heading.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}
