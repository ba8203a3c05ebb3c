import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What pgbackrest says of a stanza, and what it cannot say.
struct PgBackRestAdapterTests {
    private static let command =
        "/usr/bin/pgbackrest info --output=json --stanza=main --log-level-console=off --log-level-file=off --log-level-stderr=off"

    private func host(_ output: String, _ ending: ToolOutcome.Ending = .exited(0)) -> ListingHost {
        var host = ListingHost()
        host.tree["/usr/bin/pgbackrest"] = ""
        host.tree["/etc/pgbackrest.conf"] = "[main]\n"
        host.tools = FakeTools([Self.command: ToolOutcome(ending, output: Array(output.utf8))])
        return host
    }

    private func listing(
        _ output: String, _ settings: [String: String] = [:], seeking: Set<String> = []
    ) throws -> BackupListing {
        try host(output).listing(.pgbackrest, settings, source: "main", seeking: seeking)
    }

    @Test func `backups are points by their labels, and each repository is a series`() throws {
        let listing = try listing(RecordedListings.pgbackrest, seeking: ["20261122-043217F"])
        #expect(listing.newest == RestorePoint("20261122-043206F_20261122-043215I", finish: 1_795_321_936, bytes: 22_992_579))
        #expect(listing.count == 1 && listing.oldest?.id == "20261122-043217F" && listing.repositories == 2)
        #expect(listing.deficits.isEmpty && listing.gap == nil && listing.listed == nil && !listing.isRunning)
        #expect(listing.found.map(\.id) == ["20261122-043217F"])
        #expect(listing.repository == "system 7710848932910601822")
        #expect(listing.source == "/usr/bin/pgbackrest info --stanza=main")
    }

    @Test func `a repository without a backup is a series without a point, however fresh the others are`() throws {
        let text = RecordedListings.pgbackrest.replacing(
            #""aes-256-cbc","key":2,"status":{"code":0,"message":"ok"}"#,
            with: #""aes-256-cbc","key":3,"status":{"code":2,"message":"no valid backups"}"#)
        let listing = try listing(text)
        #expect(listing.newest == nil && listing.count == 0 && listing.oldest == nil && listing.gap == nil)
        #expect(listing.remarksTogether.contains("“repository 3” (none complete)"))
        #expect(listing.remarksTogether.contains("repository 3: no valid backups"))
        let first = try self.listing(text, ["RepositoryKey": "1"])
        #expect(first.newest != nil && first.count == 2 && first.repositories == nil && first.series == nil)
    }

    @Test func `a repository that nobody writes to any more is the age of all`() throws {
        let text = RecordedListings.pgbackrest.replacing("1795321945", with: "\(ListingHost.now - 400 * 86_400)")
        let listing = try listing(text)
        #expect(listing.newest?.id == "20261122-043217F" && listing.count == 1)
    }

    @Test func `the worst of several repositories counts`() throws {
        let both = try listing(RecordedListings.pgbackrest)
        #expect(both.encryption == EncryptionMode("none", isEncrypted: false))
        #expect(both.remarksTogether.contains("RepositoryKey=") && both.remarksTogether.contains("aes-256-cbc"))
        let second = try listing(RecordedListings.pgbackrest, ["RepositoryKey": "2"])
        #expect(second.encryption == EncryptionMode("aes-256-cbc", isEncrypted: true))
        #expect(second.count == 1 && second.remarks.isEmpty)
        #expect(try listing(RecordedListings.pgbackrest, ["RepositoryKey": "3"]).gap?.reason == .notConfigured)
    }

    @Test func `the same from a file that a job writes`() throws {
        let listing = try ListingHost(RecordedListings.pgbackrest).listing(.pgbackrest, ["RepositoryKey": "1"])
        #expect(listing.newest?.id == "20261122-043206F_20261122-043215I" && listing.listed == ListingHost.listed)
        let two = "[\(RecordedListings.pgbackrest.dropFirst().dropLast()),\(RecordedListings.noBackup.dropFirst())"
        #expect(try ListingHost(two).listing(.pgbackrest).gap?.reason == .unsupportedFormat)
    }

    @Test func `a stanza without backups has positively nothing`() throws {
        for (text, message) in [(RecordedListings.noBackup, "no valid backups"), (RecordedListings.noStanza, "missing stanza path")] {
            let listing = try listing(text)
            #expect(listing.newest == nil && listing.count == 0 && listing.gap == nil)
            #expect(listing.remarksTogether.contains(message))
        }
    }

    @Test func `without a configuration pgbackrest looks where nothing is, which says nothing`() throws {
        var host = host(RecordedListings.noStanza)
        host.tree.entries["/etc/pgbackrest.conf"] = nil
        #expect(try host.listing(.pgbackrest, source: "main").gap?.reason == .notConfigured)
    }

    @Test(arguments: [3, 5, 6, 99, -1, 1_000_000])
    func `every other status of a repository is no answer`(code: Int) throws {
        let failing = RecordedListings.pgbackrest.replacing(
            #""aes-256-cbc","key":2,"status":{"code":0,"message":"ok"}"#,
            with: #""aes-256-cbc","key":2,"status":{"code":\#(code),"message":"[FormatError] unable to load\nHINT: x"}"#)
        let listing = try listing(failing)
        #expect(listing.gap?.reason == .toolFailed && listing.gap?.text.contains("repository 2: [FormatError] unable to load (") == true)
        #expect(try self.listing(failing, ["RepositoryKey": "1"]).gap == nil)
    }

    @Test func `a message may hold what is no text`() throws {
        var bytes = Array(RecordedListings.noStanza.replacing("missing stanza path", with: "bad ?").utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "?") { bytes[index] = 0xC3 }
        #expect(try ListingHost(bytes: bytes).listing(.pgbackrest).gap == nil)
    }

    @Test func `a backup in progress is seen`() throws {
        #expect(try listing(RecordedListings.pgbackrest.replacing("\"held\":false", with: "\"held\":true")).isRunning)
    }

    @Test func `a backup whose WAL is gone cannot be made consistent`() throws {
        let first = #""repo-key":1},"id":"15-1","max":"000000010000000000000006","min":"000000010000000000000001""#
        for (rest, gone) in [
            (#""max":"000000010000000000000006","min":"000000010000000000000003""#, ["20261122-043206F"]),
            (
                #""max":"000000020000000000000008","min":"000000020000000000000007""#,
                ["20261122-043206F_20261122-043215I", "20261122-043206F"]
            ),
            (#""max":"000000010000000000000003","min":"000000010000000000000001""#, ["20261122-043206F_20261122-043215I"]),
            (#""max":null,"min":null"#, ["20261122-043206F_20261122-043215I", "20261122-043206F"]),
        ] {
            let text = RecordedListings.pgbackrest.replacing(first, with: "\"repo-key\":1},\"id\":\"15-1\",\(rest)")
            let listing = try listing(text, ["RepositoryKey": "1"])
            #expect(listing.deficits.map(\.point.id) == gone && listing.count == 2 - gone.count)
        }
    }

    @Test func `where archives are told and there is none, no backup can be made consistent`() throws {
        let backups = try #require(RecordedListings.pgbackrest.ranges(of: "\"backup\":[").first)
        let rest = RecordedListings.pgbackrest[backups.lowerBound...]
        let none = try listing("[{\"archive\":[],\(rest)")
        #expect(none.newest == nil && none.deficits.first?.why.contains("none is kept") == true)
        #expect(try listing("[{\(rest)").count == 1)
        let foreign = RecordedListings.pgbackrest.replacing(
            #"{"id":1,"repo-key":2},"id":"15-1""#, with: #"{"id":7,"repo-key":2},"id":"15-7""#)
        #expect(try listing(foreign, ["RepositoryKey": "2"]).newest == nil)
    }

    @Test func `an incremental backup needs those that it builds on`() throws {
        let text = RecordedListings.pgbackrest.replacing(#""label":"20261122-043206F","#, with: #""label":"20261121-043206F","#)
        let listing = try listing(text, ["RepositoryKey": "1"])
        #expect(listing.deficits.map(\.point.id) == ["20261122-043206F_20261122-043215I"])
        #expect(listing.deficits.first?.why.contains("20261122-043206F") == true)
    }

    @Test func `wrong checksums of pages are told`() throws {
        let listing = try listing(RecordedListings.pgbackrest.replacing("\"error\":false", with: "\"error\":true"), ["RepositoryKey": "2"])
        #expect(listing.count == 1 && listing.remarksTogether.contains("checksums"))
    }

    @Test func `of many backups with wrong checksums the newest are named`() throws {
        let texts = (10..<20).map { number in
            "{\"database\":{\"id\":1,\"repo-key\":1},\"error\":true,\"label\":\"F\(number)\",\"prior\":\(number == 19 ? "\"gone\"" : "null"),"
                + "\"timestamp\":{\"stop\":\(ListingHost.now - 86_400 + Int64(number))}}"
        }
        let listing = try listing("[{\"name\":\"main\",\"backup\":[\(texts.joined(separator: ","))]}]")
        #expect(listing.newest?.id == "F18" && listing.remarksTogether.contains("wrong are in F18, F17, F16, F15 and 6 others"))
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999", "-9223372036854775808", "null", "\"1795321945\"", "1e9"])
    func `a time beyond all bounds is no time`(stop: String) throws {
        #expect(try listing(RecordedListings.pgbackrest.replacing("1795321945", with: stop)).gap?.reason == .clockInvalid)
    }

    @Test func `no beginning of an answer passes for the whole`() throws {
        let bytes = Array(RecordedListings.pgbackrest.utf8)
        for length in 0..<bytes.count { #expect(try ListingHost(bytes: Array(bytes[..<length])).listing(.pgbackrest).gap != nil) }
    }

    @Test(arguments: [
        (ToolOutcome.Ending.exited(29), "", InconclusiveReason.toolFailed), (.exited(50), "", .locked), (.signalled(9), "[]", .toolFailed),
        (.exited(0), "", .emptyOutput), (.exited(0), "[]", .emptyOutput), (.exited(0), "usage: info", .parseError),
    ])
    func `an answer that is none is inconclusive`(ending: ToolOutcome.Ending, output: String, reason: InconclusiveReason) throws {
        #expect(try host(output, ending).listing(.pgbackrest, source: "main").gap?.reason == reason)
    }

    @Test(arguments: [
        (ToolFailure.late("/usr/bin/pgbackrest", .seconds(30)), InconclusiveReason.timeout),
        (.missing("/usr/bin/pgbackrest"), .toolMissing),
        (.untrusted("/usr/bin/pgbackrest", "anybody may change it"), .toolFailed),
        (.tooMuch("/usr/bin/pgbackrest", limit: 1), .limitExceeded),
    ])
    func `a program that was not run to its end says nothing`(failure: ToolFailure, reason: InconclusiveReason) throws {
        var host = host("")
        host.tools = FakeTools { _ throws(ToolFailure) in throw failure }
        #expect(try host.listing(.pgbackrest, source: "main").gap?.reason == reason)
    }

    @Test func `no program of an observed tree is run`() throws {
        var host = host(RecordedListings.pgbackrest)
        host.tools = nil
        #expect(try host.listing(.pgbackrest, source: "main").gap?.reason == .notObservableUnderRoot)
    }

    @Test func `a local repository has to hold the newest backup`() throws {
        var host = host(RecordedListings.pgbackrest)
        let settings = ["Repository": "/srv/pg", "RepositoryKey": "2"]
        #expect(try host.listing(.pgbackrest, settings, source: "main").gap?.reason == .sourceConflict)
        host.tree["/srv/pg/backup/main/20261122-043217F/backup.manifest"] = ""
        #expect(try host.listing(.pgbackrest, settings, source: "main").gap == nil)
    }
}
