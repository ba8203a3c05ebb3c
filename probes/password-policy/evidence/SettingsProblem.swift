import ProbeKit

/// Why the settings of a module cannot be known.
struct SettingsProblem: Error {
    let unread: Unread

    init(_ unread: Unread) { self.unread = unread }
}
