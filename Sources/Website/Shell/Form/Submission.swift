import Database
import Foundation
import NIOCore

/// What a form sent: fields by name and files.
struct Submission: Sendable {
    private var fields: [String: [String]] = [:]
    private var uploads: [String: UploadedFile] = [:]

    init() {}

    init(_ fields: [String: String]) {
        self.fields = fields.mapValues { [$0] }
    }

    mutating func add(_ name: String, _ value: String) {
        fields[name, default: []].append(value)
    }

    mutating func add(_ file: UploadedFile, as name: String) {
        uploads[name] = file
    }

    /// The text of a field without white space around it, with one form of line end; empty when there is
    /// none.
    func text(_ name: String) -> String {
        (fields[name]?.first ?? "").replacing("\r\n", with: "\n").trimmingCharacters(
            in: .whitespacesAndNewlines
        )
    }

    /// The text of a field exactly as typed: for passwords.
    func exact(_ name: String) -> String {
        fields[name]?.first ?? ""
    }

    /// Every value of a field: checkboxes, repeated rows.
    func all(_ name: String) -> [String] {
        fields[name] ?? []
    }

    func isChecked(_ name: String) -> Bool {
        !(fields[name] ?? []).isEmpty
    }

    /// A file that was chosen; `nil` when none was.
    func file(_ name: String) -> UploadedFile? {
        uploads[name].flatMap { $0.name.isEmpty && $0.bytes.readableBytes == 0 ? nil : $0 }
    }

    var names: Set<String> { Set(fields.keys) }
}

extension Submission {
    /// The key that makes a form sent twice count once; `nil` when the form has none.
    var idempotencyKey: IdempotencyKey? { IdempotencyKey(text(FormField.key)) }

    /// The same, where the form must have one: it is stale otherwise.
    func requiredKey() throws(Refusal) -> IdempotencyKey {
        guard let key = idempotencyKey else { throw .staleForm }
        return key
    }

    /// The page of a list that is asked for: the first where the number is none, and never so many that reckoning with it
    /// overflows.
    var page: Int { PageNumber.bounded(Int(text("page")) ?? 1) }

    /// The version of what the editor saw; 0, which no row has, when it is missing.
    var version: Int { Int(text("version")) ?? 0 }
}

/// A file that was sent with a form.
struct UploadedFile: Sendable {
    /// The name that the person's machine gave it, without folders.
    let name: String
    let bytes: ByteBuffer
}

extension Submission {
    /// Reads `application/x-www-form-urlencoded` and query strings: `a=1&b=two+words&b=%C3%A9`.
    ///
    /// Broken percent signs stay as they are; at most 2,000 fields are read.
    init(urlEncoded text: Substring) {
        for pair in text.split(separator: "&", maxSplits: 2000, omittingEmptySubsequences: true).prefix(2000)
        {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            add(Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(32)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                if digits.count == 2, let text = String(digits), let value = UInt8(text, radix: 16) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
