import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct ServedCertificateTests {
    private let check = TLSConfigProbe.servedCertificate
    private let declared = "Endpoint=127.0.0.1:443 certificate=/etc/ssl/www.pem"
    /// The leaf of the sound handshake is that of this file: a SEQUENCE whose digest, in these tests, is its last byte over and over.
    private let file = "-----BEGIN CERTIFICATE-----\nMAGq\n-----END CERTIFICATE-----\n"

    private func result(_ handshake: Handshake, _ entry: MemoryTree.Entry?, age: Int64 = 7200, _ more: String...) throws -> CheckResult {
        var host = try TLSHost.web(handshake)
        host.ports.files["/etc/ssl/www.pem"] = entry
        host.ages["/etc/ssl/www.pem"] = age
        return try #require(try host.judge([declared] + more).of(check).first { $0.subject == "tcp/443 127.0.0.1" })
    }

    @Test func `the certificate of the file passes, however old the file is`() throws {
        let result = try result(.sound, .text(file))
        #expect(result.verdict == .pass)
        #expect(result.observed == "shows www.example.com sha256:aaaaaaaaaaaaaaaa, as the file has it")
        #expect(result.sources.contains(Source("/etc/ssl/www.pem")))
        #expect(result.sources.contains(Source("/etc/soc2d/controls.d/tls.control", line: 1)))
    }

    @Test(
        arguments: [
            (7200, "1h", Verdict.fail(.notReloaded)), (3599, "1h", .pass), (3600, "1h", .fail(.notReloaded)), (7200, "3h", .pass),
            (-30, "1h", .pass),
            (-3600, "1h", .inconclusive(.clockInvalid)),
        ] as [(Int64, String, Verdict)])
    func `a file that differs has to be loaded in time`(age: Int64, grace: String, verdict: Verdict) throws {
        let old = Handshake.sound.with { $0.certificates[0] = .leaf(mark: "b") }
        let result = try result(old, .text(file), age: age, "ReloadGrace=\(grace)")
        #expect(result.verdict == verdict)
        #expect(result.notes.map(\.code) == (verdict == .pass ? [.attention] : []))
    }

    /// Two virtual hosts, of which the one whose file stands first answers clients without a name.
    private func hosts(_ first: String, _ ages: (Int64, Int64), sni: String? = nil) throws -> Results {
        var host = try TLSHost.web(Handshake.sound.with { $0.certificates[0] = .leaf(mark: "b") })
        host.services["127.0.0.1:443 two.example"] = .sound
        if let sni { host.services["127.0.0.1:443 \(sni)"] = Handshake.sound.with { $0.certificates[0] = .leaf(mark: "b") } }
        host.ports.files["/etc/nginx/nginx.conf"] = .text(
            """
            http {
                server { listen 443 ssl; server_name \(first); ssl_certificate /etc/ssl/one.pem; }
                server { listen 443 ssl; server_name two.example; ssl_certificate /etc/ssl/two.pem; }
            }
            """)
        host.ports.files["/etc/ssl/one.pem"] = .text(file.replacing("MAGq", with: "MAHM"))
        host.ports.files["/etc/ssl/two.pem"] = .text(file.replacing("MAGq", with: "MAHd"))
        host.ages = ["/etc/ssl/one.pem": ages.0, "/etc/ssl/two.pem": ages.1]
        return try host.judge()
    }

    @Test func `the time to load one file is not that of another`() throws {
        let subject = "tcp/443 0.0.0.0"
        #expect(try hosts("_", (10_800, 60)).of(check, subject: subject) == .fail(.notReloaded))
        #expect(try hosts("_", (60, 10_800)).of(check, subject: subject) == .pass)
        #expect(try hosts("_", (10_800, 10_800)).of(check, subject: subject) == .fail(.notReloaded))
        let named = try hosts("one.example", (10_800, 60), sni: "one.example")
        #expect(named.of(check, subject: subject) == .pass)
        #expect(named.of(check, subject: "\(subject) sni=one.example") == .fail(.notReloaded))
        #expect(named.of(check, subject: "\(subject) sni=two.example") == .pass)
    }

    @Test func `some workers that still show the old one are found`() throws {
        let mixed = Handshake.sound.with {
            $0.certificates.append(.leaf(mark: "b"))
            $0.chains.append($0.chains[0])
            $0.chains[1].client = .ecdsa
            $0.chains[1].presented = [3, 1]
        }
        #expect(try result(mixed, .text(file)).verdict == .fail(.notReloaded))
    }

    @Test func `a second certificate with another kind of key is a note`() throws {
        let both = Handshake.sound.with {
            var rsa = CertificateFacts.leaf(mark: "b")
            rsa.keyKind = .rsa
            rsa.keyBits = 2048
            $0.certificates.append(rsa)
            $0.chains.append($0.chains[0])
            $0.chains[1].client = .rsa
            $0.chains[1].presented = [3, 1]
        }
        let result = try result(both, .text(file))
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.code) == [.attention, .defaultInForce])
    }

    @Test(
        arguments: [
            (nil, Verdict.inconclusive(.unreadable)), (.denied, .inconclusive(.unreadable)), ("no certificate", .inconclusive(.parseError)),
            (.directory(), .inconclusive(.unreadable)),
        ] as [(MemoryTree.Entry?, Verdict)])
    func `a file that cannot be read is inconclusive`(entry: MemoryTree.Entry?, verdict: Verdict) throws {
        #expect(try result(.sound, entry).verdict == verdict)
    }

    @Test func `without a file there is nothing to compare with`() throws {
        #expect(try TLSHost.web(.sound).judge().of(check, subject: "tcp/443 0.0.0.0") == .inconclusive(.notObservable))
    }

    @Test func `every file that is declared for a name may be the one that is shown`() throws {
        var host = try TLSHost.web(.sound)
        host.ports.files["/etc/ssl/other.pem"] = .text(file.replacing("MAGq", with: "MAHM"))
        host.ports.files["/etc/ssl/www.pem"] = .text(file)
        let entry = "Endpoint=127.0.0.1:443 sni=www.example.com certificate=/etc/ssl"
        let results = try host.judge("\(entry)/other.pem", "\(entry)/www.pem").of(check)
        let result = try #require(results.first { $0.subject == "tcp/443 127.0.0.1 sni=www.example.com" })
        #expect(result.verdict == .pass)
        #expect(result.sources.contains(Source("/etc/ssl/other.pem")) && result.sources.contains(Source("/etc/ssl/www.pem")))
    }

    @Test func `an endpoint elsewhere for which no file is named is not compared, and is not unknown for ever`() throws {
        var host = TLSHost()
        host.services["203.0.113.1:443"] = .sound
        let results = try host.judge("Endpoint=203.0.113.1:443")
        #expect(results.of(check, subject: "tcp/443 203.0.113.1") == .notApplicable(.policyOff))
        #expect(results.of(check).map(\.observed) == ["Endpoint= names no file; certificate=/PATH compares"])
    }

    @Test func `a file that is put there with an older time is new all the same`() throws {
        var host = try TLSHost.web(Handshake.sound.with { $0.certificates[0] = .leaf(mark: "b") })
        host.ports.files["/etc/ssl/www.pem"] = .text(file)
        host.ages["/etc/ssl/www.pem"] = 86_400
        #expect(try host.judge(declared).of(check, subject: "tcp/443 127.0.0.1") == .fail(.notReloaded))
        host.changes["/etc/ssl/www.pem"] = 60
        #expect(try host.judge(declared).of(check, subject: "tcp/443 127.0.0.1") == .pass)
    }

    @Test func `a file that belongs to a name is not asked of clients without one`() throws {
        var host = try TLSHost.web(Handshake.sound.with { $0.certificates[0] = .leaf("default.example", mark: "b") })
        host.services["127.0.0.1:443 www.example.com"] = .sound
        host.ports.files["/etc/ssl/www.pem"] = .text(file)
        let results = try host.judge("Endpoint=127.0.0.1:443 sni=www.example.com certificate=/etc/ssl/www.pem")
        #expect(results.of(check, subject: "tcp/443 127.0.0.1 sni=www.example.com") == .pass)
        #expect(results.of(check, subject: "tcp/443 127.0.0.1") == .notApplicable(.featureAbsent))
    }
}
