import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// A host with nginx, from its configuration to what it shows.
@Suite struct ConfiguredServerTests {
    private func host() throws -> TLSHost {
        var host = try TLSHost.web(.sound)
        host.ports.files["/etc/nginx/nginx.conf"] = """
            http {
                server {
                    listen 443 ssl;
                    server_name www.example.com;
                    ssl_certificate /etc/ssl/www.pem;
                    ssl_certificate_key /etc/ssl/private/www.key;
                }
            }

            """
        host.ports.files["/etc/ssl/www.pem"] = "-----BEGIN CERTIFICATE-----\nMAGq\n-----END CERTIFICATE-----\n"
        host.ports.files["/etc/ssl/private/www.key"] = .file(
            Array("-----BEGIN PRIVATE KEY-----\nMAGq\n-----END PRIVATE KEY-----\n".utf8), mode: 0o600)
        return host
    }

    private let named = "tcp/443 0.0.0.0 sni=www.example.com"

    @Test func `the names, the file and the key of the configuration are judged`() throws {
        let results = try host().judge()
        #expect(results.of(TLSConfigProbe.protocolVersion).map(\.subject) == ["tcp/443 0.0.0.0", named])
        #expect(results.of(TLSConfigProbe.certificateName, subject: named) == .pass)
        #expect(results.of(TLSConfigProbe.servedCertificate, subject: named) == .pass)
        #expect(results.of(TLSConfigProbe.servedCertificate, subject: "tcp/443 0.0.0.0") == .pass)
        #expect(results.of(PrivateKeyAccess.check, subject: "/etc/ssl/private/www.key") == .pass)
        let result = try #require(results.of(TLSConfigProbe.servedCertificate).last)
        #expect(result.sources.contains(Source("/etc/nginx/nginx.conf", line: 5)))
        #expect(results.populations.values.allSatisfy { $0.fail == 0 })
    }

    @Test func `a declared address that a listener answers at has that one's owner and files`() throws {
        let results = try host().judge("Endpoint=127.0.0.1:443 sni=www.example.com")
        #expect(results.of(TLSConfigProbe.servedCertificate, subject: "tcp/443 127.0.0.1 sni=www.example.com") == .pass)
        var renewed = try host()
        renewed.ports.files["/etc/ssl/www.pem"] = "-----BEGIN CERTIFICATE-----\nMAGr\n-----END CERTIFICATE-----\n"
        let stale = try renewed.judge("Endpoint=127.0.0.1:443 sni=www.example.com")
        #expect(stale.of(TLSConfigProbe.servedCertificate, subject: "tcp/443 127.0.0.1 sni=www.example.com") == .fail(.notReloaded))
    }

    @Test func `a renewed file that nginx has not loaded fails`() throws {
        var host = try host()
        host.ports.files["/etc/ssl/www.pem"] = "-----BEGIN CERTIFICATE-----\nMAGr\n-----END CERTIFICATE-----\n"
        #expect(try host.judge().of(TLSConfigProbe.servedCertificate, subject: named) == .fail(.notReloaded))
        host.ages["/etc/ssl/www.pem"] = 60
        #expect(try host.judge().of(TLSConfigProbe.servedCertificate, subject: named) == .pass)
    }

    @Test func `a configuration that cannot be read leaves names unknown, for every check`() throws {
        var host = try host()
        host.ports.files["/etc/nginx/nginx.conf"] = .denied
        let results = try host.judge()
        for check in TLSConfigProbe.manifest.checks.map(\.id) {
            #expect(results.of(check, subject: "source:/etc/nginx/nginx.conf") == .inconclusive(.unreadable), "\(check)")
        }
    }

    @Test func `a configuration in which there are no names leaves versions and suites known`() throws {
        var host = try host()
        try host.ports.listen(.tcp, "127.0.0.1", 5432, unit: "postgresql@16-main.service", exe: "/usr/lib/postgresql/16/bin/postgres")
        host.ports.files["/etc/postgresql/16/main/postgresql.conf"] = .denied
        let subject = "source:/etc/postgresql/16/main/postgresql.conf"
        let results = try host.judge()
        for check in TLSConfigProbe.manifest.checks.map(\.id) {
            let matters = [PrivateKeyAccess.check, TLSConfigProbe.servedCertificate].contains(check)
            #expect(results.of(check, subject: subject) == (matters ? .inconclusive(.unreadable) : nil), "\(check)")
        }
    }

    @Test func `a configuration of a server that listens nowhere matters to its keys only`() throws {
        var host = try host()
        host.ports.files["/etc/haproxy/haproxy.cfg"] = .denied
        host.ports.files["/etc/postgresql/16/main/postgresql.conf"] = .denied
        let results = try host.judge()
        for check in TLSConfigProbe.manifest.checks.map(\.id) {
            let sources = results.of(check).map(\.subject).filter { $0.hasPrefix("source:") }
            #expect(sources.count == (check == PrivateKeyAccess.check ? 2 : 0), "\(check)")
        }
    }

    @Test func `the lines that decide about versions and suites are named, inherited ones too`() throws {
        var host = try host()
        host.ports.files["/etc/nginx/nginx.conf"] = """
            http {
                ssl_protocols TLSv1.2;
                ssl_ciphers HIGH;
                server {
                    listen 443 ssl;
                    server_name www.example.com;
                    ssl_protocols TLSv1.3;
                    ssl_certificate /etc/ssl/www.pem;
                    ssl_certificate_key /etc/ssl/private/www.key;
                }
            }
            """
        let results = try host.judge()
        func lines(_ check: CheckID) -> [Int?] {
            results.of(check).filter { $0.subject == named }.flatMap(\.sources).filter { $0.path == "/etc/nginx/nginx.conf" }.map(\.line)
        }
        #expect(lines(TLSConfigProbe.protocolVersion) == [7, 8])
        #expect(lines(TLSConfigProbe.cipherStrength) == [3, 8])
    }

    @Test func `without such a line, the line of the certificate is named`() throws {
        let results = try host().judge()
        for check in [TLSConfigProbe.protocolVersion, TLSConfigProbe.cipherStrength] {
            let result = try #require(results.of(check).first)
            #expect(result.subject == "tcp/443 0.0.0.0" && result.sources.contains(Source("/etc/nginx/nginx.conf", line: 5)))
        }
    }

    @Test func `a certificate that is shown as its file has it comes with the file`() throws {
        let results = try host().judge()
        let file = Source("/etc/ssl/www.pem")
        for check in [TLSConfigProbe.certificateExpiry, TLSConfigProbe.keyStrength] {
            #expect(results.of(check).map { $0.sources.contains(file) } == [true, false, false])
        }
        #expect(results.of(TLSConfigProbe.certificateChain).allSatisfy { $0.sources.contains(file) })
        var renewed = try host()
        renewed.ports.files["/etc/ssl/www.pem"] = "-----BEGIN CERTIFICATE-----\nMAGr\n-----END CERTIFICATE-----\n"
        let others = try renewed.judge().of(TLSConfigProbe.certificateExpiry)
        #expect(!others.contains { $0.sources.contains(file) })
    }

    @Test func `a declared endpoint that is a listener of the host takes the file of that one's service`() throws {
        let results = try host().judge("Endpoint=127.0.0.1:443 sni=www.example.com")
        let result = try #require(
            results.of(TLSConfigProbe.servedCertificate).first { $0.subject == "tcp/443 127.0.0.1 sni=www.example.com" })
        #expect(result.verdict == .pass)
        #expect(result.sources.contains(Source("/etc/nginx/nginx.conf", line: 5)))
    }

    @Test func `a line that is not understood is named`() throws {
        var host = try host()
        host.ports.files["/etc/nginx/nginx.conf"] = "http { server { listen 443 ssl;\nssl_certificate $x; } }\n"
        let gap = try #require(host.judge().of(PrivateKeyAccess.check).first { $0.subject == "source:/etc/nginx/nginx.conf" })
        #expect(gap.sources == [Source("/etc/nginx/nginx.conf", line: 2)])
        #expect(gap.observed == "ssl_certificate names no file, but a variable or another store")
    }

    @Test func `under a root of files keys are judged all the same`() throws {
        var host = try host()
        host.ports.isFileTreeOnly = true
        host.ports.files["/etc/ssl/private/www.key"] = .file([], mode: 0o644)
        let results = try host.judge()
        #expect(results.of(PrivateKeyAccess.check, subject: "/etc/ssl/private/www.key") == .fail(.exposed))
        #expect(results.of(TLSConfigProbe.servedCertificate).map(\.verdict) == [.inconclusive(.notObservableUnderRoot)])
    }

    @Test func `a key that the entity names is judged, and its groups are those of the setting`() throws {
        var host = try host()
        host.ports.files["/etc/group"] = "root:x:0:\nssl-cert:x:110:www-data\nweb:x:120:\n"
        host.ports.files["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\n"
        host.ports.files["/opt/app.key"] = .file([], group: 110, mode: 0o640)
        #expect(try host.judge("PrivateKey=/opt/app.key").of(PrivateKeyAccess.check, subject: "/opt/app.key") == .pass)
        let other = try host.judge("PrivateKey=/opt/app.key", "AllowKeyGroup=web")
        #expect(other.of(PrivateKeyAccess.check, subject: "/opt/app.key") == .fail(.exposed))
    }
}
