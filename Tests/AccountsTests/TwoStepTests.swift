import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

struct TwoStepTests {
    /// Turns two-step sign-in on and hands over the secret and the recovery codes.
    private func turnOn(_ world: World, _ name: String) async throws -> (secret: [UInt8], recovery: [String])
    {
        let signedIn = try await world.signIn(name)
        let setUp = try await world.accounts.beginTwoStep(by: signedIn, password: World.password)
        let secret = try #require(Self.decode(setUp.secret))
        let code = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now))
        return (secret, try await world.accounts.confirmTwoStep(by: signedIn, code: code))
    }

    /// Base 32, the slow way, so that the encoder is not checked by itself.
    private static func decode(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = text.filter { $0 != " " }.flatMap { letter -> [Int] in
            let value = alphabet.firstIndex(of: letter) ?? 0
            return (0..<5).map { value >> (4 - $0) & 1 }
        }
        return stride(from: 0, to: bits.count - 7, by: 8).map { start in
            UInt8(bits[start..<start + 8].reduce(0) { $0 * 2 + $1 })
        }
    }

    private func challenge(_ world: World, _ name: String) async throws -> Token {
        let outcome = try await world.accounts.signIn(
            email: World.email(name),
            password: World.password,
            World.home
        )
        #expect(outcome.session == nil)
        return try #require(outcome.challenge)
    }

    @Test(
        "With two steps, the password alone opens nothing; the code does, once",
        arguments: TestEngine.available
    )
    func twoSteps(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Ada Admin", administrator: true)
            let (secret, _) = try await turnOn(world, "Ada Admin")
            let first = try await challenge(world, "Ada Admin")
            #expect(try await world.accounts.identify(first) == nil)

            let used = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now))
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.finishSignIn(challenge: first, code: used, World.home)
            }
            world.clock.advance(30)
            let fresh = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now))
            let outcome = try await world.accounts.finishSignIn(challenge: first, code: fresh, World.home)
            let signedIn = try await world.accounts.identify(try #require(outcome.session))
            #expect(signedIn?.strength == .twoStep)

            let second = try await challenge(world, "Ada Admin")
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.finishSignIn(challenge: second, code: fresh, World.home)
            }
        }
    }

    @Test("One code sent twice at once opens one session", arguments: TestEngine.available)
    func codeOnce(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            try await world.add("Ada Admin")
            let (secret, _) = try await turnOn(world, "Ada Admin")
            world.clock.advance(60)
            let token = try await challenge(world, "Ada Admin")
            let code = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now))
            let successes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        (try? await world.accounts.finishSignIn(challenge: token, code: code, World.home))
                            != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
        }
    }

    @Test("A recovery code works once, typed with or without dashes", arguments: TestEngine.available)
    func recovery(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Ada Admin")
            let (_, codes) = try await turnOn(world, "Ada Admin")
            #expect(Set(codes).count == 10)
            let typed = codes[3].uppercased().replacing("-", with: " ")
            let outcome = try await world.accounts.finishSignIn(
                challenge: try await challenge(world, "Ada Admin"),
                code: typed,
                World.home
            )
            let signedIn = try await world.signedIn(outcome)
            #expect(try await world.accounts.overview(by: signedIn.actor).recoveryCodesLeft == 9)
            let again = try await challenge(world, "Ada Admin")
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.finishSignIn(challenge: again, code: typed, World.home)
            }
        }
    }

    @Test("Five wrong codes stop further ones, and the ten minutes end", arguments: TestEngine.available)
    func limits(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Ada Admin")
            let (secret, _) = try await turnOn(world, "Ada Admin")
            let token = try await challenge(world, "Ada Admin")
            for _ in 0..<5 {
                await #expect(throws: AccountsError.codeWrong) {
                    try await world.accounts.finishSignIn(challenge: token, code: "000000", World.home)
                }
            }
            let code = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now) + 1)
            await #expect(
                throws: AccountsError.tooManyAttempts(until: world.clock.now.addingTimeInterval(900))
            ) {
                try await world.accounts.finishSignIn(challenge: token, code: code, World.home)
            }
            world.clock.advance(600)
            await #expect(throws: AccountsError.linkSpent) {
                try await world.accounts.finishSignIn(challenge: token, code: code, World.home)
            }
        }
    }

    @Test(
        "A reset by email does not replace the second step, nor does a sign-in link",
        arguments: TestEngine.available
    )
    func mailboxIsNotEnough(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Mia Member", [Membership(world.school, .member)])
            _ = try await turnOn(world, "Mia Member")
            let email = World.email("Mia Member")
            try await world.accounts.mailSignInLink(to: email, World.home)
            #expect(try await world.mail(to: email).text.contains("needs a password"))
            world.clock.advance(1)
            try await world.accounts.mailPasswordReset(to: email, World.home)
            let link = try World.token(in: try await world.mail(to: email).text)
            try await world.accounts.setPassword(link: link, to: "orchard umbrella seven")
            let outcome = try await world.accounts.signIn(
                email: email,
                password: "orchard umbrella seven",
                World.home
            )
            #expect(outcome.challenge != nil)
        }
    }

    @Test(
        "The secret in the database opens with the key and for its owner only",
        arguments: TestEngine.available
    )
    func sealed(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let ada = try await world.add("Ada Admin")
            let bea = try await world.add("Bea Booker")
            let (secret, codes) = try await turnOn(world, "Ada Admin")
            let sealed: [UInt8]? = try await world.database.read {
                try $0.value("SELECT sealed_secret FROM second_step WHERE person_id = \(ada.id)")
            }
            let length: Int = 68
            #expect(sealed?.count == length)
            let bytes = try #require(sealed)
            let windows = (0...bytes.count - 20).map { Array(bytes[$0..<$0 + 20]) }
            #expect(!windows.contains(secret))

            // What doctor asks.
            for (digits, opens) in [("ab", true), ("cd", false)] {
                let key = try #require(SecretKey(String(repeating: digits, count: 32)))
                #expect(try await key.opensSecondSteps(in: world.database) == opens)
            }

            // Somebody who can write the table moves Ada's row to Bea's: it does not open.
            try await world.database.write { transaction in
                try transaction.execute("UPDATE second_step SET person_id = \(bea.id)")
            }
            let token = try await challenge(world, "Bea Booker")
            let code = TimeCode.code(secret: secret, step: TimeCode.step(at: world.clock.now) + 1)
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.finishSignIn(challenge: token, code: code, World.home)
            }
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.finishSignIn(challenge: token, code: codes[0], World.home)
            }
        }
    }

    @Test(
        "It is on only after a first right code, and off after the password",
        arguments: TestEngine.available
    )
    func onAndOff(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Ada Admin")
            let signedIn = try await world.signIn("Ada Admin")
            await #expect(throws: AccountsError.signInFailed) {
                try await world.accounts.beginTwoStep(by: signedIn, password: "wrong")
            }
            let setUp = try await world.accounts.beginTwoStep(by: signedIn, password: World.password)
            #expect(try await world.accounts.pendingTwoStep(by: signedIn)?.secret == setUp.secret)
            await #expect(throws: AccountsError.codeWrong) {
                try await world.accounts.confirmTwoStep(by: signedIn, code: "000000")
            }
            #expect(try await !world.accounts.overview(by: signedIn.actor).hasTwoStep)
            _ = try await world.signIn("Ada Admin")

            _ = try await turnOn(world, "Ada Admin")
            #expect(try await world.accounts.overview(by: signedIn.actor).hasTwoStep)
            await #expect(throws: AccountsError.signInFailed) {
                try await world.accounts.turnOffTwoStep(by: signedIn, password: "wrong")
            }
            try await world.accounts.turnOffTwoStep(by: signedIn, password: World.password)
            #expect(try await world.signIn("Ada Admin").strength == .password)
        }
    }

    @Test("Without a key it cannot be turned on")
    func withoutKey() async throws {
        try await World.with(.sqlite) { settings in
            settings.secretKey = nil
        } _: { world in
            try await world.add("Ada Admin")
            let signedIn = try await world.signIn("Ada Admin")
            await #expect(throws: AccountsError.twoStepUnavailable) {
                try await world.accounts.beginTwoStep(by: signedIn, password: World.password)
            }
        }
    }

    @Test("A key reads as base64 or hexadecimal, and nothing else is a key")
    func keyForms() {
        let key = SecretKey(Services.seeded(1, at: .distantPast))
        #expect(SecretKey(key.text + "\n") != nil)
        #expect(SecretKey(String(repeating: "0F", count: 32)) != nil)
        for wrong in [
            "", "short", String(repeating: "g", count: 64), String(repeating: "ab", count: 31), "AAAA",
        ] {
            #expect(SecretKey(wrong) == nil)
        }
    }
}
