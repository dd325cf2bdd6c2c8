import Foundation

/// Whether a site could listen on a port now.
enum PortState: Equatable {
    case free
    /// A site of Braid answers there.
    case braid
    case taken
    case refused(String)
    /// The host is a name, or the port is chosen at the start.
    case unknown

    init(host: String, port: Int) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        let numbers = host == "localhost" ? "127.0.0.1" : host
        guard port > 0, unsafe inet_pton(AF_INET, numbers, &address.sin_addr) == 1 else {
            self = .unknown
            return
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else {
            self = .unknown
            return
        }
        defer { close(descriptor) }
        // As the server does: an address that was left a moment ago is free.
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        switch Self.call(bind, descriptor, address) {
        case 0: self = .free
        case EADDRINUSE: self = Self.isBraid(address) ? .braid : .taken
        case let error: self = .refused(unsafe String(cString: strerror(error)))
        }
    }

    /// Asks whether it is alive, as a load balancer does.
    private static func isBraid(_ address: sockaddr_in) -> Bool {
        var address = address
        if address.sin_addr.s_addr == 0 { unsafe inet_pton(AF_INET, "127.0.0.1", &address.sin_addr) }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        let stream = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var limit = timeval(tv_sec: 3, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard call(connect, descriptor, address) == 0 else { return false }
        let question = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard (try? stream.write(contentsOf: Data(question.utf8))) != nil else { return false }
        let answer = (try? stream.readToEnd()) ?? Data()
        return String(decoding: answer, as: UTF8.self).hasSuffix("alive\n")
    }

    /// 0, or what went wrong.
    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32,
        _ descriptor: Int32,
        _ address: sockaddr_in
    ) -> Int32 {
        let code = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return code == 0 ? 0 : errno
    }
}
