import Controls
import ProbeKit

/// The accounts that are approved by name: those of the settings, and those of the rosters that can be used.
struct ApprovedNames {
    private let listed: Set<String>
    /// The roster that each stands in.
    private let rostered: [String: Listing]
    /// Why one of the rosters cannot be used: then nobody knows who else is approved.
    let obstacle: Unread?

    /// A roster by its path, and in words with who signed it.
    private struct Listing {
        let path: String
        let words: String

        init(_ roster: Roster) {
            path = roster.path
            words = "in the roster \(roster.path)" + (roster.seal?.note.map { ", \($0.text)" } ?? "")
        }
    }

    init(_ settings: AccountDriftSettings, _ rosters: [Roster]) {
        listed = settings.approvedAccounts
        let limit = settings.rosterMaximumAge
        obstacle = rosters.lazy.compactMap { $0.obstacle(olderThan: limit) }.first
        let pairs = rosters.filter { $0.obstacle(olderThan: limit) == nil }.flatMap { roster in
            let listing = Listing(roster)
            return roster.accounts.map { ($0, listing) }
        }
        rostered = Dictionary(pairs) { first, _ in first }
    }

    /// Whether nothing is approved by name.
    var isEmpty: Bool { listed.isEmpty && rostered.isEmpty }

    var all: [String] { listed.union(rostered.keys).sorted() }

    func contains(_ name: String) -> Bool { listed.contains(name) || rostered[name] != nil }

    /// What approves a name: `approved`, or `in the roster /srv/roster`, with who signed that.
    func words(for name: String) -> String {
        guard !listed.contains(name), let listing = rostered[name] else { return "approved" }
        return listing.words
    }

    /// The same of a name that no account has.
    func absence(of name: String) -> (words: String, sources: [Source]) {
        guard !listed.contains(name), let listing = rostered[name] else { return ("approved by name, and not in /etc/passwd", []) }
        return ("\(listing.words), and not in /etc/passwd", [Source(listing.path)])
    }
}
