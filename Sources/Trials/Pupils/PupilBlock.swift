/// Bytes of pupil rows, column by column: what is sealed. Two forms, told apart by the first byte.
enum PupilBlock {
    case file(PupilFile)
    case pupils([PupilRow])

    var bytes: [UInt8] {
        var writer = BlockWriter()
        switch self {
        case .file(let file):
            writer.byte(1)
            writer.texts(file.headings)
            writer.number(file.rows.count)
            for row in file.rows { writer.number(row.line) }
            for position in file.headings.indices {
                for row in file.rows { writer.text(row.cells[position]) }
            }
        case .pupils(let pupils):
            writer.byte(2)
            writer.number(pupils.count)
            for pupil in pupils { writer.text(pupil.pseudonym) }
            for pupil in pupils { writer.text(pupil.group) }
            for pupil in pupils { writer.score(pupil.pre) }
            for pupil in pupils { writer.score(pupil.post) }
            for pupil in pupils { writer.byte(pupil.isFSM.map { $0 ? 1 : 0 } ?? 2) }
            for pupil in pupils { writer.text(pupil.className ?? "") }
        }
        return writer.bytes
    }

    /// `nil` unless the bytes are a block from end to end.
    init?(_ bytes: [UInt8]) {
        var reader = BlockReader(bytes)
        do throws(BlockReader.Short) {
            switch try reader.byte() {
            case 1:
                let headings = try reader.texts()
                let count = try reader.count()
                var lines: [Int] = []
                for _ in 0..<count { lines.append(try reader.number()) }
                var columns: [[String]] = []
                for _ in headings { columns.append(try reader.texts(count)) }
                let rows = (0..<count).map { index in
                    PupilFile.Row(line: lines[index], cells: columns.map { $0[index] })
                }
                self = .file(PupilFile(headings: headings, rows: rows))
            case 2:
                let count = try reader.count()
                let codes = try reader.texts(count)
                let groups = try reader.texts(count)
                let pre = try reader.scores(count)
                let post = try reader.scores(count)
                var fsm: [UInt8] = []
                for _ in 0..<count { fsm.append(try reader.byte()) }
                let classes = try reader.texts(count)
                self = .pupils(
                    (0..<count).map { index in
                        PupilRow(
                            pseudonym: codes[index],
                            group: groups[index],
                            pre: pre[index],
                            post: post[index],
                            isFSM: fsm[index] == 2 ? nil : fsm[index] == 1,
                            className: classes[index].isEmpty ? nil : classes[index]
                        )
                    }
                )
            default: return nil
            }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }
}

struct BlockWriter {
    var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func number(_ number: Int) {
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func text(_ text: String) {
        number(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func texts(_ texts: [String]) {
        number(texts.count)
        for text in texts { self.text(text) }
    }

    /// Eight bytes; a missing score is not a number.
    mutating func score(_ score: Double?) {
        let bits = (score ?? .nan).bitPattern
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
    }
}

struct BlockReader {
    struct Short: Error {}

    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(Short) -> UInt8 {
        guard position < bytes.count else { throw Short() }
        position += 1
        return bytes[position - 1]
    }

    mutating func number() throws(Short) -> Int {
        var number = 0
        for _ in 0..<4 { number = number << 8 | Int(try byte()) }
        return number
    }

    /// A number of things, each of which takes at least a byte: never more than there are bytes left.
    mutating func count() throws(Short) -> Int {
        let count = try number()
        guard count <= bytes.count - position else { throw Short() }
        return count
    }

    mutating func text() throws(Short) -> String {
        let length = try number()
        guard length <= bytes.count - position else { throw Short() }
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    mutating func texts() throws(Short) -> [String] { try texts(try count()) }

    mutating func texts(_ count: Int) throws(Short) -> [String] {
        var texts: [String] = []
        for _ in 0..<count { texts.append(try text()) }
        return texts
    }

    mutating func scores(_ count: Int) throws(Short) -> [Double?] {
        var scores: [Double?] = []
        for _ in 0..<count {
            var bits: UInt64 = 0
            for _ in 0..<8 { bits = bits << 8 | UInt64(try byte()) }
            let score = Double(bitPattern: bits)
            scores.append(score.isNaN ? nil : score)
        }
        return scores
    }
}
