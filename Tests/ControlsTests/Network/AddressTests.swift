import Testing

@testable import Controls

@Suite struct AddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("fe80::", "fe80::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::ffff:127.0.0.1", "127.0.0.1"), ("::ffff:7f00:1", "127.0.0.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("0:0:1::", "0:0:1::"),
    ])
    func `an address is read and written in its usual form`(text: String, usual: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == usual)
        #expect(IPAddress(usual) == address)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4", "1..3.4", ":", ":::", "1::2::3", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1%lo", "1.2.3.4::", "::1.2.3", ":1:2:3:4:5:6:7", "::ffff:1.2.3.4:5",
        "[::1]",
    ])
    func `anything else is no address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `bytes in network order make an address, other counts do not`() {
        #expect(IPAddress(networkOrder: [127, 0, 0, 1]) == .v4(0x7F00_0001))
        #expect(IPAddress(networkOrder: ([UInt8](repeating: 0, count: 15) + [1])[...]) == .v6(1))
        #expect(IPAddress(networkOrder: ([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1])[...]) == IPAddress("10.0.0.1"))
        #expect(IPAddress(networkOrder: [1, 2, 3]) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", AddressClass.loopback), ("127.255.255.254", .loopback), ("::1", .loopback), ("::ffff:127.0.0.1", .loopback),
        ("169.254.0.1", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .specific), ("10.0.0.1", .specific),
        ("224.0.0.251", .specific), ("128.0.0.1", .specific), ("::2", .specific), ("0.0.0.0", .wildcard), ("::", .wildcard),
        ("::ffff:0.0.0.0", .wildcard), ("0.0.0.1", .specific),
    ])
    func `every address has one class`(text: String, expected: AddressClass) throws {
        #expect(AddressClass(try #require(IPAddress(text))) == expected)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "255.1.2.3", true),
        ("0.0.0.0/0", "::1", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe00::1", false), ("::/0", "::", true), ("::/0", "0.0.0.0", false), ("::1/128", "::1", true),
    ])
    func `a prefix holds the addresses that begin with it`(prefix: String, address: String, isWithin: Bool) throws {
        #expect(try #require(NetworkPrefix(prefix)).contains(try #require(IPAddress(address))) == isWithin)
    }

    @Test(arguments: ["10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/0x8", "/8", "10.0.0.0/8/8", "fd00::1/8"])
    func `a prefix with bits after it, or an impossible length, is refused`(text: String) {
        #expect(NetworkPrefix(text) == nil)
    }
}
