import Foundation
import Glibc
import Systemd
import Testing

@Suite struct JournalSocketTests {
    @Test func `an entry is a datagram with a line for each field`() throws {
        let journald = try JournaldSocket()
        try JournalSocket(path: journald.path).send(JournalDatagram([("MESSAGE", "Grüße = 1"), ("PRIORITY", "3")]))
        #expect(journald.receive().bytes == Array("MESSAGE=Grüße = 1\nPRIORITY=3\n".utf8))
    }

    @Test func `a value with line ends follows its length, so that it forges no field`() throws {
        let datagram = JournalDatagram([("MESSAGE", "a\nPRIORITY=0"), ("PRIORITY", "3")])
        #expect(datagram.bytes == Array("MESSAGE\n".utf8) + [12, 0, 0, 0, 0, 0, 0, 0] + Array("a\nPRIORITY=0\nPRIORITY=3\n".utf8))
    }

    @Test func `that journald has no socket, or does not read it, is told at once`() throws {
        let journald = try JournaldSocket()
        let entry = JournalDatagram([("MESSAGE", "a")])
        let socket = try JournalSocket(path: journald.path)
        journald.hangUp()
        #expect(throws: JournalSocketFailure.gone) { try socket.send(entry) }
        try FileManager.default.removeItem(atPath: journald.path)
        #expect(throws: JournalSocketFailure.absent) { try socket.send(entry) }
        let long = journald.directory.path + String(repeating: "/x", count: 60)
        #expect(throws: JournalSocketFailure.failed("File name too long")) { try JournalSocket(path: long).send(entry) }
    }

    @Test func `journald that reads nothing ends the patience, and one that is started again is found`() throws {
        let journald = try JournaldSocket()
        let entry = JournalDatagram([("MESSAGE", "a")])
        let socket = try JournalSocket(path: journald.path, patience: 1)
        #expect(throws: JournalSocketFailure.undrained) { for _ in 0..<100_000 { try socket.send(entry) } }
        _ = journald.entries()
        try socket.send(entry)
        #expect(journald.entries() == [["MESSAGE=a"]])
    }

    @Test func `what is too large for a datagram comes as a file that nobody can change`() throws {
        let journald = try JournaldSocket()
        let datagram = JournalDatagram([("MESSAGE", String(repeating: "x", count: 3 << 20))])
        try JournalSocket(path: journald.path).send(datagram)
        let received = journald.receive()
        #expect(received.bytes.isEmpty)
        let descriptor = try #require(received.descriptor)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.seek(toOffset: 0)
        #expect(try file.readToEnd() == Data(datagram.bytes))
        #expect(ftruncate(descriptor, 0) != 0)
        #expect(write(descriptor, "x", 1) != 1)
    }
}
