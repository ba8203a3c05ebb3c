import Controls
import Courier
import Foundation
import Glibc
import ProbeKit
import Testing

/// A TFTP server answers from a port of its own.
@Suite struct TFTPContactTests {
    /// Answers one datagram from another port.
    private func greeting(_ answer: [UInt8]) -> Greeting {
        let asked = boundSocket()
        Thread.detachNewThread {
            var entry = pollfd(fd: asked.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 5000) > 0 else { return }
            var client = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var question = [UInt8](repeating: 0, count: 512)
            let other = boundSocket()
            withUnsafeMutablePointer(to: &client) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                    let count = recvfrom(asked.descriptor, &question, 512, 0, plain, &length)
                    if count > 4, question[1] == 1 { _ = sendto(other.descriptor, answer, answer.count, 0, plain, length) }
                }
            }
            close(other.descriptor)
            close(asked.descriptor)
        }
        var request = GreetingRequest()
        request.address = .v4(0x7F00_0001)
        request.port = asked.port
        request.transport = .udp
        request.suggested = .tftp
        request.deadline = 1000
        return GreetingContact(request).greeting()
    }

    @Sendable private func boundSocket() -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                _ = bind(descriptor, plain, length)
                _ = getsockname(descriptor, plain, &length)
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    @Test func `an error about a file that nobody has is TFTP`() {
        let greeting = greeting([0, 5, 0, 1] + Array("File not found".utf8) + [0])
        #expect(greeting.spoken == .tftp && greeting.login == .always)
        #expect(greeting.detail == "File not found")
    }

    @Test func `so is a file`() { #expect(greeting([0, 3, 0, 1, 7]).spoken == .tftp) }

    @Test func `other datagrams are not, and nothing is silence`() {
        #expect(greeting(Array("hello".utf8)).reach == .unrecognised)
        #expect(greeting([]).reach == .silent)
    }
}
