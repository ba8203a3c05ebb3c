import Courier
import Foundation
import Glibc
import ProbeKit
import Synchronization

/// A courier's configuration and credentials in directories of their own.
final class PostOffice {
    let directory: String
    private let room: Mailroom

    static let now: Int64 = 1_795_305_600

    /// - Parameters:
    ///   - destinations: the lines of each file by its name.
    ///   - credentials: the text of each.
    init(
        _ destinations: [String: String], credentials: [String: String] = [:], mode: Int = 0o600, limits: TransferLimits = TransferLimits()
    ) throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "soc2d-post-\(UUID().uuidString)")
        directory = place.path
        for name in ["config/destinations.d", "credentials"] {
            try FileManager.default.createDirectory(at: place.appending(path: name), withIntermediateDirectories: true)
        }
        for (name, lines) in destinations {
            try write("[Destination]\n\(lines)\n", to: "\(directory)/config/destinations.d/\(name).destination")
        }
        for (name, text) in credentials {
            try write(text, to: "\(directory)/credentials/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(directory)/credentials/\(name)")
        }
        room = Mailroom(
            configuration: "\(directory)/config", credentials: CredentialDirectory("\(directory)/credentials"), limits: limits)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func send(
        _ destination: String = "ops", body: String = #"{"text":"hello"}"#, _ operation: SendRequest.Operation = .create,
        alter: (inout SendRequest) -> Void = { _ in }
    ) -> Sent {
        var order = SendRequest(destination: destination, eventID: "evt_1", body: Array(body.utf8), operation: operation)
        alter(&order)
        return room.send(order, now: Self.now)
    }

    /// One destination on loopback, without TLS.
    static func plain(
        _ kind: String = "slack", port: UInt16, path: String = "/hook", more: String = "", limits: TransferLimits = TransferLimits()
    ) throws -> PostOffice {
        try PostOffice(
            ["ops": "Kind=\(kind)\nInternal=yes"], credentials: ["ops": "http://127.0.0.1:\(port)\(path)\n\(more)"], limits: limits)
    }
}

/// What a server heard.
final class Heard: Sendable {
    private let requests = Mutex<[String]>([])

    func add(_ request: String) { requests.withLock { $0.append(request) } }
    var all: [String] { requests.withLock { $0 } }
    var last: String { all.last ?? "" }
    var line: String { last.split(separator: "\r\n").first.map(String.init) ?? "" }
    var body: String { last.range(of: "\r\n\r\n").map { String(last[$0.upperBound...]) } ?? "" }

    func header(_ name: String) -> String? {
        let line = last.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
        return line.map { String($0.dropFirst(name.count + 2)) }
    }
}

extension Peer {
    /// One request with its body, of which the length is said.
    func hearRequest() -> String {
        var heard: [UInt8] = []
        while true {
            let text = String(decoding: heard, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let length = text.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
                if text[end.upperBound...].utf8.count >= (length.flatMap { Int($0.dropFirst(16)) } ?? 0) { return text }
            }
            let more = hear()
            if more.isEmpty { return text }
            heard += more
        }
    }

    func answer(_ status: String = "200 OK", headers: String = "", _ body: String = "ok") {
        say("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
    }
}

extension ScriptedServer {
    /// Answers every request alike.
    convenience init(_ heard: Heard, _ status: String = "200 OK", headers: String = "", _ body: String = "ok") {
        self.init { peer in
            heard.add(peer.hearRequest())
            peer.answer(status, headers: headers, body)
        }
    }
}
