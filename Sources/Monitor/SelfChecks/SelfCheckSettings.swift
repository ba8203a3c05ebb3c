import Controls
import Ledger
import ProbeKit

/// What the monitor tells its self checks. People say none of it: a path to another ledger would make them look away.
struct SelfCheckSettings: Sendable {
    let ledger: String?
    let keys: [VerifierKey]
    let remembered: [String]
    let destinations: [ToldDestination]
    let minutesAhead: Int
    let fork: String?
    let storeFull: String?

    static let ledgerKey = "Ledger"
    static let verifierKey = "Key"
    static let rememberedKey = "Remembered"
    static let destinationKey = "Destination"
    static let minutesAheadKey = "MinutesAhead"
    static let forkKey = "Fork"
    static let storeFullKey = "StoreFull"

    /// Where the settings of the monitor stand: in no line of any file.
    static let monitor = Place(file: "soc2d", line: 0)

    init(_ settings: inout Settings) {
        _ = CommonSettings(&settings, usualDeadline: SelfCheckProbe.manifest.usualDeadline)
        ledger = Self.texts(Self.ledgerKey, in: &settings).last
        remembered = Self.texts(Self.rememberedKey, in: &settings)
        destinations = Self.texts(Self.destinationKey, in: &settings).compactMap { ToldDestination($0) }
        minutesAhead = Self.texts(Self.minutesAheadKey, in: &settings).last.flatMap { Int($0) } ?? 0
        fork = Self.texts(Self.forkKey, in: &settings).last
        storeFull = Self.texts(Self.storeFullKey, in: &settings).last
        keys = Self.texts(Self.verifierKey, in: &settings).compactMap { VerifierKey(parsing: $0) }
    }

    private static func texts(_ key: String, in settings: inout Settings) -> [String] {
        settings.entries(key, expected: "text") { $0 }.compactMap { entry in
            guard entry.place != monitor else { return entry.value }
            settings.reject(key, entry, expected: "no such line: the monitor says this itself")
            return nil
        }
    }
}
