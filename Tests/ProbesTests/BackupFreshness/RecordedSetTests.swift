import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What the commands that write records ask of a set.
struct RecordedSetTests {
    private func set(_ lines: String) -> RecordedSet? {
        let place = Place(file: "x.conf", line: 1)
        let section = RepeatedSection(kind: "BackupSet", place: place)
        let assignments = lines.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            return Assignment(key: parts[0], value: parts[1], place: place, section: section)
        }
        var settings = Settings(assignments)
        return BackupFreshnessSettings(&settings).sets.first.map { RecordedSet($0) }
    }

    @Test(arguments: [
        (-86_400, -86_400, true), (-301, -301, true), (-300, -86_400, false), (-86_400, -300, false), (-86_400, 0, false), (9, 9, false),
        (Int64.min / 2_000_000_000, Int64.min / 2_000_000_000, true),
    ])
    func `a file is untouched by a job if neither it nor anything about it changed since`(
        modified: Int64, changed: Int64, isUntouched: Bool
    ) throws {
        let start = RecordHost.written
        let status = FileStatus(modified: Moment(seconds: start + modified), changed: Moment(seconds: start + changed))
        let found = try #require(set("Name=web\nAdapter=status-file\nSource=/a"))
        #expect(found.isUntouched(status, since: start) == isUntouched)
    }

    @Test func `the data of a set are its paths, and for files the directory of the dumps`() {
        #expect(set("Name=db\nAdapter=file\nSource=/srv/dumps/*.gz\nPath=/srv/db")?.data == ["/srv/db", "/srv/dumps"])
        #expect(set("Name=web\nAdapter=restic\nSource=/srv/list\nPath=/a\nPath=/b")?.data == ["/a", "/b"])
        #expect(set("Name=web\nAdapter=restic\nSource=/srv/list")?.data == [])
    }

    @Test(arguments: [
        ("40 30 8:1 /srv/web /to rw - ext4 /dev/sda1 rw", "/to"), ("40 30 8:1 /srv/web /to/d rw - ext4 /dev/sda1 rw", "/to/d"),
        ("40 30 8:1 /srv/web /tomb rw - ext4 /dev/sda1 rw", nil), ("40 30 253:7 / /to rw - ext4 /dev/dm-7 rw", nil),
        ("31 30 0:5 / /to/proc rw - proc proc rw", nil), ("", nil),
    ])
    func `what is mounted again below a restore is seen, and a new file system is none of it`(line: String, seen: String?) throws {
        let before = "30 1 8:1 / / rw - ext4 /dev/sda1 rw\n31 30 0:5 / /to/proc rw - proc proc rw\n"
        func host(_ text: String) -> Host {
            Host(files: ["/proc/self/mountinfo": .text(text)] as MemoryTree, now: Moment(seconds: RecordHost.written), sha256: { _ in [] })
        }
        let mounts = try MountsBefore(on: host(before))
        #expect(try mounts.repeated(below: "/to", on: host(before + line))?.escaped == seen)
    }

    @Test(arguments: [
        ("restic", "[]", true), ("restic", "{}", false), ("pgbackrest", "[{}]", true), ("pgbackrest", "null", false),
        ("borg", #"{"a":{},"archives":[{}]}"#, true), ("borg", "[]", false), ("borg", #"{"archives":{}}"#, false), ("borg", "{", false),
        ("restic", "[] []", false),
    ])
    func `a listing has the outer shape that its tool gives it`(adapter: String, text: String, isListing: Bool) throws {
        let found = try #require(set("Name=x\nAdapter=\(adapter)\nSource=/srv/list"))
        #expect((found.problem(withListing: Array(text.utf8)) == nil) == isListing)
    }
}
