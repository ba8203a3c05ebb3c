import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct JobSearchTests {
    private func jobs(_ tree: MemoryTree, _ sets: BackupSet...) -> [String] {
        JobSearch.undeclared(on: BackupHost(files: tree).host, sets: sets).jobs.map { "\($0.tool) \($0.path):\($0.line ?? 0)" }
    }

    private let timed: MemoryTree = [
        "/etc/systemd/system/timers.target.wants/nightly.timer": .link("/etc/systemd/system/nightly.timer"),
        "/etc/systemd/system/nightly.timer": "[Timer]\nOnCalendar=daily\n",
        "/etc/systemd/system/nightly.service": "[Service]\n# ExecStart=/usr/bin/borg\nExecStart=-/usr/bin/restic backup \\\n  /srv\n",
    ]

    @Test func `a service that an enabled timer starts is found, with its line`() {
        #expect(jobs(timed) == ["restic /etc/systemd/system/nightly.service:3"])
    }

    @Test func `a timer that nobody enabled starts nothing`() {
        var tree = timed
        tree["/etc/systemd/system/timers.target.wants/nightly.timer"] = nil
        #expect(jobs(tree).isEmpty)
    }

    @Test func `drop-ins replace commands, and a masked service has none`() {
        var tree = timed
        tree["/run/systemd/system/nightly.service.d/10-x.conf"] = "[Service]\nExecStart=\nExecStart=/usr/local/bin/borgmatic\n"
        #expect(jobs(tree) == ["borgmatic /run/systemd/system/nightly.service.d/10-x.conf:3"])
        tree["/etc/systemd/system/nightly.service"] = .link("/dev/null")
        tree["/dev/null"] = .failing(.notRegular("/dev/null", .device))
        #expect(jobs(tree).isEmpty)
    }

    @Test func `an instance has the commands of its template, and a timer the service that it names`() {
        let tree: MemoryTree = [
            "/etc/systemd/system/timers.target.wants/x.timer": .link("/usr/lib/systemd/system/x.timer"),
            "/usr/lib/systemd/system/x.timer": "[Timer]\nUnit=dump@main.service\n",
            "/usr/lib/systemd/system/dump@.service": "[Service]\nExecStart=/bin/sh -c 'pg_dump %i | gzip >/srv/%i.gz'\n",
        ]
        #expect(jobs(tree) == ["pg_dump /usr/lib/systemd/system/dump@.service:2"])
    }

    @Test func `crontabs, scripts of cron, and scripts that jobs start are looked into`() {
        let tree: MemoryTree = [
            "/etc/crontab": "SHELL=/bin/sh\n# 0 1 * * * root restic backup\n17 * * * * root cd / && run-parts /etc/cron.hourly\n",
            "/etc/cron.d/db": "0 3 * * * postgres flock -n /run/x nice pgbackrest --stanza=main backup\n",
            "/etc/cron.d/db.dpkg-old": "0 3 * * * root duplicity\n", "/var/spool/cron/crontabs/root": "@daily /usr/local/sbin/nightly\n",
            "/usr/local/sbin/nightly": "#!/bin/sh\nset -e\nRESTIC_REPOSITORY=/srv/r exec restic backup /srv\n",
            "/etc/cron.daily/dump": .file(Array("#!/bin/bash\nif mysqldump --all-databases >x; then :; fi\n".utf8), mode: 0o755),
            "/etc/cron.daily/off": .file(Array("#!/bin/bash\nborg create\n".utf8), mode: 0o644),
        ]
        #expect(
            jobs(tree) == [
                "pgbackrest /etc/cron.d/db:1", "mysqldump /etc/cron.daily/dump:2", "restic /var/spool/cron/crontabs/root:1",
            ])
    }

    @Test(arguments: [
        "/usr/libexec/dpkg/dpkg-db-backup", "/sbin/e2scrub_all -A -r", "echo restic is done", "cp /etc/restic/env /srv/borg /tmp",
        "rsync -a --exclude restic /srv x:", "restic-exporter --port 1", "/usr/bin/mandb borg", "true # restic", "sudo cat /srv/borg", "",
    ])
    func `what only looks like a backup job is none`(command: String) {
        #expect(CommandWords.tool(in: Array(command.utf8)[...]) == nil)
    }

    @Test(arguments: [
        ("restic", "restic"), ("/opt/x/restic backup", "restic"), ("A=1 B=$(date) restic x", "restic"),
        ("su - postgres -c \"pg_dumpall >x\"", "pg_dumpall"),
        ("test -x /y && sudo -u borg /usr/bin/borg create", "borg"), ("[ -d x ] || exec btrbk run", "btrbk"),
        ("for x in y; do mongodump; done", "mongodump"),
    ])
    func `tools are found where commands stand`(command: String, tool: String) {
        #expect(CommandWords.tool(in: Array(command.utf8)[...]) == tool)
    }

    @Test func `a set of the same tool, of the same unit, or with a status file stands for a job`() throws {
        #expect(jobs(timed, try BackupHost.set("restic", "/srv/x.json")).isEmpty)
        #expect(jobs(timed, try BackupHost.set("unit", "nightly.service")).isEmpty)
        #expect(jobs(timed, try BackupHost.set("unit", "nightly")).isEmpty)
        #expect(jobs(timed, try BackupHost.set("status-file", "/srv/x.json")).isEmpty)
        #expect(jobs(timed, try BackupHost.set("borg", "/srv/x.json", ["StatusFile=/srv/status.json"])).count == 1)
        #expect(jobs(timed, try BackupHost.set("borg", "/srv/x.json")).count == 1)
        #expect(jobs(timed, try BackupHost.set("unit", "other.service")).count == 1)
        #expect(jobs(timed, try BackupHost.set("file", "/srv/*.dump")).count == 1)
        let dumps: MemoryTree = ["/etc/cron.d/db": "0 3 * * * postgres pg_dump x\n"]
        #expect(jobs(dumps, try BackupHost.set("file", "/srv/*.dump")).isEmpty)
        #expect(jobs(dumps).count == 1)
    }

    @Test func `what cannot be read is a gap, and many jobs are cut`() {
        let denied = JobSearch.undeclared(on: BackupHost(files: ["/var/spool/cron/crontabs": .denied]).host, sets: [])
        #expect(denied.gaps.map(\.path).contains("/var/spool/cron/crontabs"))
        var tree: MemoryTree = [:]
        for index in 0..<100 { tree[HostPath("/etc/cron.d/job\(index)")] = "@daily root restic\n" }
        #expect(jobs(tree).count == 20)
        #expect(JobSearch.undeclared(on: BackupHost().host, sets: []).gaps.isEmpty)
    }
}
