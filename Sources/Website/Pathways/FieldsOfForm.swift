import HTML

/// Fields of one of several forms of a page that have fields of the same name.
///
/// Their ids carry the form's name, and what was sent, and what is wrong with it, stands in the form that was sent alone.
struct FieldsOfForm {
    private let form: String
    /// As this form sent it; empty where another did.
    private let state: FormState

    /// - Parameters:
    ///   - form: The form's name on its page.
    ///   - sent: The form that was sent.
    ///   - page: What was sent.
    init(_ form: String, sent: String, _ page: FormState) {
        self.form = form
        state = form == sent ? page : FormState()
    }

    static func id(_ name: String, in form: String) -> String { "\(name)-\(form)" }

    /// What is wrong, leading to the fields of the form that was sent.
    static func wrong(in state: FormState, of sent: String) -> FormState {
        var wrong = FormState()
        for error in state.errors { wrong.refuse(id(error.field, in: sent), error.message) }
        return wrong
    }

    func text(_ name: String, _ label: String, hint: String? = nil, type: String = "text") -> Markup {
        field(name, label, hint: hint) { id, described, invalid in
            input(
                .type(type),
                .id(id),
                .name(name),
                .value(state.value(name)),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: invalid),
                .class(type == "date" ? "input input--short" : "input")
            )
        }
    }

    func day(_ name: String, _ label: String) -> Markup { text(name, label, type: "date") }

    func lines(_ name: String, _ label: String, hint: String) -> Markup {
        field(name, label, hint: hint) { id, described, invalid in
            textarea(
                .id(id),
                .name(name),
                .rows(2),
                .class("input"),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: invalid)
            ) { "\n" + state.value(name) }
        }
    }

    /// - Parameter stored: What is chosen where nothing was sent.
    func choice(_ name: String, _ label: String, _ options: [FormOption], stored: String = "") -> Markup {
        let sent = state.value(name)
        let chosen = sent.isEmpty ? stored : sent
        return field(name, label, hint: nil) { id, described, invalid in
            select(
                .id(id),
                .name(name),
                .class("input"),
                .named("aria-describedby", ifPresent: described),
                .named("aria-invalid", ifPresent: invalid)
            ) {
                for each in options {
                    option(.value(each.value), .selected(each.value == chosen)) { each.text }
                }
            }
        }
    }

    private func field(
        _ name: String,
        _ label: String,
        hint: String?,
        control: @escaping (_ id: String, _ described: String?, _ invalid: String?) -> Markup
    ) -> Markup {
        let id = Self.id(name, in: form)
        let error = state.error(name)
        var shown = FormState()
        if let error { shown.refuse(id, error) }
        let invalid: String? = error == nil ? nil : "true"
        return LabelledField(name: id, label: label, hint: hint, state: shown) { described in
            control(id, described, invalid)
        }
        .markup
    }
}
