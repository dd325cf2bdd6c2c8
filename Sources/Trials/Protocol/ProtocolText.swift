import Evidence
import Foundation

/// What a protocol says, item by item, as it is typed, kept and hashed: texts only, so that its canonical form
/// depends on no way of writing numbers.
package struct ProtocolText: Sendable, Equatable {
    private var values: [ProtocolItem: String] = [:]

    package init() {}

    /// What an item says; empty where nothing was said. Line ends are `\n`; blanks around it are taken off.
    package subscript(item: ProtocolItem) -> String {
        get { values[item] ?? "" }
        set {
            let text = newValue.replacing("\r\n", with: "\n").trimmed
            values[item] = text.isEmpty ? nil : text
        }
    }

    package func isYes(_ item: ProtocolItem) -> Bool { self[item] == "yes" }
    package func number(_ item: ProtocolItem) -> Double? { DecimalText.value(of: self[item]) }
    package func whole(_ item: ProtocolItem) -> Int? { Int(self[item]) }
    package func words(_ item: ProtocolItem) -> [String] {
        self[item].split(separator: ",").map { String($0).trimmed }
    }

    package var design: ProtocolDesign { ProtocolDesign(rawValue: self[.design]) ?? .schools }
    package var unit: AllocationUnit { AllocationUnit(rawValue: self[.unit]) ?? .school }
    package var method: DrawMethod { DrawMethod(rawValue: self[.method]) ?? .stratified }
    package var strata: [StratumSource] { words(.strata).compactMap(StratumSource.init) }
    package var dosage: DosageSource { DosageSource(rawValue: self[.dosage]) ?? .none }

    /// The arms in their order; control is the first.
    package var arms: [ProtocolArm] {
        self[.arms].split(separator: "\n").compactMap { ProtocolArm(String($0)) }
    }

    /// The bytes that are hashed and deposited; see docs/trials/protocol.md.
    package var canonical: [UInt8] {
        let members = values.map { ($0.key.rawValue, CanonicalJSON.text($0.value)) }
        let whole: CanonicalJSON = .object([
            ("format", .text("braid-protocol/1")), ("items", .object(members)),
        ])
        return whole.bytes
    }

    /// SHA-256 of ``canonical``, in 64 lower-case hexadecimal digits.
    package var sha256: String { canonical.sha256 }

    /// Reads what ``canonical`` wrote. Items that this version does not know are refused, not dropped.
    package init?(canonical bytes: [UInt8]) {
        guard let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)),
            form.format == "braid-protocol/1"
        else { return nil }
        for (key, value) in form.items {
            guard let item = ProtocolItem(rawValue: key) else { return nil }
            values[item] = value
        }
    }

    private struct Form: Decodable {
        let format: String
        let items: [String: String]
    }

    /// What another version says differently, in the order of the catalogue.
    package func changes(to other: ProtocolText) -> [ProtocolChange] {
        ProtocolItem.allCases.compactMap { item in
            self[item] == other[item]
                ? nil : ProtocolChange(item: item, before: self[item], after: other[item])
        }
    }
}

/// An arm with its share.
package struct ProtocolArm: Sendable, Equatable {
    package let name: String
    package let share: Int

    /// Reads `Name` or `Name: 2`.
    init?(_ line: String) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map {
            String($0).trimmed
        }
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name
        guard parts.count == 2 else {
            share = 1
            return
        }
        guard let share = Int(parts[1]), (1...20).contains(share) else { return nil }
        self.share = share
    }
}

/// One item that an amendment changes.
package struct ProtocolChange: Sendable, Equatable {
    package let item: ProtocolItem
    package let before: String
    package let after: String
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        var text: [UInt8] = []
        let digits = Array("0123456789abcdef".utf8)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
