import Database
package import Services

/// The one parent of establishment, group, hub and authority: memberships, partnerships and invoices hang on
/// it. Directory holds the rest and owns the table.
package struct Organisation: Hashable, Sendable {
    package let id: ID<Organisation>
    package let kind: OrganisationKind
    package let name: String

    package init(id: ID<Organisation>, kind: OrganisationKind, name: String) {
        self.id = id
        self.kind = kind
        self.name = name
    }
}

package enum OrganisationKind: String, CaseIterable, Sendable, SQLStorable {
    /// A school, college or other provider of the register; *school* on pages.
    case establishment
    /// A trust, federation or sponsor.
    case group
    case hub
    /// A local authority.
    case authority
}
