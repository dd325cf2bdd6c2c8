import Figures
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A figure's SVG as a parser of our platform reads it: what a browser will meet, not what we meant.
struct Drawn {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// The names of the elements around it, from the outside.
        let path: [String]
        var text: String = ""
    }

    let elements: [Element]
    let width: Double
    let height: Double
    let left: Double
    let top: Double

    init(_ svg: String) throws {
        let reader: Reader = Reader()
        let parser: XMLParser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        let isWellFormed: Bool = parser.parse()
        try #require(isWellFormed, "not well-formed: \(String(describing: parser.parserError))")
        elements = reader.elements
        let root: Element = try #require(elements.first)
        let box: [Double] = try #require(root.attributes["viewBox"]).split(separator: " ").compactMap {
            Double($0)
        }
        try #require(box.count == 4)
        (left, top, width, height) = (box[0], box[1], box[2], box[3])
    }

    var texts: [String] { all("text").map { $0.text } }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    func with(class name: String) -> [Element] {
        elements.filter { ($0.attributes["class"] ?? "").split(separator: " ").contains { $0 == name } }
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [Element] = []
        private var open: [Int] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            let path: [String] = open.map { elements[$0].name }
            open.append(elements.count)
            elements.append(Element(name: name, attributes: attributes, path: path))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if let last = open.last { elements[last].text += text }
        }

        func parser(
            _ parser: XMLParser,
            didEndElement name: String,
            namespaceURI: String?,
            qualifiedName: String?
        ) {
            open.removeLast()
        }
    }
}

extension Drawn.Element {
    func number(_ name: String) -> Double? { attributes[name].flatMap { Double($0) } }
}
