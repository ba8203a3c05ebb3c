import Controls
import ProbeKit
import Testing

@testable import LinuxHost

@Suite struct DiagnosticReaderTests {
    private func read(
        _ reply: DiagnosticReply, _ family: SocketFamily = SocketFamily(transport: .tcp, isV6: false)
    ) throws -> (DiagnosticReader, DumpProgress) {
        var reader = DiagnosticReader(family, sequence: 7)
        let progress = try reader.read(reply.bytes, count: reply.bytes.count)
        return (reader, progress)
    }

    @Test func `sockets are read with address, port, owner and interface`() throws {
        var reply = DiagnosticReply()
        reply.add(kind: 20, DiagnosticReply.socket(port: 443, address: [10, 1, 2, 3], interface: 2, uid: 33, inode: 4711))
        reply.done()
        let (reader, progress) = try read(reply)
        #expect(progress == .end)
        #expect(
            reader.sockets == [
                ListeningSocket(transport: .tcp, address: .v4(0x0A01_0203), port: 443, inode: 4711, uid: 33, interface: 2)
            ])
    }

    @Test(arguments: [(UInt8(0), false), (1, true)])
    func `an IPv6 socket says whether it refuses IPv4`(value: UInt8, expected: Bool) throws {
        var reply = DiagnosticReply()
        let attributes = DiagnosticReply.attribute(8, [0]) + DiagnosticReply.attribute(11, [value])
        reply.add(kind: 20, DiagnosticReply.socket(family: 10, port: 1, address: [UInt8](repeating: 0, count: 16), attributes: attributes))
        let (reader, progress) = try read(reply, SocketFamily(transport: .tcp, isV6: true))
        #expect(progress == .more)
        #expect(reader.sockets.map(\.isV6Only) == [expected])
    }

    @Test func `an SCTP endpoint listens on each of its addresses`() throws {
        let first = DiagnosticReply.number(UInt16(2)) + [0, 0, 10, 0, 0, 1] + [UInt8](repeating: 0, count: 120)
        let second = DiagnosticReply.number(UInt16(10)) + [UInt8](repeating: 0, count: 21) + [1] + [UInt8](repeating: 0, count: 104)
        var reply = DiagnosticReply()
        reply.add(
            kind: 20, DiagnosticReply.socket(port: 9, address: [0, 0, 0, 0], attributes: DiagnosticReply.attribute(12, first + second)))
        let (reader, _) = try read(reply, SocketFamily(transport: .sctp, isV6: false))
        #expect(reader.sockets.map(\.address.description) == ["10.0.0.1", "::1"])
    }

    @Test func `sockets in another state, and answers to another question, are left out`() throws {
        var reply = DiagnosticReply()
        reply.add(kind: 20, DiagnosticReply.socket(state: 1, port: 1, address: [0, 0, 0, 0]))
        reply.add(kind: 1, [])
        reply.sequence = 6
        reply.add(kind: 20, DiagnosticReply.socket(port: 2, address: [0, 0, 0, 0]))
        reply.done()
        let (reader, progress) = try read(reply)
        #expect(progress == .more)
        #expect(reader.sockets.isEmpty)
    }

    @Test func `a refusal comes as an error, or at the end of an empty table`() throws {
        var late = DiagnosticReply()
        late.done(-2)
        #expect(try read(late).1 == .refused(2))
        var early = DiagnosticReply()
        early.add(kind: 2, DiagnosticReply.number(Int32(-22)) + [UInt8](repeating: 0, count: 16))
        #expect(try read(early).1 == .refused(22))
        var extreme = DiagnosticReply()
        extreme.done(.min)
        #expect(try read(extreme).1 == .refused(.max))
    }

    @Test func `a table that changed under the kernel's hands is known as such`() throws {
        var reply = DiagnosticReply()
        reply.add(kind: 20, flags: 2 | 0x10, DiagnosticReply.socket(port: 1, address: [0, 0, 0, 0]))
        reply.done()
        #expect(try read(reply).0.wasInterrupted)
    }

    @Test func `every truncation of a reply is a parse error, or an answer without an end`() throws {
        var reply = DiagnosticReply()
        reply.add(kind: 20, DiagnosticReply.socket(port: 443, address: [10, 1, 2, 3], attributes: DiagnosticReply.attribute(8, [0])))
        reply.add(kind: 20, DiagnosticReply.socket(port: 444, address: [10, 1, 2, 3]))
        reply.done()
        for length in 0..<reply.bytes.count {
            var reader = DiagnosticReader(SocketFamily(transport: .tcp, isV6: false), sequence: 7)
            do {
                #expect(try reader.read(Array(reply.bytes[..<length]), count: length) != .end)
            } catch { #expect(error.reason == .parseError) }
        }
    }

    @Test func `every mutation of a reply is read or refused, and never traps`() throws {
        var reply = DiagnosticReply()
        let attributes = DiagnosticReply.attribute(11, [1]) + DiagnosticReply.attribute(12, [UInt8](repeating: 2, count: 128))
        reply.add(
            kind: 20, DiagnosticReply.socket(family: 10, port: 443, address: [UInt8](repeating: 9, count: 16), attributes: attributes))
        reply.done()
        for position in reply.bytes.indices {
            for value in [UInt8(0), 1, 3, 4, 0x7F, 0x80, 0xFF] {
                var bytes = reply.bytes
                bytes[position] = value
                var reader = DiagnosticReader(SocketFamily(transport: .sctp, isV6: true), sequence: 7)
                do { _ = try reader.read(bytes, count: bytes.count) } catch { #expect(error.reason == .parseError) }
            }
        }
    }

    @Test func `a length beyond the buffer is not believed`() throws {
        var reader = DiagnosticReader(SocketFamily(transport: .tcp, isV6: false), sequence: 7)
        #expect(throws: ProbeFailure.self) { try reader.read([1, 2, 3], count: 4096) }
    }
}
