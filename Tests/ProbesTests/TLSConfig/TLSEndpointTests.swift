import Controls
import ProbeKit
import Testing

@testable import Probes

@Suite struct TLSEndpointTests {
    @Test(arguments: [
        ("www.example.com:443", "www.example.com:443 sni=www.example.com"),
        ("WWW.Example.COM.:443", "www.example.com:443 sni=www.example.com"),
        ("[2001:db8::1]:8443", "[2001:db8::1]:8443"),
        ("192.0.2.1:443 sni=a.example name=b.example", "192.0.2.1:443 sni=a.example name=b.example"),
        ("mail.example.com:25", "mail.example.com:25 sni=mail.example.com starttls=smtp"),
        ("mail.example.com:25 starttls=none", "mail.example.com:25 sni=mail.example.com"),
        ("db.example:6432 starttls=postgres", "db.example:6432 sni=db.example starttls=postgres"),
        ("a.example:443 name=192.0.2.7", "a.example:443 sni=a.example name=192.0.2.7"),
        ("a.example:443 name=2001:db8::7", "a.example:443 sni=a.example name=[2001:db8::7]"),
        (#"a.example:443 certificate="/etc/my certs/a.pem""#, #"a.example:443 sni=a.example certificate="/etc/my certs/a.pem""#),
        ("xn--mnchen-3ya.de:443", "xn--mnchen-3ya.de:443 sni=xn--mnchen-3ya.de"),
    ])
    func `an entry is read`(text: String, expected: String) throws {
        let endpoint = try #require(TLSEndpoint(text))
        #expect(endpoint.description == expected)
    }

    @Test(arguments: [
        "", "www.example.com", "www.example.com:", "www.example.com:0", "www.example.com:65536", "www.example.com:+443", ":443",
        "2001:db8::1:443", "[2001:db8::1]", "[192.0.2.1]:443", "[www.example.com]:443", "192.0.2.256:443", "a..b:443", "-a.b:443",
        "münchen.de:443", "a.example:443 sni=192.0.2.1", "a.example:443 sni=", "a.example:443 sni=a sni=b", "a.example:443 starttls=tls",
        "a.example:443 certificate=a.pem", "a.example:443 port=1", "a.example:443 b.example:443", "*.example.com:443", "a b:443",
        "http://a.example:443", "a.example:443/path", "a.example:443 \"",
    ])
    func `what is not exactly an entry is refused`(text: String) { #expect(TLSEndpoint(text) == nil) }

    @Test(arguments: [
        ("a.example:99999", "behind the last colon a port from 1 to 65535"), ("a.example:443/path", "behind the last colon a port"),
        ("2001:db8::1:443", "before the port a name, in its xn-- form, or an address, IPv6 in brackets"),
        ("münchen.de:443", "before the port a name, in its xn-- form"), ("a.example:25 starttls=smpt", "starttls= with one of none ftp"),
        ("a.example:443 sni=192.0.2.1", "sni= with a host name"), ("a.example:443 name=a..b", "name= with a host name or an address"),
        ("a.example:443 certificate=a.pem", "certificate= with an absolute path"), ("a.example:443 port=1", "no other parts than sni="),
        ("a.example:443 sni=a sni=b", "each part once"), ("a.example", "HOST:PORT [sni=NAME]"), ("a.example:443 b", "HOST:PORT [sni=NAME]"),
    ])
    func `the part of an entry that is wrong is named`(text: String, expected: String) {
        let error = #expect(throws: TLSEndpoint.Misspelt.self) { try TLSEndpoint(parsing: text) }
        #expect(error?.expected.hasPrefix(expected) == true, "\(error?.expected ?? "")")
    }

    @Test func `a name has room for 253 characters and 63 in a label`() {
        let label = String(repeating: "a", count: 63)
        #expect(HostName("\(label).example") != nil)
        #expect(HostName("\(label)a.example") == nil)
        let long = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
        #expect(HostName(long) != nil)
        #expect(HostName(long + "b") == nil)
    }

    @Test(arguments: [
        ("www.example.com", "www.example.com", true), ("www.example.com", "WWW.EXAMPLE.COM", true),
        ("www.example.com", "www.example.com.", true),
        ("www.example.com", "*.example.com", true), ("example.com", "*.example.com", false), ("a.b.example.com", "*.example.com", false),
        ("www.example.com", "w*.example.com", false), ("www.example.com", "www.*.com", false), ("example.com", "*.com", false),
        ("www.example.com", "*", false), ("www.example.com", "*.", false), ("www.example.com", "*.*.com", false),
        ("www.example.com", ".example.com", false), ("www.example.com", "", false), ("www.example.com", "example.com", false),
        ("xn--mnchen-3ya.example.de", "*.example.de", true), ("www.example.com", "www.example.com%00.evil.org", false),
    ])
    func `a wildcard is one whole label on the left, with two below it`(name: String, presented: String, isCovered: Bool) throws {
        #expect(try #require(HostName(name)).isCovered(by: presented) == isCovered)
    }

    @Test(arguments: [
        ("1/6 min=24h max=30d", 90, 15), ("1/6 min=24h max=30d", 3650, 30), ("1/6 min=24h max=30d", 2, 1), ("1/3 max=60d", 45, 15),
        ("50%", 10, 5), ("0/1 min=1d", 10, 1),
    ])
    func `a share of the lifetime is kept within its bounds`(text: String, lifetime: Int64, left: Int64) throws {
        #expect(try #require(RemainingLifetime(text)).seconds(of: lifetime * 86_400) == left * 86_400)
    }

    @Test(arguments: [
        "", "7/6", "1/6 min", "1/6 min=soon", "1/6 least=1d", "1/6 min=2d max=1d", "1/6 min=1d min=2d", "30d", "1/9999999999",
    ])
    func `what is not exactly a share with bounds is refused`(text: String) { #expect(RemainingLifetime(text) == nil) }

    @Test(
        arguments: [
            ("1/3 max=60d", "1/6 min=24h max=30d", true), ("1/10", "1/6", false), ("1/6", "1/6", false),
            // Only certificates that live short enough, or long enough.
            ("1/10 min=10d", "1/6", true), ("1/6 max=40d", "1/6 max=30d", true), ("1/10", "1/6 max=30d", true),
            ("1/2 max=30d", "1/6 min=30d", false),
            ("0/1", "0/1", false), ("1/1000000 min=99999d", "1/6", true),
        ])
    func `attention that never comes before failure is told from one that may`(attention: String, fail: String, may: Bool) throws {
        #expect(try #require(RemainingLifetime(attention)).canExceed(try #require(RemainingLifetime(fail))) == may)
    }

    @Test func `attention that never comes is a problem where it is written`() throws {
        let entry = try #require(Registry.probes.first { $0.manifest.probe == "tls-config" })
        let place = Place(file: "x.control", line: 3)
        let attention = Assignment(key: "ExpiryAttention", value: "1/10 max=20d", place: place)
        let problems = entry.problems(Settings([attention]))
        #expect(problems.map(\.description).allSatisfy { $0.contains("expected more than ExpiryFail=1/6") })
        #expect(problems.count == 1)
        #expect(entry.problems(Settings([Assignment(key: "ExpiryFail", value: "1/2", place: place)])).isEmpty)
    }

    @Test(arguments: ["1.2", "TLSv1.2", "tlsv1.2"])
    func `a version is understood as servers spell it`(word: String) throws {
        #expect(try TLSHost().probe(["MinimumProtocol=\(word)"]).settings.minimumProtocol.value == .tls12)
    }

    @Test(arguments: [
        ("Endpoint", "www.example.com"), ("MinimumProtocol", "1.4"), ("MinimumProtocol", "TLS 1.2"), ("ForbidCipher", "null weak"),
        ("ForbidCipher", "dh<0"), ("ForbidCipher", "TLS_NO_SUCH_SUITE"), ("ExpiryFail", "30d"), ("TrustAnchor", "root.pem"),
        ("TrustAnchor", "sha256:abc"), ("MinimumRsaBits", "0"), ("MinimumEcBits", "many"), ("ReloadGrace", "later"), ("Deadline", "now"),
    ])
    func `a setting that does not fit is one problem`(key: String, value: String) throws {
        let settings = Settings([Assignment(key: key, value: value, place: Place(file: "x.control", line: 3))])
        let entry = try #require(Registry.probes.first { $0.manifest.probe == "tls-config" })
        #expect(entry.problems(settings).count == 1)
    }
}
