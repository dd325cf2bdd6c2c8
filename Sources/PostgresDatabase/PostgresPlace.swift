import Foundation

/// Where a server is, with its password apart: the arguments of a program can be read by everybody on the machine, its
/// environment cannot.
package struct PostgresPlace: Sendable, Equatable {
    /// The address without a password.
    package let address: String
    /// `PGPASSWORD`, where the address had one.
    package let environment: [String: String]

    /// - Parameter address: `postgres://user:password@host:port/name?setting=value`; several hosts may stand between commas.
    package init(_ address: String) {
        var (rest, password): (String, String?) = (address, nil)
        if let scheme = rest.range(of: "://") {
            let authority = rest[scheme.upperBound...].prefix { !"/?".contains($0) }
            if let at = authority.lastIndex(of: "@"),
                let colon = authority[..<at].firstIndex(of: ":")
            {
                password = String(authority[authority.index(after: colon)..<at])
                rest.removeSubrange(colon..<at)
            }
        }
        if let question = rest.firstIndex(of: "?") {
            var kept: [Substring] = []
            for part in rest[rest.index(after: question)...].split(separator: "&") {
                if part.hasPrefix("password=") {
                    password = String(part.dropFirst("password=".count))
                } else {
                    kept.append(part)
                }
            }
            rest = String(rest[..<question]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
        }
        self.address = rest
        environment = password.map { ["PGPASSWORD": $0.removingPercentEncoding ?? $0] } ?? [:]
    }
}
