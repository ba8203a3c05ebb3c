import Courier
import Dispatch
import Foundation
import Glibc
import ProbeKit
import Testing

/// A courier at a socket that somebody else listens at for it.
@Suite(.timeLimit(.minutes(1))) struct ListeningSocketTests {
    /// A listening socket with a file in a directory of its own, and clients of it.
    private final class Place: Sendable {
        let directory = NSTemporaryDirectory() + "soc2d-\(UUID().uuidString)"
        let listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)

        init(listens: Bool = true) throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try #require(bound(listener) { unsafe bind($0, $1, $2) } == 0)
            if listens { try #require(listen(listener, 64) == 0) }
        }

        var path: String { directory + "/s" }

        func connected() throws -> Int32 {
            let descriptor = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
            try #require(bound(descriptor) { unsafe connect($0, $1, $2) } == 0)
            return descriptor
        }

        private func bound(_ descriptor: Int32, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            return unsafe withUnsafePointer(to: address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }

        deinit {
            close(listener)
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    private static func echo(_ question: CourierQuestion) -> CourierAnswer {
        var answer = CourierAnswer()
        answer.resolved = Resolved()
        answer.resolved?.problem = question.resolve?.name
        return answer
    }

    private func ask(_ name: String, over descriptor: Int32) -> String? {
        let question = #"{"id":1,"resolve":{"deadline":5000,"name":"\#(name)"}}"#
        _ = unsafe send(descriptor, question, question.utf8.count, Int32(MSG_NOSIGNAL))
        var packet = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
        let count = unsafe recv(descriptor, &packet, packet.count, 0)
        return count > 0 ? (try? CourierAnswer(canonicalJSON: Array(packet[..<count])))?.resolved?.problem : nil
    }

    /// Serves at a place on a thread of its own, from the first connection on, which `talk` gets; and waits for the service to end.
    private func serve(at place: Place, talk: (Int32) throws -> Void) throws {
        let socket = try #require(ListeningSocket(place.listener))
        let first = try place.connected()
        let isOver = DispatchSemaphore(value: 0)
        DispatchQueue(label: "service").async {
            socket.serve(with: CourierService(answer: Self.echo))
            isOver.signal()
        }
        do {
            defer { close(first) }
            try talk(first)
        }
        isOver.wait()
    }

    @Test func `a connection that comes while another one is served is served too, and the last one ends it`() throws {
        let place = try Place()
        try serve(at: place) { first in
            #expect(ask("a", over: first) == "a")
            let second = try place.connected()
            #expect(ask("b", over: second) == "b")
            #expect(ask("c", over: first) == "c")
            close(second)
            #expect(ask("d", over: first) == "d")
        }
    }

    @Test func `more connections than are served at once wait for their turn`() throws {
        let place = try Place()
        try serve(at: place) { first in
            var others: [Int32] = []
            for _ in 0..<20 { others.append(try place.connected()) }
            let asking = DispatchGroup()
            for descriptor in others {
                DispatchQueue(label: "client").async(group: asking) {
                    #expect(ask("a", over: descriptor) == "a")
                    close(descriptor)
                }
            }
            asking.wait()
            #expect(ask("b", over: first) == "b")
        }
    }

    @Test func `without a connection it ends at once`() throws {
        let place = try Place()
        try #require(ListeningSocket(place.listener)).serve(with: CourierService(answer: Self.echo))
    }

    @Test(.enabled(if: geteuid() == 0, "needs root")) func `root is served whoever owns the socket`() throws {
        let place = try Place()
        try #require(chown(place.path, 65534, 65534) == 0)
        try serve(at: place) { #expect(ask("a", over: $0) == "a") }
    }

    @Test func `nobody else is served who does not own the socket`() {
        #expect(ListeningSocket.serves(997, of: 997) && ListeningSocket.serves(0, of: 997))
        #expect(!ListeningSocket.serves(1000, of: 997) && !ListeningSocket.serves(65534, of: 0))
    }

    @Test func `what does not listen, or carries no packets, is no such socket`() throws {
        let place = try Place(listens: false)
        #expect(ListeningSocket(place.listener) == nil)
        #expect(ListeningSocket(-1) == nil)
        var pair: [Int32] = [0, 0]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &pair) == 0)
        defer { for end in pair { close(end) } }
        #expect(ListeningSocket(pair[0]) == nil)
    }

    @Test(arguments: [["LISTEN_PID": "1", "LISTEN_FDS": "1"], ["LISTEN_FDS": "1"], ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "2"], [:]])
    func `a socket that was handed to somebody else, or among several, is not taken`(variables: [String: String]) {
        #expect(ListeningSocket.handedOver { variables[$0] } == nil)
    }
}
