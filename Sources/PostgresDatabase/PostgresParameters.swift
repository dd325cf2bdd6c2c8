import Database

/// The values of a statement in the form that libpq takes: one buffer of bytes and pointers into it.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values { append(value) }
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null: append(nil, format: 0)
        case .integer(let number): append(String(number).utf8, format: 0)
        case .real(let number): append("\(number)".utf8, format: 0)
        case .text(let text): append(text.utf8, format: 0)
        case .blob(let data): append(data, format: 1)
        }
    }

    private mutating func append(_ content: (any Sequence<UInt8>)?, format: Int32) {
        formats.append(format)
        guard let content else {
            offsets.append(nil)
            lengths.append(0)
            return
        }
        let start = bytes.count
        offsets.append(start)
        bytes.append(contentsOf: content)
        lengths.append(Int32(bytes.count - start))
        bytes.append(0)
    }

    /// Calls `body` with libpq's arrays: values, lengths, formats. They are valid only inside.
    func withArrays<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) ->
            Result
    ) -> Result {
        unsafe bytes.withUnsafeBytes { content in
            let base = unsafe content.bindMemory(to: CChar.self).baseAddress
            let pointers = unsafe offsets.map { offset in
                unsafe offset.flatMap { start in unsafe base.map { unsafe $0 + start } }
            }
            return unsafe pointers.withUnsafeBufferPointer { values in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
