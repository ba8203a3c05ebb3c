internal import Controls
internal import Glibc

/// An address and a port as the socket calls take them: ip(7), ipv6(7).
struct SocketAddress {
    private let address: IPAddress
    private let port: UInt16

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

    /// The address that a socket call fills in; nil where it fails or knows another family.
    static func address(filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) -> IPAddress? {
        var form = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &form) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, &length) }
        }
        guard result == 0 else { return nil }
        let bytes = unsafe withUnsafeBytes(of: &form) { unsafe Array($0) }
        switch Int32(form.ss_family) {
        case AF_INET: return IPAddress(networkOrder: bytes[4..<8])
        case AF_INET6: return IPAddress(networkOrder: bytes[8..<24])
        default: return nil
        }
    }
}
