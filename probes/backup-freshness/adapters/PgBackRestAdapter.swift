import Controls
import ProbeKit

/// Backups as `pgbackrest info` tells of them, which reads the repository's own list and locks nothing; or as a job handed that over.
struct PgBackRestAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let isFile = set.adapter.isListing(set.source)
        let text = isFile ? ListingText(fileOf: set, on: host, by: .pgbackrest) : ListingText(askingFor: set, on: host)
        return text.read { text throws(JSONProblem) in
            var listing = text.listing
            let stanzas = try PgBackRestStanza.all(in: text.bytes).filter { isFile || $0.name == set.source }
            if stanzas.count == 1, !Self.lacksConfiguration(stanzas[0], isFile, on: host) {
                listing = PgBackRestPoints(stanzas[0], of: set, into: listing).found(seeking: sought, on: host)
            } else {
                listing.gap = Self.gap(stanzas, listing.source)
            }
            let unused = [("Host", set.host != nil), ("Path", !set.paths.isEmpty), ("Prefix", set.prefix != nil)]
            listing.remark(unused: unused, by: "pgbackrest")
            if let newest = listing.newest, listing.repositories == nil {
                let file = HostPath("backup").appending(HostPath(stanzas[0].name)).appending(HostPath(newest.id))
                LocalRepository.compare(&listing, of: set, has: file, as: newest.id, on: host)
            }
            return listing
        }
    }

    /// Whether pgbackrest looked into its default repository only because nobody told it of another.
    private static func lacksConfiguration(_ stanza: PgBackRestStanza, _ isFile: Bool, on host: Host) -> Bool {
        let places: [HostPath] = ["/etc/pgbackrest.conf", "/etc/pgbackrest/pgbackrest.conf", "/etc/pgbackrest/conf.d"]
        return !isFile && stanza.status.code == 1 && places.allSatisfy { isAbsent($0, on: host) }
    }

    /// What cannot be seen may be there.
    private static func isAbsent(_ place: HostPath, on host: Host) -> Bool {
        do throws(ReadFailure) { return try host.files.status(of: place) == nil } catch { return false }
    }

    private static func gap(_ stanzas: [PgBackRestStanza], _ source: String) -> Unread {
        switch stanzas.count {
        case 0: Unread(source, .emptyOutput, "lists no such stanza")
        case 1:
            Unread(source, .notConfigured, "pgbackrest has no configuration here: run it where the repository is, or hand over a listing")
        default: Unread(source, .unsupportedFormat, "lists \(stanzas.count) stanzas; list one with --stanza=NAME")
        }
    }
}

extension ListingText {
    private static let programs: [HostPath] = ["/usr/bin/pgbackrest", "/usr/local/bin/pgbackrest"]

    /// What pgbackrest says of a stanza.
    fileprivate init(askingFor set: BackupSet, on host: Host) {
        let stanza = set.source
        let program = set.tool ?? Self.programs.first { (try? host.files.status(of: $0)) != nil } ?? Self.programs[0]
        var listing = BackupListing(source: "\(program.escaped) info --stanza=\(stanza)")
        guard let tools = host.tools else {
            listing.gap = Unread(listing.source, .notObservableUnderRoot, "no program of an observed tree is run; hand over a listing")
            self.init([], listing)
            return
        }
        let quiet = ["console", "file", "stderr"].map { "--log-level-\($0)=off" }
        let call = ToolCall(program, ["info", "--output=json", "--stanza=\(stanza)"] + quiet, deadline: set.toolDeadline)
        do throws(ToolFailure) {
            let outcome = try tools.run(call)
            listing.gap = Self.gap(outcome, listing.source)
            self.init(outcome.output, listing)
        } catch {
            listing.gap = Unread(listing.source, error.reason, error.text)
            self.init([], listing)
        }
    }

    private static func gap(_ outcome: ToolOutcome, _ source: String) -> Unread? {
        let way = "run it by hand as the user of soc2d"
        switch outcome.ending {
        case .signalled(let signal): return Unread(source, .toolFailed, "ended by signal \(signal)")
        case .exited(0): return outcome.output.isEmpty ? Unread(source, .emptyOutput, "said nothing; \(way)") : nil
        case .exited(let status):
            let (reason, text) = BackupTool.pgbackrest.meaning(of: Int64(status))
            return Unread(source, reason, "\(text); \(way)")
        }
    }
}
