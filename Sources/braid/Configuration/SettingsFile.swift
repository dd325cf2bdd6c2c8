import Foundation

/// The JSON file of settings: an object with the names of ``Settings/documented`` in small letters, without `BRAID_`.
///
/// Numbers, `true` and lists count as they are written. Whatever else stands in the file is refused and never passed over: a
/// mistyped `tls` would leave cookies open.
struct SettingsFile {
    let values: [String: String]

    /// - Throws: ``CommandFailure`` with what is wrong in the file.
    init(path: String) throws {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw CommandFailure.configuration(
                "cannot read the settings in \(path): \(isThere ? "it is a folder, or another user’s" : "there is no such file")"
            )
        }
        let written: [String: Value]
        do { written = try JSONDecoder().decode([String: Value].self, from: data) } catch {
            throw CommandFailure.configuration(
                "the settings in \(path) are not a JSON object: \(Self.fault(of: data))"
            )
        }
        let known = Settings.documented.map { $0.variable.dropFirst("BRAID_".count).lowercased() }
        if let unknown = written.keys.filter({ !known.contains($0) }).min() {
            throw CommandFailure.configuration(
                "“\(unknown)” in \(path) is no setting; it takes \(known.joined(separator: ", "))"
            )
        }
        var values: [String: String] = [:]
        for (name, value) in written.sorted(by: { $0.key < $1.key }) {
            guard case .text(let text) = value else {
                throw CommandFailure.configuration(
                    "\(name) in \(path) must be a text, a number, true, false or a list of texts"
                )
            }
            values[name] = text
        }
        self.values = values
    }

    private enum Value: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .text(flag ? "true" : "false")
            } else if let number = try? container.decode(Int.self) {
                self = .text(String(number))
            } else if let number = try? container.decode(Double.self) {
                self = .text(String(number))
            } else if let list = try? container.decode([String].self) {
                self = .text(list.joined(separator: ","))
            } else {
                self = .other
            }
        }
    }

    /// Where the text stops being JSON, as far as that is known.
    private static func fault(of data: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            return "it must begin with {"
        } catch {
            let place = (error as NSError).userInfo["NSDebugDescription"] as? String
            return (place ?? "is a quotation mark or a comma missing?").trimmingCharacters(in: ["."])
        }
    }
}
