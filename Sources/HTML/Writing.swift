public import NIOCore

extension Markup {
    /// Writes the markup as HTML at the end of a buffer.
    ///
    /// - Complexity: O(*n*) in the bytes written; no string is built on the way.
    public func write(into buffer: inout ByteBuffer) {
        switch self {
        case .text(let text): buffer.writeEscaped(text, inAttribute: false)
        case .element(let element): element.write(into: &buffer)
        case .group(let parts): for part in parts { part.write(into: &buffer) }
        case .raw(let bytes): buffer.writeBytes(bytes)
        case .nothing: break
        }
    }

    /// A whole document.
    ///
    /// - Parameter capacity: About how many bytes it will have, so that the buffer grows once.
    public func document(capacity: Int = 32 * 1024) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: capacity)
        buffer.writeStaticString("<!DOCTYPE html>\n")
        write(into: &buffer)
        return buffer
    }

    /// The markup as text, for tests and for HTML that is copied elsewhere.
    public func rendered() -> String {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return String(buffer: buffer)
    }
}

extension Markup.Element {
    fileprivate func write(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("<")
        buffer.writeStaticString(name)
        for attribute in attributes where attribute.isPresent { attribute.write(into: &buffer) }
        buffer.writeStaticString(">")
        if isVoid { return }
        children.write(into: &buffer)
        buffer.writeStaticString("</")
        buffer.writeStaticString(name)
        buffer.writeStaticString(">")
    }
}

extension Attribute {
    fileprivate func write(into buffer: inout ByteBuffer) {
        buffer.writeStaticString(" ")
        switch name {
        case .fixed(let name): buffer.writeStaticString(name)
        case .prefixed(let prefix, let name):
            buffer.writeStaticString(prefix)
            buffer.writeStaticString(name)
        }
        guard let value else { return }
        buffer.writeStaticString("=\"")
        buffer.writeEscaped(value, inAttribute: true)
        buffer.writeStaticString("\"")
    }
}

extension ByteBuffer {
    /// Writes text with the characters that mean something in HTML as references. Control characters that
    /// HTML does not allow are written as the replacement character.
    fileprivate mutating func writeEscaped(_ text: String, inAttribute: Bool) {
        var text = text
        let isClean = text.withUTF8 { bytes in
            bytes.allSatisfy { !needsEscape($0, inAttribute: inAttribute) }
        }
        if isClean {
            writeString(text)
            return
        }
        text.withUTF8 { bytes in
            var start = bytes.startIndex
            for position in bytes.indices where needsEscape(bytes[position], inAttribute: inAttribute) {
                writeBytes(bytes[start..<position])
                writeStaticString(reference(to: bytes[position]))
                start = position + 1
            }
            writeBytes(bytes[start...])
        }
    }
}

@inline(__always)
private func needsEscape(_ byte: UInt8, inAttribute: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"): true
    case UInt8(ascii: "\""): inAttribute
    case 9, 10, 13: false
    case 0..<32, 127: true
    default: false
    }
}

private func reference(to byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: "\u{FFFD}"
    }
}
