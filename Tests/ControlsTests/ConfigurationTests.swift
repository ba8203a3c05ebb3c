import Controls
import Testing

/// Controls from files: drop-ins, masks, overrides, and every error with its place and the way out.
struct ConfigurationTests {
    private let probes = [
        KnownProbe(name: "password-policy", checks: ["password-policy.minimum-length", "password-policy.lockout"]) { settings in
            var settings = settings
            _ = settings.integer("MinimumLength", default: 14, in: 0...99)
            return settings.problems
        },
        KnownProbe(name: "open-ports", checks: ["open-ports.unexpected-listener"]) { _ in [] },
    ]

    private func file(_ name: String, _ text: String, in directory: String = "/etc") -> ConfigurationFile {
        ConfigurationFile(name: "controls.d/\(name)", path: "\(directory)/\(name)", contents: .text(Array(text.utf8)))
    }

    private func read(_ directories: [ConfigurationFile]...) throws(ConfigurationProblems) -> Configuration {
        try Configuration(ConfigurationFiles(directories: directories), probes: probes)
    }

    private func problems(_ files: ConfigurationFile...) -> [String] {
        do throws(ConfigurationProblems) { _ = try read(files) } catch { return error.all.map(\.description) }
        return []
    }

    private let vendor = """
        [Control]
        Id=AC-07
        Description=Passwords follow the standard
        Owner=platform
        Criterion=CC6.1
        [Test]
        Probe=password-policy
        """

    @Test func `a control says what it tests, with the frequency and severity of the catalogue`() throws {
        let control = try #require(try read([file("a.control", vendor)]).controls.first)
        #expect(control.id == "AC-07" && control.owner == "platform" && control.criteria == [.cc6_1])
        #expect(control.tests.flatMap(\.checks) == ["password-policy.minimum-length", "password-policy.lockout"])
        #expect(control.interval(of: "password-policy.lockout") == .hours(1))
        #expect(control.severity(of: "password-policy.lockout") == .medium)
    }

    @Test func `frequency and severity can be set for one check or for all`() throws {
        let text = vendor + "\nEvery=30m\nEvery=lockout 5m\nSeverity=lockout critical\n"
        let control = try #require(try read([file("a.control", text)]).controls.first)
        #expect(control.interval(of: "password-policy.minimum-length") == .minutes(30))
        #expect(control.interval(of: "password-policy.lockout") == .minutes(5))
        #expect(control.severity(of: "password-policy.lockout") == .critical)
        #expect(control.severity(of: "password-policy.minimum-length") == .medium)
    }

    @Test func `how often a check must fail before people are told can be set, from one to ten`() throws {
        let control = try #require(try read([file("a.control", vendor + "\nConfirmFailures=lockout 3\n")]).controls.first)
        #expect(control.confirmFailures(of: "password-policy.lockout") == 3)
        #expect(control.confirmFailures(of: "password-policy.minimum-length") == 1)
        for wrong in ["0", "11", "-1", "twice", "lockout 99999999999999999999"] {
            #expect(throws: ConfigurationProblems.self) { try read([file("a.control", vendor + "\nConfirmFailures=\(wrong)\n")]) }
        }
    }

    @Test func `the administrator's file hides the vendor's of the same name`() throws {
        let own = vendor.replacing("AC-07", with: "OWN-1")
        #expect(try read([file("a.control", vendor)], [file("a.control", own)]).controls.map(\.id) == ["OWN-1"])
    }

    @Test func `a mask takes a vendor's control away, and its drop-ins`() throws {
        let mask = ConfigurationFile(name: "controls.d/a.control", path: "/etc/a.control", contents: .masked)
        #expect(try read([file("a.control", vendor)], [mask]).controls.isEmpty)
    }

    @Test func `drop-ins of all directories are laid over in the order of their names`() throws {
        let configuration = try read(
            [file("a.control", vendor), file("a.control.d/20-late.conf", "[Settings]\nMinimumLength=20\n")],
            [file("a.control.d/10-early.conf", "[Control]\nOwner=other\n[Settings]\nMinimumLength=10\n")])
        #expect(configuration.controls[0].owner == "other")
        #expect(configuration.settings["password-policy"]?.map(\.value) == ["10", "20"])
    }

    @Test func `a drop-in finds its test by the probe, and may add another`() throws {
        let two = vendor + "\n[Test]\nProbe=open-ports\n"
        let dropIn = "[Test]\nProbe=password-policy\nSeverity=high\n[Settings]\nMinimumLength=9\n"
        let configuration = try read([file("a.control", two), file("a.control.d/x.conf", dropIn)])
        #expect(configuration.controls[0].tests.map(\.probe) == ["password-policy", "open-ports"])
        #expect(configuration.controls[0].severity(of: "password-policy.lockout") == .high)
        #expect(configuration.settings["password-policy"]?.map(\.value) == ["9"])
        let added = try read([file("a.control", vendor), file("a.control.d/x.conf", "[Test]\nProbe=open-ports\n")])
        #expect(added.controls[0].tests.map(\.probe) == ["password-policy", "open-ports"])
    }

    @Test func `unknown words are errors that name the nearest right one`() {
        let text = """
            [Control]
            Id=A
            Description=d
            Ovner=o
            Criterion=CC6.11
            [Tset]
            x=1
            [Test]
            Probe=pasword-policy
            """
        #expect(
            Set(problems(file("a.control", text))) == [
                "/etc/a.control:6: no section is called “Tset”; did you mean “Test”?",
                "/etc/a.control:4: no key is called “Ovner”; did you mean “Owner”?",
                "/etc/a.control: [Control] has no Owner=; add it",
                "/etc/a.control:5: no criterion is called “CC6.11”; did you mean “CC6.1”?",
                "/etc/a.control:9: no probe is called “pasword-policy”; did you mean “password-policy”?",
            ])
    }

    @Test func `settings are checked by their probe, with the line that sets them`() {
        let text = vendor + "\nCheck=lockot\n[Settings]\nMinimumLength=-3\nMaximumLength=9\n"
        #expect(
            Set(problems(file("a.control", text))) == [
                "/etc/a.control:8: no check is called “lockot”; did you mean “lockout”?",
                "/etc/a.control:10: MinimumLength=-3 is not valid; expected a whole number from 0 to 99",
                "/etc/a.control:11: no key is called “MaximumLength”; did you mean “MinimumLength”?",
            ])
    }

    @Test func `a check belongs to one control, an id to one control, settings of a probe to one place`() {
        let first = vendor + "\n[Settings]\nMinimumLength=9\n"
        let found = problems(file("a.control", first), file("b.control", first))
        #expect(found.contains { $0.hasPrefix("/etc/b.control:2: control id “AC-07” stands already at /etc/a.control:2") })
        #expect(found.contains { $0.hasPrefix("/etc/b.control:7: check “password-policy.lockout” stands already at /etc/a.control:7") })
        #expect(
            found.contains {
                $0.hasPrefix("/etc/b.control:9: settings section of probe “password-policy” stands already at /etc/a.control:9")
            })
    }

    @Test func `nothing in a configuration directory is passed over in silence`() {
        let stray = ConfigurationFile(name: "soc2d.cnf", path: "/etc/soc2d.cnf", contents: .text([]))
        let found = problems(
            stray, file("notes.txt", ""), file("b.control.d/x.conf", ""), file(".hidden", ""), file("old.control~", ""),
            file("a.control.dpkg-old", ""))
        #expect(found.count == 3)
        #expect(found.contains("/etc/notes.txt: not read here; rename it to NAME.control"))
        #expect(found.contains("/etc/b.control.d/x.conf: not read here; there is no controls.d/b.control, or it is masked"))
        #expect(
            found.contains {
                $0.hasPrefix("/etc/soc2d.cnf: not read here; this version reads soc2d.conf, soc2d.conf.d/*.conf, controls.d/*.control")
            })
    }

    @Test func `an unreadable file is an error, not an absence`() {
        let unreadable = ConfigurationFile(name: "controls.d/a.control", path: "/etc/a.control", contents: .unreadable("permission denied"))
        #expect(problems(unreadable).contains("/etc/a.control: cannot be read: permission denied"))
    }

    @Test func `a settings section without its test is an error`() {
        let text = vendor.replacing("[Test]", with: "[Settings]\nMinimumLength=9\n[Test]")
        #expect(problems(file("a.control", text)) == ["/etc/a.control:6: [Settings] cannot stand here: a [Test] comes first"])
        let two = vendor + "\n[Test]\nProbe=open-ports\n"
        let found = problems(file("a.control", two), file("a.control.d/x.conf", "[Settings]\nMinimumLength=9\n"))
        #expect(found.count == 1 && found[0].contains("password-policy, open-ports"))
    }

    @Test func `a control whose criteria and checks do not fit together is remarked on`() throws {
        let remarks = try read([file("a.control", vendor.replacing("CC6.1", with: "CC7.2"))]).remarks
        #expect(remarks.count == 3)
        #expect(remarks[0] == "/etc/a.control:2: control AC-07 names CC7.2, which none of its checks tests directly")
        #expect(try read([file("a.control", vendor)]).remarks.isEmpty)
    }
}
