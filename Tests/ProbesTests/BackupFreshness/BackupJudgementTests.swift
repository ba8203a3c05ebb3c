import Controls
import ProbeKit
import Testing

@testable import Probes

/// Retention, offsite copy, encryption and the two proofs.
struct BackupJudgementTests {
    // MARK: Retention

    @Test func `points back over the window pass, too few of them fail, and a young set is no verdict yet`() throws {
        var sample = BackupSample()
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .pass)
        sample.lines = ["MinimumPoints=40"]
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .fail(.belowMinimum))
        sample.lines = []
        sample.seen.listing = BackupSample.listing(hoursAgo: 2, days: 9)
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .inconclusive(.insufficientHistory))
        sample.lines = ["Retention=7d"]
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .pass)
    }

    @Test func `points that an earlier look saw and that are gone before their time fail`() throws {
        var sample = BackupSample()
        sample.seen.listing = BackupSample.listing(hoursAgo: 2, days: 9)
        sample.seen.firstSeen = BackupSample.now - 45 * 86_400
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .fail(.belowMinimum))
    }

    @Test func `retention is unknown of an old listing, a locked repository, and what keeps no points`() throws {
        var sample = BackupSample()
        sample.seen.listing.listed = BackupSample.now - 33 * 3600
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .inconclusive(.staleSource))
        sample.seen.listing.listed = BackupSample.now - 7 * 3600
        sample.seen.listing.attempt = Unread("/x", .locked, "locked")
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .inconclusive(.locked))
        sample = BackupSample()
        sample.seen.listing.keepsPoints = false
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .inconclusive(.notObservable))
        sample.seen.listing = BackupListing(source: "/x")
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .fail(.missing))
        sample.seen.listing = BackupListing(gap: Unread("/x", .unreadable, "no"))
        #expect(try sample.verdict(BackupFreshnessProbe.retention) == .inconclusive(.unreadable))
    }

    @Test(arguments: [
        ("Retention=off", BackupFreshnessProbe.retention), ("Offsite=off", BackupFreshnessProbe.offsiteCopy),
        ("Encryption=off", BackupFreshnessProbe.encryption), ("IntegrityEvery=off", BackupFreshnessProbe.integrityCheck),
        ("RestoreEvery=off", BackupFreshnessProbe.restoreTest),
    ])
    func `what the entity switches off is not applicable, with the line that says so`(line: String, check: CheckID) throws {
        let result = try BackupSample(line).result(check)
        #expect(result.verdict == .notApplicable(.policyOff) && result.sources == [Source("/etc/soc2d/db.conf", line: 5)])
    }

    // MARK: Offsite copy

    @Test(arguments: [
        (BackupPlace.Kind.remote, Verdict.pass), (.networkMount, .pass), (.local, .fail(.missing)), (.sameVolume, .fail(.missing)),
        (.unlisted, .inconclusive(.notObservable)), (.unknown, .inconclusive(.notObservable)),
    ])
    func `only what lies on another host is offsite`(kind: BackupPlace.Kind, verdict: Verdict) throws {
        var sample = BackupSample()
        sample.seen.place = BackupPlace("vault:/srv", kind, "why")
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == verdict)
    }

    @Test func `a remote place counts only with a listing of it, and an unnamed one not at all`() throws {
        var sample = BackupSample()
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == .inconclusive(.notConfigured))
        sample.seen.place = BackupPlace("vault:/srv", .remote, "sftp")
        sample.seen.listing.listed = BackupSample.now - 40 * 3600
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == .inconclusive(.staleSource))
        sample.seen.listing = BackupListing(source: "/x")
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == .fail(.missing))
        sample.seen.listing = BackupListing(gap: Unread("/x", .parseError, "garbage"))
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == .inconclusive(.parseError))
        sample.seen.place?.gap = Unread("/proc/self/mountinfo", .unreadable, "denied")
        #expect(try sample.verdict(BackupFreshnessProbe.offsiteCopy) == .inconclusive(.unreadable))
    }

    // MARK: Encryption

    @Test func `the mode of the tool decides, an encrypted volume stands in for it, and silence is no pass`() throws {
        var sample = BackupSample()
        #expect(try sample.verdict(BackupFreshnessProbe.encryption) == .inconclusive(.notObservable))
        sample.seen.listing.encryption = EncryptionMode("repokey", isEncrypted: true)
        #expect(try sample.verdict(BackupFreshnessProbe.encryption) == .pass)
        sample.seen.listing.encryption = EncryptionMode("authenticated", isEncrypted: false)
        #expect(try sample.verdict(BackupFreshnessProbe.encryption) == .fail(.cleartext))
        sample.seen.place = BackupPlace("/srv", .local, "dm-crypt")
        sample.seen.place?.isEncrypted = true
        #expect(try sample.verdict(BackupFreshnessProbe.encryption) == .pass)
        sample.seen.listing = BackupListing(gap: Unread("/x", .parseError, "garbage"))
        #expect(try sample.verdict(BackupFreshnessProbe.encryption) == .inconclusive(.parseError))
    }

    // MARK: Integrity check

    @Test func `a verification counts when it ended with 0 and is young enough`() throws {
        var sample = BackupSample()
        #expect(try sample.verdict(BackupFreshnessProbe.integrityCheck) == .fail(.recordMissing))
        var record = IntegrityCheck()
        record.finish = BackupSample.now - 86_400
        record.scope = .data
        sample.seen.integrity.record = record
        #expect(try sample.verdict(BackupFreshnessProbe.integrityCheck) == .pass)
        sample.lines = ["IntegrityEvery=12h"]
        #expect(try sample.verdict(BackupFreshnessProbe.integrityCheck) == .fail(.stale))
        sample.lines = []
        sample.seen.integrity.record?.exitCode = 1
        #expect(try sample.verdict(BackupFreshnessProbe.integrityCheck) == .fail(.untrusted))
        sample.seen.integrity.record?.finish = BackupSample.now + 3600
        #expect(try sample.verdict(BackupFreshnessProbe.integrityCheck) == .fail(.futureTime))
        sample.seen.integrity.gap = Unread("/x", .parseError, "half a record", line: 3)
        let result = try sample.result(BackupFreshnessProbe.integrityCheck)
        #expect(result.verdict == .inconclusive(.parseError) && result.sources.first?.line == 3)
    }

    // MARK: Restore test

    private func tested(_ change: (inout RestoreTest) -> Void = { _ in }) -> BackupSample {
        var record = RestoreTest()
        record.author = "alice"
        record.from = "p3"
        record.start = BackupSample.now - 7200
        record.finish = BackupSample.now - 3600
        record.target = "/scratch"
        record.comparison = .init()
        record.comparison?.compared = 12
        record.comparison?.bytes = 4096
        record.exitCode = 0
        record.comparison?.against = "/srv/db.sha256"
        change(&record)
        var sample = BackupSample()
        sample.seen.restore.record = record
        return sample
    }

    private func restore(_ change: (inout RestoreTest) -> Void = { _ in }) throws -> Verdict? {
        try tested(change).verdict(BackupFreshnessProbe.restoreTest)
    }

    @Test func `a restore that was compared and came out equal passes, and says what was done`() throws {
        let result = try tested().result(BackupFreshnessProbe.restoreTest)
        #expect(result.verdict == .pass)
        for word in ["p3 restored to /scratch in 1h", "12 files", "/srv/db.sha256", "alice"] { #expect(result.observed.contains(word)) }
    }

    @Test func `records of human work are named with their digests, absent ones too, and none that cannot be read`() throws {
        var sample = tested()
        let path = sample.seen.restore.path
        #expect(
            try sample.judge().documents == [Document(.restoreTest, path, nil), Document(.integrityCheck, sample.seen.integrity.path, nil)])
        sample.seen.integrity.gap = Unread("/x", .permissionDenied, "no")
        var provenance = Provenance()
        (provenance.path, provenance.size, provenance.digest) = (path, 70, "d1")
        sample.seen.restore.provenance = provenance
        #expect(try sample.judge().documents == [Document(.restoreTest, path, Document.Content(bytes: 70, digest: "d1"))])
    }

    @Test func `a restore that exits 0 without comparing anything is no test`() throws {
        #expect(
            try restore {
                $0.comparison = nil; $0.exitCode = 0
            } == .fail(.recordMissing))
        #expect(try restore { $0.comparison?.compared = 0 } == .fail(.recordMissing))
        #expect(try restore { $0.comparison?.bytes = 0 } == .fail(.recordMissing))
        #expect(try BackupSample().verdict(BackupFreshnessProbe.restoreTest) == .fail(.recordMissing))
    }

    @Test func `differences, missing files, a failed restore, and one too long ago or in the future fail`() throws {
        #expect(try restore { $0.comparison?.different = 1 } == .fail(.changed))
        #expect(try restore { $0.comparison?.missing = 1 } == .fail(.changed))
        #expect(try restore { $0.exitCode = 1 } == .fail(.untrusted))
        #expect(try restore { $0.finish = BackupSample.now - 91 * 86_400 } == .fail(.stale))
        #expect(try restore { $0.finish = BackupSample.now + 86_400 } == .fail(.futureTime))
    }

    @Test func `a point that nobody has seen proves nothing, one that was seen when the record was made does`() throws {
        var sample = tested { $0.from = "other" }
        sample.seen.listing.found = []
        #expect(try sample.verdict(BackupFreshnessProbe.restoreTest) == .inconclusive(.sourceConflict))
        sample.seen.restore.record?.fromFinish = BackupSample.now - 40 * 86_400
        let result = try sample.result(BackupFreshnessProbe.restoreTest)
        #expect(result.verdict == .pass && result.notes.contains { $0.text.contains("no longer listed") })
        sample.seen.restore.record?.fromFinish = nil
        sample.seen.listing.keepsPoints = false
        #expect(try sample.verdict(BackupFreshnessProbe.restoreTest) == .inconclusive(.notObservable))
        sample.seen.listing = BackupListing(gap: Unread("/x", .locked, "locked"))
        #expect(try sample.verdict(BackupFreshnessProbe.restoreTest) == .inconclusive(.locked))
    }

    // MARK: No sets

    private func judge(_ settings: Settings, jobs: [FoundJob] = []) -> Results {
        var settings = settings
        var evidence = BackupFreshness()
        evidence.jobs = jobs
        var results = Results()
        BackupFreshnessProbe(settings: &settings).judge(evidence, against: nil, into: &results)
        return results
    }

    @Test func `nothing declared is not configured, for every check, and names the jobs that were found`() {
        let results = judge(Settings(), jobs: [FoundJob(tool: "restic", path: "/etc/cron.d/backup", line: 3)])
        for check in BackupFreshnessProbe.manifest.checks {
            let result = results.of(check.id).first
            #expect(result?.verdict == .inconclusive(.notConfigured) && result?.subject == "source:backup-sets")
            #expect(result?.notes.first?.text == "/etc/cron.d/backup:3 starts restic, and no [BackupSet] stands for it")
        }
    }

    @Test func `a host that needs no backup says so with the reason`() {
        let place = Place(file: "a.conf", line: 2)
        let results = judge(Settings([Assignment(key: "NoBackupRequired", value: "stateless", place: place)]))
        for check in BackupFreshnessProbe.manifest.checks {
            #expect(results.of(check.id, subject: "host") == .notApplicable(.declaredOutOfScope))
            #expect(results.of(check.id).first?.sources == [Source("a.conf", line: 2)])
        }
    }
}
