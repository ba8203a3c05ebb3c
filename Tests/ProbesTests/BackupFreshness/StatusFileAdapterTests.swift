import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What a job's word comes to.
struct StatusFileAdapterTests {
    private func status(_ change: (inout BackupStatus) -> Void) throws -> RecordHost {
        var status = try BackupStatus(parsing: Array(RecordHost.success.utf8))
        change(&status)
        return RecordHost(String(decoding: status.json, as: UTF8.self))
    }

    @Test func `a success is the newest point, and the one before is what it is compared with`() {
        let listing = RecordHost(RecordHost.success).listing(seeking: ["3e2b"])
        #expect(listing.newest == RestorePoint("4f3c", finish: RecordHost.written, bytes: 1000))
        #expect(listing.before == RestorePoint("3e2b", finish: RecordHost.written - 86_400, bytes: 990))
        #expect(listing.deficits.isEmpty && listing.gap == nil && listing.source == "/srv/web.json")
        #expect(listing.found.map(\.id) == ["3e2b"])
    }

    @Test(arguments: [BackupStatus.Result.incomplete, .failure])
    func `any other run is no point, and the newest stays what it was`(result: BackupStatus.Result) throws {
        let listing = try status {
            $0.result = result
            $0.exitCode = 3
        }.listing()
        #expect(listing.newest?.id == "3e2b" && listing.before == nil)
        #expect(listing.deficits.first?.point.id == "4f3c" && listing.deficits.first?.why.contains("status 3") == true)
        let nothing = try status {
            $0.result = result
            $0.lastComplete = nil
        }.listing()
        #expect(nothing.newest == nil && nothing.gap == nil && nothing.deficits.count == 1)
    }

    @Test func `a run without a name is called by its time`() throws {
        #expect(try status { $0.id = nil }.listing().newest?.id == "2026-11-22T04:00:00Z")
    }

    @Test func `how many points are kept, the job says or nobody`() throws {
        #expect(!RecordHost(RecordHost.success).listing().keepsPoints)
        #expect(try !status { $0.points = 9 }.listing().keepsPoints)
        let told = try status {
            $0.points = 9
            $0.oldest = 1_790_000_000
        }.listing()
        #expect(told.keepsPoints && told.count == 9 && told.oldest?.finish == 1_790_000_000)
    }

    @Test(arguments: [
        ("none", false), ("", false), ("None", false), ("off", false), ("authenticated-blake2", false), ("none ", false),
        ("\tNo encryption", false), ("not-encrypted", false), ("0", false), ("disabled", false), ("unencrypted", false),
        ("cleartext", false), ("repokey", true), ("keyfile-blake2-aes-ocb", true), ("aes-256", true), ("AES256", true), (" gpg2 ", true),
        ("xchacha20-poly1305", true), ("aes-256-gcm (authenticated)", true), ("luks2", true), ("age", true), ("restic", true),
    ])
    func `the word for the encryption is taken for what it says`(word: String, isEncrypted: Bool) throws {
        let word = Subject.escaping(word.utf8)
        #expect(try status { $0.encryption = word }.listing().encryption == EncryptionMode(word, isEncrypted: isEncrypted))
        #expect(RecordHost(RecordHost.success).listing().encryption == nil)
    }

    @Test(arguments: ["unknown", "gzip", "n/a", "null", "-", "yes", "aesthetic", "aes: off", "repokey=none", "no idea"])
    func `a word that does not tell is no word, and is named`(word: String) throws {
        let listing = try status { $0.encryption = word }.listing()
        #expect(listing.encryption == nil && listing.gap == nil)
        #expect(listing.remarks.contains { $0.contains("“\(word)” is no word that tells") }, "\(listing.remarks)")
    }

    @Test func `a dump below the smallest size is the newest, but does not count`() {
        let listing = RecordHost(RecordHost.success).listing("MinimumSize=995")
        #expect(listing.newest?.id == "4f3c" && listing.count == 1 && listing.before == nil)
    }

    @Test func `a file that was never written is a gap with the command that writes it`() {
        let gap = RecordHost().listing().gap
        #expect(gap?.reason == .unreadable && gap?.text.contains("`soc2d record backup --set web -- COMMAND`") == true)
    }
}
