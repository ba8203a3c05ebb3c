package import Controls
package import Ledger
package import ProbeKit

/// What the monitor is given when it starts, and does not change while it runs but for the configuration.
package struct Duty: Sendable {
    package var host: Host
    /// SHA-256 of the program, in hexadecimal, and its version.
    package var codeDigest: String
    package var version: String
    /// The user that the monitor runs as.
    package var user: UInt32
    /// Every probe that controls may test, the one of the `soc2d.*` checks too.
    package var probes: [ProbeEntry]
    package var configuration: Configuration
    /// The name of the log.
    package var origin: LogName
    /// Checkpoints that places outside the ledger remember.
    package var remembered: [RememberedCheckpoint]
    /// The paths of the files among those places, for the checks of the monitor itself.
    package var checkpointFiles: [String] = []
    package var boots: [BootHistory]
    /// How many probes may run at once.
    package var places: Int
    /// Minutes after midnight where the host is.
    package var localMinute: @Sendable (Moment) -> Int = { Int($0.seconds / 60 % 1440) }
    package var sha256: @Sendable ([UInt8]) -> [UInt8]

    /// Of UTC, where the host is, from 0 to a day.
    func minutesAhead(at moment: Moment) -> Int {
        let day = 24 * 60
        return ((localMinute(moment) - Int(moment.seconds / 60 % Int64(day))) % day + day) % day
    }

    package struct Host: Hashable, Sendable {
        /// A digest of the machine id, as ``HostIdentity`` has it.
        package var id: String
        package var name: String
        package var os: String
        package var kernel: String

        package init(id: String, name: String, os: String, kernel: String) {
            self.id = id
            self.name = name
            self.os = os
            self.kernel = kernel
        }
    }

    package init(
        host: Host, codeDigest: String, version: String, user: UInt32, probes: [ProbeEntry], configuration: Configuration,
        origin: LogName, remembered: [RememberedCheckpoint], boots: [BootHistory], places: Int,
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.host = host
        self.codeDigest = codeDigest
        self.version = version
        self.user = user
        self.probes = probes
        self.configuration = configuration
        self.origin = origin
        self.remembered = remembered
        self.boots = boots
        self.places = places
        self.sha256 = sha256
    }
}
