package import Controls
package import ProbeKit

/// The checks of the monitor itself. They run in a child like those of every probe, and only the monitor starts them.
package enum SelfChecks {
    package static let entry = ProbeEntry(
        SelfCheckProbe.self, defaultControl: PackageResources.soc2d_control, page: PackageResources.soc2d_md)

    /// What the monitor adds to the settings of the control.
    /// - Parameters:
    ///   - ledger: the path of the ledger.
    ///   - keys: the verifier keys of its log.
    ///   - remembered: the paths of files that hold a checkpoint.
    ///   - destinations: whom people are told through.
    ///   - minutesAhead: of UTC, where the host is.
    ///   - fork: what contradicts the ledger, where something was found.
    ///   - storeFull: what cannot be kept, where there is no room.
    package static func settings(
        ledger: String, keys: [String], remembered: [String], destinations: [Destination] = [], minutesAhead: Int = 0, fork: String? = nil,
        storeFull: String? = nil
    ) -> [Assignment] {
        let said = [
            (SelfCheckSettings.ledgerKey, [ledger]), (SelfCheckSettings.verifierKey, keys),
            (SelfCheckSettings.rememberedKey, remembered),
            (SelfCheckSettings.destinationKey, destinations.filter { $0.kind != .heartbeat }.map { ToldDestination($0).text }),
            (SelfCheckSettings.minutesAheadKey, ["\(minutesAhead)"]), (SelfCheckSettings.forkKey, [fork].compactMap(\.self)),
            (SelfCheckSettings.storeFullKey, [storeFull].compactMap(\.self)),
        ]
        return said.flatMap { key, values in values.map { Assignment(key: key, value: $0, place: SelfCheckSettings.monitor) } }
    }
}
