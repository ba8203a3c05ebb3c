import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// A stock Debian whose backups are declared and in good order, by every adapter that reads files.
enum BackedUpHost {
    static let now: Int64 = 1_790_000_000

    private static let sets = [
        "status": ["Adapter=status-file", "Source=/var/lib/backup/status.json", "Retention=off"],
        "web": ["Adapter=restic", "Source=/var/lib/backup/web.json", "Repository=sftp:vault:/srv", "MinimumPoints=1", "Retention=1d"],
        "mail": ["Adapter=borg", "Source=/var/lib/backup/mail.json", "Retention=off"],
        "db": ["Adapter=pgbackrest", "Source=/var/lib/backup/db.json", "Repository=s3://bucket", "Retention=off"],
        "old-db": ["Adapter=barman", "Source=/var/lib/barman/main", "Offsite=off", "Encryption=off", "Retention=off"],
        "dumps": ["Adapter=file", "Source=/srv/dumps/*.gpg", "Offsite=off", "Retention=off"],
    ]

    static var settings: Settings {
        let lines = sets.sorted { $0.key < $1.key }.enumerated().flatMap { index, set in
            let section = RepeatedSection(kind: "BackupSet", place: Place(file: "x.conf", line: index * 20 + 1))
            return (["Name=\(set.key)"] + set.value).enumerated().map { number, line in
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                return Assignment(
                    key: parts[0], value: parts[1], place: Place(file: "x.conf", line: section.place.line + number + 1), section: section)
            }
        }
        return Settings(lines)
    }

    private static func time(hoursAgo: Int64) -> String { Moment(seconds: now - hoursAgo * 3600).rfc3339 }

    private static let id = String(repeating: "ab", count: 32)

    private static var files: [HostPath: String] {
        let finish = time(hoursAgo: 1)
        var files: [HostPath: String] = [
            "/var/lib/backup/status.json":
                #"{"format":"soc2d.backup.v1","set":"status","result":"success","finish":"\#(finish)","exitCode":0,"repository":"s3://b","encryption":"age"}"#,
            "/var/lib/backup/web.json":
                #"[{"time":"\#(finish)","hostname":"h","paths":["/srv"],"id":"\#(id)","short_id":"abababab"}]"#,
            "/var/lib/backup/mail.json":
                #"{"archives":[{"name":"a","archive":"a","id":"\#(id)","start":"\#(finish)","time":"\#(finish)"}],"encryption":{"mode":"repokey"},"repository":{"id":"\#(id)","location":"ssh://vault/./mail"}}"#,
            "/var/lib/backup/db.json":
                #"[{"archive":[],"backup":[{"archive":{"start":null,"stop":null},"database":{"id":1,"repo-key":1},"error":false,"info":{"size":1000},"label":"20260921-000000F","prior":null,"reference":null,"timestamp":{"start":\#(now - 7200),"stop":\#(now - 3600)},"type":"full"}],"cipher":"aes-256-cbc","db":[{"id":1,"repo-key":1,"system-id":7,"version":"15"}],"name":"main","repo":[{"cipher":"aes-256-cbc","key":1,"status":{"code":0,"message":"ok"}}],"status":{"code":0,"lock":{"backup":{"held":false}},"message":"ok"}}]"#,
            "/var/lib/barman/main/base/20260921T000000/data/PG_VERSION": "15\n",
            "/var/lib/barman/main/base/20260921T000000/backup.info":
                "begin_time=\(finish)\nend_time=\(finish)\nstatus=DONE\nsize=1000\nsystemid=7\n",
            "/srv/dumps/a.gpg": "-----BEGIN AGE ENCRYPTED FILE-----\n",
        ]
        for set in sets.keys {
            files[BackupSet.recordDirectory.appending(HostPath("\(set).integrity-check.json"))] =
                #"{"format":"soc2d.integrity-check.v1","set":"\#(set)","finish":"\#(finish)","exitCode":0,"scope":"data"}"#
            files[BackupSet.recordDirectory.appending(HostPath("\(set).restore-test.json"))] =
                #"{"format":"soc2d.restore-test.v1","set":"\#(set)","from":"a","fromFinish":"\#(finish)","target":"/t","start":"\#(finish)","finish":"\#(finish)","author":"alice","comparison":{"against":"/x","compared":3,"different":0,"missing":0,"bytes":3}}"#
        }
        return files
    }

    static let tree: MemoryTree = {
        var tree = MemoryTree.stockDebian
        for (path, text) in files {
            tree[path] = .text(text)
            tree.alterations[path] = {
                $0.modified = Moment(seconds: now - 3600)
                $0.changed = Moment(seconds: now - 3600)
            }
        }
        return tree
    }()
}
