import Foundation
import Services

/// A hub as a person enters it.
package struct HubDraft: Sendable, Equatable {
    package var name: String
    /// What else it is called, or was.
    package var otherNames: [String]
    /// The reference number of the school that hosts it; empty when it is not a school.
    package var hostURN: String
    /// The host's name where it is not a school of the register.
    package var hostName: String
    package var region: Region?
    package var serves: String
    package var website: String
    package var email: String
    package var summary: String

    private static let mostOtherNames = 50

    package init(
        name: String = "",
        otherNames: [String] = [],
        hostURN: String = "",
        hostName: String = "",
        region: Region? = nil,
        serves: String = "",
        website: String = "",
        email: String = "",
        summary: String = ""
    ) {
        self.name = name
        self.otherNames = otherNames
        self.hostURN = hostURN
        self.hostName = hostName
        self.region = region
        self.serves = serves
        self.website = website
        self.email = email
        self.summary = summary
    }

    package init(_ hub: Hub) {
        self.init(
            name: hub.name,
            otherNames: hub.otherNames.map(\.name),
            hostURN: hub.host?.urn?.description ?? "",
            hostName: hub.host?.organisation == nil ? hub.host?.name ?? "" : "",
            region: hub.region,
            serves: hub.serves ?? "",
            website: hub.website ?? "",
            email: hub.email ?? "",
            summary: hub.summary
        )
    }

    /// The draft with blanks trimmed, or what is wrong with it.
    func checked() throws -> HubDraft {
        var draft = self
        var faults = EntryFaults()
        draft.name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.otherNames = Self.distinct(otherNames, besides: draft.name)
        draft.hostURN = hostURN.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.hostName = hostName.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.serves = serves.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.website = website.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.email = email.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.summary = summary.trimmingCharacters(in: .whitespacesAndNewlines)
        if draft.name.isEmpty { faults.add("name", "Enter the hub’s name") }
        // As a database counts: a letter with its marks is several.
        if draft.name.unicodeScalars.count > 300 {
            faults.add("name", "The name must be 300 characters or fewer")
        }
        if let fault = Self.fault(inOtherNames: draft.otherNames) { faults.add("otherNames", fault) }
        if !draft.hostURN.isEmpty, URN(draft.hostURN) == nil {
            faults.add("hostURN", "Enter the host school’s URN, such as 123456")
        }
        if draft.hostName.unicodeScalars.count > 300 {
            faults.add("hostName", "The host’s name must be 300 characters or fewer")
        }
        if draft.serves.count > 1000 {
            faults.add("serves", "The places served must be 1,000 characters or fewer")
        }
        if !draft.website.isEmpty, !Self.isWebAddress(draft.website) {
            faults.add("website", "Enter a web address that begins with https:// or http://")
        }
        if !draft.email.isEmpty,
            draft.email.utf8.count > 254 || !draft.email.contains(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
        {
            faults.add("email", "Enter an email address, such as office@example.org")
        }
        if draft.summary.count > 5000 {
            faults.add("summary", "The summary must be 5,000 characters or fewer")
        }
        try faults.throwIfAny()
        return draft
    }

    /// Each once, however it is spelled, and without the hub’s name.
    private static func distinct(_ written: [String], besides name: String) -> [String] {
        var seen: Set<String> = [SearchKey.of(name)]
        return written.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { other in
            let key = SearchKey.of(other)
            // What has no letter or digit is kept to be refused.
            return !other.isEmpty && (key.isEmpty || seen.insert(key).inserted)
        }
    }

    private static func fault(inOtherNames names: [String]) -> String? {
        if names.count > mostOtherNames { return "Enter \(mostOtherNames) other names or fewer" }
        for name in names {
            if SearchKey.of(name).isEmpty {
                return "“\(name.prefix(40))” is no name: it has no letter or digit"
            }
            if name.unicodeScalars.count > 300 { return "Each other name must be 300 characters or fewer" }
        }
        return nil
    }

    static func isWebAddress(_ text: String) -> Bool {
        guard text.count <= 500, let url = URL(string: text), let host = url.host else { return false }
        return ["http", "https"].contains(url.scheme?.lowercased() ?? "") && host.contains(".")
    }
}
