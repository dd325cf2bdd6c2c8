import Foundation
import Testing

/// The project's folder, from this file's place in it.
let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func text(of path: String) throws -> String {
    try String(contentsOf: project.appendingPathComponent(path), encoding: .utf8)
}

/// The modules in the order in which the manifest declares them: a module may import only what stands before
/// it.
private func declaredModules() throws -> [String] {
    let manifest = try text(of: "Package.swift")
    let pattern = /(?:room\(|\.target\(|\.systemLibrary\(|\.executableTarget\()\s*(?:name: )?"(\w+)"/
    return manifest.matches(of: pattern).map { String($0.1) }
}

/// The modules that a source file imports.
private func imports(in source: String) -> [String] {
    source.matches(
        of:
            /(?m)^\s*(?:@testable\s+)?(?:public\s+|package\s+|internal\s+|private\s+)?import\s+(?:struct\s+|func\s+|enum\s+)?(\w+)/
    )
    .map { String($0.1) }
}

private func swiftFiles(under path: String) throws -> [URL] {
    let folder = project.appendingPathComponent(path)
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
}

@Suite("The house")
struct HouseTests {
    @Test("no module imports one that stands above it or beside it")
    func importsGoDown() throws {
        let modules = try declaredModules()
        #expect(modules.count > 15, "the manifest could not be read")
        for (line, module) in modules.enumerated() {
            let above = Set(modules[line...])
            for file in try swiftFiles(under: "Sources/\(module)") {
                let wrong = imports(in: try String(contentsOf: file, encoding: .utf8)).filter(above.contains)
                #expect(wrong.isEmpty, "\(module)/\(file.lastPathComponent) imports \(wrong)")
            }
        }
    }

    @Test("the check sees an upward import")
    func theCheckCanFail() throws {
        let modules = try declaredModules()
        let database = try #require(modules.firstIndex(of: "Database"))
        let website = try #require(modules.firstIndex(of: "Website"))
        #expect(database < website)
        #expect(
            imports(in: "package import Website\nimport struct Foundation.Date\n") == [
                "Website", "Foundation",
            ]
        )
    }

    @Test("every folder of Sources is a module of the manifest")
    func foldersAreModules() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: project.appendingPathComponent("Sources").path
        )
        let modules = Set(try declaredModules())
        #expect(Set(folders.filter { !$0.hasPrefix(".") }).subtracting(modules).isEmpty)
    }

    @Test(
        "nothing takes the time, identifiers or randomness from the machine but the services and the command"
    )
    func servicesSupplyTheWorld() throws {
        // The services; the commands; and what names a file that is gone a moment later.
        let others: Set = ["Services", "braid", "MeasureSearch", "Workbooks"]
        let features = try declaredModules().filter { !others.contains($0) }
        #expect(features.count >= 25)
        for module in features {
            for file in try swiftFiles(under: "Sources/\(module)") {
                let source = try String(contentsOf: file, encoding: .utf8)
                let found = source.matches(
                    of: /\bDate\(\)|\bUUID\(\)|SystemRandomNumberGenerator\(|Date\.now/
                )
                #expect(found.isEmpty, "\(module)/\(file.lastPathComponent)")
            }
        }
    }

    @Test("nothing is forced")
    func nothingIsForced() throws {
        for file in try swiftFiles(under: "Sources") {
            let source = try String(contentsOf: file, encoding: .utf8)
            let found = source.matches(of: /\btry!|\bas!|\bfatalError\(/)
            #expect(found.isEmpty, "\(file.lastPathComponent)")
        }
    }

    @Test("the style sheet styles nothing that no page has")
    func stylesAreOnPages() throws {
        var written: Set<String> = []
        var styled: Set<String> = []
        for file in try swiftFiles(under: "Sources/Website") + swiftFiles(under: "Sources/QRCodes") {
            let source = try String(contentsOf: file, encoding: .utf8)
            if file.path.contains("/Assets/Styles/") {
                let rules = source.replacing(/\\\([^)]*\)/, with: "")
                styled.formUnion(rules.matches(of: /\.([a-z][a-z0-9_-]*)/).map { String($0.1) })
            } else {
                written.formUnion(words(of: source))
            }
        }
        #expect(styled.count > 100 && styled.contains("table--stacks"))
        #expect(styled.filter { !isWritten($0, among: written) } == [])
        #expect(!isWritten("table--heaps", among: written))
    }

    /// Runs of the letters that a class may have.
    private func words(of source: String) -> [String] {
        let others: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): false
            case UInt8(ascii: "-"), UInt8(ascii: "_"): false
            default: true
            }
        }
        return source.utf8.split(whereSeparator: others).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a class is in the source, whole or as a beginning to which a value is joined: `tag--\(tone)`.
    private func isWritten(_ name: String, among words: Set<String>) -> Bool {
        if words.contains(name) { return true }
        return name.indices.contains { place in
            (name[place] == "-" || name[place] == "_") && words.contains(String(name[...place]))
        }
    }

    @Test("every setting is in the operations guide")
    func settingsAreDocumented() throws {
        let guide = try text(of: "docs/operations.md")
        let source = try text(of: "Sources/braid/Configuration/Settings.swift")
        let variables = source.matches(of: /"(BRAID_[A-Z_]+)"/).map { String($0.1) }
        #expect(variables.count >= 10)
        for variable in variables { #expect(guide.contains("`\(variable)`"), "\(variable)") }
    }
}
