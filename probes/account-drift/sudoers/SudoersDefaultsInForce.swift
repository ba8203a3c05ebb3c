import ProbeKit

/// The `Defaults` that bear on grants: the target without a list, and what waters down the password.
struct SudoersDefaultsInForce {
    /// As whom a command runs where a rule does not say: `runas_default`.
    private(set) var target = "root"
    private var authenticates = State(isOn: true)
    private var asksForTarget = State(isOn: false)
    private var timeoutNeverEnds = State(isOn: false)
    private var bound: [(SudoersDefaults, path: String)] = []

    private struct State {
        var isOn: Bool
        var place = ""
    }

    private static let boundLimit = 256

    /// A later setting overrides an earlier one.
    mutating func take(_ setting: SudoersDefaults, at path: String) {
        guard setting.binding == nil else {
            let bears = setting.name == "authenticate" || setting.name == "timestamp_timeout"
            if bears, bound.count < Self.boundLimit { bound.append((setting, path)) }
            return
        }
        let place = "\(path):\(setting.line)"
        switch setting.name {
        case "runas_default": target = setting.value ?? target
        case "authenticate": authenticates = State(isOn: !setting.isNegated, place: place)
        case "targetpw", "runaspw", "rootpw": asksForTarget = State(isOn: !setting.isNegated, place: "\(setting.name), \(place)")
        case "timestamp_timeout": timeoutNeverEnds = State(isOn: setting.value?.hasPrefix("-") == true, place: place)
        default: break
        }
    }

    /// What weakens a grant.
    func remarks(for grant: Grant, command: SudoersCommand, noPassword: Bool?) -> [String] {
        var remarks: [String] = []
        if noPassword == true { remarks.append("NOPASSWD: no password is asked") }
        if !authenticates.isOn, noPassword == nil {
            remarks.append("Defaults !authenticate (\(authenticates.place)): no password is asked")
        }
        if timeoutNeverEnds.isOn {
            remarks.append("Defaults timestamp_timeout below 0 (\(timeoutNeverEnds.place)): a password is asked once")
        }
        if asksForTarget.isOn { remarks.append("Defaults \(asksForTarget.place): not the caller's own password is asked") }
        for (setting, path) in bound where weakens(setting) && concerns(setting, grant, command) {
            remarks.append("Defaults \(setting.isNegated ? "!" : "")\(setting.name) (\(path):\(setting.line)) weakens the password")
        }
        return remarks
    }

    private func weakens(_ setting: SudoersDefaults) -> Bool {
        setting.name == "authenticate" ? setting.isNegated : setting.value?.hasPrefix("-") == true
    }

    private func concerns(_ setting: SudoersDefaults, _ grant: Grant, _ command: SudoersCommand) -> Bool {
        setting.members.contains { member in
            guard !member.isNegated, member.name != .all else { return member.name == .all && !member.isNegated }
            switch setting.binding {
            case .command:
                guard case .command(let named) = member.name else { return false }
                return named.path == command.path
            case .runas: return grant.target == SudoersGrants.text(member.name) || grant.target == "ALL"
            case .user, .host, nil: return grant.principal == SudoersGrants.text(member.name)
            }
        }
    }
}
