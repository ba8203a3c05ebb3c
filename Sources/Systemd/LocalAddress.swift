package import Glibc

/// The address of a local socket: unix(7).
@safe package struct LocalAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// - Parameter path: of a file, or after `@` a name in the abstract namespace. Nil if it has more bytes than an address can hold, or none.
    package init?(_ path: String) {
        let bytes = Array(path.utf8)
        address.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count > 1, bytes.count < room, !bytes.contains(0) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            unsafe place.copyBytes(from: bytes)
            if isAbstract { unsafe place[0] = 0 }
        }
        let used = MemoryLayout<sockaddr_un>.size - room + bytes.count
        length = socklen_t(isAbstract ? used : used + 1)
    }

    /// Lends the address to a system call.
    package func lend<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
