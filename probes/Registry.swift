package import ProbeKit

/// Every probe of this build, one line each.
package enum Registry {
    package static let probes: [ProbeEntry] = [
        ProbeEntry(AccountDriftProbe.self, defaultControl: PackageResources.account_drift_control, page: PackageResources.account_drift_md)
    ]
}
