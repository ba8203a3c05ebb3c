import Dispatch
import Foundation
import Glibc
import ProbeKit
import Systemd
import Testing

/// What systemd and a courier make together: a socket at which each question is answered with nothing.
final class FakeUnit: Sendable {
    let path: String
    private let listener: Int32

    /// A place for a socket.
    static var somewhere: String { NSTemporaryDirectory() + "soc2d-\(UUID().uuidString)" }

    init(at path: String = somewhere) throws {
        self.path = path
        listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
        let address = try #require(LocalAddress(path))
        let listener = listener
        try #require(unsafe address.lend { unsafe bind(listener, $0, $1) } == 0 && listen(listener, 8) == 0)
        DispatchQueue(label: "unit").async {
            while case let connection = accept(listener, nil, nil), connection >= 0 { Self.answer(connection) }
        }
    }

    /// Answers until the other side hangs up.
    private static func answer(_ connection: Int32) {
        defer { close(connection) }
        var packet = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
        while case let count = unsafe recv(connection, &packet, packet.count, 0), count > 0 {
            guard let question = try? CourierQuestion(canonicalJSON: Array(packet[..<count])) else { return }
            var answer = CourierAnswer()
            answer.id = question.id
            let bytes = (try? answer.canonicalJSON()) ?? []
            _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        unlink(path)
    }
}
