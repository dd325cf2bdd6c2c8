// One function for each element of HTML: `p(.class("lead")) { "Text" }`. Where a property of a page has the
// name of an element, the element is written with the module: `HTML.label { … }`.

// MARK: Sections

public func html(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("html", attributes, content())
}

public func head(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("head", attributes, content())
}

public func body(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("body", attributes, content())
}

public func header(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("header", attributes, content())
}

public func footer(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("footer", attributes, content())
}

public func main(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("main", attributes, content())
}

public func nav(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("nav", attributes, content())
}

public func section(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("section", attributes, content())
}

public func article(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("article", attributes, content())
}

public func aside(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("aside", attributes, content())
}

public func search(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("search", attributes, content())
}

// MARK: Text

public func h1(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("h1", attributes, content())
}

public func h2(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("h2", attributes, content())
}

public func h3(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("h3", attributes, content())
}

public func h4(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("h4", attributes, content())
}

public func p(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("p", attributes, content())
}

public func blockquote(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("blockquote", attributes, content())
}

public func pre(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("pre", attributes, content())
}

public func ul(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("ul", attributes, content())
}

public func ol(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("ol", attributes, content())
}

public func li(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("li", attributes, content())
}

public func dl(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("dl", attributes, content())
}

public func dt(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("dt", attributes, content())
}

public func dd(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("dd", attributes, content())
}

public func figure(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("figure", attributes, content())
}

public func figcaption(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("figcaption", attributes, content())
}

public func div(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("div", attributes, content())
}

public func address(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("address", attributes, content())
}

// MARK: Phrases

public func a(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("a", attributes, content())
}

public func abbr(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("abbr", attributes, content())
}

public func b(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("b", attributes, content())
}

public func cite(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("cite", attributes, content())
}

public func code(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("code", attributes, content())
}

public func em(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("em", attributes, content())
}

public func mark(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("mark", attributes, content())
}

public func q(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("q", attributes, content())
}

public func s(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("s", attributes, content())
}

public func small(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("small", attributes, content())
}

public func span(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("span", attributes, content())
}

public func strong(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("strong", attributes, content())
}

public func sub(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("sub", attributes, content())
}

public func sup(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("sup", attributes, content())
}

public func time(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("time", attributes, content())
}

public func kbd(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("kbd", attributes, content())
}

// MARK: Tables

public func table(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("table", attributes, content())
}

public func caption(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("caption", attributes, content())
}

public func thead(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("thead", attributes, content())
}

public func tbody(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("tbody", attributes, content())
}

public func tfoot(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("tfoot", attributes, content())
}

public func tr(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("tr", attributes, content())
}

public func th(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("th", attributes, content())
}

public func td(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("td", attributes, content())
}

// MARK: Forms

public func form(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("form", attributes, content())
}

public func fieldset(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("fieldset", attributes, content())
}

public func legend(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("legend", attributes, content())
}

public func label(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("label", attributes, content())
}

public func select(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("select", attributes, content())
}

public func optgroup(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("optgroup", attributes, content())
}

public func option(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("option", attributes, content())
}

public func textarea(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("textarea", attributes, content())
}

public func button(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("button", attributes, content())
}

public func output(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("output", attributes, content())
}

public func meter(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("meter", attributes, content())
}

public func progress(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("progress", attributes, content())
}

public func details(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("details", attributes, content())
}

public func summary(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("summary", attributes, content())
}

// MARK: Document

public func title(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("title", attributes, content())
}

public func script(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("script", attributes, content())
}

public func noscript(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("noscript", attributes, content())
}

public func style(_ attributes: Attribute..., @MarkupBuilder content: () -> Markup) -> Markup {
    element("style", attributes, content())
}

// MARK: Elements that hold nothing

public func br(_ attributes: Attribute...) -> Markup {
    voidElement("br", attributes)
}

public func hr(_ attributes: Attribute...) -> Markup {
    voidElement("hr", attributes)
}

public func img(_ attributes: Attribute...) -> Markup {
    voidElement("img", attributes)
}

public func input(_ attributes: Attribute...) -> Markup {
    voidElement("input", attributes)
}

public func link(_ attributes: Attribute...) -> Markup {
    voidElement("link", attributes)
}

public func meta(_ attributes: Attribute...) -> Markup {
    voidElement("meta", attributes)
}

public func wbr(_ attributes: Attribute...) -> Markup {
    voidElement("wbr", attributes)
}

// MARK: Any other element

/// An element that has no function of its own, such as `svg`. The name is from the source.
public func element(_ name: StaticString, _ attributes: [Attribute], _ children: Markup = .nothing) -> Markup
{
    .element(Markup.Element(name: name, attributes: attributes, children: children, isVoid: false))
}

func voidElement(_ name: StaticString, _ attributes: [Attribute]) -> Markup {
    .element(Markup.Element(name: name, attributes: attributes, children: .nothing, isVoid: true))
}

/// Several pieces in a row, where one is asked for.
public func group(@MarkupBuilder content: () -> Markup) -> Markup {
    content()
}
