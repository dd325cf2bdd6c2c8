/// An attribute of an element. Values are escaped when written; an attribute without a value is a flag.
public struct Attribute: Sendable {
    enum Name: Sendable {
        case fixed(StaticString)
        /// `data-…` and `aria-…`.
        case prefixed(StaticString, StaticString)
    }

    let name: Name
    let value: String?
    /// An absent flag (`checked` when it is not) is not written.
    let isPresent: Bool

    init(_ name: StaticString, _ value: String?) {
        self.name = .fixed(name)
        self.value = value
        isPresent = true
    }

    init(_ name: StaticString, flag: Bool) {
        self.name = .fixed(name)
        value = nil
        isPresent = flag
    }

    init(prefix: StaticString, _ name: StaticString, _ value: String) {
        self.name = .prefixed(prefix, name)
        self.value = value
        isPresent = true
    }

    /// Any attribute that has no function of its own. The name is from the source, so nothing typed can
    /// become one.
    public static func named(_ name: StaticString, _ value: String) -> Attribute { Attribute(name, value) }
    /// Not written unless there is a value.
    public static func named(_ name: StaticString, ifPresent value: String?) -> Attribute {
        value.map { Attribute(name, $0) } ?? Attribute(name, flag: false)
    }
    public static func flag(_ name: StaticString, _ isPresent: Bool = true) -> Attribute {
        Attribute(name, flag: isPresent)
    }
}

extension Attribute {
    public static func `class`(_ names: String) -> Attribute { Attribute("class", names) }
    /// Classes that apply, in order: `.classes(("tag", true), ("tag--late", isLate))`.
    public static func classes(_ names: (String, Bool)...) -> Attribute {
        Attribute("class", names.lazy.filter(\.1).map(\.0).joined(separator: " "))
    }
    public static func id(_ id: String) -> Attribute { Attribute("id", id) }
    public static func title(_ text: String) -> Attribute { Attribute("title", text) }
    public static func lang(_ code: String) -> Attribute { Attribute("lang", code) }
    public static func role(_ role: String) -> Attribute { Attribute("role", role) }
    public static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", String(index)) }
    public static func hidden(_ isHidden: Bool = true) -> Attribute { Attribute("hidden", flag: isHidden) }
    public static func aria(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(prefix: "aria-", name, value)
    }
    public static func data(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(prefix: "data-", name, value)
    }

    public static func href(_ address: String) -> Attribute { Attribute("href", address) }
    public static func rel(_ relation: String) -> Attribute { Attribute("rel", relation) }
    public static func src(_ address: String) -> Attribute { Attribute("src", address) }
    public static func alt(_ text: String) -> Attribute { Attribute("alt", text) }
    public static func width(_ pixels: Int) -> Attribute { Attribute("width", String(pixels)) }
    public static func height(_ pixels: Int) -> Attribute { Attribute("height", String(pixels)) }
    public static func content(_ text: String) -> Attribute { Attribute("content", text) }
    public static func datetime(_ text: String) -> Attribute { Attribute("datetime", text) }
    public static func open(_ isOpen: Bool = true) -> Attribute { Attribute("open", flag: isOpen) }

    public static func scope(_ scope: String) -> Attribute { Attribute("scope", scope) }
    public static func colspan(_ columns: Int) -> Attribute { Attribute("colspan", String(columns)) }
    public static func rowspan(_ rows: Int) -> Attribute { Attribute("rowspan", String(rows)) }

    public static func type(_ type: String) -> Attribute { Attribute("type", type) }
    public static func name(_ name: String) -> Attribute { Attribute("name", name) }
    public static func value(_ value: String) -> Attribute { Attribute("value", value) }
    public static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
    public static func action(_ address: String) -> Attribute { Attribute("action", address) }
    public static func method(_ method: String) -> Attribute { Attribute("method", method) }
    public static func enctype(_ type: String) -> Attribute { Attribute("enctype", type) }
    public static func autocomplete(_ purpose: String) -> Attribute { Attribute("autocomplete", purpose) }
    public static func inputmode(_ mode: String) -> Attribute { Attribute("inputmode", mode) }
    public static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }
    public static func rows(_ rows: Int) -> Attribute { Attribute("rows", String(rows)) }
    public static func accept(_ types: String) -> Attribute { Attribute("accept", types) }
    public static func maxlength(_ length: Int) -> Attribute { Attribute("maxlength", String(length)) }
    public static func checked(_ isChecked: Bool = true) -> Attribute {
        Attribute("checked", flag: isChecked)
    }
    public static func selected(_ isSelected: Bool = true) -> Attribute {
        Attribute("selected", flag: isSelected)
    }
    public static func disabled(_ isDisabled: Bool = true) -> Attribute {
        Attribute("disabled", flag: isDisabled)
    }
    public static func required(_ isRequired: Bool = true) -> Attribute {
        Attribute("required", flag: isRequired)
    }
    public static func multiple(_ isMultiple: Bool = true) -> Attribute {
        Attribute("multiple", flag: isMultiple)
    }
    public static func novalidate(_ isOff: Bool = true) -> Attribute { Attribute("novalidate", flag: isOff) }
}
