import Controls
import ProbeKit
import Probes
import Testing

/// `[BackupSet]` sections: what they say, where they may stand, and every error with its line.
struct BackupSetTests {
    private let control = """
        [Control]
        Id=BCP-02
        Description=Backups
        Owner=platform
        Criterion=A1.2
        [Test]
        Probe=backup-freshness

        """

    private func file(_ name: String, _ text: String) -> ConfigurationFile {
        ConfigurationFile(name: "controls.d/\(name)", path: name, contents: .text(Array(text.utf8)))
    }

    private func problems(_ files: ConfigurationFile...) -> [String] {
        let known = Registry.probes.filter { ["backup-freshness", "open-ports"].contains($0.manifest.probe) }.map(\.known)
        do throws(ConfigurationProblems) {
            _ = try Configuration(ConfigurationFiles(directories: [files]), probes: known)
        } catch { return error.all.map(\.description) }
        return []
    }

    @Test func `several sets in one control, and a drop-in that amends one by its name and adds another`() throws {
        let main = file(
            "b.control",
            control + """
                [BackupSet]
                Name=web
                Adapter=restic
                Source=/var/lib/web.json
                [BackupSet]
                Name=db
                Adapter=pgbackrest
                Source=main
                """)
        let dropIn = file(
            "b.control.d/ours.conf",
            """
            [BackupSet]
            Name=db
            MaximumAge=2h
            Retention=off
            [BackupSet]
            Name=logs
            Adapter=file
            Source=/srv/logs/*.tar
            """)
        #expect(problems(main, dropIn) == [])
        let known = Registry.probes.filter { $0.manifest.probe == "backup-freshness" }.map(\.known)
        let settings = try Configuration(ConfigurationFiles(directories: [[main, dropIn]]), probes: known).settings["backup-freshness"]
        let sections = Set((settings ?? []).compactMap(\.section))
        #expect(sections.map(\.place.line).sorted() == [5, 8, 12])
        let request = try #require(settings).map { ProbeRequest.Setting($0).assignment }
        #expect(request == settings)
    }

    @Test(arguments: [
        ("Name=a\nAdapter=restic", "b.control:8: [BackupSet] has no Source=; add it"),
        ("Adapter=restic\nSource=/x", "b.control:8: [BackupSet] has no Name=; add it"),
        ("", "b.control:8: [BackupSet] has no Source=; add it"),
        ("Name=../a\nAdapter=file\nSource=/x/*", "b.control:9: Name=../a is not valid; expected letters, digits, - _ and ."),
        ("Name=a\nAdapter=restik\nSource=/x", "b.control:10: Adapter=restik is not valid; expected one of status-file"),
        (
            "Name=a\nAdapter=restic\nSource=rest:https://user:hunter2@vault/x",
            "b.control:11: Source=(not shown, since it may hold a password) is not valid; expected the absolute path of the listing"
        ),
        ("Name=a\nAdapter=file\nSource=/x/*\nMaximumShrink=150%", "b.control:12: MaximumShrink=150% is not valid"),
        ("Name=a\nAdapter=restic\nSource=x.json", "b.control:11: Source=x.json is not valid; expected the absolute path of the listing"),
        ("Name=a\nAdapter=pgbackrest\nSource=--config=/x", "b.control:11: Source=--config=/x is not valid; expected a stanza"),
        ("Name=a\nAdapter=zfs\nSource=-r", "b.control:11: Source=-r is not valid; expected a dataset"),
        ("Name=a\nAdapter=unit\nSource=../x.service", "b.control:11: Source=../x.service is not valid"),
        ("Name=a\nAdapter=unit\nSource=backup.timer", "b.control:11: Source=backup.timer is not valid"),
        ("Name=a\nAdapter=file\nSource=/x/*\nMaximumAge=soon", "b.control:12: MaximumAge=soon is not valid; expected a time span"),
        ("Name=a\nAdapter=file\nSource=/x/*\nOffsite=maybe", "b.control:12: Offsite=maybe is not valid; expected required or off"),
        ("Name=a\nAdapter=file\nSource=/x/*\nMaximumAgee=1h", "b.control:12: no key is called “MaximumAgee”; did you mean “MaximumAge”?"),
        (
            "Name=a\nAdapter=file\nSource=/x/*\n[BackupSet]\nName=a\nAdapter=file\nSource=/y/*",
            "b.control:12: section “BackupSet a” stands already at b.control:8; give each a Name= of its own"
        ),
        ("Name=a\nAdapter=file\nSource=/x/*\n[BackupSets]", "b.control:12: no section is called “BackupSets”; did you mean “BackupSet”?"),
        (
            "Name=a\nAdapter=file\nSource=/x/*\n[Settings]\nNoBackupRequired=stateless",
            "b.control:13: NoBackupRequired=stateless is not valid; expected no such line where a [BackupSet] is declared"
        ),
    ])
    func `an error names the file, the line and the way out`(section: String, problem: String) {
        let found = problems(file("b.control", control + "[BackupSet]\n" + section))
        #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }

    @Test func `a set below another probe, or before any test, is an error`() {
        let astray = control.replacing("backup-freshness", with: "open-ports").replacing("A1.2", with: "CC6.6")
        let set = "[BackupSet]\nName=a\nAdapter=file\nSource=/x/*\n"
        #expect(problems(file("b.control", astray + set)).contains { $0.hasPrefix("b.control:8: no section is called “BackupSet”") })
        #expect(problems(file("b.control", set + control)).contains("b.control:1: [BackupSet] cannot stand here: a [Test] comes first"))
    }

    @Test func `a block that was copied and not renamed is an error in a drop-in too`() {
        let block = "[BackupSet]\nName=web\nAdapter=restic\nSource=/a.json\n"
        let found = problems(file("b.control", control), file("b.control.d/ours.conf", block + block))
        #expect(
            found.contains { $0.hasPrefix("b.control.d/ours.conf:5: section “BackupSet web” stands already at b.control.d/ours.conf:1") })
    }
}
