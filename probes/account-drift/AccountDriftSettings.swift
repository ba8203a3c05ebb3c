import Controls
import ProbeKit

/// What the entity has approved, and what it asks of keys.
struct AccountDriftSettings: Sendable {
    /// Where accounts and groups are looked for.
    enum Population: String, CaseIterable, Sendable {
        /// Wherever the host looks: what cannot be listed is a subject of its own.
        case all
        /// Directory services are declared out of scope.
        case local
    }

    let population: Population
    let approvedAccounts: Set<String>
    /// Files with accounts that are approved too.
    let rosters: [HostPath]
    let allowedGrants: Set<String>
    let privilegedGroups: Set<String>
    let approvedKeys: Set<String>
    let allowedKeyTypes: [String]
    let minimumRsaBits: Int
    let shellAllowed: Set<String>
    /// An account without a login for so long is dormant.
    let dormantAfter: TimeSpan
    /// How old a list may be, of those who are approved and of those who left.
    let rosterMaximumAge: TimeSpan
    /// Files with people who left.
    let departureRosters: [HostPath]
    /// How long after somebody left something may still be there.
    let departureWindow: TimeSpan
    /// The newest review of who may do what.
    let reviewRecord: HostPath?
    let reviewInterval: TimeSpan

    static let usualPrivilegedGroups = ["root", "sudo", "wheel", "admin", "docker", "lxd", "libvirt", "disk", "shadow"]
    static let usualKeyTypes = ["ed25519", "sk-*", "ecdsa", "rsa"]

    init(_ settings: inout Settings) {
        population = settings.choice("Population", default: .all)
        approvedAccounts = Set(settings.words("ApprovedAccount", default: []))
        rosters = Self.paths("Roster", "/etc/soc2d/rosters/staff.roster", in: &settings)
        allowedGrants = Self.lines("AllowGrant", "PRINCIPAL TARGET SCOPE such as %sudo ALL ALL, or ACCOUNT group:NAME", in: &settings) {
            words in
            words.count > 2 || words.count == 2 && words[1].hasPrefix("group:")
        }
        privilegedGroups = Set(settings.words("PrivilegedGroup", default: Self.usualPrivilegedGroups))
        approvedKeys = Self.lines("ApprovedKey", "ACCOUNT SHA256:FINGERPRINT", in: &settings) { words in
            words.count == 2 && words[1].hasPrefix("SHA256:")
        }
        allowedKeyTypes = settings.words("AllowKeyType", default: Self.usualKeyTypes)
        minimumRsaBits = settings.integer("MinimumRsaBits", default: 2048, in: 1024...16384)
        shellAllowed = Set(settings.words("LoginShellFor", default: []))
        dormantAfter = settings.timeSpan("DormantAfter", default: .days(90))
        rosterMaximumAge = settings.timeSpan("RosterMaximumAge", default: .days(31))
        departureRosters = Self.paths("DepartureRoster", "/etc/soc2d/rosters/departed.roster", in: &settings)
        departureWindow = settings.timeSpan("DepartureWindow", default: .hours(24))
        reviewRecord = Self.paths("ReviewRecord", "/var/lib/soc2d/records/access.review", in: &settings).last
        reviewInterval = settings.timeSpan("ReviewInterval", default: .days(90))
    }

    /// One path a line.
    private static func paths(_ key: String, _ example: String, in settings: inout Settings) -> [HostPath] {
        settings.entries(key, expected: "an absolute path without .., such as \(example)") { text in
            let path = HostPath(text)
            return path.isAbsolute && !path.components.contains { $0.elementsEqual("..".utf8) } ? path : nil
        }.map(\.value)
    }

    /// One entry a line, with single spaces between its words, as subjects are printed.
    private static func lines(
        _ key: String, _ expected: String, in settings: inout Settings, isValid: ([Substring]) -> Bool
    ) -> Set<String> {
        let entries = settings.entries(key, expected: expected) { text -> String? in
            let words = text.split { $0 == " " || $0 == "\t" }
            return isValid(words) ? words.joined(separator: " ") : nil
        }
        return Set(entries.map(\.value))
    }

    /// Whether a family of key types is allowed.
    func allows(_ family: String) -> Bool {
        allowedKeyTypes.contains { WildcardPattern($0.utf8, classes: false).matches(family.utf8) }
    }
}
