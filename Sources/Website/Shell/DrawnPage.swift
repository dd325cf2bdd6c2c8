import Foundation
import HTML
import NIOCore

/// A page that every reader is shown alike, drawn but for what stands around it, where each has their own name.
struct DrawnPage: Page {
    let title: String
    let summary: String?
    let trail: [Crumb]
    let section: SiteSection?
    let isWide: Bool
    let structuredData: String?
    let body: Markup
    /// When what it says of the time is no longer true; `nil` where that is not before the day is over.
    let validUntil: Date?

    init(_ page: some Page, validUntil: Date? = nil) {
        title = page.title
        summary = page.summary
        trail = page.trail
        section = page.section
        isWide = page.isWide
        structuredData = page.structuredData
        var buffer = ByteBuffer()
        page.body.write(into: &buffer)
        body = .raw(Array(buffer.readableBytesView))
        self.validUntil = validUntil
    }
}
