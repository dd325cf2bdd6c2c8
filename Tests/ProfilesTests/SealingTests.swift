import Foundation
import Sealing
import Services
import Testing

@Suite("Sealing")
struct SealingTests {
    let services = Services.seeded(7, at: Date(milliseconds: 1_750_000_000_000))

    @Test("What is sealed opens again with the same key and purpose", arguments: [0, 1, 63, 64, 100_000])
    func roundTrip(count: Int) {
        let key = SealingKey(services)
        let message = services.randomBytes(count)
        let box = key.seal(message, for: "evaluation/1", services)
        #expect(key.open(box, for: "evaluation/1") == message)
    }

    @Test("Another key, another purpose, and any changed byte open nothing")
    func tamperingIsNoticed() {
        let key = SealingKey(services)
        let box = key.seal(Array("p001,12".utf8), for: "evaluation/1", services)
        #expect(SealingKey(services).open(box, for: "evaluation/1") == nil)
        #expect(key.open(box, for: "evaluation/2") == nil)
        for position in box.indices {
            var changed = box
            changed[position] ^= 1
            #expect(key.open(changed, for: "evaluation/1") == nil)
        }
        #expect(key.open(Array(box.dropLast()), for: "evaluation/1") == nil)
        #expect(key.open([], for: "evaluation/1") == nil)
    }

    @Test("The box does not hold the message, and two boxes of one message differ")
    func nothingShows() {
        let key = SealingKey(services)
        let message = Array("a pseudonym that is long enough to find".utf8)
        let first = key.seal(message, for: "x", services)
        #expect(!first.contains(message))
        #expect(first != key.seal(message, for: "x", services))
    }

    @Test("A key is read as base64 or hexadecimal, and nothing else")
    func keysAreRead() throws {
        let key = SealingKey(services)
        let read = try #require(SealingKey(text: " \(key.text)\n"))
        #expect(read.open(key.seal([1, 2], for: "x", services), for: "x") == [1, 2])
        #expect(SealingKey(text: String(repeating: "0f", count: 32)) != nil)
        for wrong in [
            "", "abc", String(repeating: "0g", count: 32), "AAAA", String(repeating: "A", count: 60),
        ] {
            #expect(SealingKey(text: wrong) == nil)
        }
    }

    @Test("A key sealed under another opens what it sealed")
    func keysUnderKeys() throws {
        let master = SealingKey(services)
        let own = SealingKey(services)
        let wrapped = master.seal(own, for: "key/1", services)
        let opened = try #require(master.openKey(wrapped, for: "key/1"))
        #expect(opened.open(own.seal([9], for: "r", services), for: "r") == [9])
        #expect(master.openKey(wrapped, for: "key/2") == nil)
    }

    @Test("A derived key is always the same, and neither its parent nor another purpose opens what it sealed")
    func derivedKeys() {
        let key = SealingKey(services)
        let box = key.derived(for: "trials").seal([1, 2, 3], for: "x", services)
        #expect(key.derived(for: "trials").open(box, for: "x") == [1, 2, 3])
        #expect(key.open(box, for: "x") == nil)
        #expect(key.derived(for: "other").open(box, for: "x") == nil)
    }
}
