import Accounts
import Foundation
import Testing

struct PasswordTests {
    static let name = "Siobhan Featherstone"
    static let email = EmailAddress("s.featherstone@seaview.example")

    @Test(
        "Long passwords of any kind of character are welcome",
        arguments: [
            "violet harbour tractor", "aaron likes toast", "zqmvwtrkpy", "пароль длинный", "🦊🐢🦉🐙🐳🦀🐝🐌🐞🦋",
            "my school has 3 ducks",
            String(repeating: "long enough ", count: 20),
        ]
    )
    func isAccepted(_ password: String) {
        #expect(PasswordRule.fault(in: password, name: Self.name, email: Self.email) == nil)
    }

    @Test(
        "Passwords that are tried first are refused, and the reason is named",
        arguments: [
            ("short", .tooShort(minimum: 10)), ("123456789", .tooShort(minimum: 10)),
            (String(repeating: "ab cd ef ", count: 40), .tooLong(maximum: 256)),
            ("aaaaaaaaaaaa", .tooRepetitive), ("abababababab", .tooRepetitive),
            ("1234567890", .tooCommon), ("Password123", .tooCommon), ("P@ssw0rd2026", .tooCommon),
            ("qwertyuiop", .tooCommon), ("Liverpool1!", .tooCommon), ("headteacher1", .tooCommon),
            ("September25", .tooCommon), ("Featherstone1", .tooPersonal),
            ("siobhanfeatherstone", .tooPersonal),
            ("seaview12345", .tooPersonal), ("s.featherstone@seaview.example", .tooPersonal),
        ] as [(String, PasswordFault)]
    )
    func isRefused(_ password: String, _ fault: PasswordFault) {
        #expect(PasswordRule.fault(in: password, name: Self.name, email: Self.email) == fault)
    }

    @Test("One password typed on two keyboards is one password")
    func composition() {
        #expect(
            PasswordRule.normalised("cafe\u{301} harbour") == PasswordRule.normalised("caf\u{E9} harbour")
        )
    }

    @Test("A hash opens for its password only, and is argon2id with the cost that was asked for")
    func hashAndCheck() async throws {
        let hasher = PasswordHasher(cost: PasswordCost(passes: 2, memoryBytes: 1 << 20))
        let hash = try await hasher.hash("violet harbour tractor")
        #expect(hash.hasPrefix("$argon2id$v=19$m=1024,t=2,p=1$"))
        #expect(try await hasher.check("violet harbour tractor", against: hash) == (true, false))
        #expect(try await hasher.check("violet harbour tractoR", against: hash).isRight == false)
        #expect(try await hasher.check("", against: hash).isRight == false)
        #expect(try await hasher.hash("violet harbour tractor") != hash)
    }

    @Test("A hash made at another cost is to be made anew")
    func outdated() async throws {
        let old = try await PasswordHasher(cost: .least).hash("violet harbour tractor")
        let hasher = PasswordHasher(cost: PasswordCost(passes: 2, memoryBytes: 1 << 20))
        #expect(try await hasher.check("violet harbour tractor", against: old) == (true, true))
    }

    @Test("Where there is no account a password is checked all the same, and never right")
    func decoyIsChecked() async throws {
        let hasher = PasswordHasher(cost: .least, width: 1)
        let answer = try await hasher.check("anything", against: nil)
        #expect(!answer.isRight)
    }

    @Test("Beyond the queue's length sign-ins are refused, and those in the queue are answered")
    func queueIsBounded() async throws {
        let hasher = PasswordHasher(
            cost: PasswordCost(passes: 4, memoryBytes: 8 << 20),
            width: 1,
            queueLimit: 3
        )
        let answers = await withTaskGroup(of: Result<String, any Error>.self) { group in
            for number in 0..<12 {
                group.addTask {
                    do { return .success(try await hasher.hash("password number \(number)")) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let refused = answers.filter {
            if case .failure(let error) = $0 { error as? AccountsError == .busy } else { false }
        }
        #expect(hasher.mostInOneLane <= 3)
        #expect(refused.count + answers.count { if case .success = $0 { true } else { false } } == 12)
        #expect(!refused.isEmpty)
    }
}
