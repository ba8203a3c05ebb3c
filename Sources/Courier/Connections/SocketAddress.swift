internal import Controls
internal import Glibc

/// An address and a port as the socket calls take them: ip(7), ipv6(7).
struct SocketAddress {
    let address: IPAddress
    let port: UInt16

    init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Lends a `struct sockaddr` of the right family.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch address {
        case .v4(let number):
            var form = sockaddr_in()
            form.sin_family = sa_family_t(AF_INET)
            form.sin_port = port.bigEndian
            form.sin_addr.s_addr = number.bigEndian
            return unsafe withUnsafePointer(to: &form) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .v6(let number):
            var form = sockaddr_in6()
            form.sin6_family = sa_family_t(AF_INET6)
            form.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &form.sin6_addr) { unsafe $0.storeBytes(of: number.bigEndian, as: UInt128.self) }
            return unsafe withUnsafePointer(to: &form) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
    }

    /// The address that a socket call fills in; nil where it fails.
    init?(filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var form = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &form) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, &length) }
        }
        let bytes = unsafe withUnsafeBytes(of: &form) { unsafe Array($0) }
        // Both forms have the port first, then the address: `struct sockaddr_in`, `struct sockaddr_in6`.
        let place = Int32(form.ss_family) == AF_INET ? 4..<8 : 8..<24
        guard result == 0, let address = IPAddress(networkOrder: bytes[place]) else { return nil }
        self.init(address, port: UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
    }
}
