import Access
import Database
import Directory
import HTML
import Programmes
import Services

/// What the forms of hubs share.
enum HubForms {
    static let kinds = DesignationKind.allCases.map { FormOption($0.rawValue, $0.name) }

    static func hidden(_ ticket: FormTicket) -> Markup {
        .group([
            input(.type("hidden"), .name(FormField.token), .value(ticket.token)),
            input(.type("hidden"), .name(FormField.key), .value(ticket.key)),
        ])
    }

    /// A day as people type it, which may be left out; an error when it is not a day.
    static func day(_ field: String, _ submission: Submission, _ state: inout FormState) -> LocalDate? {
        let text = submission.text(field)
        guard !text.isEmpty else { return nil }
        guard let day = TypedDate.parse(text) else {
            state.refuse(field, "Enter a day, such as 14/03/2025")
            return nil
        }
        return day
    }

    static let staleNotice =
        "Someone else changed this while your page was open. Look at it again before you change it."
}

extension FormState {
    /// Takes over what a verb found wrong. `names` maps the verb's fields to the form's.
    mutating func take(_ faults: EntryFaults, names: [String: String] = [:]) {
        for (field, message) in faults.messages { refuse(names[field] ?? field, message) }
    }
}

/// The names of the fields of one designation: a hub's page has a form for each.
struct DesignationFields {
    let kind, start, end: String
    /// Of the form that deletes it.
    let sure: String

    init(_ id: ID<Designation>) {
        (kind, start, end, sure) = ("kind-\(id)", "start-\(id)", "end-\(id)", "sure-\(id)")
    }

    /// Of the form that changes it.
    var all: [String] { [kind, start, end] }

    /// What was typed into this form; the designation as it stands where another form was sent, or none.
    func state(of designation: Designation, _ sent: FormState) -> FormState {
        guard sent.value(kind).isEmpty else { return sent }
        var state = sent
        state.set(kind, designation.kind.rawValue)
        state.set(start, designation.startedOn?.description ?? "")
        state.set(end, designation.endedOn?.description ?? "")
        return state
    }
}

/// Creating or changing a hub's facts.
struct HubFormPage: Page {
    /// `nil` for a new hub.
    let slug: String?
    let version: Int?
    /// Those that are kept, with where they are from.
    var otherNames: [OtherName] = []
    let state: FormState
    let ticket: FormTicket

    var title: String { slug == nil ? "Add a hub" : "Change the hub’s facts" }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network())] }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(title)
        postForm(slug.map { SiteMap.editHub($0) } ?? SiteMap.newHub(), ticket: ticket, state: state) {
            if let version { input(.type("hidden"), .name("version"), .value(String(version))) }
            TextField("name", "Name", state: state)
            TextArea(
                "otherNames",
                "Other names",
                hint:
                    "What else it is or was called, each on a line of its own. A list of hubs that has one of these names means this hub.",
                rows: 3,
                state: state
            )
            origins
            if slug == nil {
                SelectField("kind", "Designated as", options: HubForms.kinds, state: state)
                TextField("start", "Since, if known", kind: .date, state: state)
            }
            TextField(
                "hostURN",
                "Host school’s URN",
                hint: "Leave empty when the host is not a school.",
                isShort: true,
                state: state
            )
            TextField("hostName", "Host’s name, if it is not a school", state: state)
            SelectField(
                "region",
                "Region",
                options: [FormOption("", "Not recorded")]
                    + Region.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            TextField("serves", "Places it serves", hint: "For example: Whitby and the coast.", state: state)
            TextField("website", "Website", kind: .url, state: state)
            TextField("email", "Email address for enquiries", kind: .email, state: state)
            TextArea("summary", "About the hub", state: state)
            submit(slug == nil ? "Add the hub" : "Save")
        }
    }

    @MarkupBuilder private var origins: Markup {
        if !otherNames.isEmpty {
            details {
                HTML.summary { "Where these names come from" }
                ul { for other in otherNames { li { "\(other.name): \(Self.origin(of: other))" } } }
            }
        }
    }

    private static func origin(of other: OtherName) -> String {
        let day = other.notedOn.spelledShort
        return switch other.origin {
        case .renamed: "its name until \(day)"
        case .person: "written on this page on \(day)"
        case .list: "from the list \(other.list ?? "of hubs"), imported on \(day)"
        }
    }
}

extension HubDraft {
    init(_ submission: Submission) {
        self.init(
            name: submission.text("name"),
            otherNames: submission.text("otherNames").split(whereSeparator: \.isNewline).map(String.init),
            hostURN: submission.text("hostURN"),
            hostName: submission.text("hostName"),
            region: Region(rawValue: submission.text("region")),
            serves: submission.text("serves"),
            website: submission.text("website"),
            email: submission.text("email"),
            summary: submission.text("summary")
        )
    }

    var formValues: [String: String] {
        [
            "name": name, "otherNames": otherNames.joined(separator: "\n"), "hostURN": hostURN,
            "hostName": hostName, "region": region?.rawValue ?? "",
            "serves": serves,
            "website": website, "email": email, "summary": summary,
        ]
    }
}
