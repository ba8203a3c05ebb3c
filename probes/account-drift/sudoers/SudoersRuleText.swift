import Controls

/// Every permission of some rules as one text, before aliases are expanded: users, hosts, target, password and command. Two readers of
/// the same files have to come to the same texts.
enum SudoersRuleText {
    static func all(_ rules: some Sequence<SudoersRule>) -> [String] {
        var texts: [String] = []
        for rule in rules {
            for privilege in rule.privileges {
                for permission in privilege.commands {
                    let target = permission.runas.map { $0.users.isEmpty && $0.groups.isEmpty ? "()" : list($0.users) } ?? ""
                    let groups = list(permission.runas?.groups ?? [])
                    texts.append(
                        text(
                            users: list(rule.users), hosts: list(privilege.hosts), target: target, groups: groups,
                            noPassword: permission.noPassword, command: text(permission.command)))
                }
            }
        }
        return texts
    }

    static func text(users: String, hosts: String, target: String, groups: String, noPassword: Bool?, command: String) -> String {
        let password = noPassword.map { $0 ? "NOPASSWD: " : "PASSWD: " } ?? ""
        return "\(users) \(hosts) = (\(target):\(groups)) \(password)\(command)"
    }

    private static func list(_ members: [SudoersMember]) -> String { members.map(text).joined(separator: ",") }

    private static func text(_ member: SudoersMember) -> String {
        let name: String =
            switch member.name {
            case .all: "ALL"
            case .alias(let name), .word(let name), .address(let name): name
            case .group(let name): "%" + name
            case .netgroup(let name): "+" + name
            case .command(let command):
                Subject.escaping(command.path + (command.arguments.map { $0.isEmpty ? Array(" \"\"".utf8) : Array(" ".utf8) + $0 } ?? []))
            }
        return (member.isNegated ? "!" : "") + name
    }
}
