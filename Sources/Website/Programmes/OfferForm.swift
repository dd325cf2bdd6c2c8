import Access
import Evidence
import HTML
import Programmes
import Services

/// What an offer is, who runs it and what it builds on.
struct OfferForm: Page {
    /// `nil` for a new one.
    let offer: Offer?
    /// The hubs that a new one can be of.
    let hubs: [Organisation]
    let choices: OfferChoices
    let state: FormState
    let ticket: FormTicket

    /// The hub that leads it, where there is no choice of several: it is no co-host of its own offer.
    private var lead: ID<Organisation>? {
        offer?.lead?.organisation.id ?? (hubs.count == 1 ? hubs.first?.id : nil)
    }

    var title: String { offer == nil ? "New offer" : "Change the offer" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers())]
            + (offer.map { [Crumb($0.facts.title, SiteMap.hubOffer($0.id))] } ?? [])
    }

    var body: Markup {
        PageHeader(title, lead: offer == nil ? "Nothing is public until you publish it." : nil)
        if let offer, offer.state.isPublic {
            Inset { p { "This offer is public. Those who have booked keep the price they booked at." } }
        }
        postForm(offer.map { SiteMap.editOffer($0.id) } ?? SiteMap.newOffer(), ticket: ticket, state: state) {
            if offer == nil {
                SelectField(
                    "lead",
                    "Lead hub",
                    options: hubs.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            } else {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
            }
            h2 { "What it is" }
            ChoiceField(
                "kind",
                "Kind",
                options: OfferKind.allCases.map { FormOption($0.rawValue, $0.name, hint: $0.hint) },
                state: state
            )
            TextField("title", "Title", state: state)
            TextArea(
                "summary",
                "Summary",
                hint: "One or two sentences for lists, at most 300 characters.",
                rows: 3,
                state: state
            )
            TextArea(
                "description",
                "Description",
                hint: "What people will do and take away.",
                rows: 10,
                state: state
            )
            TextArea(
                "outcomes",
                "Intended outcomes",
                hint:
                    "What teachers, pupils or schools do differently afterwards. One on each line; may be left empty.",
                rows: 4,
                state: state
            )
            TextField(
                "standard",
                "Standard or framework that it meets",
                hint:
                    "Such as: DfE standard for teachers’ professional development. It is shown on certificates; may be left empty.",
                state: state
            )
            TextField(
                "audience",
                "Who it is for",
                hint: "Such as: heads of department in year 7 and 8.",
                state: state
            )
            ChoiceField(
                "roles",
                "Roles",
                hint: "People find the offer by these. Tick none if it is for everybody.",
                options: AudienceRole.allCases.map { FormOption($0.slug, $0.name) },
                isMultiple: true,
                state: state
            )
            ChoiceField(
                "phases",
                "Phase",
                options: OfferPhase.allCases.map { FormOption($0.slug, $0.name) },
                isMultiple: true,
                state: state
            )
            ChoiceField(
                "strands",
                "Strands of evidence that it builds on",
                options: choices.strands.map { FormOption($0.id.description, $0.title) },
                isMultiple: true,
                state: state
            )
            if !choices.guidance.isEmpty {
                ChoiceField(
                    "guidance",
                    "Guidance reports that it follows",
                    options: choices.guidance.map {
                        FormOption($0.id.description, $0.title, hint: $0.publisher)
                    },
                    isMultiple: true,
                    state: state
                )
            }
            h2 { "How it is designed" }
            p {
                "Tick what the course has. Nothing here is required; whoever books sees it, and you see whether a group is left out."
            }
            for group in Mechanism.Group.allCases {
                ChoiceField(
                    "mechanisms-\(group.rawValue)",
                    group.name,
                    options: group.mechanisms.map {
                        FormOption("\($0.rawValue)", $0.name, hint: $0.hint)
                    },
                    isMultiple: true,
                    state: state
                )
            }
            h2 { "Where and how much" }
            ChoiceField(
                "mode",
                "How it is held",
                options: OfferMode.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            TextField(
                "venue",
                "Venue",
                hint: "Not needed if it is online or in the schools that book.",
                state: state
            )
            TextField("address", "Address", state: state)
            TextField("postcode", "Postcode", isShort: true, state: state)
            TextField(
                "price",
                "Price before VAT",
                kind: .money,
                hint: "Leave empty if it is free.",
                state: state
            )
            ChoiceField(
                "basis",
                "What the price is for",
                options: [
                    FormOption("place", "Each place"),
                    FormOption("school", "A school", hint: "One price for a run, however many come."),
                ],
                state: state
            )
            TextField(
                "memberPrice",
                "Price for members before VAT",
                kind: .money,
                hint:
                    "For schools, and schools of trusts, that are alliance members of one of the hubs. Leave empty if all pay the same.",
                state: state
            )
            ChoiceField(
                "vat",
                "VAT",
                options: [
                    FormOption("none", "No VAT", hint: "Exempt or outside the scope of VAT."),
                    FormOption("standard", "Add VAT at 20%"),
                ],
                state: state
            )
            h2 { "Who runs it" }
            if offer?.state.isPublic != true {
                ChoiceField(
                    "coHosts",
                    "Hubs that run it with you",
                    hint: "Each agrees before it is published, sees who books, and is named on the page.",
                    options: choices.hubs.filter { $0.id != lead }
                        .map { FormOption($0.id.description, $0.name) },
                    isMultiple: true,
                    state: state
                )
            } else {
                for hub in state.values("coHosts") { input(.type("hidden"), .name("coHosts"), .value(hub)) }
            }
            TextField("contactName", "Whom to ask", state: state)
            TextField("contactEmail", "Their email", kind: .email, state: state)
            submit("Save")
        }
    }
}

extension OfferDraft {
    init(_ submission: Submission) {
        self.init()
        kind = OfferKind(rawValue: submission.text("kind"))
        title = submission.text("title")
        summary = submission.text("summary")
        description = submission.text("description")
        outcomes = submission.text("outcomes")
        standard = submission.text("standard")
        mechanisms = Set(
            Mechanism.Group.allCases.flatMap { submission.all("mechanisms-\($0.rawValue)") }
                .compactMap { Int($0).flatMap(Mechanism.init(rawValue:)) }
        )
        audience = submission.text("audience")
        roles = Set(submission.all("roles").compactMap(AudienceRole.init(slug:)))
        phases = Set(submission.all("phases").compactMap(OfferPhase.init(slug:)))
        mode = OfferMode(rawValue: submission.text("mode"))
        venue = submission.text("venue")
        address = submission.text("address")
        postcode = submission.text("postcode")
        price = submission.text("price")
        basis = PriceBasis(rawValue: submission.text("basis")) ?? .place
        memberPrice = submission.text("memberPrice")
        vat = VATRule(rawValue: submission.text("vat")) ?? .none
        contactName = submission.text("contactName")
        contactEmail = submission.text("contactEmail")
        strands = Set(submission.all("strands").compactMap(ID.init(_:)))
        guidance = Set(submission.all("guidance").compactMap(ID.init(_:)))
        coHosts = Set(submission.all("coHosts").compactMap(ID.init(_:)))
    }

    var formState: FormState {
        var submission = Submission([
            "kind": kind?.rawValue ?? "", "title": title, "summary": summary, "description": description,
            "outcomes": outcomes, "standard": standard, "audience": audience,
            "mode": mode?.rawValue ?? "", "venue": venue, "address": address, "postcode": postcode,
            "price": price, "basis": basis.rawValue, "memberPrice": memberPrice,
            "vat": vat.rawValue, "contactName": contactName, "contactEmail": contactEmail,
        ])
        for role in roles { submission.add("roles", role.slug) }
        for phase in phases { submission.add("phases", phase.slug) }
        for strand in strands { submission.add("strands", strand.description) }
        for report in guidance.sorted() { submission.add("guidance", report.description) }
        for mechanism in Mechanism.allCases where mechanisms.contains(mechanism) {
            submission.add("mechanisms-\(mechanism.group.rawValue)", "\(mechanism.rawValue)")
        }
        for hub in coHosts { submission.add("coHosts", hub.description) }
        return FormState(submission)
    }
}
