import Controls
import Testing

/// `soc2d.conf` and what amends it: every key, every mistake with its place and the way out.
struct MonitorSettingsTests {
    private func file(_ name: String, _ text: String, in directory: String = "/etc/soc2d") -> ConfigurationFile {
        ConfigurationFile(name: name, path: "\(directory)/\(name)", contents: .text(Array(text.utf8)))
    }

    private func read(_ directories: [ConfigurationFile]...) -> (MonitorSettings, [String]) {
        let (configuration, problems) = Configuration.reading(ConfigurationFiles(directories: directories), probes: [])
        return (configuration.monitor, problems.map(\.description))
    }

    @Test func `without a file everything is as usual`() {
        let (settings, problems) = read([])
        #expect(settings == MonitorSettings() && problems.isEmpty)
        #expect(settings.stateDirectory == "/var/lib/soc2d" && settings.retention == .days(400) && !settings.legalHold)
        #expect(settings.origin == nil && settings.parallelProbes == nil)
    }

    @Test func `every key is read`() {
        let (settings, problems) = read([
            file(
                "soc2d.conf",
                "[Monitor]\nStateDirectory=/srv/soc2d\nParallelProbes=2\n[Ledger]\nOrigin=soc2d.example.com/web-1\nRetention=2y\nLegalHold=yes\n"
            )
        ])
        #expect(problems.isEmpty)
        #expect(settings.stateDirectory == "/srv/soc2d" && settings.parallelProbes == 2)
        #expect(settings.origin == "soc2d.example.com/web-1" && settings.retention == TimeSpan("2y") && settings.legalHold)
    }

    @Test func `the administrator's file hides the vendor's, and drop-ins of both amend it in the order of their names`() {
        let vendor = [
            file("soc2d.conf", "[Ledger]\nRetention=1d\n", in: "/usr/lib/soc2d"),
            file("soc2d.conf.d/20-hold.conf", "[Ledger]\nLegalHold=yes\n", in: "/usr/lib/soc2d"),
        ]
        let own = [
            file("soc2d.conf", "[Ledger]\nOrigin=mine\n"), file("soc2d.conf.d/30-last.conf", "[Ledger]\nRetention=20d\n"),
            file("soc2d.conf.d/10-first.conf", "[Ledger]\nRetention=10d\n"),
        ]
        let (settings, problems) = read(vendor, own)
        #expect(problems.isEmpty)
        #expect(settings.retention == .days(20) && settings.legalHold && settings.origin == "mine")
    }

    @Test func `drop-ins count also where there is no file to amend`() {
        #expect(read([file("soc2d.conf.d/a.conf", "[Monitor]\nParallelProbes=1\n")]).0.parallelProbes == 1)
    }

    @Test func `an empty value takes back what was said before`() {
        let (settings, problems) = read([
            file("soc2d.conf", "[Ledger]\nOrigin=mine\nRetention=20d\n"), file("soc2d.conf.d/a.conf", "[Ledger]\nOrigin=\nRetention=\n"),
        ])
        #expect(problems.isEmpty && settings == MonitorSettings())
    }

    @Test(arguments: [
        ("[Monitor]\nStateDirectry=/a\n", "/etc/soc2d/soc2d.conf:2: no key is called “StateDirectry”; did you mean “StateDirectory”?"),
        ("[Monitr]\n", "/etc/soc2d/soc2d.conf:1: no section is called “Monitr”; did you mean “Monitor”?"),
        ("[Monitor]\nStateDirectory=var/lib\n", "/etc/soc2d/soc2d.conf:2: StateDirectory=var/lib is not valid; expected an absolute path"),
        ("[Monitor]\nStateDirectory=/var/../etc\n", "/etc/soc2d/soc2d.conf:2: StateDirectory=/var/../etc is not valid"),
        ("[Monitor]\nStateDirectory=/\n", "/etc/soc2d/soc2d.conf:2: StateDirectory=/ is not valid"),
        ("[Monitor]\nParallelProbes=0\n", "/etc/soc2d/soc2d.conf:2: ParallelProbes=0 is not valid; expected a whole number from 1 to 64"),
        ("[Monitor]\nParallelProbes=65\n", "/etc/soc2d/soc2d.conf:2: ParallelProbes=65 is not valid"),
        ("[Ledger]\nOrigin=a b\n", "/etc/soc2d/soc2d.conf:2: Origin=a b is not valid; expected a name"),
        ("[Ledger]\nOrigin=a+b\n", "/etc/soc2d/soc2d.conf:2: Origin=a+b is not valid"),
        ("[Ledger]\nRetention=23h\n", "/etc/soc2d/soc2d.conf:2: Retention=23h is not valid; expected a time span of at least 1d"),
        ("[Ledger]\nRetention=for ever\n", "/etc/soc2d/soc2d.conf:2: Retention=for ever is not valid"),
        ("[Ledger]\nLegalHold=maybe\n", "/etc/soc2d/soc2d.conf:2: LegalHold=maybe is not valid; expected yes or no"),
        ("[Ledger]\nStateDirectory=/a\n", "/etc/soc2d/soc2d.conf:2: no key is called “StateDirectory”"),
        ("Origin=a\n", "/etc/soc2d/soc2d.conf:1: “Origin=” stands before any [Section]"),
    ])
    func `a mistake is named with its line and the way out, and counts for nothing`(_ text: String, _ problem: String) {
        let (settings, problems) = read([file("soc2d.conf", text)])
        #expect(problems.count == 1 && problems.first?.hasPrefix(problem) == true, "\(problems)")
        #expect(settings == MonitorSettings())
    }

    @Test func `of a mistake that a later file corrects nothing is left`() {
        let (settings, problems) = read([
            file("soc2d.conf", "[Ledger]\nRetention=no\n"), file("soc2d.conf.d/a.conf", "[Ledger]\nRetention=30d\n"),
        ])
        #expect(problems.isEmpty && settings.retention == .days(30))
    }

    @Test func `a file that would go unread is named`() {
        let (_, problems) = read([file("soc2d.conf.d/a.cnf", ""), file("soc2d.conf.d/b/c.conf", "")])
        #expect(problems.count == 2)
    }
}
