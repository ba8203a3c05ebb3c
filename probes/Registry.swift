package import ProbeKit

/// Every probe of this build, one line each.
package enum Registry {
    package static let probes: [ProbeEntry] = [
        ProbeEntry(AccountDriftProbe.self, defaultControl: PackageResources.account_drift_control, page: PackageResources.account_drift_md),
        ProbeEntry(
            BackupFreshnessProbe.self, defaultControl: PackageResources.backup_freshness_control,
            page: PackageResources.backup_freshness_md),
        ProbeEntry(OpenPortsProbe.self, defaultControl: PackageResources.open_ports_control, page: PackageResources.open_ports_md),
        ProbeEntry(
            PasswordPolicyProbe.self, defaultControl: PackageResources.password_policy_control, page: PackageResources.password_policy_md),
        ProbeEntry(TLSConfigProbe.self, defaultControl: PackageResources.tls_config_control, page: PackageResources.tls_config_md),
    ]
}
