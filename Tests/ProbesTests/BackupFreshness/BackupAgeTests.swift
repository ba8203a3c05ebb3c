import Controls
import ProbeKit
import Testing

@testable import Probes

/// backup-freshness.age: fresh, stale, small, in the future, not complete, not seen.
struct BackupAgeTests {
    private let age = BackupFreshnessProbe.age

    @Test func `a complete backup younger than promised passes, and the result names it with its size`() throws {
        let result = try BackupSample().result(age)
        #expect(result.verdict == .pass)
        #expect(result.observed == "p0, complete 2026-11-18 09:06 UTC, 2 hours ago, 1000 bytes")
        #expect(result.notes == [Note(.defaultInForce, "MaximumAge=1d 2h")])
    }

    @Test func `one older than promised is stale, with the line of the promise`() throws {
        var sample = BackupSample("MaximumAge=4h")
        sample.seen.listing = BackupSample.listing(hoursAgo: 5, days: 3)
        let result = try sample.result(age)
        #expect(result.verdict == .fail(.stale))
        #expect(result.sources.contains(Source("/etc/soc2d/db.conf", line: 5)))
    }

    @Test(arguments: [(Int64(26 * 3600), Verdict.pass), (26 * 3600 + 1, .fail(.stale))])
    func `the promise holds to the second`(seconds: Int64, verdict: Verdict) throws {
        var sample = BackupSample()
        sample.seen.listing.newest?.finish = BackupSample.now - seconds
        #expect(try sample.verdict(age) == verdict)
    }

    @Test func `no backup at all is missing, and an incomplete one is named and does not count`() throws {
        var sample = BackupSample()
        sample.seen.listing = BackupListing(source: "/x")
        #expect(try sample.verdict(age) == .fail(.missing))
        sample.seen.listing.deficits = [.init(RestorePoint("half", finish: BackupSample.now), why: "the job ended with 3")]
        let result = try sample.result(age)
        #expect(result.verdict == .fail(.missing) && result.observed.contains("half is not complete (the job ended with 3)"))
    }

    @Test func `a newer point that is not complete is a note beside the complete one`() throws {
        var sample = BackupSample()
        sample.seen.listing.deficits = [.init(RestorePoint("half", finish: BackupSample.now - 60), why: "a checkpoint")]
        let result = try sample.result(age)
        #expect(result.verdict == .pass && result.notes.contains { $0.text.contains("half") && $0.code == .attention })
    }

    @Test func `an empty dump, one below MinimumSize and one that shrank by nine tenths are below the minimum`() throws {
        var sample = BackupSample()
        sample.seen.listing.newest?.bytes = 0
        #expect(try sample.verdict(age) == .fail(.belowMinimum))
        sample.seen.listing.newest?.bytes = 100
        #expect(try sample.verdict(age) == .fail(.belowMinimum))
        sample.seen.listing.newest?.bytes = 500
        #expect(try sample.verdict(age) == .pass)
        sample.lines = ["MaximumShrink=10%"]
        #expect(try sample.verdict(age) == .fail(.belowMinimum))
        sample.lines = ["MinimumSize=1K"]
        #expect(try sample.verdict(age) == .fail(.belowMinimum))
    }

    @Test func `a backup from the future is not fresh, however small the step, beyond ClockSkew`() throws {
        var sample = BackupSample()
        sample.seen.listing.newest?.finish = BackupSample.now + 300
        #expect(try sample.verdict(age) == .pass)
        sample.seen.listing.newest?.finish = BackupSample.now + 301
        #expect(try sample.verdict(age) == .fail(.futureTime))
        sample.seen.listing.newest?.finish = 1 << 53 - 1
        #expect(try sample.verdict(age) == .fail(.futureTime))
    }

    @Test func `a clock that stepped back since the look before makes every age unknown`() throws {
        var sample = BackupSample()
        sample.before = BackupSample.now + 3600
        #expect(try sample.verdict(age) == .inconclusive(.clockInvalid))
        sample.before = BackupSample.now + 200
        #expect(try sample.verdict(age) == .pass)
    }

    @Test func `a point later than the listing that names it is a conflict of clocks`() throws {
        var sample = BackupSample()
        sample.seen.listing.listed = BackupSample.now - 5 * 3600
        #expect(try sample.verdict(age) == .inconclusive(.sourceConflict))
    }

    @Test func `what could not be listed is inconclusive, with the reason of the listing`() throws {
        for reason in [InconclusiveReason.parseError, .toolMissing, .emptyOutput, .timeout, .unreadable] {
            var sample = BackupSample()
            sample.seen.listing = BackupListing(gap: Unread("/x", reason, "why"))
            #expect(try sample.verdict(age) == .inconclusive(reason))
        }
    }

    @Test func `a locked repository is judged by a young listing that passes, and by no other`() throws {
        var sample = BackupSample()
        sample.seen.listing.attempt = Unread("/x", .locked, "the repository is locked")
        sample.seen.listing.listed = BackupSample.now - 3600
        sample.seen.listing.newest?.finish = BackupSample.now - 7200
        let result = try sample.result(age)
        #expect(result.verdict == .pass && result.notes.contains { $0.text.contains("locked") })
        sample.lines = ["ListingGrace=30m"]
        #expect(try sample.verdict(age) == .inconclusive(.locked))
        sample.lines = ["MaximumAge=1h"]
        #expect(try sample.verdict(age) == .inconclusive(.locked))
    }

    @Test func `a stale listing without any attempt is a stale backup: a job that stopped cannot hide by stopping`() throws {
        var sample = BackupSample()
        sample.seen.listing = BackupSample.listing(hoursAgo: 72, days: 3)
        sample.seen.listing.listed = BackupSample.now - 72 * 3600
        #expect(try sample.verdict(age) == .fail(.stale))
    }

    @Test func `a partial listing shows a fresh backup, but not that there is none`() throws {
        var sample = BackupSample()
        sample.seen.listing.gap = Unread("/x", .unreadable, "one of the directories")
        #expect(try sample.verdict(age) == .pass)
        sample.lines = ["MaximumAge=1h"]
        #expect(try sample.verdict(age) == .inconclusive(.unreadable))
        sample = BackupSample()
        sample.seen.listing.gap = Unread("/x", .sourceConflict, "the repository does not have what is listed")
        #expect(try sample.verdict(age) == .inconclusive(.sourceConflict))
    }

    @Test func `a repository that was replaced by another one is said`() throws {
        var sample = BackupSample()
        sample.seen.listing.repository = "new"
        sample.seen.replaced = "old"
        #expect(try sample.result(age).notes.contains(Note(.attention, "the repository is another one than before: new now, old then")))
    }

    @Test func `a status file that is named and does not say how the run ended leaves it open whether the newest point is complete`() throws
    {
        var sample = BackupSample("StatusFile=/var/lib/backup/db.status.json")
        sample.seen.status = ReadRecord()
        #expect(try sample.verdict(age) == .inconclusive(.unreadable))
        sample.seen.status?.gap = Unread("/x", .parseError, "half a record", line: 1)
        #expect(try sample.verdict(age) == .inconclusive(.parseError))
        sample.seen.status?.gap = nil
        sample.seen.status?.record = BackupStatus()
        #expect(try sample.verdict(age) == .pass)
    }

    @Test func `a size that was asked for and that nobody tells is not observable`() throws {
        var sample = BackupSample()
        sample.seen.listing.newest?.bytes = nil
        #expect(try sample.verdict(age) == .pass)
        sample.lines = ["MinimumSize=1G"]
        #expect(try sample.verdict(age) == .inconclusive(.notObservable))
    }

    @Test func `a listing of tomorrow is not young for ever`() throws {
        var sample = BackupSample()
        sample.seen.listing.listed = BackupSample.now + 400
        for check in [age, BackupFreshnessProbe.retention] { #expect(try sample.verdict(check) == .inconclusive(.clockInvalid)) }
    }

    @Test func `a last run that failed is said beside the backup that is there`() throws {
        var sample = BackupSample("StatusFile=/x")
        var status = BackupStatus()
        status.result = .failure
        status.exitCode = 7
        sample.seen.status = ReadRecord()
        sample.seen.status?.record = status
        let result = try sample.result(age)
        #expect(result.verdict == .pass && result.notes.contains { $0.text.contains("the last run ended as failure, with status 7") })
    }
}
