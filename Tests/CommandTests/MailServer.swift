import Foundation

/// A mail server on this machine that greets and takes nothing, stopped by its process id.
final class MailServer {
    let port: Int
    private let process: Process

    private static let script = """
        import socketserver
        class Greeter(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 ready\\r\\n")
                while line := self.rfile.readline():
                    self.wfile.write(b"221 bye\\r\\n" if line.startswith(b"QUIT") else b"250 fine\\r\\n")
        server = socketserver.TCPServer(("127.0.0.1", 0), Greeter)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    init() throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while !line.contains(10) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            line += more
        }
        let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let port = Int(text) else { throw CocoaError(.fileReadUnknown) }
        self.port = port
    }

    deinit { process.terminate() }
}
