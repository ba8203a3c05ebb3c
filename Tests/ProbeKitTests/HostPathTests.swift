import ProbeKit
import Testing

struct HostPathTests {
    @Test func `paths are bytes with parts`() {
        let path: HostPath = "/etc//pam.d/./sshd"
        #expect(path.components.map(\.escaped) == ["etc", "pam.d", "sshd"])
        #expect(path.parent == "/etc/pam.d")
        #expect(path.name.escaped == "sshd")
        #expect(HostPath("/etc").parent == "/" && HostPath("/").parent == "/")
        #expect(HostPath("/").name.isEmpty)
    }

    @Test func `an absolute path replaces what it is appended to`() {
        #expect(HostPath("/home/bob").appending(".ssh/keys") == "/home/bob/.ssh/keys")
        #expect(HostPath("/home/bob/").appending("x") == "/home/bob/x")
        #expect(HostPath("/home/bob").appending("/etc/keys") == "/etc/keys")
    }

    @Test func `a name that is no text is written escaped`() {
        #expect(HostPath([0x2F, 0xFF, 0x0A]).escaped == "/%FF%0A")
    }

    @Test func `lines are numbered from one and the last needs no end`() {
        let lines = Array(ByteLines(Array("a\n\nb\r\nc".utf8)))
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(lines.map { String(decoding: $0.line, as: UTF8.self) } == ["a", "", "b\r", "c"])
        #expect(Array(ByteLines([UInt8]())).isEmpty)
    }

    @Test func `numbers are digits and nothing else`() {
        #expect(Array("042".utf8)[...].decimal == 42)
        for text in ["", "-1", "+1", " 1", "1 ", "0x1", "1234567890123456789"] { #expect(Array(text.utf8)[...].decimal == nil) }
    }
}
