import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What a borg listing says, and what it cannot say.
struct BorgAdapterTests {
    @Test func `archives are points by their names, and a checkpoint is none`() throws {
        let listing = try ListingHost(RecordedListings.borg).listing(.borg, ["Prefix": "web-"])
        #expect(listing.newest == RestorePoint("web-1", finish: 1_795_321_861) && listing.count == 1)
        #expect(listing.deficits.map(\.point.id) == ["web-2.checkpoint"])
        #expect(listing.encryption == EncryptionMode("repokey-blake2", isEncrypted: true))
        #expect(listing.repository?.hasPrefix("6c16032d") == true && listing.location == "/srv/borg")
        #expect(listing.gap == nil && listing.remarks.isEmpty)
    }

    @Test func `without a prefix all archives count, and the reader is told of several kinds`() throws {
        let listing = try ListingHost(RecordedListings.borg).listing(.borg)
        #expect(listing.count == 2 && listing.oldest?.id == "db-1")
        #expect(listing.remarksTogether.contains("db-, web-") && listing.remarksTogether.contains("Prefix="))
    }

    @Test func `a prefix that nothing has leaves positively nothing`() throws {
        let listing = try ListingHost(RecordedListings.borg).listing(.borg, ["Prefix": "mail-", "Host": "vm"])
        #expect(listing.newest == nil && listing.count == 0 && listing.gap == nil)
        #expect(listing.remarksTogether.contains("db-, web-") && listing.remarksTogether.contains("Host="))
    }

    @Test func `the longer listing tells sizes and ends`() throws {
        let listing = try ListingHost(RecordedListings.borgInfo).listing(.borg)
        #expect(listing.newest == RestorePoint("web-1", finish: 1_795_321_862, bytes: 3))
    }

    @Test func `times without a zone are those of the host's clocks, times with one are exact`() throws {
        var host = ListingHost(RecordedListings.borgInfo)
        host.zone = 3600
        #expect(try host.listing(.borg).newest?.finish == 1_795_321_862 - 3600)
        let zoned = RecordedListings.borgInfo.replacing("04:31:02.000000", with: "04:31:02.000000-05:00")
        #expect(try ListingHost(zoned).listing(.borg).newest?.finish == 1_795_321_862 + 5 * 3600)
        host.hasZone = false
        #expect(try host.listing(.borg).gap?.reason == .notObservableUnderRoot)
    }

    @Test(
        arguments: [
            ("none", false), ("authenticated", false), ("authenticated-blake2", false), ("repokey", true), ("keyfile", true),
            ("keyfile-blake2-chacha20-poly1305", true), ("rot13", nil),
        ] as [(String, Bool?)])
    func `only some modes hide anything`(mode: String, isEncrypted: Bool?) throws {
        let listing = try ListingHost(RecordedListings.borg.replacing("repokey-blake2", with: mode)).listing(.borg, ["Prefix": "web-"])
        #expect(listing.encryption?.isEncrypted == isEncrypted)
        #expect(listing.remarks.isEmpty == (isEncrypted != nil))
    }

    @Test(arguments: [
        ("a.checkpoint", true), ("a.checkpoint.1", true), ("a.checkpoint.12", true), ("checkpoint", false), ("a.checkpoint.b", false),
        ("a-checkpoint", false), ("a.checkpoint.", false), ("a.checkpoints", false),
    ])
    func `a checkpoint is told by its name`(name: String, isCheckpoint: Bool) {
        var archive = BorgArchives.Archive()
        archive.name = name
        #expect(archive.isCheckpoint == isCheckpoint)
    }

    @Test func `where names repeat, as in borg 2, ids tell archives apart`() throws {
        let listing = try ListingHost(RecordedListings.borg.replacing("web-2.checkpoint", with: "web-1")).listing(.borg, ["Prefix": "web-"])
        #expect(listing.newest?.id.hasPrefix("9ae00cdf") == true && listing.before?.id.hasPrefix("a07c93bd") == true)
    }

    @Test func `an empty repository has positively nothing, a text without archives says nothing`() throws {
        let empty = try ListingHost("{\"archives\": [], \"encryption\": {\"mode\": \"none\"}}").listing(.borg)
        #expect(empty.newest == nil && empty.gap == nil && empty.encryption?.isEncrypted == false)
        #expect(try ListingHost("{\"encryption\": {\"mode\": \"none\"}}").listing(.borg).gap?.reason == .parseError)
        #expect(try ListingHost("{\"archives\": [], \"archives\": []}").listing(.borg).gap?.reason == .parseError)
    }

    @Test func `no beginning of a listing passes for the whole`() throws {
        let bytes = Array(RecordedListings.borg.utf8)
        for length in 0..<bytes.count {
            #expect(try ListingHost(bytes: Array(bytes[..<length])).listing(.borg).gap != nil)
        }
    }

    @Test func `an archive of no known time leaves the whole inconclusive`() throws {
        for time in ["", "soon", "2026-02-30T04:31:01.000000", "99999-01-01T00:00:00"] {
            let text = RecordedListings.borg.replacing("2026-11-22T04:31:01.000000", with: time)
            #expect(try ListingHost(text).listing(.borg).gap?.reason == .parseError)
        }
        let unbounded = RecordedListings.borgInfo.replacing("2026-11-22T04:31:02.000000", with: "9999-01-01T00:00:00+00:00")
        #expect(try ListingHost(unbounded).listing(.borg).newest?.finish == 1_795_321_861)
    }

    @Test func `a local repository has to be there`() throws {
        var host = ListingHost(RecordedListings.borg)
        #expect(try host.listing(.borg, ["Repository": "/srv/borg"]).gap?.reason == .sourceConflict)
        host.tree["/srv/borg/config"] = "[repository]\n"
        #expect(try host.listing(.borg, ["Repository": "/srv/borg"]).gap == nil)
    }
}
