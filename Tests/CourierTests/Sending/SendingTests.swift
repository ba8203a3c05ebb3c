import Courier
import Foundation
import Glibc
import ProbeKit
import Testing

/// What goes out, and what is read of what comes back.
@Suite(.timeLimit(.minutes(2))) struct SendingTests {
    @Test func `a notice is one POST with its content type and nothing that it does not need`() throws {
        let heard = Heard()
        let server = ScriptedServer(heard)
        let sent = try PostOffice.plain(port: server.port, path: "/services/T0/B0").send()
        #expect(sent.code == 200 && sent.body == Array("ok".utf8) && sent.failure == nil && sent.excerpt == "ok")
        #expect(heard.line == "POST /services/T0/B0 HTTP/1.1" && heard.body == #"{"text":"hello"}"#)
        #expect(heard.header("Content-Type") == "application/json; charset=utf-8" && heard.header("User-Agent") == "soc2d")
        for name in ["Authorization", "Cookie", "Accept-Encoding", "Expect", "Referer", "TE"] { #expect(heard.header(name) == nil) }
    }

    @Test(arguments: [200, 204, 301, 307, 400, 401, 404, 413, 429, 500, 503])
    func `the status is told as it is`(status: Int) throws {
        let server = ScriptedServer(Heard(), "\(status) Word", "")
        #expect(try PostOffice.plain(port: server.port).send().code == status)
    }

    @Test func `headers that say when to come again are kept, and no others`() throws {
        let headers = "Retry-After: 1.5\r\nX-RateLimit-Remaining: 0\r\nSet-Cookie: a=b\r\nX-RateLimit-Reset-After: 3\r\n"
        let server = ScriptedServer(Heard(), "429 Slow", headers: headers)
        let sent = try PostOffice.plain(port: server.port).send()
        #expect(
            sent.headers.map { "\($0.name)=\($0.value)" } == ["retry-after=1.5", "x-ratelimit-remaining=0", "x-ratelimit-reset-after=3"])
    }

    @Test(arguments: [
        "file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://169.254.169.254/", "http://[::ffff:127.0.0.1]/",
    ])
    func `a redirect is an answer and not followed`(location: String) throws {
        let server = ScriptedServer(Heard(), "307 Temporary Redirect", headers: "Location: \(location)\r\n", "")
        let sent = try PostOffice.plain(port: server.port).send()
        #expect(sent.code == 307 && sent.failure == nil && sent.body == [] && server.connections == 1)
    }

    @Test func `a redirect to another server of this host does not reach it`() throws {
        let other = ScriptedServer(Heard())
        let server = ScriptedServer(Heard(), "302 Found", headers: "Location: http://127.0.0.1:\(other.port)/\r\n", "")
        #expect(try PostOffice.plain(port: server.port).send().code == 302 && other.connections == 0)
    }

    @Test func `of a reply without end 64 KiB are read`() throws {
        let server = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
            // 10 GB, if anybody took them.
            for _ in 0..<655_360 where !peer.say(chunk) { break }
        }
        let sent = try PostOffice.plain(port: server.port).send()
        #expect(sent.code == 200 && sent.isCut && sent.body.count == 65_536 && sent.excerpt.utf8.count == 512)
    }

    @Test func `headers without end are refused`() throws {
        let server = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.say("HTTP/1.1 200 OK\r\n")
            for number in 0..<1_000_000 where !peer.say("X-RateLimit-\(number): \(number)\r\n") { break }
        }
        #expect(try PostOffice.plain(port: server.port).send().failure == .tooLarge)
    }

    @Test func `what is compressed stays so`() throws {
        let server = ScriptedServer(Heard(), headers: "Content-Encoding: gzip\r\n", "\u{1F}not really")
        #expect(try PostOffice.plain(port: server.port).send().body == Array("\u{1F}not really".utf8))
    }

    @Test func `who answers slowly, or not at all, is left`() throws {
        var limits = TransferLimits()
        limits.whole = 200
        let slow = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while peer.say("x") { usleep(10_000) }
        }
        #expect(try PostOffice.plain(port: slow.port, limits: limits).send().failure == .timeout)
        let silent = ScriptedServer { peer in while !peer.hear().isEmpty {} }
        #expect(try PostOffice.plain(port: silent.port, limits: limits).send().failure == .timeout)
    }

    @Test func `who hangs up, speaks no HTTP or does not listen has a class each`() throws {
        let hangingUp = ScriptedServer { peer in _ = peer.hearRequest() }
        #expect(try PostOffice.plain(port: hangingUp.port).send().failure == .network)
        let cut = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        }
        #expect(try PostOffice.plain(port: cut.port).send().failure == .network)
        let other = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.say("220 mail.example.org ESMTP\r\n")
        }
        #expect(try PostOffice.plain(port: other.port).send().failure == .network)
        #expect(try PostOffice.plain(port: 1).send().failure == .connect)
        let nowhere = try PostOffice(["ops": "Kind=slack"], credentials: ["ops": "https://nowhere.invalid/x"])
        #expect(nowhere.send().failure == .dns)
    }
}
