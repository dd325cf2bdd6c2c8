import HTML

/// Names of the fields that every form that writes has.
enum FormField {
    static let token = "form_token"
    static let key = "form_key"
}

/// A form that writes, with its hidden fields and the summary of what is wrong.
///
/// ```swift
/// postForm(SiteMap.newHub(), ticket: ticket, state: state) {
///     TextField("name", "Name of the hub", state: state)
///     submit("Save the hub")
/// }
/// ```
@MarkupBuilder
func postForm(
    _ action: Link,
    ticket: FormTicket,
    state: FormState = FormState(),
    takesFiles: Bool = false,
    retries: Bool = false,
    @MarkupBuilder content: () -> Markup
) -> Markup {
    ErrorSummary(state: state)
    form(
        .method("post"),
        .action(action),
        .novalidate(),
        .named("enctype", ifPresent: takesFiles ? "multipart/form-data" : nil),
        .named("data-retry", ifPresent: retries ? "" : nil),
        .class("form")
    ) {
        input(.type("hidden"), .name(FormField.token), .value(ticket.token))
        input(.type("hidden"), .name(FormField.key), .value(ticket.key))
        content()
    }
}

/// A form that only asks: a search or a filter, whose answer has an address.
///
/// - Parameter label: What it is for, where a page has several.
@MarkupBuilder
func getForm(_ action: Link, label: String? = nil, @MarkupBuilder content: () -> Markup) -> Markup {
    form(
        .method("get"),
        .action(action),
        .class("form form--search"),
        .role("search"),
        .named("aria-label", ifPresent: label)
    ) { content() }
}

/// A button that sends its form.
///
/// - Parameters:
///   - about: What it is about, read aloud and not shown, where a page has several with the same text.
///   - isWarning: What it does cannot be taken back.
func submit(
    _ text: String,
    about: String? = nil,
    isSecondary: Bool = false,
    isWarning: Bool = false,
    name: String? = nil,
    value: String? = nil
) -> Markup {
    button(
        .type("submit"),
        .classes(("button", true), ("button--secondary", isSecondary), ("button--warning", isWarning)),
        .named("name", ifPresent: name),
        .named("value", ifPresent: value)
    ) {
        text
        if let about { span(.class("visually-hidden")) { " \(about)" } }
    }
}

/// What is wrong with a form, at its top, each line leading to its field.
struct ErrorSummary: Renderable {
    let state: FormState

    var markup: Markup {
        if !state.isValid {
            div(.class("error-summary"), .role("alert"), .tabindex(-1), .id("error-summary")) {
                h2 { "There is a problem" }
                ul {
                    for error in state.errors { li { a(.href("#\(error.field)")) { error.message } } }
                }
            }
        }
    }
}

/// A labelled input of one line.
struct TextField: Renderable {
    enum Kind: String {
        case text, email, password, search, tel, url
        case wholeNumber, money, date, time
    }

    let name: String
    let label: String
    let kind: Kind
    let hint: String?
    let autocomplete: String?
    let isShort: Bool
    let state: FormState

    init(
        _ name: String,
        _ label: String,
        kind: Kind = .text,
        hint: String? = nil,
        autocomplete: String? = nil,
        isShort: Bool = false,
        state: FormState
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.hint = hint
        self.autocomplete = autocomplete
        self.isShort = isShort
        self.state = state
    }

    var markup: Markup {
        LabelledField(name: name, label: label, hint: hint, state: state) { described in
            span(.classes(("money", kind == .money))) {
                if kind == .money { span(.class("money__sign"), .aria("hidden", "true")) { "£" } }
                input(
                    .type(type),
                    .id(name),
                    .name(name),
                    .value(kind == .password ? "" : state.value(name)),
                    .named("inputmode", ifPresent: inputMode),
                    .named("autocomplete", ifPresent: autocomplete),
                    .named("aria-describedby", ifPresent: described),
                    .named("aria-invalid", ifPresent: state.error(name) == nil ? nil : "true"),
                    .class(isShort || inputMode != nil ? "input input--short" : "input")
                )
            }
        }
    }

    private var type: String {
        switch kind {
        case .wholeNumber, .money: "text"
        default: kind.rawValue
        }
    }

    private var inputMode: String? {
        switch kind {
        case .wholeNumber: "numeric"
        case .money: "decimal"
        default: nil
        }
    }
}

/// A labelled input of several lines.
struct TextArea: Renderable {
    let name: String
    let label: String
    let hint: String?
    let rowCount: Int
    let state: FormState

    init(_ name: String, _ label: String, hint: String? = nil, rows: Int = 6, state: FormState) {
        self.name = name
        self.label = label
        self.hint = hint
        rowCount = rows
        self.state = state
    }

    var markup: Markup {
        LabelledField(name: name, label: label, hint: hint, state: state) { described in
            textarea(
                .id(name),
                .name(name),
                .rows(rowCount),
                .class("input"),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: state.error(name) == nil ? nil : "true")
            ) { "\n" + state.value(name) }
        }
    }
}

/// One choice from a long list.
struct SelectField: Renderable {
    let name: String
    let label: String
    let hint: String?
    let options: [FormOption]
    let state: FormState

    init(_ name: String, _ label: String, hint: String? = nil, options: [FormOption], state: FormState) {
        self.name = name
        self.label = label
        self.hint = hint
        self.options = options
        self.state = state
    }

    var markup: Markup {
        LabelledField(name: name, label: label, hint: hint, state: state) { described in
            select(
                .id(name),
                .name(name),
                .class("input"),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: state.error(name) == nil ? nil : "true")
            ) {
                for option in options {
                    HTML.option(.value(option.value), .selected(state.value(name) == option.value)) {
                        option.text
                    }
                }
            }
        }
    }
}

/// A value that can be chosen.
struct FormOption: Sendable {
    let value: String
    let text: String
    let hint: String?
    /// Shown, and cannot be chosen; the hint says why.
    let isDisabled: Bool

    init(_ value: String, _ text: String, hint: String? = nil, isDisabled: Bool = false) {
        self.value = value
        self.text = text
        self.hint = hint
        self.isDisabled = isDisabled
    }
}

/// Choices that are all in sight: one of them (radios) or any number (checkboxes).
struct ChoiceField: Renderable {
    let name: String
    let label: String
    let hint: String?
    let options: [FormOption]
    let isMultiple: Bool
    let state: FormState

    init(
        _ name: String,
        _ label: String,
        hint: String? = nil,
        options: [FormOption],
        isMultiple: Bool = false,
        state: FormState
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.options = options
        self.isMultiple = isMultiple
        self.state = state
    }

    var markup: Markup {
        let error = state.error(name)
        let described = [hint == nil ? nil : "\(name)-hint", error == nil ? nil : "\(name)-error"].compactMap(
            \.self
        )
        fieldset(
            .classes(("field", true), ("field--wrong", error != nil)),
            .named("aria-describedby", ifPresent: described.isEmpty ? nil : described.joined(separator: " "))
        ) {
            legend { label }
            if let hint { p(.class("hint"), .id("\(name)-hint")) { hint } }
            if let error { p(.class("field-error"), .id("\(name)-error")) { error } }
            for (position, choice) in options.enumerated() {
                // The first has the field's own id, so that the error summary leads to it.
                let id = position == 0 ? name : "\(name)-\(position)"
                div(.class("choice")) {
                    input(
                        .type(isMultiple ? "checkbox" : "radio"),
                        .id(id),
                        .name(name),
                        .value(choice.value),
                        .checked(!choice.isDisabled && state.values(name).contains(choice.value)),
                        .disabled(choice.isDisabled),
                        .named("aria-describedby", ifPresent: choice.hint == nil ? nil : "\(id)-hint")
                    )
                    HTML.label(.for(id)) { choice.text }
                    if let hint = choice.hint { p(.class("hint"), .id("\(id)-hint")) { hint } }
                }
            }
        }
    }
}

/// A file to send.
struct FileField: Renderable {
    let name: String
    let label: String
    let hint: String?
    let accepts: String
    let state: FormState

    init(_ name: String, _ label: String, hint: String? = nil, accepts: String, state: FormState) {
        self.name = name
        self.label = label
        self.hint = hint
        self.accepts = accepts
        self.state = state
    }

    var markup: Markup {
        LabelledField(name: name, label: label, hint: hint, state: state) { described in
            input(
                .type("file"),
                .id(name),
                .name(name),
                .accept(accepts),
                .class("input"),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: state.error(name) == nil ? nil : "true")
            )
        }
    }
}

/// Label, hint, message and the input that they belong to.
struct LabelledField: Renderable {
    let name: String
    let label: String
    let hint: String?
    let state: FormState
    let control: (_ describedBy: String?) -> Markup

    init(name: String, label: String, hint: String?, state: FormState, control: @escaping (String?) -> Markup)
    {
        self.name = name
        self.label = label
        self.hint = hint
        self.state = state
        self.control = control
    }

    var markup: Markup {
        let error = state.error(name)
        let described = [hint == nil ? nil : "\(name)-hint", error == nil ? nil : "\(name)-error"].compactMap(
            \.self
        )
        div(.classes(("field", true), ("field--wrong", error != nil))) {
            HTML.label(.for(name)) { label }
            if let hint { p(.class("hint"), .id("\(name)-hint")) { hint } }
            if let error { p(.class("field-error"), .id("\(name)-error")) { error } }
            control(described.isEmpty ? nil : described.joined(separator: " "))
        }
    }
}

/// One box and one button: the search of a page whose heading says what is searched.
func searchBox(_ action: Link, name: String = "q", label: String, value: String = "", example: String? = nil)
    -> Markup
{
    form(.method("get"), .action(action), .role("search")) {
        div(.class("field search-field")) {
            HTML.label(.for("search-\(name)"), .class("search-field__label")) { label }
            if let example { p(.class("hint"), .id("search-\(name)-hint")) { "For example: \(example)" } }
            div(.class("search-box")) {
                input(
                    .type("search"),
                    .id("search-\(name)"),
                    .name(name),
                    .value(value),
                    .class("input"),
                    .named("aria-describedby", ifPresent: example == nil ? nil : "search-\(name)-hint")
                )
                button(.type("submit"), .class("button")) { "Search" }
            }
        }
    }
}
