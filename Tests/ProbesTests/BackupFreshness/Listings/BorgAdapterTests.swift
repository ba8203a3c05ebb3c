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

    @Test func `without a prefix the only archive of its kind is remarked, and can be restored from all the same`() throws {
        let listing = try ListingHost(RecordedListings.borg).listing(.borg, seeking: ["db-1"])
        #expect(listing.count == 1 && listing.oldest?.id == "web-1" && listing.found.map(\.id) == ["db-1"] && listing.series == nil)
        #expect(listing.remarksTogether.contains("not judged: db-;") && listing.remarksTogether.contains("Prefix="))
    }

    @Test func `without a prefix each kind of names is a series, and the dead one is the age of all`() throws {
        let names = ["db-1", "db-2", "web-1", "web-2", "web-3"]
        let text = Self.borg(names.map { ($0, $0.hasPrefix("db") ? "2026-10-0\($0.last ?? "1")" : "2026-11-2\($0.last ?? "1")") })
        let listing = try ListingHost(text).listing(.borg)
        #expect(listing.newest?.id == "db-2" && listing.count == 2 && listing.oldest?.id == "web-1" && listing.series == 2)
        #expect(listing.remarksTogether.contains("“db-” (newest 2026-10-02") && listing.remarksTogether.contains("Prefix="))
        let web = try ListingHost(text).listing(.borg, ["Prefix": "web-"])
        #expect(web.newest?.id == "web-3" && web.count == 3 && web.series == nil && web.remarks.isEmpty)
    }

    @Test func `archives of which no two are of a kind are one series`() throws {
        let listing = try ListingHost(Self.borg([("alpha", "2026-11-20"), ("beta", "2026-11-21")])).listing(.borg)
        #expect(listing.count == 2 && listing.newest?.id == "beta" && listing.series == nil)
        #expect(listing.remarksTogether.contains("alpha, beta"))
    }

    @Test func `more kinds than anybody judges together are no answer, and a prefix makes them one`() throws {
        let text = Self.borg(
            (0...PointSeries.limit).map { number in
                (String(String(number).map { Character(Unicode.Scalar(UInt8($0.wholeNumberValue ?? 0) + 97)) }), "2026-11-20")
            })
        let listing = try ListingHost(text).listing(.borg)
        #expect(listing.gap?.reason == .limitExceeded && listing.newest == nil)
        #expect(try ListingHost(text).listing(.borg, ["Prefix": "b"]).gap == nil)
    }

    @Test(arguments: [
        ("web-2026-11-22T04:31:01", "web-"), ("web1-20261122", "web1-"), ("web1-1795321861", "web1-"), ("db-1", "db-"), ("db", "db"),
        ("2026-11-22", ""), ("22-11-2026", ""), ("db-22.11.2026", "db-"), ("web-1-2026-11-22", "web-1-"), ("", ""), ("db-0099", "db-"),
        ("web-2026-11-22.checkpoint", "web-"), ("web.checkpoint.1", "web"), ("web.checkpoint", "web"), ("mail-ö-2026", "mail-ö-"),
    ])
    func `a kind is what stands before the date`(name: String, kind: String) {
        var archive = BorgArchives.Archive()
        archive.name = name
        #expect(archive.kind == kind)
    }

    /// Archives of a name and a day.
    private static func borg(_ archives: [(name: String, day: String)]) -> String {
        let texts = archives.map { "{\"name\":\"\($0.name)\",\"id\":\"\",\"start\":\"\($0.day)T04:31:01.000000\"}" }
        return "{\"archives\":[\(texts.joined(separator: ","))],\"encryption\":{\"mode\":\"repokey\"}}"
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
