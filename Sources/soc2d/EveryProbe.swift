import Monitor
import ProbeKit
import Probes

/// Every probe that a control may test: those that look at a host, and the one by which the monitor looks at itself.
enum EveryProbe {
    static let entries = Registry.probes + [SelfChecks.entry]

    static var names: [String] { entries.map(\.manifest.probe) }
}
