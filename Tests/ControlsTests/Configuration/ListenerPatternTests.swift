import Testing

@testable import Controls

@Suite struct ListenerPatternTests {
    @Test(arguments: [
        "tcp/443", "udp/6000-6063", "raw/1", "raw/0", "sctp/36412 address=wildcard", "tcp/1 address=10.0.0.0/8",
        "tcp/80 address=link-local unit=nginx.service exe=/usr/sbin/nginx", "tcp/80 exe=\"/opt/my app/web\"",
        #"tcp/80 unit=web\x2dapp@*.service"#,
    ])
    func `an entry is written as it is read`(text: String) throws {
        #expect(try #require(ListenerPattern(text)).description == text)
    }

    @Test(arguments: [
        "", "443", "tcp", "tcp/", "tcp/0", "tcp/65536", "tcp/2-1", "tcp/1-2-3", "tcp/-1", "tcp/+1", "icmp/1", "TCP/1", "raw/256",
        "tcp/1 loopback", "tcp/1 address=", "tcp/1 address=everywhere", "tcp/1 address=10.0.0.1/8", "tcp/1 unit=", "tcp/1 unit=[a",
        "tcp/1 exe=nginx", "tcp/1 unit=a unit=b", "tcp/1 owner=root", "tcp/1 exe=\"/a", "tcp/1 udp/2",
    ])
    func `anything else is refused`(text: String) {
        #expect(ListenerPattern(text) == nil)
    }

    @Test func `a problem names what is expected`() throws {
        var settings = Settings([Assignment(key: "AllowListener", value: "443/tcp", place: Place(file: "a.control", line: 7))])
        _ = settings.entries("AllowListener", expected: ListenerPattern.expected) { ListenerPattern($0) }
        let problem = try #require(settings.problems.first)
        #expect(problem.description.hasPrefix("a.control:7: AllowListener=443/tcp is not valid; expected PROTOCOL/PORT[-PORT]"))
    }

    @Test func `a restriction is a range and a scope`() {
        #expect(BindRestriction("tcp/5432 scope=loopback")?.description == "tcp/5432 scope=loopback")
        for text in [
            "tcp/5432", "tcp/5432 scope=", "tcp/5432 scope=local", "tcp/5432 loopback", "scope=loopback tcp/5432", "tcp/1 scope=loopback x",
        ] {
            #expect(BindRestriction(text) == nil)
        }
    }

    @Test(arguments: [
        ("*", "", true), ("*", "anything", true), ("a*c", "abbbc", true), ("a*c", "abbb", false), ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[]]", "]", true), ("[a-]", "-", true), ("**a**", "bab", true),
        (#"a\x2db"#, #"a\x2db"#, true), ("a", "ab", false), ("docker-*.scope", "docker-0f.scope", true),
        ("*.service", "x.service.evil", false),
    ])
    func `names match as fnmatch has it`(pattern: String, name: String, matches: Bool) throws {
        #expect(try #require(NamePattern(pattern)).matches(name) == matches)
    }

    @Test func `a hostile pattern takes no exponential time`() throws {
        let pattern = try #require(NamePattern(String(repeating: "*a", count: 200) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 10_000)))
    }

    @Test func `a literal name has no wildcards`() {
        #expect(NamePattern(literal: "*.service").matches("*.service"))
        #expect(!NamePattern(literal: "*.service").matches("a.service"))
    }
}
