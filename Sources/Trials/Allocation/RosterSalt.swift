import Crypto
import Foundation
import Sealing
import Services

/// What the hashes of a trial's rosters are salted with. It is made from the trial's key, so it lasts as long as the
/// rosters do, and only those who may read the lists of the trial can have it.
struct RosterSalt: Sendable, Equatable {
    let bytes: [UInt8]

    init(_ key: SealingKey, of trial: ID<Trial>) {
        let key = SymmetricKey(data: Array(key.text.utf8))
        bytes = Array(
            HMAC<SHA256>.authenticationCode(for: Data("trial/\(trial)/roster-salt".utf8), using: key)
        )
    }

    var hexadecimal: String { bytes.hexadecimal }

    /// What stands in the list of units for a roster.
    func hash(_ roster: [UInt8]) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(roster), using: SymmetricKey(data: bytes)).hexadecimal
    }

    /// What stands for a class that is called by a word: `C0482137`. Of seven digits, lest two classes of a school share
    /// one.
    func classCode(_ name: String) -> String {
        let hash = HMAC<SHA256>.authenticationCode(
            for: Data("class/\(name.lowercased())".utf8),
            using: SymmetricKey(data: bytes)
        )
        let number = hash.prefix(4).reduce(0) { $0 << 8 | Int($1) } % 10_000_000
        return "C\(String("\(10_000_000 + number)".dropFirst()))"
    }
}
