import Controls
import Testing

/// Destinations as files.
struct DestinationFileTests {
    private func file(_ name: String, _ text: String, in top: String = "/etc") -> ConfigurationFile {
        ConfigurationFile(name: "destinations.d/\(name)", path: "\(top)/\(name)", contents: .text(Array(text.utf8)))
    }

    private func read(_ files: ConfigurationFile..., knowing: KnownNames? = nil) -> DestinationReader {
        DestinationReader(ConfigurationFiles(directories: [files]), knowing: knowing)
    }

    /// What is wrong with a destination of these lines.
    private func problems(_ lines: String, name: String = "ops", knowing: KnownNames? = nil) -> [String] {
        read(file("\(name).destination", "[Destination]\n\(lines)\n"), knowing: knowing).problems.map(\.description)
    }

    private func destination(_ lines: String) throws -> Destination {
        let reader = read(file("ops.destination", "[Destination]\n\(lines)\n"))
        #expect(reader.problems == [])
        return try #require(reader.destinations.first { $0.name == "ops" })
    }

    private static let pins = [
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=",
    ]

    @Test func `a file says its kind, and everything else has a usual value`() throws {
        let destination = try destination("Kind=slack")
        #expect(destination.kind == .slack && destination.credential == "ops" && destination.lowestSeverity == .low)
        #expect(destination.probes == [] && destination.quietHours == nil && destination.caFile == nil && destination.proxy == nil)
        #expect(!destination.isEscalation && !destination.isInternal && !destination.isConfirmed)
        #expect(destination.format == .standardWebhooks && destination.pins == [])
    }

    @Test func `every key is read`() throws {
        let destination = try destination(
            """
            Kind=webhook
            Credential=ops-hook
            Severity=high
            Probe=open-ports tls-config
            Probe=account-drift
            Control=NET-01
            Criterion=CC6.6 CC7.1
            QuietHours=22:00-07:30
            Escalation=yes
            Internal=yes
            Format=cloudevents
            CAFile=/etc/ssl/ours.pem
            Pin=\(Self.pins[0])
            Pin=\(Self.pins[1])
            Proxy=http://proxy.example:3128
            """)
        #expect(destination.credential == "ops-hook" && destination.lowestSeverity == .high)
        #expect(destination.probes == ["open-ports", "tls-config", "account-drift"] && destination.controls == ["NET-01"])
        #expect(destination.criteria == [.cc6_6, .cc7_1] && destination.quietHours?.description == "22:00-07:30")
        #expect(destination.isEscalation && destination.isInternal && destination.format == .cloudEvents)
        #expect(destination.caFile == "/etc/ssl/ours.pem" && destination.pins == Self.pins)
        #expect(destination.proxy == "http://proxy.example:3128")
        #expect(try self.destination("Kind=teams\nConfirm=response").isConfirmed)
    }

    @Test func `the journal is there without a file, and a file may narrow it`() {
        #expect(read().destinations == [Destination(name: "journal", kind: .journald)])
        let narrowed = read(file("journal.destination", "[Destination]\nKind=journald\nSeverity=medium\n"))
        #expect(narrowed.problems == [] && narrowed.destinations.map(\.lowestSeverity) == [.medium])
        #expect(
            problems("Kind=journald") == [
                "/etc/ops.destination: not read here; Kind=journald stands in journal.destination, and nothing else does"
            ])
        #expect(problems("Kind=slack", name: "journal").count == 1)
    }

    @Test(arguments: [
        ("Kind=slak", "/etc/ops.destination:2: no kind of destination is called “slak”; did you mean “slack”?"),
        ("Severity=high", "/etc/ops.destination: [Destination] has no Kind=; add it"),
        ("Kind=slack\nSeverity=hihg", "/etc/ops.destination:3: no severity is called “hihg”; did you mean “high”?"),
        ("Kind=slack\nSevrity=high", "/etc/ops.destination:3: no key is called “Sevrity”; did you mean “Severity”?"),
        ("Kind=slack\nProbe=open-port", "/etc/ops.destination:3: no probe is called “open-port”; did you mean “open-ports”?"),
        ("Kind=slack\nControl=NET-1", "/etc/ops.destination:3: no control is called “NET-1”; did you mean “NET-01”?"),
        ("Kind=slack\nCriterion=CC66", "/etc/ops.destination:3: no criterion is called “CC66”; did you mean “CC6.6”?"),
        ("Kind=webhook\nFormat=cloudevent", "/etc/ops.destination:3: no format is called “cloudevent”; did you mean “cloudevents”?"),
    ])
    func `a word that is not known is named with its line and the nearest right one`(lines: String, problem: String) {
        #expect(problems(lines, knowing: KnownNames(probes: ["open-ports"], controls: ["NET-01"])) == [problem])
    }

    @Test(arguments: [
        "QuietHours=22-7", "QuietHours=24:00-07:00", "QuietHours=07:00-07:00", "Escalation=maybe", "Internal=2", "Confirm=yes",
        "Credential=../../etc/shadow", "Credential=.hidden", "CAFile=ours.pem", "CAFile=/etc/../root/x", "Pin=sha256//short sha256//short",
        "Pin=\(pins[0])", "Proxy=ftp://proxy", "Proxy=http://user:word@proxy", "Proxy=http://", "Format=standard-webhooks",
    ])
    func `a value that does not fit is a problem of its line`(line: String) {
        let found = problems("Kind=teams\n\(line)")
        #expect(found.isEmpty == false && found.allSatisfy { $0.hasPrefix("/etc/ops.destination:3: ") }, "\(found)")
        #expect(found.allSatisfy { !$0.contains("word@") })
    }

    @Test func `what only remote services have is refused for the journal, and confirming for who cannot`() {
        #expect(problems("Kind=journald\nInternal=yes\nCredential=x", name: "journal").count == 2)
        #expect(problems("Kind=slack\nConfirm=response").count == 1)
    }

    @Test func `drop-ins amend, higher files hide lower ones, masks take away, strays are named`() {
        let vendor = [
            file("a.destination", "[Destination]\nKind=slack\n", in: "/usr"), file("b.destination", "[Destination]\nKind=teams\n"),
        ]
        let ours = [
            file("a.destination", "[Destination]\nKind=discord\n"),
            file("a.destination.d/10.conf", "[Destination]\nSeverity=critical\n"),
            ConfigurationFile(name: "destinations.d/b.destination", path: "/etc/b.destination", contents: .masked),
        ]
        let reader = DestinationReader(ConfigurationFiles(directories: [vendor, ours]))
        #expect(reader.problems == [] && reader.destinations.map(\.name) == ["a", "journal"])
        #expect(reader.destinations.first?.kind == .discord && reader.destinations.first?.lowestSeverity == .critical)
        let strays = [file("notes.txt", ""), file("c.destination.d/x.conf", "[Destination]\n"), file("a b.destination", "")]
        do throws(ConfigurationProblems) {
            _ = try Configuration(ConfigurationFiles(directories: [strays]), probes: [])
            Issue.record("strays were read")
        } catch {
            #expect(error.all.count == 3, "\(error.all)")
        }
    }

    @Test func `a broken file keeps its destination out and the others in`() {
        let reader = read(
            file("a.destination", "[Destination]\nKind=slack\nSeverity=all\n"), file("b.destination", "[Destination]\nKind=slack\n"),
            file("c.destination", "Kind=slack\n"), file("d.destination", "[Target]\nKind=slack\n"),
            ConfigurationFile(name: "destinations.d/e.destination", path: "/etc/e", contents: .unreadable("permission denied")))
        #expect(reader.destinations.map(\.name) == ["b", "journal"])
        #expect(reader.problems.map { $0.description.prefix(6) }.contains("/etc/e"))
    }

    @Test func `all filters have to hold`() throws {
        let destination = try destination("Kind=slack\nSeverity=high\nProbe=open-ports\nCriterion=CC6.6")
        #expect(destination.wants(probe: "open-ports", control: "NET-01", criteria: [.cc6_6, .cc7_1], severity: .critical))
        #expect(!destination.wants(probe: "open-ports", control: "NET-01", criteria: [.cc6_6], severity: .medium))
        #expect(!destination.wants(probe: "tls-config", control: "NET-01", criteria: [.cc6_6], severity: .high))
        #expect(!destination.wants(probe: "open-ports", control: "NET-01", criteria: [.cc7_1], severity: .high))
    }

    @Test(arguments: [("22:00-07:00", [22 * 60, 0, 419], [1319, 420]), ("12:00-13:00", [720, 779], [719, 780])])
    func `quiet hours may go past midnight`(hours: String, inside: [Int], outside: [Int]) throws {
        let quiet = try #require(QuietHours(hours))
        #expect(inside.allSatisfy(quiet.contains(minute:)) && !outside.contains(where: quiet.contains(minute:)))
    }
}
