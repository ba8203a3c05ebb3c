internal import Controls
internal import Dispatch
internal import Glibc
internal import ProbeKit
internal import Synchronization

/// The addresses of a name, as the resolver of this host gives them: getaddrinfo(3).
enum NameResolution {
    /// More addresses than this are not kept; nobody asks that many.
    private static let limit = 64

    /// getaddrinfo(3) knows no deadline: name servers that are silent can take it minutes. It is left to itself then.
    /// - Parameter milliseconds: how long to wait.
    static func addresses(of name: String, within milliseconds: Int) -> Resolved {
        let found = Answer()
        Worker.start {
            let resolved = addresses(of: name)
            found.resolved.withLock { $0 = resolved }
            found.isThere.signal()
        }
        guard found.isThere.wait(timeout: .now() + .milliseconds(min(max(0, milliseconds), 120_000))) == .success else {
            var nothing = Resolved()
            nothing.problem = "the name servers gave no answer in time"
            return nothing
        }
        return found.resolved.withLock { $0 }
    }

    private final class Answer: Sendable {
        let resolved = Mutex(Resolved())
        let isThere = DispatchSemaphore(value: 0)
    }

    private static func addresses(of name: String) -> Resolved {
        var resolved = Resolved()
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        defer { unsafe freeaddrinfo(list) }
        guard code == 0 else {
            resolved.problem = unsafe Subject.escaping(String(cString: gai_strerror(code)).utf8)
            return resolved
        }
        var found: Set<IPAddress> = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe address(of: entry.pointee) { found.insert(address) }
            unsafe next = entry.pointee.ai_next
        }
        resolved.addresses = Array(found.sorted().prefix(limit))
        if found.isEmpty { resolved.problem = "the name has no address" }
        return resolved
    }

    /// The bytes of the address in `struct sockaddr_in` start at 4, in `struct sockaddr_in6` at 8.
    private static func address(of entry: addrinfo) -> IPAddress? {
        guard let form = unsafe entry.ai_addr else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: form, count: Int(entry.ai_addrlen))
        switch unsafe (entry.ai_family, bytes.count) {
        case (AF_INET, 8...): return unsafe IPAddress(networkOrder: Array(bytes[4..<8])[...])
        case (AF_INET6, 24...): return unsafe IPAddress(networkOrder: Array(bytes[8..<24])[...])
        default: return nil
        }
    }
}
