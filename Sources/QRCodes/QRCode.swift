import CQRCode

/// A QR code (ISO/IEC 18004) for an address, as dark and light modules. Drawn by libqrencode.
package struct QRCode: Sendable, Equatable {
    /// Modules along a side, without the quiet zone.
    package let size: Int
    /// Row by row.
    package let isDark: [Bool]

    /// - Parameter text: Such as an address; `nil` when it does not fit into a QR code (about 2,300 bytes).
    ///   A quarter of the code may be damaged and it is still read.
    package init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        guard let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_Q) else { return nil }
        defer { unsafe QRcode_free(code) }
        let width = unsafe Int(code.pointee.width)
        guard width > 0, let data = unsafe code.pointee.data else { return nil }
        size = width
        // The lowest bit of each byte says whether the module is dark.
        isDark = (0..<width * width).map { unsafe data[$0] & 1 == 1 }
    }

    /// Drawn as SVG with its quiet zone of four modules: black on white in the dark too, so that cameras read it.
    ///
    /// - Parameter label: What it leads to, for those who do not see it. Escaped by the caller's choice of words:
    ///   it must hold no `<`, `&` or `"`.
    package func svg(label: String) -> String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard isDark[row * size + column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < size, isDark[row * size + column] { column += 1 }
                path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
            }
        }
        let side = size + 8
        let safe = label.filter { !"<&\"".contains($0) }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 \(side) \(side)" role="img" \
            aria-label="\(safe)" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(side)v\(side)H0z"/>\
            <path fill="#000" d="\(path)"/></svg>
            """
    }
}
