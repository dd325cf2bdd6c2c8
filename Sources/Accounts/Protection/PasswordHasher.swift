import CSodium
import Foundation
import Synchronization

/// The work that one guess costs. The defaults are above the OWASP minimum of 2023 (2 passes over 19 MiB).
package struct PasswordCost: Hashable, Sendable {
    package var passes: UInt64
    package var memoryBytes: Int

    package init(passes: UInt64 = 3, memoryBytes: Int = 64 << 20) {
        self.passes = passes
        self.memoryBytes = memoryBytes
    }

    /// As little as argon2id allows: for tests.
    package static let least = PasswordCost(passes: 1, memoryBytes: 8192)
}

/// Hashes and checks passwords with argon2id on threads of its own.
///
/// At most `width` run at once, so memory and processors stay bounded however many people sign in; further
/// ones wait in line, and beyond `queueLimit` they are refused with ``AccountsError/busy``.
package final class PasswordHasher: Sendable {
    package let cost: PasswordCost
    private let lanes: [DispatchQueue]
    private let waiting = Mutex(Waiting())
    private let queueLimit: Int
    /// The hash of a random password, made once: checked against when there is no account, so that the answer
    /// takes as long.
    private let decoy: String

    private struct Waiting {
        var perLane: [Int] = []
        var most = 0
    }

    package init(cost: PasswordCost = PasswordCost(), width: Int = 2, queueLimit: Int = 200) {
        precondition(sodium_init() >= 0, "libsodium cannot start")
        precondition(width > 0, "at least one thread")
        self.cost = cost
        self.queueLimit = queueLimit
        lanes = (0..<width).map { DispatchQueue(label: "braid.password.\($0)") }
        let decoy = Self.hash("no account has this password \(randombytes_random())", cost)
        // At the start nothing is lost yet: a machine without this much memory cannot let anybody sign in.
        guard let decoy else {
            preconditionFailure("argon2id cannot have \(cost.memoryBytes >> 20) MiB of memory")
        }
        self.decoy = decoy
        waiting.withLock { $0.perLane = Array(repeating: 0, count: width) }
    }

    /// A new hash in the portable `$argon2id$…` form, with a random salt.
    ///
    /// - Throws: ``AccountsError/busy`` when too many wait, or the memory cannot be had.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        guard let hash = try await run({ Self.hash(password, cost) }) else { throw AccountsError.busy }
        return hash
    }

    /// Whether the password is the one hashed, and whether its hash was made at another cost. `nil` stands
    /// for no account: the same work is done, and the answer is no.
    package func check(_ password: String, against stored: String?) async throws -> (
        isRight: Bool, isOutdated: Bool
    ) {
        let cost = cost
        let against = stored ?? decoy
        let answer: (isRight: Bool, isOutdated: Bool)? = try await run {
            let bytes = password.utf8.map(CChar.init(bitPattern:))
            errno = 0
            let isRight = unsafe crypto_pwhash_str_verify(against, bytes, UInt64(bytes.count)) == 0
            // A wrong password leaves another error or none; a machine out of memory says nothing of the password.
            if !isRight, errno == ENOMEM { return nil }
            let isOutdated =
                unsafe crypto_pwhash_str_needs_rehash(against, cost.passes, cost.memoryBytes) != 0
            return (isRight && stored != nil, isOutdated)
        }
        guard let answer else { throw AccountsError.busy }
        return answer
    }

    /// The greatest number that ran or waited in one lane: tests see that the bound holds.
    package var mostInOneLane: Int { waiting.withLock { $0.most } }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        let lane: Int? = waiting.withLock { waiting in
            guard waiting.perLane.reduce(0, +) < queueLimit else { return nil }
            let shortest = waiting.perLane.indices.min { waiting.perLane[$0] < waiting.perLane[$1] } ?? 0
            waiting.perLane[shortest] += 1
            waiting.most = max(waiting.most, waiting.perLane[shortest])
            return shortest
        }
        guard let lane else { throw AccountsError.busy }
        defer { waiting.withLock { $0.perLane[lane] -= 1 } }
        return await withCheckedContinuation { continuation in
            lanes[lane].async { continuation.resume(returning: work()) }
        }
    }

    /// `nil` when the memory cannot be had just now: the one way in which it fails.
    private static func hash(_ password: String, _ cost: PasswordCost) -> String? {
        let bytes = password.utf8.map(CChar.init(bitPattern:))
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = unsafe crypto_pwhash_str_alg(
            &output,
            bytes,
            UInt64(bytes.count),
            cost.passes,
            cost.memoryBytes,
            crypto_pwhash_ALG_ARGON2ID13
        )
        guard status == 0 else { return nil }
        let characters = output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: characters, as: UTF8.self)
    }
}
