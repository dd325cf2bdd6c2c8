import ArgumentParser
import Database
import Foundation

/// An error that ends the command with one line that says what is wrong and what to do.
///
/// Exit codes follow sysexits.h: 64 usage, 65 data, 66 no input, 69 unavailable, 70 a defect, 73 cannot
/// create, 75 not now, 78 configuration.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let code: Int32

    init(_ description: String, code: Int32) {
        self.description = description
        self.code = code
    }

    static func data(_ text: String) -> CommandFailure { CommandFailure(text, code: 65) }
    static func usage(_ text: String) -> CommandFailure { CommandFailure(text, code: 64) }
    static func noInput(_ text: String) -> CommandFailure { CommandFailure(text, code: 66) }
    static func unavailable(_ text: String) -> CommandFailure { CommandFailure(text, code: 69) }
    /// For a caller that comes again by itself, such as a mail server, which keeps the letter until then (EX_TEMPFAIL).
    static func notNow(_ text: String) -> CommandFailure { CommandFailure(text, code: 75) }
    static func configuration(_ text: String) -> CommandFailure { CommandFailure(text, code: 78) }

    /// Prints the error and ends the process.
    static func end(with error: any Error, of command: any ParsableCommand.Type) -> Never {
        let failure: CommandFailure
        switch error {
        case let error as CommandFailure: failure = error
        case DatabaseError.unavailable: failure = unavailable("\(error) (check --database or BRAID_DATABASE)")
        case let error as DatabaseError: failure = unavailable("\(error)")
        case let error as any LocalizedError where !isFromArgumentParser(error):
            failure = CommandFailure(error.errorDescription ?? "\(error)", code: 70)
        case let error where !isFromArgumentParser(error): failure = CommandFailure("\(error)", code: 70)
        default:
            // Help and versions go to standard output; a mistake in the call is one line like any other.
            guard command.exitCode(for: error) == .validationFailure else { command.exit(withError: error) }
            failure = usage(
                command.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
                    + " (see --help)"
            )
        }
        let line = failure.description.split(whereSeparator: \.isNewline).joined(separator: " ")
        FileHandle.standardError.write(Data("braid: \(line)\n".utf8))
        Foundation.exit(failure.code)
    }

    private static func isFromArgumentParser(_ error: any Error) -> Bool {
        error is ExitCode || error is CleanExit || error is ValidationError
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}
